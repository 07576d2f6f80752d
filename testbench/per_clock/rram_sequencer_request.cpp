// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/per_clock/rram_sequencer_request.hpp"

#include <stdexcept>

namespace memvp {

namespace {

void require(bool condition, const char* sentence) {
  if (!condition) throw std::invalid_argument(sentence);
}

}  // namespace

void check(const rram_sequencer_request& request) {
  const rram_command& command = request.command;
  const array_region& region = command.region;
  const rram_sequencer_settings& settings = request.settings;
  require(settings.rows > 0 && settings.rows <= per_clock_rram_lines && settings.columns > 0 &&
              settings.columns <= per_clock_rram_lines,
          "the per-clock sequencer has select pins for 1 to 64 rows and columns");
  require(settings.converters > 0, "an array needs at least one converter to be read");
  require(settings.input_bits > 0 && settings.input_bits <= 8, "an input code has 1 to 8 bits");
  require(region.rows > 0 && region.columns > 0, "the region of the command has no cells");
  require(std::uint64_t{region.first_row} + region.rows <= settings.rows &&
              std::uint64_t{region.first_column} + region.columns <= settings.columns,
          "the region of the command reaches beyond the array");
  switch (command.operation) {
    case rram_operation::multiply:
      require(command.vectors > 0, "a multiplication needs at least one vector");
      require(outputs_of(sensed_lines(command.columns, region.columns), command.slices) > 0,
              "the columns of the region do not make lines and outputs as asked");
      require(!command.analog_output || (command.slices == 1 && settings.drive != rram_drive::bit_serial),
              "neurons take neither slices nor single bits");
      break;
    case rram_operation::form:
    case rram_operation::program_verify:
      require(static_cast<bool>(request.callbacks.compare), "write-and-verify needs the callback that compares");
      [[fallthrough]];
    case rram_operation::read_cells:
      require(command.reads > 0, "a reading needs at least one conversion");
      break;
    case rram_operation::set_pulses:
    case rram_operation::reset_pulses:
      break;
    default:
      throw std::invalid_argument("the command is unknown");
  }
}

}  // namespace memvp
