// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "memvp/models/processor/elf_file.hpp"
#include "memvp/platforms/firmware_debugger.hpp"
#include "memvp/platforms/firmware_system.hpp"
#include "memvp/platforms/run_traces.hpp"
#include "memvp/platforms/serial_text.hpp"

namespace memvp {

/// Settings of every platform whose host executes firmware.
struct firmware_run_parameters {
  std::string firmware;  ///< an ELF file for RV32IM
  firmware_system_parameters system;
  std::string serial_input;     ///< file with what the serial port receives; empty: nothing
  bool serial_terminal = true;  ///< whether what it transmits is shown, besides serial.txt
  trace_parameters traces;
};

/// Declares `firmware`, `serial.input`, `serial.terminal` and the keys of firmware_system_parameters and of
/// trace_parameters.
void visit_parameters(parameter_visitor& visitor, firmware_run_parameters& parameters);

/// One run of firmware: program, serial port, system and traces. The platform attaches its tiles, lets the program run,
/// posts the tiles' leakage, and finishes:
/// ```
///   firmware_run run(parameters_, context);
///   ecram_tile tile("ecram", ecram_, run.clock(), context.seed, 0, run.traces().for_tiles());
///   run.system().attach(tile, 0x40000000, ecram_tile_address_size);
///   const firmware_outcome outcome = run.execute();
///   tile.post_leakage(outcome.cycles);
///   return run.finish(outcome);
/// ```
class firmware_run {
 public:
  /// \param data what the data memory holds at the start; empty: there is none
  /// \throws std::exception with one sentence for parameters that cannot be built, a program that cannot be read
  firmware_run(const firmware_run_parameters& parameters, const run_context& context,
               const std::vector<std::uint8_t>& data = {});

  firmware_system& system() { return system_; }
  run_traces& traces() { return traces_; }
  const clock_grid& clock() const { return clock_; }

  /// Runs the program to its end. \throws std::runtime_error with a sentence if it fails, or ends with a status other
  /// than zero
  firmware_outcome execute();

  /// Writes the traces. The results are what the program has printed as `result NAME VALUE` (serial_text.hpp) and the
  /// processor's counters. \throws std::exception with a sentence
  run_summary finish(const firmware_outcome& outcome);

 private:
  std::string firmware_;
  elf_file program_;
  clock_grid clock_;
  run_traces traces_;
  std::ifstream typed_;
  std::ofstream file_;
  serial_text copies_;
  std::ostream text_;
  firmware_system system_;
  std::unique_ptr<riscv_debugger> debugger_;
};

}  // namespace memvp
