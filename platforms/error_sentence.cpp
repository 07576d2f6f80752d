// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/error_sentence.hpp"

#include <boost/program_options/errors.hpp>
#include <new>
#include <stdexcept>
#include <systemc>

#include "memvp/platforms/configuration.hpp"

namespace memvp {

namespace {

/// The beginning and the end, which say where and what is allowed, of a text that quotes more than anyone reads.
std::string shortened(const std::string& line) {
  constexpr std::size_t longest = 1000, at_end = 300;
  if (line.size() <= longest) return line;
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80;
  };  // UTF-8
  std::size_t head = longest - at_end, tail = line.size() - at_end;
  while (head > 0 && continues(head)) --head;
  while (tail + 1 < line.size() && continues(tail)) ++tail;
  return line.substr(0, head) + " (...) " + line.substr(tail);
}

}  // namespace

std::string error_sentence(const std::exception& error) {
  std::string text = error.what();
  if (const auto* report = dynamic_cast<const sc_core::sc_report*>(&error)) {
    const std::string kind = report->get_msg_type();
    const char* message = report->get_msg();
    text = message != nullptr ? message : "";
    // SystemC wraps what a process throws: the message is then that of the exception.
    if (kind != sc_core::SC_ID_SIMULATION_UNCAUGHT_EXCEPTION_)
      text = "SystemC: " + kind + (text.empty() ? "" : ": " + text);
  } else if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) {
    text = "there is not enough memory";
  }
  std::string line;
  for (const char c : text) {
    const bool blank = c == '\n' || c == '\r' || c == '\t' || c == ' ';
    const bool control = (c >= 0 && c < ' ') || c == '\x7F';  // which a terminal would obey
    if (!blank) line += control ? '?' : c;
    if (blank && !line.empty() && line.back() != ' ') line += ' ';
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return shortened(line);
}

int exit_status(const std::exception& error) {
  const bool is_usage = dynamic_cast<const configuration_error*>(&error) != nullptr ||
                        dynamic_cast<const boost::program_options::error*>(&error) != nullptr ||
                        dynamic_cast<const std::invalid_argument*>(&error) != nullptr;
  return is_usage ? 2 : 1;
}

}  // namespace memvp
