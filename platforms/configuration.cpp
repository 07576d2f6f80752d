// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/configuration.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include "memvp/platforms/units.hpp"

namespace memvp {
namespace {

std::string kind_name(toml::node_type kind) {
  switch (kind) {
    case toml::node_type::array:
      return "a list";
    case toml::node_type::table:
      return "a table";
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time:
      return "a date or time of day";
    default:
      return "a value";
  }
}

configuration_value scalar_value(const toml::node& node) {
  if (const auto* flag = node.as_boolean()) return flag->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* number = node.as_floating_point()) return number->get();
  if (const auto* text = node.as_string()) return text->get();
  return unusable_value{kind_name(node.type())};
}

std::string node_text(const toml::node& node) {
  if (const auto* text = node.as_string()) return "\"" + text->get() + "\"";
  const auto* number = node.as_floating_point();
  if (number != nullptr && std::isfinite(number->get())) return format_quantity(number->get(), dimension::number);
  std::ostringstream out;
  out << toml::toml_formatter(node);
  std::string text = out.str();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

/// TOML with no more levels than their parser, which frees them one within the other, has stack for: dotted keys make a
/// level a dot, and each of the few levels of lists that the parser allows may hold another line of them.
toml::table parse_toml(std::string_view text, const std::string& name) {
  constexpr std::ptrdiff_t most_dots = 100;
  int line_number = 0;
  for (std::size_t start = 0; start < text.size(); ++line_number) {
    const std::string_view line = text.substr(start, text.find('\n', start) - start);
    if (std::count(line.begin(), line.end(), '.') > most_dots)
      throw configuration_error(name + ":" + std::to_string(line_number + 1) +
                                ": a line of a platform file has at most " + std::to_string(most_dots) + " dots");
    start += line.size() + 1;
  }
  return toml::parse(text, name);
}

/// Tables become dotted keys, in the order of the file.
void flatten(const toml::table& table, const std::string& prefix, const std::string& file,
             std::vector<configuration_entry>& entries) {
  for (const auto& [name, node] : table) {
    const std::string key = prefix + std::string(name.str());
    if (const auto* nested = node.as_table()) {
      flatten(*nested, key + ".", file, entries);
      continue;
    }
    const auto line = static_cast<int>(node.source().begin.line);
    entries.push_back({key, scalar_value(node), node_text(node), {file, line, {}}});
  }
}

/// The scalar that `text` is in TOML, or nothing.
std::optional<configuration_value> toml_scalar(std::string_view text) {
  try {
    const toml::table table = parse_toml("value = " + std::string(text), "--set");
    const toml::node* node = table.get("value");
    if (table.size() != 1 || node == nullptr) return std::nullopt;
    configuration_value value = scalar_value(*node);
    if (std::holds_alternative<unusable_value>(value)) return std::nullopt;
    return value;
  } catch (const toml::parse_error&) {
    return std::nullopt;
  } catch (const configuration_error&) {  // too many dots for TOML, but not for a text
    return std::nullopt;
  }
}

/// Edits (a letter put in, left out, replaced) that lead from one text to the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> previous(b.size() + 1);
  std::vector<std::size_t> current(b.size() + 1);
  std::iota(previous.begin(), previous.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    current[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = previous[j] + (a[i] == b[j] ? 0 : 1);
      current[j + 1] = std::min({previous[j + 1] + 1, current[j] + 1, replaced});
    }
    std::swap(previous, current);
  }
  return previous[b.size()];
}

std::string_view last_part(std::string_view key) {
  const std::size_t dot = key.rfind('.');
  return dot == std::string_view::npos ? key : key.substr(dot + 1);
}

}  // namespace

std::string configuration_entry::place() const {
  if (origin.from_command_line()) return "--set " + key + "=" + text;
  return origin.file + ":" + std::to_string(origin.line) + ": " + key + " = " + text;
}

configuration configuration::from_text(std::string_view toml_text, const std::string& name) {
  configuration result;
  try {
    const toml::table table = parse_toml(toml_text, name);
    flatten(table, "", name, result.entries_);
  } catch (const toml::parse_error& error) {
    throw configuration_error(name + ":" + std::to_string(error.source().begin.line) +
                              ": this is not valid TOML: " + std::string(error.description()));
  }
  // toml++ keeps keys sorted; people expect the order of their file.
  std::stable_sort(result.entries_.begin(), result.entries_.end(),
                   [](const auto& a, const auto& b) { return a.origin.line < b.origin.line; });
  // TOML takes a table's key and the same key with a quoted dot for two; here they are one parameter.
  std::set<std::string_view> keys;
  for (const configuration_entry& entry : result.entries_)
    if (!keys.insert(entry.key).second) throw configuration_error(entry.place() + ": " + entry.key + " is there twice");
  return result;
}

configuration configuration::from_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::error_code status;
  if (!in || std::filesystem::is_directory(file, status)) {
    throw configuration_error("the file " + file.string() + " cannot be read");
  }
  constexpr std::size_t longest = std::size_t{1} << 20;  // far above any platform; devices go on for ever
  std::string text(longest + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > longest)
    throw configuration_error("the file " + file.string() +
                              " is longer than the 1 MiB that a platform or a preset may have");
  return from_text(text, file.string());
}

void configuration::set(std::string_view assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    throw configuration_error("--set needs KEY=VALUE, for instance --set device.pulse_width=\"150 ms\", but \"" +
                              std::string(assignment) + "\" was given");
  }
  std::string text(assignment.substr(equals + 1));
  configuration_value value = toml_scalar(text).value_or(configuration_value(text));
  put({std::string(assignment.substr(0, equals)), std::move(value), std::move(text), {}});
}

void configuration::put(configuration_entry entry) {
  const auto same =
      std::find_if(entries_.begin(), entries_.end(), [&](const auto& other) { return other.key == entry.key; });
  if (same == entries_.end()) {
    entries_.push_back(std::move(entry));
  } else {
    *same = std::move(entry);
  }
}

void configuration::overlay(const configuration& above) {
  for (const configuration_entry& entry : above.entries_) put(entry);
}

const configuration_entry* configuration::find(std::string_view key) const {
  const auto entry =
      std::find_if(entries_.begin(), entries_.end(), [&](const auto& other) { return other.key == key; });
  return entry == entries_.end() ? nullptr : &*entry;
}

std::string configuration::take_text(std::string_view key, std::string_view otherwise) {
  const auto entry =
      std::find_if(entries_.begin(), entries_.end(), [&](const auto& other) { return other.key == key; });
  if (entry == entries_.end()) return std::string(otherwise);
  const auto* text = std::get_if<std::string>(&entry->value);
  if (text == nullptr) throw configuration_error(entry->place() + " must be a text in quotes");
  std::string taken = *text;
  entries_.erase(entry);
  return taken;
}

void configuration::set_preset_source(const std::string& source) {
  for (configuration_entry& entry : entries_) entry.origin.preset_source = source;
}

std::string nearest_key(std::string_view given, const std::vector<std::string>& known) {
  std::string nearest;
  std::size_t least = std::max<std::size_t>(2, given.size() / 3) + 1;
  for (const std::string& key : known) {
    // The distance is at least what one text is longer.
    const std::size_t longer = std::max(given.size(), key.size()) - std::min(given.size(), key.size());
    if (longer >= least && last_part(given) != last_part(key)) continue;
    std::size_t distance = edit_distance(given, key);
    if (last_part(given) == last_part(key)) distance = std::min<std::size_t>(distance, 1);
    if (distance < least) {
      least = distance;
      nearest = key;
    }
  }
  return nearest;
}

std::string suggestion(std::string_view given, const std::vector<std::string>& known) {
  const std::string nearest = nearest_key(given, known);
  return nearest.empty() ? "" : "; did you mean " + nearest + "?";
}

}  // namespace memvp
