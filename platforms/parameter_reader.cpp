// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/parameter_reader.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

#include "memvp/platforms/units.hpp"

namespace memvp {
namespace {

/// Integers up to here are exact in a double.
constexpr double largest_exact_integer = 9007199254740992.0;

[[noreturn]] void reject(const configuration_entry& entry, const std::string& what) {
  throw configuration_error(entry.place() + " " + what);
}

[[noreturn]] void reject_type(const configuration_entry& entry, const std::string& expected) {
  if (const auto* other = std::get_if<unusable_value>(&entry.value)) {
    reject(entry, "is " + other->kind + ", but " + expected + " is expected");
  }
  reject(entry, "is given, but " + expected + " is expected");
}

void check_range(const configuration_entry& entry, const parameter_info& info, double value) {
  if (std::isnan(value)) reject(entry, "is not a number");
  if (std::isinf(value) && value < 0) reject(entry, "is out of range: it must be finite");
  // A parameter without an upper bound may be infinite ("never", "no disturb").
  if (value < info.minimum || value > info.maximum)
    reject(entry, "is out of range: it must be " + range_in_words(info));
}

double real_value(const configuration_entry& entry, const parameter_info& info) {
  if (const auto* text = std::get_if<std::string>(&entry.value)) {
    try {
      return parse_quantity(*text, info.unit);
    } catch (const std::invalid_argument& error) {
      const std::string key = entry.origin.from_command_line()
                                  ? "--set " + entry.key
                                  : entry.origin.file + ":" + std::to_string(entry.origin.line) + ": " + entry.key;
      throw configuration_error(key + ": " + error.what());
    }
  }
  double number = 0.0;
  if (const auto* integer = std::get_if<std::int64_t>(&entry.value)) {
    number = static_cast<double>(*integer);
  } else if (const auto* real = std::get_if<double>(&entry.value)) {
    number = *real;
  } else {
    reject_type(entry, std::string(dimension_name(info.unit)));
  }
  if (info.unit != dimension::number && number != 0.0 && std::isfinite(number)) {
    reject(entry, "has no unit, but " + std::string(dimension_name(info.unit)) + " such as \"" +
                      std::string(example_quantity(info.unit)) + "\" is expected");
  }
  return number;
}

std::string listed(const std::vector<std::string_view>& names) {
  std::string list;
  for (const std::string_view name : names) {
    if (!list.empty()) list += ", ";
    list += name;
  }
  return list;
}

}  // namespace

std::string range_in_words(const parameter_info& info) {
  const double infinity = std::numeric_limits<double>::infinity();
  std::string words;
  if (info.minimum > -infinity) words = "at least " + format_quantity(info.minimum, info.unit);
  if (info.maximum < infinity) {
    words += (words.empty() ? "at most " : " and at most ") + format_quantity(info.maximum, info.unit);
  }
  return words;
}

const configuration_entry* parameter_reader::look_up(const parameter_info& info) {
  declare(info.key);
  return settings_.find(info.key);
}

void parameter_reader::declare(std::string_view key) { declared_.emplace_back(key); }

void parameter_reader::real(const parameter_info& info, double& value) {
  const configuration_entry* entry = look_up(info);
  if (entry == nullptr) return;
  const double given = real_value(*entry, info);
  check_range(*entry, info, given);
  value = given;
}

void parameter_reader::integer(const parameter_info& info, std::int64_t& value) {
  const configuration_entry* entry = look_up(info);
  if (entry == nullptr) return;
  std::int64_t given = 0;
  if (const auto* integer = std::get_if<std::int64_t>(&entry->value)) {
    given = *integer;
  } else if (const auto* real = std::get_if<double>(&entry->value)) {
    if (!(std::abs(*real) <= largest_exact_integer) || std::trunc(*real) != *real) {
      reject(*entry, "is given, but a whole number is expected");
    }
    given = static_cast<std::int64_t>(*real);
  } else {
    reject_type(*entry, "a whole number");
  }
  check_range(*entry, info, static_cast<double>(given));
  value = given;
}

void parameter_reader::boolean(const parameter_info& info, bool& value) {
  const configuration_entry* entry = look_up(info);
  if (entry == nullptr) return;
  const auto* flag = std::get_if<bool>(&entry->value);
  if (flag == nullptr) reject_type(*entry, "true or false");
  value = *flag;
}

void parameter_reader::path(const parameter_info& info, std::string& value) {
  text(info, value);
  const configuration_entry* entry = settings_.find(info.key);
  if (value.empty() || entry == nullptr || entry->origin.from_command_line()) return;
  const std::filesystem::path folder = std::filesystem::path(entry->origin.file).parent_path();
  value = (folder / value).lexically_normal().string();
}

void parameter_reader::text(const parameter_info& info, std::string& value) {
  const configuration_entry* entry = look_up(info);
  if (entry == nullptr) return;
  if (const auto* text = std::get_if<std::string>(&entry->value)) {
    value = *text;
  } else if (entry->origin.from_command_line()) {
    value = entry->text;
  } else {
    reject_type(*entry, "a text in quotes");
  }
}

void parameter_reader::choice(const parameter_info& info, const std::vector<std::string_view>& names,
                              std::size_t& value) {
  const configuration_entry* entry = look_up(info);
  if (entry == nullptr) return;
  const auto* text = std::get_if<std::string>(&entry->value);
  const std::string_view given = text != nullptr ? std::string_view(*text) : std::string_view(entry->text);
  const auto name = std::find(names.begin(), names.end(), given);
  if (name == names.end()) reject(*entry, "is not one of the choices: " + listed(names));
  value = static_cast<std::size_t>(name - names.begin());
}

void parameter_reader::reject_unknown_keys() const {
  for (const configuration_entry& entry : settings_.entries()) {
    if (std::find(declared_.begin(), declared_.end(), entry.key) != declared_.end()) continue;
    throw configuration_error(entry.place() + ": there is no parameter " + entry.key +
                              suggestion(entry.key, declared_));
  }
}

bool parameter_reader::declares_group(std::string_view group) const {
  return std::any_of(declared_.begin(), declared_.end(), [&](const std::string& key) {
    return key.size() > group.size() && key.compare(0, group.size(), group) == 0 && key[group.size()] == '.';
  });
}

}  // namespace memvp
