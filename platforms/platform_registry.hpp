// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "memvp/platforms/configuration.hpp"

namespace memvp {

/// A platform as `memvp list` shows it.
struct platform_entry {
  std::string name;  ///< of the file, without .toml
  std::string description;
  std::string experiment_name;
  std::filesystem::path file;
};

/// What a preset sets: the table of its file, and its place below a platform folder.
enum class preset_group {
  device,      ///< presets/device/NAME.toml with a table [device], chosen by device.preset
  technology,  ///< technologies/NAME.toml with a table [technology], chosen by technology.preset
};

/// A preset as `memvp list` shows it.
struct preset_entry {
  std::string name;     ///< of the file, without .toml
  std::string meaning;  ///< one line
  std::string source;   ///< DOI and figure, or what is assumed
  std::filesystem::path file;
  configuration settings;
};

/// A platform with its presets and the assignments of the command line laid over each other.
struct platform {
  std::string name;
  std::string description;
  std::string experiment_name;
  configuration settings;
};

/// Folders in which platforms and presets are sought, in this order: those of $MEMVP_PLATFORMS (separated by colons),
/// then share/memvp/platforms beside the executable's folder, as installed; the source tree if there is no such folder.
std::vector<std::filesystem::path> platform_folders();

/// All platforms of the folders by name; of two with one name the first holds.
std::vector<platform_entry> find_platforms(const std::vector<std::filesystem::path>& folders);

/// All presets of a group by name; of two with one name the first holds.
std::vector<preset_entry> find_presets(preset_group group, const std::vector<std::filesystem::path>& folders);

/// The preset `name`: a name of the registry, or the path of a TOML file (it ends in .toml or has a slash).
/// @throws configuration_error if there is none, with the nearest name
preset_entry load_preset(preset_group group, const std::string& name,
                         const std::vector<std::filesystem::path>& folders);

/// The platform `name_or_file` (as for load_preset()) with its settings: its presets, under its own values, under
/// `assignments` ("KEY=VALUE", later ones over earlier ones).
/// @throws configuration_error
platform load_platform(const std::string& name_or_file, const std::vector<std::string>& assignments,
                       const std::vector<std::filesystem::path>& folders);

/// "device" or "technology".
std::string group_name(preset_group group);

}  // namespace memvp
