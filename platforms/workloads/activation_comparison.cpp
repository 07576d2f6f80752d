// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/activation_comparison.hpp"

#include <cstdint>
#include <stdexcept>

#include "memvp/platforms/summary_table.hpp"
#include "memvp/platforms/text_table.hpp"

namespace memvp {

activation_figures measure_activation(ndr_driver& bank, const std::string& name, const double* u, std::size_t vectors) {
  const std::uint64_t evaluations = bank.evaluations();
  const double seconds = bank.activation_time(), joules = bank.activation_energy();
  std::vector<std::uint8_t> codes(vectors * bank.neurons());
  bank.evaluate(u, static_cast<std::uint32_t>(vectors), codes.data());
  const auto made = static_cast<double>(bank.evaluations() - evaluations);
  activation_figures figures;
  figures.name = name;
  figures.latency_s = (bank.activation_time() - seconds) / made;
  figures.energy_j = (bank.activation_energy() - joules) / made;
  return figures;
}

double neuron_area_um2(const run_summary& summary, const std::string& name, std::size_t neurons) {
  for (const auto& [component, area] : summary.area.by_component_um2)
    if (component == name + ".neurons") return area / static_cast<double>(neurons);
  throw std::runtime_error("the area of the neurons of " + name + " is not in the inventory.");
}

void write_activations(const std::vector<activation_figures>& figures, nlohmann::ordered_json& results) {
  nlohmann::ordered_json circuits = nlohmann::ordered_json::object();
  for (const activation_figures& circuit : figures)
    circuits[circuit.name] = {{"latency_s", circuit.latency_s},
                              {"area_um2", circuit.area_um2},
                              {"energy_j", circuit.energy_j},
                              {"product_s_um2_j", circuit.product()}};
  for (std::size_t i = 1; i < figures.size(); ++i)
    results["lae_ratio_" + figures[i].name] = figures[i].product() / figures.front().product();
  results["activations"] = circuits;
}

std::string activation_table(const nlohmann::ordered_json& results) {
  const nlohmann::ordered_json& circuits = results.at("activations");
  std::vector<std::vector<std::string>> rows = {{"activation", "latency", "area", "energy", "product to the first"}};
  double first = 0;
  for (const auto& [name, figures] : circuits.items()) {
    const double product = figures.at("product_s_um2_j");
    if (first == 0) first = product;
    rows.push_back({name, figure_text("latency_s", figures.at("latency_s")),
                    figure_text("area_um2", figures.at("area_um2")), figure_text("energy_j", figures.at("energy_j")),
                    figure_text("ratio", product / first)});
  }
  return text_table(rows);
}

}  // namespace memvp
