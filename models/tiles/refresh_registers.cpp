// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/refresh_registers.hpp"

#include <array>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace memvp {

namespace {

namespace reg = refresh_register;

class map_builder {
 public:
  explicit map_builder(register_map& map) : map_(map) {}

  void argument(const char* name, std::uint32_t offset, std::uint32_t reset, const char* meaning) {
    add(name, offset, register_access::read_write, reset, meaning);
  }
  void figure(const char* name, std::uint32_t offset, const char* meaning) {
    add(name, offset, register_access::read_only, 0, meaning);
  }
  void counter(const char* low, const char* high, std::uint32_t offset, const char* meaning, const char* high_meaning) {
    add(low, offset, register_access::read_only, 0, meaning);
    add(high, offset + 4, register_access::read_only, 0, high_meaning);
  }
  void add(const char* name, std::uint32_t offset, register_access rights, std::uint32_t reset, const char* meaning,
           std::vector<register_field> fields = {}) {
    map_.registers.push_back({name, offset, rights, reset, meaning, std::move(fields)});
  }

 private:
  register_map& map_;
};

void add_interrupts(register_map& map) {
  for (register_entry& entry : map.registers) {
    if (entry.offset != common_register::irq_enable && entry.offset != common_register::irq_status) continue;
    const std::vector<register_field> own = {
        {"REQUEST_DONE", 2, 1, "a request has ended, by an error or not"},
        {"ILLEGAL_VOLTAGE", 3, 1, "a command or request was refused for a pulse outside the window of its kind"},
        {"DEADLINE_MISS", 4, 1, "a live row has outlived its deadline"},
        {"OVER_TEMPERATURE", 5, 1, "TEMPERATURE was written at or above the Curie temperature"},
        {"SUSPECT", 6, 1, "a product or a reading has touched a suspect row"}};
    entry.fields.insert(entry.fields.end(), own.begin(), own.end());
  }
}

void add_commands(map_builder& map) {
  map.argument("FIRST_ROW", reg::first_row, 0, "first row of the command's region");
  map.argument("ROW_COUNT", reg::row_count, 1, "rows of the region");
  map.argument("FIRST_COLUMN", reg::first_column, 0, "first column of the region");
  map.argument("COLUMN_COUNT", reg::column_count, 1, "columns of the region");
  map.argument("VECTOR_COUNT", reg::vector_count, 1, "products: vectors in the input window, up to 65535");
  map.argument("COLUMN_MODE", reg::column_mode, 0, "products: lines are 0 columns, 1 even columns less odd ones");
  map.argument("CONVERTER_RANGE", reg::converter_range, 0, "products: full scale of the converters / 2^this");
  map.argument("VERIFY", reg::verify, 0, "pulse: 1 reads each row afterwards, the codes go to TARGET");
}

void add_requests(map_builder& map) {
  map.argument("REQUEST_FIRST_ROW", reg::request_first_row, 0, "first row of the request");
  map.argument("REQUEST_ROW_COUNT", reg::request_row_count, 1, "rows of the request");
  map.argument("REQUEST_MODE", reg::request_mode, 0, "ALLOC: 0 FREE, 1 NV (polarisation only), 2 V (ions in use)");
  map.argument("REQUEST_TASK", reg::request_task, 0, "ALLOC: task that the rows belong to, 0 to 255");
  map.argument("REQUEST", reg::request, 0,
               "writing a code enters a request: 1 ALLOC, 2 RESTORE, 3 REWRITE, 4 REPROGRAM, 5 PROMOTE");
  map.figure("REQUEST_SLOT", reg::request_slot, "slot of the last request, 0xffffffff if it was refused");
  map.figure("SLOTS_BUSY", reg::slots_busy, "a bit a slot: its request has not ended");
  map.add("REQUEST_FAILED", reg::request_failed, register_access::write_one_to_clear, 0,
          "a bit a slot: a request there has ended with an error");
}

void add_settings(map_builder& map) {
  map.add(
      "POLICY", reg::policy, register_access::read_write, 0,
      "what the controller does by itself; after a reset as controller.* of the configuration says, like all "
      "settings",
      {{"RESTORE_KIND", 0, 2, "RESTORE, and ALLOC on a change of task or mode: 0 none, 1 active, 2 passive, 3 lazy"},
       {"KEEP_ALIVE", 2, 1, "ionic content with a known target is rewritten before it fades"},
       {"REFUSE", 3, 1, "a command on a row under refresh is refused; else it waits"},
       {"RESTORE_VERIFY", 4, 1, "an active RESTORE is read and continued until within RESTORE_TOLERANCE"}});
  map.argument("T_REF_LOW", reg::t_ref_low, 0, "longest time between ionic writes of a live row, cycles, bits 31-0");
  map.argument("T_REF_HIGH", reg::t_ref_high, 0, "T_REF, bits 63-32; writing it makes both words take effect");
  map.argument("T_REST_LOW", reg::t_rest_low, 0, "time in which ions come to rest by themselves, cycles, bits 31-0");
  map.argument("T_REST_HIGH", reg::t_rest_high, 0, "T_REST, bits 63-32; writing it makes both words take effect");
  map.argument("N_REST", reg::n_rest, 0, "ion-reset pulses of an active RESTORE");
  map.argument("RESTORE_TOLERANCE", reg::restore_tolerance, 0,
               "RESTORE with RESTORE_VERIFY: accepted codes above SOURCE");
  map.argument("VERIFY_TOLERANCE", reg::verify_tolerance, 0, "REWRITE: accepted difference from TARGET, codes");
  map.argument("LEVEL_TOLERANCE", reg::level_tolerance, 0,
               "REPROGRAM: accepted difference from a level's nominal code, codes");
  map.argument("VERIFY_LIMIT", reg::verify_limit, 0, "tries of REWRITE, rounds of RESTORE and REPROGRAM at most");
  map.argument("PROMOTE_AFTER", reg::promote_after, 0,
               "rewrites by the timer after which a row is promoted, 0: it never is");
  map.argument("SET_PULSES", reg::set_pulses, 0, "ferroelectric set pulses of a level");
  map.argument("RESET_PULSES", reg::reset_pulses, 0, "ferroelectric reset pulses");
  map.argument("LEVEL_STEP", reg::level_step, 0, "step of the set pulses' amplitude from level to level, mV");
  map.argument("T_GUARD", reg::t_guard, 0,
               "how much earlier than they must the timer's rewrites begin if nothing else is to be done, cycles");
  map.argument("TEMPERATURE", reg::temperature, 0, "what the sensor on the die says, kelvin / 1000");
}

void add_pulse_table(map_builder& map) {
  struct names {
    const char *voltage, *width, *gap, *gate;
  };
  // In the order of refresh_pulse_kind.
  constexpr std::array<names, refresh_pulse_kinds> table = {{
      {"FE_SET_VOLTAGE", "FE_SET_WIDTH", "FE_SET_GAP", "FE_SET_GATE"},
      {"FE_RESET_VOLTAGE", "FE_RESET_WIDTH", "FE_RESET_GAP", "FE_RESET_GATE"},
      {"ION_SET_VOLTAGE", "ION_SET_WIDTH", "ION_SET_GAP", "ION_SET_GATE"},
      {"ION_RESET_VOLTAGE", "ION_RESET_WIDTH", "ION_RESET_GAP", "ION_RESET_GATE"},
      {"READ_ION_VOLTAGE", "READ_ION_WIDTH", "READ_ION_GAP", "READ_ION_GATE"},
      {"READ_FE_VOLTAGE", "READ_FE_WIDTH", "READ_FE_GAP", "READ_FE_GATE"},
  }};
  for (std::uint32_t kind = 0; kind < refresh_pulse_kinds; ++kind) {
    const std::uint32_t base = reg::pulse_table + kind * reg::pulse_bytes;
    map.argument(table[kind].voltage, base + reg::pulse_voltage, 0,
                 kind == 0 ? "row voltage of level 0, mV, two's complement" : "row voltage, mV, two's complement");
    map.argument(table[kind].width, base + reg::pulse_width, 0, "length of a pulse, cycles");
    map.argument(table[kind].gap, base + reg::pulse_gap, 0, "time at 0 V after it, cycles");
    map.argument(table[kind].gate, base + reg::pulse_gate, 0, "gate voltage of open cells, mV, two's complement");
  }
}

void add_mode_table(map_builder& map) {
  map.argument("ROW_SELECT", reg::row_select, 0, "row that the four registers below show");
  map.add("ROW_MODE", reg::row_mode, register_access::read_only, 0, "the row's entry of the mode table, as in MODE",
          {{"MODE", 0, 2, "0 FREE, 1 NV, 2 V"},
           {"SOURCE_VALID", 2, 1, "SOURCE holds what was read after the polarisation was written"},
           {"DIRTY", 3, 1, "the ionic state was written since it was last restored"},
           {"TARGET_VALID", 4, 1, "TARGET holds the row's ionic content"},
           {"SUSPECT", 5, 1, "the temperature was too high since the polarisation was written"},
           {"MISSED", 6, 1, "the present content has outlived its deadline"},
           {"CLAIMED", 7, 1, "an unfinished request names the row"},
           {"TASK", 8, 8, "the task that the row belongs to"},
           {"UNDER_PULSE", 16, 1, "the row driver is at work on the row"}});
  map.counter("ROW_AGE_LOW", "ROW_AGE_HIGH", reg::row_age_low,
              "cycles since the row's last ionic write, all ones if there was none (reading latches the high word)",
              "high word of ROW_AGE");
  map.figure("ROW_REWRITES", reg::row_rewrites, "rewrites of the row by the timer since it was allocated");
}

void add_figures(map_builder& map) {
  map.figure("ROWS", reg::rows, "rows of the array");
  map.figure("COLUMNS", reg::columns, "columns of the array");
  map.figure("SLOTS", reg::slots, "requests that the controller takes at a time");
  map.figure("INPUT_BYTES", reg::input_bytes, "bytes of the input buffer");
  map.figure("RESULT_BYTES", reg::result_bytes, "bytes of the result buffer");
  map.figure("CONVERTER_RANGES", reg::converter_ranges, "ranges of the converters in products");
  map.figure("CYCLE_TIME", reg::cycle_time, "length of a cycle, picoseconds");
  map.figure("PULSE_LSB", reg::pulse_lsb, "unit of WIDTHS, cycles");
  map.figure("PULSE_MAXIMUM", reg::pulse_maximum, "greatest magnitude in WIDTHS");
  map.figure("CELL_CODE_MAXIMUM", reg::cell_code_maximum, "greatest code of a cell's reading");
  map.figure("LOG_STEP", reg::log_step,
             "a cell's reading stands for LOG_BOTTOM * exp(code * LOG_STEP) siemens, as IEEE 754 single");
  map.figure("LOG_BOTTOM", reg::log_bottom, "conductance of code 0, siemens, as IEEE 754 single");
  map.figure("CURRENT_LSB", reg::current_lsb,
             "amperes per unit of a product's word in range 0, as IEEE 754 single; the current is the mean over the "
             "127 units of the greatest code");
  map.figure("READ_VOLTAGE", reg::read_voltage,
             "volts that drive an ohmic cell like the greatest code drives a cell, as IEEE 754 single");
  map.figure("LEVEL_BOTTOM", reg::level_bottom,
             "conductance of the nominal cell at level 0, ions at rest, siemens, as IEEE 754 single");
  map.figure("LEVEL_TOP", reg::level_top, "the same at level 15");
  map.figure("IONIC_TOP", reg::ionic_top,
             "conductance of the nominal cell at level 15, ions at their most, siemens, as IEEE 754 single");
}

void add_counters(map_builder& map) {
  map.counter(
      "RESTORES_LOW", "RESTORES_HIGH", reg::restores_low,
      "RESTOREs that found a dirty row, those of ALLOC included, since reset (reading latches the high word, as "
      "in all counters)",
      "high word of RESTORES");
  map.counter("REWRITES_LOW", "REWRITES_HIGH", reg::rewrites_low,
              "rows rewritten since reset, asked for or by the timer", "high word of REWRITES");
  map.counter("REPROGRAMS_LOW", "REPROGRAMS_HIGH", reg::reprograms_low,
              "rows whose polarisation was written since reset, by PROMOTE included", "high word of REPROGRAMS");
  map.counter("PROMOTES_LOW", "PROMOTES_HIGH", reg::promotes_low, "rows promoted since reset", "high word of PROMOTES");
  map.counter("MISSES_LOW", "MISSES_HIGH", reg::misses_low, "deadlines missed since reset", "high word of MISSES");
  map.counter("VERIFY_READS_LOW", "VERIFY_READS_HIGH", reg::verify_reads_low, "rows read to be compared since reset",
              "high word of VERIFY_READS");
  map.counter("PULSES_LOW", "PULSES_HIGH", reg::pulses_low, "write pulses since reset, one a cell and pulse",
              "high word of PULSES");
  map.counter("CONVERSIONS_LOW", "CONVERSIONS_HIGH", reg::conversions_low, "conversions since reset",
              "high word of CONVERSIONS");
  map.counter("SATURATIONS_LOW", "SATURATIONS_HIGH", reg::saturations_low, "conversions beyond a converter's range",
              "high word of SATURATIONS");
  map.counter("UNDEFINED_PULSES_LOW", "UNDEFINED_PULSES_HIGH", reg::undefined_pulses_low,
              "pulses between the windows, as neighbours of a selected cell see them (known to the model only)",
              "high word of UNDEFINED_PULSES");
  map.counter("REFRESH_ENERGY_LOW", "REFRESH_ENERGY_HIGH", reg::refresh_energy_low,
              "the part of ENERGY that requests and the timer have cost, femtojoules", "high word of REFRESH_ENERGY");
  map.counter("REFRESH_CYCLES_LOW", "REFRESH_CYCLES_HIGH", reg::refresh_cycles_low,
              "cycles in which requests and the timer had the row driver", "high word of REFRESH_CYCLES");
}

}  // namespace

std::uint32_t policy_bits_of(const refresh_policy& policy) {
  return static_cast<std::uint32_t>(policy.restore) | (policy.keep_alive ? refresh_policy_bits::keep_alive : 0) |
         (policy.refuse ? refresh_policy_bits::refuse : 0) |
         (policy.restore_verify ? refresh_policy_bits::restore_verify : 0);
}

void take_policy_bits(refresh_policy& policy, std::uint32_t bits) {
  policy.restore = static_cast<refresh_restore_kind>(bits & refresh_policy_bits::restore_kind);
  policy.keep_alive = (bits & refresh_policy_bits::keep_alive) != 0;
  policy.refuse = (bits & refresh_policy_bits::refuse) != 0;
  policy.restore_verify = (bits & refresh_policy_bits::restore_verify) != 0;
}

std::uint32_t millivolts(double volts) {
  if (!(std::abs(volts) <= 2e6))
    throw std::invalid_argument("a voltage of the refresh tile must be a number of at most 2,000,000 V.");
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(volts * 1e3)));
}

const register_map& refresh_tile_registers() {
  static const register_map map = [] {
    register_map m;
    m.name = "refresh_tile";
    m.meaning =
        "Array of gated ferro-ionic cells with one row driver, converters and a refresh controller. Write the "
        "arguments, then COMMAND; the tile is busy until DONE or ERROR rises in IRQ_STATUS. Write a request's "
        "arguments, then REQUEST; it works beside commands and ends with REQUEST_DONE.";
    m.registers = common_registers(refresh_tile_id);
    add_interrupts(m);
    map_builder builder(m);
    add_commands(builder);
    add_requests(builder);
    add_settings(builder);
    add_pulse_table(builder);
    add_mode_table(builder);
    add_figures(builder);
    add_counters(builder);
    namespace window = refresh_window;
    m.windows = {
        {"MODE", window::mode, window::mode_bytes, true, false, false, "the mode table, a word a row: see ROW_MODE"},
        {"INPUT", window::input, window::input_bytes, true, true, false,
         "signed input codes of products, a byte each, every vector from a word boundary"},
        {"RESULT", window::result, window::result_bytes, true, false, false,
         "signed current words, vector after vector; read_cells: a code a word, row by row"},
        {"LEVEL", window::level, window::level_bytes, true, true, false,
         "levels for REPROGRAM, a byte a cell of the array, every row from a multiple of 4 cells; PROMOTE writes what "
         "it "
         "has found"},
        {"SOURCE", window::source, window::source_bytes, true, false, false,
         "what was read after the polarisation was written: 16-bit codes, one a cell of the array, rows as in LEVEL"},
        {"TARGET", window::target, window::target_bytes, true, true, false,
         "ionic content for REWRITE: 16-bit codes, one a cell of the array, rows as in LEVEL"},
        {"WIDTHS", window::widths, window::widths_bytes, true, true, false,
         "widths of PULSE, 16 bits a cell of the region, every row from a multiple of 4 cells: positive sets, negative "
         "resets, in PULSE_LSB"},
        {"CONDUCTANCE", window::conductance, window::truth_bytes, true, false, true,
         "true conductances in siemens as IEEE 754 doubles, row by row (debug transport only)"},
        {"POLARISATION", window::polarisation, window::truth_bytes, true, false, true,
         "true polarisations, -1 to 1, as IEEE 754 doubles, row by row (debug transport only)"},
        {"IONIC", window::ionic, window::truth_bytes, true, false, true,
         "true ionic states, 0 to 1, as IEEE 754 doubles, row by row (debug transport only)"},
    };
    return m;
  }();
  return map;
}

}  // namespace memvp
