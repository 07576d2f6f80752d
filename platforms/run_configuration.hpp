// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "memvp/models/physics/parameters.hpp"
#include "memvp/platforms/experiment.hpp"
#include "memvp/platforms/parameter_description.hpp"
#include "memvp/platforms/platform_registry.hpp"

namespace memvp {

/// Settings that every run has, whatever its experiment.
struct run_parameters {
  std::int64_t seed = 1;  ///< of all random numbers
  std::string data;       ///< folder of real data sets; empty: a generated stand-in
};

/// Keys "seed" and "data".
void visit_parameters(parameter_visitor& visitor, run_parameters& parameters);

/// A platform whose settings are read and checked: its experiment is ready to run.
struct run_configuration {
  platform chosen;
  run_parameters run;
  std::string device_preset;      ///< name or file; empty: none
  std::string technology_preset;  ///< name or file; empty: none
  bool has_device = false;        ///< the experiment declares parameters of the group "device"
  bool has_technology = false;    ///< ... of the group "technology"
  std::unique_ptr<experiment> work;
  std::vector<parameter_description> parameters;  ///< every declared parameter, as it is used
  std::vector<std::string> unknown_parameters;    ///< those that nobody publishes and that have their default
};

/// Creates the experiment of a platform and reads every parameter. `defaults` holds what applies when neither the
/// platform nor the command line says otherwise (the data folder of the environment).
/// @throws configuration_error for an unknown experiment or key, or a value that is not allowed
run_configuration configure(platform chosen, const std::vector<experiment_entry>& experiments,
                            run_parameters defaults = {});

/// The platform file that repeats the run: everything resolved, nothing left to defaults or presets.
std::string run_toml(run_configuration& configured);

}  // namespace memvp
