// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "memvp/models/physics/ecram_parameters.hpp"

namespace memvp {

/// If `device.update_curve` names a file (CSV: pulse number, conductance in siemens; a line a point), fits the update
/// law to it, puts the fit into `device`, and reports it in `results` under "update_curve". Else does nothing.
/// @throws std::runtime_error or std::invalid_argument naming the file if it cannot be read or fitted
void apply_update_curve(ecram_device_parameters& device, nlohmann::ordered_json& results);

/// The fit as a table, a line a figure; empty if no curve was fitted.
std::string update_curve_table(const nlohmann::ordered_json& results);

}  // namespace memvp
