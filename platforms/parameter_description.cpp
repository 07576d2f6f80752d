// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/parameter_description.hpp"

#include <algorithm>
#include <utility>

#include "memvp/platforms/parameter_reader.hpp"
#include "memvp/platforms/units.hpp"

namespace memvp {
namespace {

std::string group_of(const std::string& key) {
  const std::size_t dot = key.rfind('.');
  return dot == std::string::npos ? "" : key.substr(0, dot);
}

/// Where the present value comes from, for people.
std::string origin_text(const parameter_description& parameter, const configuration& settings) {
  const configuration_entry* entry = settings.find(parameter.key);
  if (entry == nullptr) {
    const std::string text(provenance_name(parameter.origin));
    if (parameter.source.empty()) return text;
    // Sources of assumptions often begin with the word itself.
    return parameter.source.compare(0, text.size(), text) == 0 ? parameter.source : text + ": " + parameter.source;
  }
  if (entry->origin.from_command_line()) return "set by --set";
  std::string text = "set in " + entry->origin.file + ":" + std::to_string(entry->origin.line);
  return entry->origin.preset_source.empty() ? text : text + ", source: " + entry->origin.preset_source;
}

std::string shown(const std::string& value) { return value.empty() ? "(none)" : value; }

std::string escaped_for_markdown(std::string text) {
  for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) text.insert(at, "\\");
  return text;
}

}  // namespace

void describing_visitor::add(const parameter_info& info, std::string kind, std::string value, std::string range) {
  parameters_.push_back({std::string(info.key), std::move(kind), std::move(value), std::move(range),
                         std::string(info.meaning), info.origin, std::string(info.source)});
}

void describing_visitor::real(const parameter_info& info, double& value) {
  add(info, std::string(dimension_name(info.unit)), format_quantity(value, info.unit), range_in_words(info));
}

void describing_visitor::integer(const parameter_info& info, std::int64_t& value) {
  add(info, "a whole number", std::to_string(value), range_in_words(info));
}

void describing_visitor::boolean(const parameter_info& info, bool& value) {
  add(info, "true or false", value ? "true" : "false", "");
}

void describing_visitor::text(const parameter_info& info, std::string& value) { add(info, "a text", value, ""); }

void describing_visitor::choice(const parameter_info& info, const std::vector<std::string_view>& names,
                                std::size_t& value) {
  std::string choices;
  for (const std::string_view name : names) {
    if (!choices.empty()) choices += " or ";
    choices += name;
  }
  add(info, "a choice", std::string(names.at(value)), choices);
}

std::string_view provenance_name(provenance origin) {
  switch (origin) {
    case provenance::paper:
      return "paper";
    case provenance::inferred:
      return "inferred";
    case provenance::literature:
      return "literature";
    case provenance::assumed:
      return "assumed";
    case provenance::unknown:
      return "unknown";
    case provenance::setting:
      break;
  }
  return "setting";
}

std::vector<std::string> unknown_parameters(const std::vector<parameter_description>& defaults,
                                            const std::vector<parameter_description>& used) {
  std::vector<std::string> keys;
  for (const parameter_description& parameter : used) {
    if (parameter.origin != provenance::unknown) continue;
    const auto before = std::find_if(defaults.begin(), defaults.end(),
                                     [&](const auto& candidate) { return candidate.key == parameter.key; });
    if (before == defaults.end() || before->value == parameter.value) keys.push_back(parameter.key);
  }
  return keys;
}

std::string description_text(const std::vector<parameter_description>& parameters, const configuration& settings) {
  std::size_t width = 0;
  for (const auto& parameter : parameters) width = std::max(width, parameter.key.size());
  const std::string indent(width + 4, ' ');
  std::string text;
  std::string group;
  for (const auto& parameter : parameters) {
    if (group_of(parameter.key) != group) {
      group = group_of(parameter.key);
      text += "\n";
    }
    text += "  " + parameter.key + std::string(width - parameter.key.size(), ' ') + "  " + shown(parameter.value);
    text += "   (" + parameter.kind + (parameter.range.empty() ? "" : ", " + parameter.range) + ")\n";
    text += indent + parameter.meaning + "\n";
    text += indent + "[" + origin_text(parameter, settings) + "]\n";
  }
  return text;
}

std::string description_markdown(const std::vector<parameter_description>& parameters, const configuration& settings) {
  std::string text = "| key | value | allowed | meaning | where the value comes from |\n|---|---|---|---|---|\n";
  for (const auto& parameter : parameters) {
    const std::string allowed = parameter.kind + (parameter.range.empty() ? "" : ", " + parameter.range);
    text += "| `" + parameter.key + "` | " + escaped_for_markdown(shown(parameter.value)) + " | " +
            escaped_for_markdown(allowed) + " | " + escaped_for_markdown(parameter.meaning) + " | " +
            escaped_for_markdown(origin_text(parameter, settings)) + " |\n";
  }
  return text;
}

}  // namespace memvp
