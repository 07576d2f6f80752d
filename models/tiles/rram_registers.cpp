// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/rram_registers.hpp"

namespace memvp {

const register_map& rram_tile_registers() {
  using access = register_access;
  static const register_map map = [] {
    register_map m;
    m.name = "rram_tile";
    m.meaning =
        "1T1R array with word, bit and source line drivers, input converters, shared ADCs and a write-verify "
        "sequencer. "
        "Write the arguments, then COMMAND; the tile is busy until DONE or ERROR rises in IRQ_STATUS. IRQ_STATUS bit 2 "
        "says that cells stayed out of tolerance or did not form.";
    m.registers = common_registers(rram_tile_id);
    const auto add = [&](const char* name, std::uint32_t offset, access rights, std::uint32_t reset,
                         const char* meaning) {
      m.registers.push_back({name, offset, rights, reset, meaning, {}});
    };
    const auto argument = [&](const char* name, std::uint32_t offset, std::uint32_t reset, const char* meaning) {
      add(name, offset, access::read_write, reset, meaning);
    };
    const auto figure = [&](const char* name, std::uint32_t offset, const char* meaning) {
      add(name, offset, access::read_only, 0, meaning);
    };
    namespace reg = rram_register;
    argument("FIRST_ROW", reg::first_row, 0, "first word line of the region");
    argument("ROW_COUNT", reg::row_count, 1, "word lines of the region");
    argument("FIRST_COLUMN", reg::first_column, 0, "first source line of the region");
    argument("COLUMN_COUNT", reg::column_count, 1, "source lines of the region");
    argument("VECTOR_COUNT", reg::vector_count, 1, "multiply: vectors in the input window");
    argument("COLUMN_MODE", reg::column_mode, 0,
             "multiply: lines are 0 columns, 1 even columns less odd ones, 2 columns less the region's last one");
    argument("SLICE_COUNT", reg::slice_count, 1,
             "multiply: neighbouring lines that make an output, most significant first");
    argument("SLICE_BITS", reg::slice_bits, 1, "multiply: bits by which a slice is shifted against the next");
    argument("INPUT_SIGNED", reg::input_signed, 0, "multiply: codes are 0 unsigned, 1 two's complement bytes");
    argument("OUTPUT", reg::output, 0, "multiply: 0 words to RESULT, 1 currents to the neurons");
    argument("NEURON_FIRST", reg::neuron_first, 0, "multiply, currents to the neurons: neuron of output 0");
    argument("CONVERTER_RANGE", reg::converter_range, 0, "multiply: full scale of the converters / 2^this");
    argument("VERIFY_TOLERANCE", reg::verify_tolerance, 1680,
             "program_verify: accepted error of a reading, 1/65535 of the window (reset: 1 uS of 1 to 40 uS)");
    argument("PULSE_LIMIT", reg::pulse_limit, 500, "program_verify, form: pulses of a cell at most, up to 65535");
    argument("READ_COUNT", reg::read_count, 1,
             "program_verify, form, read_cells: conversions averaged per reading, 1 to 65535");
    argument("RAMP_STEP", reg::ramp_step, 0, "set_pulses, reset_pulses: step of the voltage ramp");
    figure("ROWS", reg::rows, "word lines of the array");
    figure("COLUMNS", reg::columns, "source lines of the array");
    figure("INPUT_BITS", reg::input_bits,
           "bits of an input code: unsigned 0 to 2^bits - 1, signed codes have one less for their magnitude (but one)");
    figure("DRIVE", reg::drive, "how codes reach the array: 0 multi-level, 1 bit-serial, 2 pulse-count");
    figure("INPUT_BYTES", reg::input_bytes, "bytes of the input buffer");
    figure("RESULT_BYTES", reg::result_bytes, "bytes of the result buffer");
    figure("PROGRAM_CELLS", reg::program_cells, "most cells of a form or program_verify command");
    figure("WINDOW_BOTTOM", reg::window_bottom, "conductance of target 0, siemens, as IEEE 754 single");
    figure("WINDOW_TOP", reg::window_top, "conductance of target 65535, siemens, as IEEE 754 single");
    figure("READ_VOLTAGE", reg::read_voltage,
           "volts that drive an ohmic cell like the greatest code drives a cell, as IEEE 754 single");
    figure("SERIES_RESISTANCE", reg::series_resistance, "access transistor in a read, ohms, as IEEE 754 single");
    figure(
        "CURRENT_LSB", reg::current_lsb,
        "amperes per unit of a converted word in range 0, as IEEE 754 single; bit-serial sums have 1 / greatest code "
        "of it");
    figure("CELL_CURRENT_LSB", reg::cell_current_lsb,
           "amperes per unit of a word of read_cells and of FAILURE, as IEEE 754 single");
    figure("CONVERTER_RANGES", reg::converter_ranges, "ranges of the converters");
    figure("SET_STEPS", reg::set_steps, "last step of the voltage ramp of SET pulses");
    figure("RESET_STEPS", reg::reset_steps, "last step of the voltage ramp of RESET pulses");
    figure("PULSES_LOW", reg::pulses_low, "write pulses since reset (reading latches the high word)");
    figure("PULSES_HIGH", reg::pulses_high, "high word of PULSES");
    figure("VERIFY_READS_LOW", reg::verify_reads_low,
           "readings of program_verify and form since reset (reading latches the high word)");
    figure("VERIFY_READS_HIGH", reg::verify_reads_high, "high word of VERIFY_READS");
    figure("CONVERSIONS_LOW", reg::conversions_low, "ADC conversions since reset (reading latches the high word)");
    figure("CONVERSIONS_HIGH", reg::conversions_high, "high word of CONVERSIONS");
    figure("SATURATIONS_LOW", reg::saturations_low,
           "conversions of multiply and read_cells beyond the full scale (reading latches the high word)");
    figure("SATURATIONS_HIGH", reg::saturations_high, "high word of SATURATIONS");
    figure("VERIFY_FAILURES", reg::verify_failures, "cells that program_verify and form gave up on, since reset");
    figure("CLIPPED_EVENTS", reg::clipped_events, "pulses that hit an edge of the device's range (known to the model)");
    figure("FAILURE_COUNT", reg::failure_count, "cells in FAILURE: those of the present or last command");
    m.windows = {
        {"INPUT", rram_window::input, rram_window::input_bytes, true, true, false,
         "input codes, a byte each, every vector from a word boundary"},
        {"RESULT", rram_window::result, rram_window::result_bytes, true, false, false,
         "signed current words, vector after vector; read_cells: a word a cell"},
        {"TARGET", rram_window::target, rram_window::target_bytes, true, true, false,
         "targets of the region's cells, row by row, 16 bits each: 0 the window's bottom, 65535 its top"},
        {"FAILURE", rram_window::failure, rram_window::failure_bytes, true, false, false,
         "two words a cell that was given up on: row * 65536 + column, its last reading in CELL_CURRENT_LSB"},
        {"CONDUCTANCE", rram_window::conductance, rram_window::conductance_bytes, true, false, true,
         "true conductances in siemens as IEEE 754 doubles, row by row (debug transport only)"},
    };
    return m;
  }();
  return map;
}

}  // namespace memvp
