// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/kinetics_report.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <numeric>
#include <sstream>

#include "memvp/platforms/summary_table.hpp"
#include "memvp/platforms/text_table.hpp"

namespace memvp {

double mean_accuracy(const contender_figures& f) {
  return std::accumulate(f.accuracies.begin(), f.accuracies.end(), 0.0) / static_cast<double>(f.accuracies.size());
}

double worst_accuracy(const contender_figures& f) {
  return *std::min_element(f.accuracies.begin(), f.accuracies.end());
}

nlohmann::ordered_json to_json(const contender_figures& f) {
  nlohmann::ordered_json json;
  json["description"] = f.description;
  json["test_accuracy"] = f.test_accuracy;
  if (f.untuned_mean > 0) json["untuned_test_accuracy_mean"] = f.untuned_mean;
  json["hardware_test_accuracy_mean"] = mean_accuracy(f);
  json["hardware_test_accuracy_worst"] = worst_accuracy(f);
  json["hardware_test_accuracies"] = f.accuracies;
  json["parameters"] = f.parameters;
  json["operations_per_inference"] = f.operations;
  json["operations_per_decision"] = f.operations * f.frames;
  json["latency_per_inference_s"] = f.seconds;
  json["energy_per_inference_j"] = f.joules;
  json["latency_per_decision_s"] = f.seconds * static_cast<double>(f.frames);
  json["energy_per_decision_j"] = f.joules * static_cast<double>(f.frames);
  json["area_um2"] = f.square_micrometres;
  json["write_verify_failures"] = f.write_failures;
  json["write_pulses_per_cell"] = f.pulses_per_cell;
  return json;
}

double area_of(const run_summary& summary, const std::vector<std::string>& prefixes) {
  double sum = 0;
  for (const auto& [component, area] : summary.area.by_component_um2)
    for (const std::string& prefix : prefixes)
      if (component.compare(0, prefix.size(), prefix) == 0) sum += area;
  return sum;
}

namespace {

std::string percent(double share) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(2) << 100 * share;
  return text.str();
}

/// "1.3 points more", "as much", of one accuracy against another.
std::string points(double accuracy, double against) {
  const double difference = 100 * (accuracy - against);
  std::ostringstream text;
  text << std::fixed << std::setprecision(2) << std::abs(difference) << " points "
       << (difference < 0 ? "less" : "more");
  return text.str();
}

std::string ratio(double value, double against) {
  std::ostringstream text;
  text << std::setprecision(3) << value / against;
  return text.str();
}

}  // namespace

std::string comparison_table(const nlohmann::ordered_json& results) {
  const nlohmann::ordered_json& networks = results.at("networks");
  std::vector<std::vector<std::string>> rows = {
      {"network", "software %", "hardware mean %", "worst %", "parameters", "operations", "latency", "energy", "area"}};
  for (const auto& [name, n] : networks.items())
    rows.push_back({n.at("description"), percent(n.at("test_accuracy")), percent(n.at("hardware_test_accuracy_mean")),
                    percent(n.at("hardware_test_accuracy_worst")), std::to_string(n.at("parameters").get<long>()),
                    std::to_string(n.at("operations_per_decision").get<long>()),
                    figure_text("latency_s", n.at("latency_per_decision_s")),
                    figure_text("energy_j", n.at("energy_per_decision_j")), figure_text("area_um2", n.at("area_um2"))});
  std::string text = text_table(rows);
  text += "operations, latency and dynamic energy: per decision";
  const nlohmann::ordered_json &kinetics = networks.at("kinetics"), &control = networks.at("control");
  const auto of = [](const nlohmann::ordered_json& n, const char* key) { return n.at(key).get<double>(); };
  const double software = of(kinetics, "test_accuracy"), software_control = of(control, "test_accuracy");
  const double hardware = of(kinetics, "hardware_test_accuracy_mean"),
               hardware_control = of(control, "hardware_test_accuracy_mean");
  text += "\n\nAgainst the same read-out without it, the kinetics layer gives " + points(software, software_control) +
          " in software and " + points(hardware, hardware_control) + " on hardware,\nfor " +
          ratio(of(kinetics, "latency_per_decision_s"), of(control, "latency_per_decision_s")) + " times the time, " +
          ratio(of(kinetics, "energy_per_decision_j"), of(control, "energy_per_decision_j")) +
          " times the dynamic energy and " + ratio(of(kinetics, "area_um2"), of(control, "area_um2")) +
          " times the area. ";
  text += software > software_control && hardware > hardware_control ? "It helps the accuracy here.\n"
          : software > software_control || hardware > hardware_control
              ? "It helps the accuracy in only one of the two.\n"
              : "The kinetics layer does not help the accuracy here.\n";
  return text;
}

}  // namespace memvp
