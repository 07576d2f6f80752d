// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/ecram_registers.hpp"

namespace memvp {

const register_map& ecram_tile_registers() {
  using access = register_access;
  static const register_map map = [] {
    register_map m;
    m.name = "ecram_tile";
    m.meaning =
        "Passive ECRAM array with open-loop pulse drivers, DACs and shared ADCs. Write the arguments, then COMMAND; "
        "the "
        "tile is busy until DONE or ERROR rises in IRQ_STATUS.";
    m.registers = common_registers(ecram_tile_id);
    const auto add = [&](const char* name, std::uint32_t offset, access rights, std::uint32_t reset,
                         const char* meaning) {
      m.registers.push_back({name, offset, rights, reset, meaning, {}});
    };
    namespace reg = ecram_register;
    add("FIRST_ROW", reg::first_row, access::read_write, 0, "first word line of the region");
    add("ROW_COUNT", reg::row_count, access::read_write, 1, "word lines of the region");
    add("FIRST_COLUMN", reg::first_column, access::read_write, 0, "first bit line of the region");
    add("COLUMN_COUNT", reg::column_count, access::read_write, 1, "bit lines of the region");
    add("VECTOR_COUNT", reg::vector_count, access::read_write, 1, "multiply: vectors in the input window");
    add("SLOT_COUNT", reg::slot_count, access::read_write, 1, "bit streams: slots of a stream, at most 65535");
    add("SLOT_WIDTH", reg::slot_width, access::read_write, 1, "bit streams: pulse width of a slot, in pulse LSB");
    add("STREAM_SEED", reg::stream_seed, access::read_write, 0, "bit streams: start value of the stream generators");
    add("VERIFY_TOLERANCE", reg::verify_tolerance, access::read_write, 655,
        "write-and-verify: accepted error, 1/65536 of the window");
    add("VERIFY_TRIES", reg::verify_tries, access::read_write, 100,
        "write-and-verify: pulses per cell and sweep at most");
    add("READ_COUNT", reg::read_count, access::read_write, 1,
        "write-and-verify and read cells: conversions averaged per reading, at most 65535");
    add("SWEEP_COUNT", reg::sweep_count, access::read_write, 1, "write-and-verify: passes over the region");
    add("PURPOSE", reg::purpose, access::read_write, 0,
        "what the energy of program commands is booked to: 0 programming, 1 update (training)");
    add("ROWS", reg::rows, access::read_only, 0, "word lines of the array");
    add("COLUMNS", reg::columns, access::read_only, 0, "bit lines of the array");
    add("PULSE_LSB", reg::pulse_lsb, access::read_only, 0, "unit of pulse width, nanoseconds");
    add("PULSE_MAXIMUM", reg::pulse_maximum, access::read_only, 0, "greatest pulse width, in pulse LSB");
    add("INPUT_MAXIMUM", reg::input_maximum, access::read_only, 0,
        "greatest input code; 0 with ideal converters, whose windows hold IEEE 754 doubles (volts, amperes)");
    add("CURRENT_LSB", reg::current_lsb, access::read_only, 0, "amperes per unit of a result word, as IEEE 754 single");
    add("VECTOR_MAXIMUM", reg::vector_maximum, access::read_only, 0, "vectors that the buffers hold");
    add("PULSES_LOW", reg::pulses_low, access::read_only, 0,
        "write pulses since reset (reading latches the high word)");
    add("PULSES_HIGH", reg::pulses_high, access::read_only, 0, "high word of PULSES");
    add("CONVERSIONS_LOW", reg::conversions_low, access::read_only, 0,
        "ADC conversions since reset (reading latches the high word)");
    add("CONVERSIONS_HIGH", reg::conversions_high, access::read_only, 0, "high word of CONVERSIONS");
    add("VERIFY_FAILURES", reg::verify_failures, access::read_only, 0, "cells that write-and-verify gave up on");
    add("SATURATIONS", reg::saturations, access::read_only, 0, "conversions beyond the widest range");
    add("CLIPPED_EVENTS", reg::clipped_events, access::read_only, 0,
        "cell events that hit an edge of the window (known to the model only)");
    m.windows = {
        {"INPUT", ecram_window::input, ecram_window::vector_bytes, true, true, false,
         "input codes, or signs and widths of an outer-product update"},
        {"RESULT", ecram_window::result, ecram_window::vector_bytes, true, false, false,
         "signed current words in units of CURRENT_LSB"},
        {"PULSE", ecram_window::pulse, ecram_window::pulse_bytes, true, true, false,
         "signed pulse widths of the region's cells, row by row; write-and-verify: targets, 1/65536 of the window"},
        {"CONDUCTANCE", ecram_window::conductance, ecram_window::conductance_bytes, true, false, true,
         "true conductances in siemens as IEEE 754 doubles, row by row (debug transport only)"},
    };
    return m;
  }();
  return map;
}

}  // namespace memvp
