// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/parameter_writer.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "memvp/platforms/units.hpp"

namespace memvp {

std::string toml_text(std::string_view text) {
  std::ostringstream out;
  const toml::value<std::string> node{std::string(text)};
  out << toml::toml_formatter(node, toml::format_flags::none);
  return out.str();
}

void writing_visitor::add(std::string_view key, const std::string& value, std::string_view meaning) {
  const std::size_t dot = key.rfind('.');
  const std::string group(dot == std::string_view::npos ? std::string_view() : key.substr(0, dot));
  std::string text(dot == std::string_view::npos ? key : key.substr(dot + 1));
  text += " = " + value;
  if (!meaning.empty()) text += "  # " + std::string(meaning);
  lines_.push_back({group, text});
}

void writing_visitor::heading(std::string_view key, const std::string& value) { add(key, toml_text(value), ""); }

void writing_visitor::real(const parameter_info& info, double& value) {
  std::string text = format_quantity(value, info.unit);
  // Dimensionless numbers are TOML floats: a whole one needs its point, since TOML integers end at 2^63.
  const bool bare = info.unit == dimension::number && text.find_first_of("fn") == std::string::npos;
  if (bare && text.find_first_of(".e") == std::string::npos) text += ".0";
  add(info.key, bare ? text : toml_text(text), info.meaning);
}

void writing_visitor::integer(const parameter_info& info, std::int64_t& value) {
  add(info.key, std::to_string(value), info.meaning);
}

void writing_visitor::boolean(const parameter_info& info, bool& value) {
  add(info.key, value ? "true" : "false", info.meaning);
}

void writing_visitor::path(const parameter_info& info, std::string& value) {
  add(info.key, toml_text(value.empty() ? value : std::filesystem::absolute(value).lexically_normal().string()),
      info.meaning);
}

void writing_visitor::text(const parameter_info& info, std::string& value) {
  add(info.key, toml_text(value), info.meaning);
}

void writing_visitor::choice(const parameter_info& info, const std::vector<std::string_view>& names,
                             std::size_t& value) {
  add(info.key, toml_text(names.at(value)), info.meaning);
}

std::string writing_visitor::toml() const {
  std::vector<std::string> groups{""};
  for (const line& entry : lines_) {
    if (std::find(groups.begin(), groups.end(), entry.group) == groups.end()) groups.push_back(entry.group);
  }
  std::string text;
  for (const std::string& group : groups) {
    if (!group.empty()) text += "\n[" + group + "]\n";
    for (const line& entry : lines_) {
      if (entry.group == group) text += entry.text + "\n";
    }
  }
  return text;
}

}  // namespace memvp
