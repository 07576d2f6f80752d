// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace memvp {

/// A mistake in a platform file, a preset, or on the command line. The message is one sentence that names the place,
/// the key, what was given and what is allowed. The program ends with exit status 2.
class configuration_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Where a value was written: a line of a TOML file, or the command line.
struct value_origin {
  std::string file;           ///< as given by the user; empty for the command line
  int line = 0;               ///< from 1; 0 for the command line
  std::string preset_source;  ///< of a value in a preset: the source that the preset names

  bool from_command_line() const { return file.empty(); }
};

/// A TOML value other than a scalar (a list, a date); kept so that the error can name it.
struct unusable_value {
  std::string kind;
};

using configuration_value = std::variant<bool, std::int64_t, double, std::string, unusable_value>;

/// One `key = value` with its full dotted key and where it was written.
struct configuration_entry {
  std::string key;
  configuration_value value;
  std::string text;  ///< as written, for messages and for texts given on the command line without quotes
  value_origin origin;

  /// "platform.toml:12: device.pulse_width = \"3 mV\"" or "--set device.pulse_width=3 mV", to begin a message with.
  std::string place() const;
};

/// The settings of a run: an ordered list of values with their full keys ("device.pulse_width") and origins. Layers are
/// put over each other with overlay(): preset, then platform file, then command line.
class configuration {
 public:
  configuration() = default;

  /// @throws configuration_error if the file cannot be read, is longer than 1 MiB, is not TOML ("file:line: ...") or has
  ///   a key twice
  static configuration from_file(const std::filesystem::path& file);

  /// `name` stands for the file in messages.
  static configuration from_text(std::string_view toml, const std::string& name);

  /// One `KEY=VALUE` of the command line: VALUE as a TOML scalar if it is one, else as text.
  /// @throws configuration_error without "=" or with an empty key
  void set(std::string_view assignment);

  /// Adds all values of `above`; where both have a key, the one of `above` holds.
  void overlay(const configuration& above);

  /// The value of a key, or null.
  const configuration_entry* find(std::string_view key) const;

  /// Takes a value out of the configuration, for instance the name of a platform.
  /// @throws configuration_error if it is there and no text
  std::string take_text(std::string_view key, std::string_view otherwise = {});

  /// Names the source of every value, as a preset does.
  void set_preset_source(const std::string& source);

  const std::vector<configuration_entry>& entries() const { return entries_; }

 private:
  void put(configuration_entry entry);

  std::vector<configuration_entry> entries_;
};

/// The text of `known` nearest to `given` by edit distance, or an empty text if none is near. A key whose last part is
/// right counts as near.
std::string nearest_key(std::string_view given, const std::vector<std::string>& known);

/// "; did you mean X?" or nothing.
std::string suggestion(std::string_view given, const std::vector<std::string>& known);

}  // namespace memvp
