// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "memvp/platforms/experiment.hpp"
#include "memvp/traces/vcd_writer.hpp"

namespace memvp {

/// The program `memvp`: executes one command.
/// @param arguments as on the command line, without the program's name
/// @param experiments what platform files may name
/// @param out results; `err` takes sentences about errors and the progress line
/// @return the exit status: 0 done, 1 a run failed, 2 bad usage or configuration
int run_program(const std::vector<std::string>& arguments, const std::vector<experiment_entry>& experiments,
                std::ostream& out, std::ostream& err);

/// The same for a main() whose arguments are SystemC's: calls sc_elab_and_sim() without SystemC's banner.
/// `sc_main` of the program then calls run_program().
int start_systemc(int argc, char* argv[]);

/// "START:STOP", two times such as "1.2 ms:1.3 ms" or "0:1ms"; an empty START or STOP is the run's own.
/// @throws configuration_error
vcd_options parse_waveform_window(std::string_view text);

}  // namespace memvp
