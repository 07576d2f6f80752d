// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "memvp/traces/summary.hpp"

namespace memvp {

/// What one network has come to, in software and on hardware.
struct contender_figures {
  std::string description;           ///< for the table, for instance "kinetics + 784-64-10"
  double test_accuracy = 0;          ///< float, after the last epoch
  double untuned_mean = 0;           ///< mean over chips with spread, without fine-tuning, in software; kinetics only
  std::vector<double> accuracies;    ///< on hardware, one a draw
  double seconds = 0, joules = 0;    ///< of an inference on hardware, mean over draws; energy is the dynamic one
  double square_micrometres = 0;     ///< of all tiles that take part
  std::uint64_t parameters = 0;      ///< learned numbers
  std::uint64_t operations = 0;      ///< multiply-accumulates of an inference
  std::uint64_t frames = 1;          ///< inferences that a decision is put to the vote of
  std::uint64_t write_failures = 0;  ///< of cells, in all draws and passes
  double pulses_per_cell = 0;        ///< of programming, in all passes of a draw
};

double mean_accuracy(const contender_figures& figures);
double worst_accuracy(const contender_figures& figures);

/// One network as an object of the results.
nlohmann::ordered_json to_json(const contender_figures& figures);

/// Area [um^2] of the components whose names begin with one of the prefixes.
double area_of(const run_summary& summary, const std::vector<std::string>& prefixes);

/// The networks of results["networks"] side by side, a line each, and what the comparison says in words: whether the
/// kinetics layer helps.
std::string comparison_table(const nlohmann::ordered_json& results);

}  // namespace memvp
