// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/bus_script.hpp"

#include <array>
#include <charconv>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>

#include "memvp/tlm/hexadecimal.hpp"

namespace memvp {

namespace {

constexpr std::string_view columns = "access,offset,bytes,data,start_cycle,end_cycle";
constexpr std::array<std::string_view, 3> actions{"read", "write", "wait"};

/// A field of the file as a sentence can show it: short, and without what no terminal shows.
std::string shown(std::string_view field) {
  constexpr std::size_t longest = 40;
  std::string text(field.substr(0, longest));
  for (char& character : text)
    if (character < ' ' || character > '~') character = '?';
  return "\"" + text + (field.size() > longest ? "...\"" : "\"");
}

/// A line's fields, as far as they are given, and where they stand.
struct script_line {
  std::array<std::string_view, 6> fields;
  std::string place;

  [[noreturn]] void refuse(const std::string& why) const { throw std::runtime_error(place + ": " + why + "."); }

  std::uint64_t number(std::size_t field, const char* what, std::uint64_t most, int base) const {
    std::string_view digits = fields[field];
    if (base == 16 && digits.substr(0, 2) == "0x") digits.remove_prefix(2);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (error != std::errc{} || end != digits.data() + digits.size() || value > most)
      refuse("the " + std::string(what) + " " + shown(fields[field]) + " is no " +
             (base == 16 ? "hexadecimal" : "whole") + " number up to " + std::to_string(most));
    return value;
  }
};

script_line split(std::string_view text, const std::filesystem::path& file, std::size_t line_number) {
  script_line line;
  line.place = file.string() + ":" + std::to_string(line_number);
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  for (std::size_t field = 0;; ++field) {
    if (field == line.fields.size()) line.refuse("a line has at most " + std::to_string(field) + " fields");
    const std::size_t comma = text.find(',');
    line.fields[field] = text.substr(0, comma);
    if (comma == std::string_view::npos) return line;
    text.remove_prefix(comma + 1);
  }
}

std::vector<std::uint8_t> data_of(const script_line& line, std::uint32_t length) {
  const std::string_view digits = line.fields[3];
  if (digits.size() != 2 * std::size_t{length})
    line.refuse(std::to_string(length) + " bytes are " + std::to_string(2 * std::size_t{length}) +
                " hexadecimal digits, but there are " + std::to_string(digits.size()));
  std::vector<std::uint8_t> bytes(length);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char* digit = digits.data() + 2 * i;
    const auto [end, error] = std::from_chars(digit, digit + 2, bytes[i], 16);
    if (error != std::errc{} || end != digit + 2) line.refuse(shown({digit, 2}) + " is no byte in hexadecimal digits");
  }
  return bytes;
}

bus_step step_of(const script_line& line) {
  constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max();
  bus_step step;
  const std::string_view action = line.fields[0];
  if (action == "read") {
    step.what = bus_step::action::read;
  } else if (action == "write") {
    step.what = bus_step::action::write;
  } else if (action != "wait") {
    line.refuse(shown(action) + " is neither read nor write nor wait");
  }
  if (step.what != bus_step::action::wait) {
    step.offset = line.number(1, "offset", no_limit, 16);
    step.length = static_cast<std::uint32_t>(line.number(2, "length", bus_script_longest_access, 10));
    if (step.length == 0) line.refuse("an access of no bytes is none");
    if (step.what == bus_step::action::write || !line.fields[3].empty()) step.bytes = data_of(line, step.length);
  }
  if (!line.fields[4].empty()) {
    const cycle_count start = line.number(4, "start", no_limit, 10);
    const cycle_count end = line.number(5, "end", no_limit, 10);
    if (end < start) line.refuse("it ends before it begins");
    step.times = cycle_interval{start, end - start};
  }
  return step;
}

}  // namespace

std::vector<bus_step> read_bus_script(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error(file.string() + ": the file cannot be read.");
  std::vector<bus_step> steps;
  std::size_t line_number = 0;
  for (std::string text; std::getline(in, text);) {
    ++line_number;
    if (text.empty() || text == "\r" || text.front() == '#' || text.substr(0, columns.find(',') + 1) == "access,")
      continue;
    steps.push_back(step_of(split(text, file, line_number)));
  }
  if (in.bad()) throw std::runtime_error(file.string() + ": the file cannot be read to its end.");
  return steps;
}

bus_script_writer::bus_script_writer(const std::filesystem::path& file) : file_(file) {
  file_.write(columns).write('\n');
}

void bus_script_writer::write(const bus_step& step) {
  file_.write(actions.at(static_cast<std::size_t>(step.what)));
  if (step.what == bus_step::action::wait) {
    file_.write(",,,");
  } else {
    file_.write(',').write(hexadecimal(step.offset, 1)).write(',').number(std::uint64_t{step.length}).write(',');
    for (const std::uint8_t byte : step.bytes)
      file_.write("0123456789abcdef"[byte / 16]).write("0123456789abcdef"[byte % 16]);
  }
  if (step.times) {
    file_.write(',').number(step.times->start).write(',').number(step.times->start + step.times->length);
  }
  file_.write('\n');
}

void write_bus_script(const std::filesystem::path& file, const std::vector<bus_step>& steps) {
  bus_script_writer out(file);
  for (const bus_step& step : steps) out.write(step);
  out.close();
}

}  // namespace memvp
