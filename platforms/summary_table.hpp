// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "memvp/traces/summary.hpp"

namespace memvp {

/// A number of a summary with its dotted key, for instance {"energy.total_j", 1.2e-6}.
using summary_figure = std::pair<std::string, double>;

/// All numbers of `results` ("results.test_accuracy"), then latency, energy and area with their parts, then host times.
/// Texts, lists and the seed are left out.
std::vector<summary_figure> summary_figures(const run_summary& summary);

/// A number as people read it: the unit follows from the end of the key ("_s", "_j", "_um2", ...).
std::string figure_text(std::string_view key, double value);

/// The results of a run, a line a figure; lists and lists of lists as rows of numbers.
std::string results_text(const run_summary& summary);

/// Latency, energy and area of a run with their parts and percentages, and what nobody publishes.
std::string costs_text(const run_summary& summary);

/// Runs side by side: a row a figure, a column a run, and the ratio of each run to the first.
std::string comparison_text(const std::vector<std::pair<std::string, run_summary>>& runs);

/// Statistics over runs that differ in their seed: mean, spread (sample standard deviation), least and most.
std::string seeds_text(const std::vector<run_summary>& runs);

}  // namespace memvp
