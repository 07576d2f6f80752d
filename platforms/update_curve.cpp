// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/update_curve.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "memvp/models/physics/ecram_fit.hpp"
#include "memvp/platforms/csv_matrix.hpp"
#include "memvp/platforms/summary_table.hpp"
#include "memvp/platforms/text_table.hpp"

namespace memvp {

void apply_update_curve(ecram_device_parameters& device, nlohmann::ordered_json& results) {
  if (device.update_curve.empty()) return;
  const matrix_by_rows table = read_csv_matrix(device.update_curve);
  if (table.cols() != 2)
    throw std::invalid_argument(device.update_curve + ": an update curve has two values a line, pulse number and " +
                                "conductance, but the file has " + std::to_string(table.cols()) + ".");
  std::vector<update_curve_point> curve;
  for (Eigen::Index i = 0; i < table.rows(); ++i) curve.push_back({table(i, 0), table(i, 1)});
  ecram_fit fit;
  try {
    fit = fit_update_curve(curve);
    device = with_fit(device, fit);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(device.update_curve + ": " + error.what());
  }
  nlohmann::ordered_json& report = results["update_curve"];
  report["points"] = curve.size();
  report["minimum_conductance_s"] = fit.minimum_conductance;
  report["maximum_conductance_s"] = fit.maximum_conductance;
  report["pulses_per_window"] = fit.pulses_per_window;
  report["nonlinearity_up"] = fit.nonlinearity_up;
  report["nonlinearity_down"] = fit.nonlinearity_down;
  report["asymmetry"] = fit.asymmetry;
  report["cycle_noise"] = fit.cycle_noise;
  report["read_noise"] = fit.read_noise;
  report["r_squared"] = fit.r_squared;
  report["residual_s"] = fit.residual;
}

std::string update_curve_table(const nlohmann::ordered_json& results) {
  const auto fit = results.find("update_curve");
  if (fit == results.end()) return {};
  std::vector<std::vector<std::string>> rows = {{"fit of the measured update curve", ""}};
  for (const auto& [key, value] : fit->items()) rows.push_back({key, figure_text(key, value.get<double>())});
  return text_table(rows) + "\n";
}

}  // namespace memvp
