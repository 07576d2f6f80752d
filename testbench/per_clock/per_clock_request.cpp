// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/per_clock/per_clock_request.hpp"

#include <stdexcept>

namespace memvp {

namespace {

void require(bool condition, const char* sentence) {
  if (!condition) throw std::invalid_argument(sentence);
}

bool reads_pulse_buffer(ecram_operation operation) {
  return operation == ecram_operation::program_serial || operation == ecram_operation::program_row_parallel ||
         operation == ecram_operation::program_verify;
}

bool is_update(ecram_operation operation) {
  return operation == ecram_operation::update_outer_product || operation == ecram_operation::update_bit_streams;
}

}  // namespace

void check(const per_clock_request& request) {
  const ecram_command& command = request.command;
  const array_region& region = command.region;
  require(request.array_rows > 0 && request.array_rows <= per_clock_lines && request.array_columns > 0 &&
              request.array_columns <= per_clock_lines,
          "the per-clock sequencer has select pins for 1 to 64 rows and columns");
  require(region.rows > 0 && region.columns > 0, "the region of the command has no cells");
  require(std::uint64_t{region.first_row} + region.rows <= request.array_rows &&
              std::uint64_t{region.first_column} + region.columns <= request.array_columns,
          "the region of the command reaches beyond the array");
  require(request.timing.converters > 0, "an array needs at least one converter to be read");
  require(command.operation > ecram_operation::none && command.operation <= ecram_operation::read_cells,
          "the command is unknown");
  if (reads_pulse_buffer(command.operation))
    require(request.pulse_words >= std::size_t{region.rows} * region.columns,
            "the pulse buffer holds fewer words than the region has cells");
  if (is_update(command.operation))
    require(request.input_words >= std::size_t{region.rows} + region.columns,
            "the input buffer holds fewer words than the region has rows and columns");
  if (command.operation == ecram_operation::multiply || command.operation == ecram_operation::multiply_transposed)
    require(command.vectors > 0, "a multiplication needs at least one vector");
  if (command.operation == ecram_operation::update_bit_streams) {
    require(command.slots > 0, "a bit stream needs at least one slot");
    require(static_cast<bool>(request.callbacks.fires), "bit streams need the callback that says which lines fire");
  }
  if (command.operation == ecram_operation::read_cells || command.operation == ecram_operation::program_verify)
    require(command.reads > 0, "a reading needs at least one conversion");
  if (command.operation == ecram_operation::program_verify) {
    require(command.sweeps > 0, "write-and-verify needs at least one sweep");
    require(static_cast<bool>(request.callbacks.decide), "write-and-verify needs the callback that decides");
  }
}

}  // namespace memvp
