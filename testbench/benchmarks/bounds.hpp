// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <benchmark/benchmark.h>

#include <iosfwd>
#include <map>
#include <string>

#include "memvp/testbench/benchmarks/kept_alive_hour.hpp"

namespace memvp::benchmarks {

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
bool print_bounds(const recording_reporter& measured, double waveform_ratio, const kept_alive_cost& hour,
                  std::ostream& out);

}  // namespace memvp::benchmarks
