// SPDX-License-Identifier: Apache-2.0
#include "drift_registers.hpp"

namespace drift {

const memvp::register_map& tile_registers() {
  static const memvp::register_map map = [] {
    memvp::register_map m;
    m.name = "drift_tile";
    m.meaning =
        "A row of drift memristors, pulsed and read one after the other. Write PULSE and the arguments, then COMMAND "
        "(1: program, 2: read); the tile is busy until DONE or ERROR rises in IRQ_STATUS.";
    m.registers = memvp::common_registers(tile_id);
    const auto add = [&m](const char* name, std::uint32_t offset, memvp::register_access access, std::uint32_t reset,
                          const char* meaning) {
      m.registers.push_back({name, offset, access, reset, meaning, {}});
    };
    const auto rw = memvp::register_access::read_write, ro = memvp::register_access::read_only;
    add("FIRST_CELL", reg::first_cell, rw, 0, "first cell of the command");
    add("CELL_COUNT", reg::cell_count, rw, 1, "cells of the command");
    add("CELLS", reg::cells, ro, 0, "cells of the row");
    add("PULSE_LSB", reg::pulse_lsb, ro, 0, "unit of pulse width, nanoseconds");
    add("CURRENT_LSB", reg::current_lsb, ro, 0, "amperes per unit of a result word, as IEEE 754 single");
    add("PULSES_LOW", reg::pulses_low, ro, 0, "write pulses since reset (reading latches the high word)");
    add("PULSES_HIGH", reg::pulses_high, ro, 0, "high word of PULSES");
    m.windows = {
        {"PULSE", window::pulse, window::bytes, true, true, false,
         "signed pulse widths of the command's cells, a word a cell; positive: towards low resistance, 0: no pulse"},
        {"RESULT", window::result, window::bytes, true, false, false,
         "current words of the command's cells, in units of CURRENT_LSB"},
        {"RESISTANCE", window::resistance, 2 * window::bytes, true, false, true,
         "true resistances in ohms as IEEE 754 doubles (debug transport only)"},
    };
    return m;
  }();
  return map;
}

}  // namespace drift
