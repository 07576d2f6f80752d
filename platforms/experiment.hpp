// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "memvp/models/physics/parameters.hpp"
#include "memvp/platforms/progress.hpp"
#include "memvp/tlm/bus_link.hpp"
#include "memvp/traces/summary.hpp"
#include "memvp/traces/vcd_writer.hpp"

namespace memvp {

/// Wish for a debugger of the firmware.
struct debugger_request {
  std::uint16_t port;      ///< of 127.0.0.1; 0: any free one
  std::ostream& messages;  ///< where the port is told
};

/// What the program gives an experiment for one run.
struct run_context {
  std::uint64_t seed;
  std::filesystem::path data_directory;  ///< of real data sets; empty: generate a stand-in and say so in the results
  std::filesystem::path folder;          ///< of the run, for the experiment's own files and traces
  std::optional<vcd_options> waveforms;  ///< given: write waves.vcd and waves.gtkw
  bool trace_transactions = false;       ///< write a row for every bus transaction
  progress_reporter& progress;
  bus_link link = {};                                       ///< given: how the bus is connected, for what watches it
  std::optional<debugger_request> debugger = std::nullopt;  ///< given: the firmware waits at its entry for a debugger
};

/// What a platform does: it builds the hardware from its parameters, runs a workload on it over the bus, and reports.
///
/// Constructing an experiment and visiting its parameters creates no SystemC object and reads no file, since the
/// program also does both for `memvp describe`, and forks processes afterwards. run() is called at most once in a
/// process.
class experiment {
 public:
  virtual ~experiment() = default;

  /// Declares every parameter that the experiment reads, its own and those of its hardware, with members that hold
  /// their defaults before and their values after. A key that is not declared here is an error in a platform file.
  virtual void visit_parameters(parameter_visitor& visitor) = 0;

  /// Runs the workload and writes its traces (energy.csv, latency.csv, area.csv, files of its own) into the folder.
  /// Fills the summary's `results`, `latency`, `energy` and `area`; the program fills the rest.
  ///
  /// @throws std::exception with one sentence: std::invalid_argument or configuration_error for impossible parameters,
  ///   anything else if the run failed
  virtual run_summary run(const run_context& context) = 0;

  /// The results as a table on the terminal; by default a line a figure. Latency, energy and area follow it always.
  virtual std::string results_table(const run_summary& summary) const;
};

/// An experiment under the name that platform files give in their line `experiment = "..."`.
struct experiment_entry {
  std::string_view name;
  std::function<std::unique_ptr<experiment>()> make;
};

}  // namespace memvp
