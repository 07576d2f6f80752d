// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "memvp/platforms/experiment.hpp"
#include "memvp/platforms/seed_sweep.hpp"

namespace memvp {

/// `memvp run` as given on the command line.
struct run_request {
  std::string platform;                  ///< name or file
  std::vector<std::string> assignments;  ///< KEY=VALUE
  std::optional<std::string> seed;
  std::optional<seed_range> seeds;
  std::optional<unsigned> jobs;
  std::optional<std::string> data;
  std::optional<std::string> out;
  std::optional<vcd_options> waveforms;
  std::optional<std::string> max_time;         ///< simulated time after which firmware is given up
  std::optional<std::uint16_t> debugger_port;  ///< where firmware waits for a debugger; 0: any free port
  bool trace_transactions = false;
  bool quiet = false;
  bool verbose = false;
};

/// Runs a platform, once or for several seeds, and prints its tables. @return the exit status
/// @throws std::exception with one sentence
int run_command(const run_request& request, const std::vector<experiment_entry>& experiments, std::ostream& out,
                std::ostream& err);

}  // namespace memvp
