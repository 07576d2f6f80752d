// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <ostream>

#include "memvp/platforms/run_configuration.hpp"
#include "memvp/traces/summary.hpp"
#include "memvp/traces/vcd_writer.hpp"

namespace memvp {

/// What the command line asks of a run besides its settings.
struct run_outputs {
  std::filesystem::path base = "runs";           ///< the run folder is made in here, named after platform and seed
  std::optional<std::filesystem::path> exactly;  ///< the run folder itself, instead
  std::optional<vcd_options> waveforms;
  bool trace_transactions = false;
  bool show_progress = false;
  std::optional<std::uint16_t> debugger_port;  ///< given: where firmware waits for a debugger; 0: any free port
  bool verbose = false;                        ///< log to the standard error output too
};

/// A run that is complete on disk.
struct finished_run {
  std::filesystem::path folder;
  run_summary summary;
};

/// Runs an experiment and writes its run folder: complete, or, if an exception leaves, not at all.
/// SystemC allows one call in a process.
/// @param err where the progress line and the debugger's port go
/// @throws run_interrupted after Ctrl-C, and whatever the experiment throws
finished_run run_once(run_configuration& configured, const run_outputs& outputs, std::ostream& err);

}  // namespace memvp
