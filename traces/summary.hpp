// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace memvp {

/// What a run came to: the content of `summary.json`.
struct run_summary {
  std::string platform;
  std::string version;
  std::uint64_t seed = 0;

  /// The workload's own figures; keys end in their unit, a fraction is a fraction.
  nlohmann::ordered_json results = nlohmann::ordered_json::object();

  struct latency_summary {
    double simulated_s = 0.0;
    std::uint64_t cycles = 0;
    std::uint64_t transactions = 0;
  } latency;

  struct energy_summary {
    double total_j = 0.0;
    double dynamic_j = 0.0;
    double static_j = 0.0;
    std::vector<std::pair<std::string, double>> by_component_j;
    std::vector<std::pair<std::string, double>> by_cause_j;
  } energy;

  struct area_summary {
    double total_um2 = 0.0;
    std::vector<std::pair<std::string, double>> by_component_um2;
  } area;

  std::vector<std::string> unknown_parameters;

  /// What the simulation cost on the host: the one part that differs between two runs of the same seed.
  struct host_summary {
    double wall_s = 0.0;
    double peak_rss_mib = 0.0;
    /// What a workload has measured of itself; keys end in their unit.
    std::vector<std::pair<std::string, double>> figures;
  } host;
};

/// Numbers are written such that they read back as the same double (up to 17 significant digits); JSON has no NaN and
/// no infinity, both become null. Keys keep their order, so equal summaries are equal texts.
nlohmann::ordered_json to_json(const run_summary& summary);

/// @throws std::runtime_error naming the missing or mistyped key
run_summary summary_from_json(const nlohmann::ordered_json& json);

/// Writes the summary to a file. @throws std::runtime_error if it cannot be written
void write_summary(const std::filesystem::path& file, const run_summary& summary);

/// Reads a summary from a run folder or from the file itself. A null reads as NaN.
/// @throws std::runtime_error with a sentence if there is none, or it is not one
run_summary read_summary(const std::filesystem::path& run);

}  // namespace memvp
