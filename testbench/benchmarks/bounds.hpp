// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <benchmark/benchmark.h>

#include <iosfwd>
#include <map>
#include <string>

#include "memvp/testbench/benchmarks/kept_alive_hour.hpp"

namespace memvp::benchmarks {

/// What is measured in processes of their own, besides the benchmarks; 0: not measured.
struct child_figures {
  double waveform_ratio = 0;  ///< a run with waveforms / without
  kept_alive_cost hour{0, 0};
  double kinetics_samples_s = 0;  ///< 10,000 samples of 28 x 28 through a kinetics tile
};

/// Prints as Google Benchmark does and keeps the least time of each benchmark, in nanoseconds of processor time.
class recording_reporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override;
  /// Least time of a benchmark, or 0 if it was not run.
  double nanoseconds(const std::string& name) const;

 private:
  std::map<std::string, double> least_;
};

/// Compares what was measured in this run with the project's bounds: ratios to something run beside it wherever
/// possible.
/// @return false if one is exceeded
bool print_bounds(const recording_reporter& measured, const child_figures& children, std::ostream& out);

}  // namespace memvp::benchmarks
