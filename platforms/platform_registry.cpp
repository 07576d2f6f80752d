// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/platform_registry.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>

namespace memvp {
namespace {

namespace fs = std::filesystem;

fs::path group_folder(preset_group group) {
  return group == preset_group::device ? fs::path("presets") / "device" : fs::path("technologies");
}

bool is_path(const std::string& name) {
  return name.find('/') != std::string::npos || fs::path(name).extension() == ".toml";
}

/// The TOML files of `below` in all folders by name; the first folder holds.
std::map<std::string, fs::path> toml_files(const fs::path& below, const std::vector<fs::path>& folders) {
  std::map<std::string, fs::path> files;
  for (const fs::path& folder : folders) {
    std::error_code status;
    for (const fs::directory_entry& file : fs::directory_iterator(folder / below, status)) {
      if (file.path().extension() == ".toml") files.emplace(file.path().stem().string(), file.path());
    }
  }
  return files;
}

std::vector<std::string> names_of(const std::map<std::string, fs::path>& files) {
  std::vector<std::string> names;
  for (const auto& [name, file] : files) names.push_back(name);
  return names;
}

/// A platform's name becomes part of a folder's name.
bool is_plain_name(const std::string& name) {
  return !name.empty() && name.front() != '.' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") ==
             std::string::npos;
}

platform read_platform(const fs::path& file) {
  platform result;
  result.settings = configuration::from_file(file);
  const std::string stem = file.stem().string();
  result.name = result.settings.take_text("name", stem);
  result.description = result.settings.take_text("description");
  result.experiment_name = result.settings.take_text("experiment");
  if (!is_plain_name(result.name)) {
    throw configuration_error(file.string() + ": name = \"" + result.name +
                              "\" must consist of letters, digits, dashes, dots and underscores");
  }
  if (result.experiment_name.empty()) {
    throw configuration_error(file.string() + ": a platform file needs a line experiment = \"NAME\"");
  }
  return result;
}

preset_entry read_preset(preset_group group, const fs::path& file) {
  preset_entry preset;
  preset.name = file.stem().string();
  preset.file = file;
  preset.settings = configuration::from_file(file);
  preset.meaning = preset.settings.take_text("meaning");
  preset.source = preset.settings.take_text("source");
  if (preset.meaning.empty() || preset.source.empty()) {
    throw configuration_error(file.string() + ": a preset needs the lines meaning = \"...\" and source = \"...\"");
  }
  const std::string prefix = group_name(group) + ".";
  for (const configuration_entry& entry : preset.settings.entries()) {
    if (entry.key.compare(0, prefix.size(), prefix) != 0) {
      throw configuration_error(entry.place() + " does not belong into a preset of the table [" + group_name(group) +
                                "]");
    }
  }
  preset.settings.set_preset_source(preset.source);
  return preset;
}

fs::path locate(const std::string& name, const std::string& kind, const fs::path& below,
                const std::vector<fs::path>& folders) {
  if (is_path(name)) {
    std::error_code status;
    if (!fs::exists(name, status)) throw configuration_error("there is no file " + name);
    return name;
  }
  const auto files = toml_files(below, folders);
  const auto found = files.find(name);
  if (found != files.end()) return found->second;
  throw configuration_error("there is no " + kind + " " + name + suggestion(name, names_of(files)) +
                            (files.empty() ? "; none is installed" : "; memvp list shows them all"));
}

/// The name given for a group's preset, or nothing.
std::optional<std::string> preset_choice(const configuration& settings, preset_group group) {
  const configuration_entry* entry = settings.find(group_name(group) + ".preset");
  if (entry == nullptr) return std::nullopt;
  const auto* text = std::get_if<std::string>(&entry->value);
  if (text != nullptr) return *text;
  if (entry->origin.from_command_line()) return entry->text;
  throw configuration_error(entry->place() + " must be the name of a preset in quotes");
}

}  // namespace

std::string group_name(preset_group group) { return group == preset_group::device ? "device" : "technology"; }

std::vector<fs::path> platform_folders() {
  std::vector<fs::path> folders;
  if (const char* given = std::getenv("MEMVP_PLATFORMS")) {
    std::string list(given);
    for (std::size_t first = 0; first <= list.size();) {
      const std::size_t end = std::min(list.find(':', first), list.size());
      if (end > first) folders.emplace_back(list.substr(first, end - first));
      first = end + 1;
    }
  }
  std::error_code status;
  const fs::path executable = fs::read_symlink("/proc/self/exe", status);
  const fs::path installed =
      status ? fs::path() : (executable.parent_path() / MEMVP_PLATFORMS_FROM_PROGRAM).lexically_normal();
  folders.emplace_back(fs::is_directory(installed, status) ? installed : fs::path(MEMVP_SOURCE_PLATFORMS));
  return folders;
}

std::vector<platform_entry> find_platforms(const std::vector<fs::path>& folders) {
  std::vector<platform_entry> entries;
  for (const auto& [name, file] : toml_files("", folders)) {
    const platform found = read_platform(file);
    entries.push_back({name, found.description, found.experiment_name, file});
  }
  return entries;
}

std::vector<preset_entry> find_presets(preset_group group, const std::vector<fs::path>& folders) {
  std::vector<preset_entry> entries;
  for (const auto& [name, file] : toml_files(group_folder(group), folders)) entries.push_back(read_preset(group, file));
  return entries;
}

preset_entry load_preset(preset_group group, const std::string& name, const std::vector<fs::path>& folders) {
  return read_preset(group, locate(name, group_name(group) + " preset", group_folder(group), folders));
}

platform load_platform(const std::string& name_or_file, const std::vector<std::string>& assignments,
                       const std::vector<fs::path>& folders) {
  platform result = read_platform(locate(name_or_file, "platform", "", folders));
  for (const std::string& assignment : assignments) result.settings.set(assignment);
  configuration layered;
  for (const preset_group group : {preset_group::device, preset_group::technology}) {
    const std::optional<std::string> name = preset_choice(result.settings, group);
    if (name && !name->empty()) layered.overlay(load_preset(group, *name, folders).settings);
  }
  layered.overlay(result.settings);
  result.settings = std::move(layered);
  return result;
}

}  // namespace memvp
