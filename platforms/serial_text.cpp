// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/serial_text.hpp"

#include <algorithm>
#include <string_view>

namespace memvp {

namespace {

constexpr std::string_view announcement = "result ";
/// Longer lines are no results: what is kept of a line that never ends is bounded.
constexpr std::size_t longest_line = 1024;

bool is_name(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace

serial_text::int_type serial_text::overflow(int_type character) {
  if (traits_type::eq_int_type(character, traits_type::eof())) return traits_type::not_eof(character);
  const char c = traits_type::to_char_type(character);
  file_.put(c);
  if (terminal_ != nullptr) terminal_->put(c);
  if (c == '\n') {
    take_result();
    line_.clear();
  } else if (line_.size() < longest_line && c != '\r') {
    line_.push_back(c);
  }
  return character;
}

int serial_text::sync() {
  file_.flush();
  if (terminal_ != nullptr) terminal_->flush();
  return file_ ? 0 : -1;
}

void serial_text::take_result() {
  std::string_view rest = line_;
  if (line_.size() >= longest_line || rest.substr(0, announcement.size()) != announcement) return;
  rest.remove_prefix(announcement.size());
  const std::size_t end = rest.find(' ');
  if (end == std::string_view::npos || !is_name(rest.substr(0, end))) return;
  const std::string name(rest.substr(0, end)), value(rest.substr(end + 1));
  const nlohmann::ordered_json number = nlohmann::ordered_json::parse(value, nullptr, false);
  results_[name] = number.is_number() ? number : nlohmann::ordered_json(value);
}

}  // namespace memvp
