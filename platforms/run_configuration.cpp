// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/run_configuration.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "memvp/platforms/parameter_reader.hpp"
#include "memvp/platforms/parameter_writer.hpp"

namespace memvp {
namespace {

parameter_info preset_info(preset_group group) {
  parameter_info info;
  if (group == preset_group::device) {
    info.key = "device.preset";
    info.meaning = "preset of the device's parameters; values given beside it hold";
  } else {
    info.key = "technology.preset";
    info.meaning = "preset of the circuits' technology; values given beside it hold";
  }
  info.source = "memvp list shows them";
  return info;
}

void visit_all(parameter_visitor& visitor, run_configuration& configured) {
  visit_parameters(visitor, configured.run);
  if (configured.has_device) visitor.text(preset_info(preset_group::device), configured.device_preset);
  if (configured.has_technology) visitor.text(preset_info(preset_group::technology), configured.technology_preset);
  configured.work->visit_parameters(visitor);
}

std::unique_ptr<experiment> make_experiment(const platform& chosen, const std::vector<experiment_entry>& experiments) {
  std::vector<std::string> names;
  std::string list;
  for (const experiment_entry& candidate : experiments) {
    if (candidate.name == chosen.experiment_name) return candidate.make();
    names.emplace_back(candidate.name);
    list += (list.empty() ? "" : ", ") + names.back();
  }
  throw configuration_error("platform " + chosen.name + ": there is no experiment \"" + chosen.experiment_name + "\"" +
                            suggestion(chosen.experiment_name, names) +
                            (list.empty() ? "" : " (there are: " + list + ")"));
}

/// A preset for a group of parameters that the experiment has not got would be ignored in silence.
void reject_stray_preset(const configuration& settings, preset_group group) {
  const configuration_entry* entry = settings.find(group_name(group) + ".preset");
  if (entry == nullptr) return;
  throw configuration_error(entry->place() + ": this platform has no parameters of the group " + group_name(group));
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, run_parameters& parameters) {
  parameter_info seed;
  seed.key = "seed";
  seed.minimum = 0.0;
  seed.maximum = 9.0e18;  // fits a TOML integer
  seed.meaning = "seed of all random numbers; --seed sets it too";
  visitor.integer(seed, parameters.seed);
  parameter_info data;
  data.key = "data";
  data.meaning = "folder of real data sets, empty for a generated stand-in; --data sets it too";
  visitor.path(data, parameters.data);
}

run_configuration configure(platform chosen, const std::vector<experiment_entry>& experiments,
                            run_parameters defaults) {
  run_configuration configured;
  configured.chosen = std::move(chosen);
  configured.run = std::move(defaults);
  configured.work = make_experiment(configured.chosen, experiments);

  describing_visitor before;
  configured.work->visit_parameters(before);

  const configuration& settings = configured.chosen.settings;
  parameter_reader reader(settings);
  configured.work->visit_parameters(reader);
  configured.has_device = reader.declares_group("device");
  configured.has_technology = reader.declares_group("technology");
  if (!configured.has_device) reject_stray_preset(settings, preset_group::device);
  if (!configured.has_technology) reject_stray_preset(settings, preset_group::technology);
  if (configured.has_device) reader.text(preset_info(preset_group::device), configured.device_preset);
  if (configured.has_technology) reader.text(preset_info(preset_group::technology), configured.technology_preset);
  visit_parameters(reader, configured.run);
  reader.reject_unknown_keys();

  describing_visitor after;
  visit_all(after, configured);
  configured.parameters = after.parameters();
  configured.unknown_parameters = unknown_parameters(before.parameters(), configured.parameters);
  return configured;
}

std::string run_toml(run_configuration& configured) {
  writing_visitor writer;
  writer.heading("name", configured.chosen.name);
  writer.heading("description", configured.chosen.description);
  writer.heading("experiment", configured.chosen.experiment_name);
  visit_all(writer, configured);
  return "# Everything that a run of memvp " MEMVP_VERSION " used: memvp run on this file repeats it.\n" +
         writer.toml();
}

}  // namespace memvp
