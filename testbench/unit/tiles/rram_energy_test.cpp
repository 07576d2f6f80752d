// SPDX-License-Identifier: Apache-2.0
// The energy of the 1T1R tile's commands, component by component, by counting: how many words, line swings, conversions
// and cycles, times the figures of the technology (130 nm defaults). The formulas are those of the circuits' headers,
// written out again here.
#include <gtest/gtest.h>

#include <map>

#include "memvp/models/physics/rram_cells.hpp"
#include "memvp/testbench/unit/tiles/rram_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = rram_operation;
namespace reg = rram_register;

constexpr std::uint32_t rows = 6, columns = 8;

rram_tile_parameters paying_tile(rram_drive drive = rram_drive::multi_level) {
  rram_tile_parameters p = quiet_rram_tile(rows, columns);
  p.array.row_resistance = p.array.column_resistance = 0;
  p.converter.drive = drive;
  p.converter.columns_per_adc = 4;  // 2 converters
  p.read.settle_time = 10e-9;       // T 2, I 10, C 9 cycles of 10 ns
  p.read.word_line_rest = 0.5;
  p.read.clamp_power = 3e-6;
  return p;
}

/// What a command has done, counted by the test, and what that costs.
struct bill {
  const rram_tile_parameters& p;
  std::map<std::string, double> joules;

  explicit bill(const rram_tile_parameters& parameters) : p(parameters) {}
  const technology_parameters& technology() const { return p.technology; }
  void words(double count) { joules["buffers"] += count * technology().sram_word_energy; }
  /// Cycles in which the sequencer's logic works.
  void logic(double cycles) {
    joules["control"] +=
        cycles * (static_cast<double>(p.control.flip_flops) * technology().flip_flop_energy +
                  static_cast<double>(p.control.gates) * p.control.activity * technology().logic_gate_energy);
  }
  /// Cycles of a 16-bit timer.
  void ticks(double cycles) { joules["control"] += cycles * 16 * technology().flip_flop_energy; }
  double level_shift() const {
    return technology().level_shifter_capacitance * technology().write_supply_voltage *
           technology().write_supply_voltage;
  }
  double capacitance(double per_cell, double cells) const { return technology().driver_capacitance + per_cell * cells; }
  double word_line() const { return capacitance(p.array.word_line_capacitance, columns); }
  double bit_line() const { return capacitance(p.array.bit_line_capacitance, columns); }
  double source_line() const { return capacitance(p.array.source_line_capacitance, rows); }
  /// Word lines rise to the read gate voltage and fall again.
  void word_lines_on(double count) {
    const double swing = p.device.read_gate_voltage - p.read.word_line_rest;
    joules["word_line_drivers"] += count * (word_line() * swing * swing + level_shift());
  }
  void conversions(double count) {
    const double watts = technology().adc_power_per_bit * 8 + technology().adc_fixed_power +
                         technology().adc_column_factor / technology().adc_column_resistance;
    joules["adcs"] += count * watts * technology().adc_bit_time * 9;  // 8 bits and a step more
  }
  /// A cell read `times` times: T, then as often I and C.
  void reading(double siemens, int times) {
    const double cycles = 2 + 19.0 * times;
    joules["dacs"] += dac();
    word_lines_on(1);
    // The other source lines are open and follow the bit line.
    joules["bit_line_drivers"] += (bit_line() + (columns - 1) * source_line()) * 0.2 * 0.2;
    joules["array"] += 0.2 * read_volts(p, 0.2) * in_series(p, siemens) * cycles * 10e-9;
    joules["sample_and_holds"] += times * technology().sample_energy + p.read.clamp_power * cycles * 10e-9;
    conversions(times);
    ticks(2 + 10.0 * times);
    logic(9.0 * times);
  }
  double dac() const {
    const bool levels = p.converter.drive == rram_drive::multi_level;
    return (levels ? 8 : 1) * technology().dac_bit_energy;  // 2^3 for 4 bits
  }
  /// `steps` drives and integrations at these bit line voltages (`lines_on` word lines): 12 cycles each.
  void driven(const std::vector<double>& volts, const std::vector<double>& row_siemens, double steps, double sampled) {
    const auto lines_on = static_cast<double>(volts.size());
    joules["dacs"] += lines_on * steps * dac();
    word_lines_on(lines_on * steps);
    for (std::size_t i = 0; i < volts.size(); ++i) {
      joules["bit_line_drivers"] += bit_line() * volts[i] * volts[i] * steps;
      joules["array"] += volts[i] * read_volts(p, volts[i]) * row_siemens[i] * steps * 12 * 10e-9;
    }
    joules["sample_and_holds"] += sampled * steps * (technology().sample_energy + p.read.clamp_power * 12 * 10e-9);
    ticks(12 * steps);
  }
  void shift_adds(double count) {
    joules["shift_adders"] += count * 32 * (technology().flip_flop_energy + 5 * 0.25 * technology().logic_gate_energy);
  }
};

std::map<std::string, double> paid(const rram_bench& tile, const std::map<std::string, double>& before = {}) {
  std::map<std::string, double> all;
  for (const auto& [name, joules] : tile.energy.by_component()) {
    const std::string component = name.substr(std::string("tile.").size());
    const auto found = before.find(component);
    all[component] = joules - (found == before.end() ? 0 : found->second);
  }
  return all;
}

void expect_bill(rram_bench& tile, const rram_command& command, bill& expected) {
  const auto before = paid(tile);
  EXPECT_EQ(tile.carry_out(command), rram_error::none);
  for (const auto& [component, joules] : paid(tile, before))
    EXPECT_NEAR(joules, expected.joules[component], 1e-9 * expected.joules[component] + 1e-21) << component;
}

/// Of the rows, over all columns: the billed regions reach to the last one, and all source lines are at virtual ground.
std::vector<double> row_sums(const rram_tile_parameters& p, const std::vector<double>& siemens) {
  std::vector<double> sums(rows);
  for (std::size_t cell = 0; cell < siemens.size(); ++cell) sums[cell / columns] += in_series(p, siemens[cell]);
  return sums;
}

TEST(energy_of_the_1t1r_tile, for_a_product_is_that_of_lines_converters_and_the_current_through_the_cells) {
  const rram_tile_parameters p = paying_tile();
  on_an_rram_tile(p, [&](rram_bench& tile) {
    const auto siemens = random_conductances(rows * columns, 41);
    tile.tile.array().set_conductances(siemens.data());
    const auto sums = row_sums(p, siemens);
    const std::vector<std::int32_t> codes{15, 3, 0, 7, 9, /**/ 1, 2, 3, 4, 5};
    tile.write_codes(codes, 5);
    rram_command command = rram_command_of(operation::multiply, {1, 5, 2, 6});
    command.columns = rram_column_mode::differential;
    command.vectors = 2;
    bill expected(p);
    expected.logic(2);
    for (std::size_t vector = 0; vector < 2; ++vector) {
      expected.logic(2);      // F: 5 codes are two words
      expected.words(2 + 3);  // and three results
      std::vector<double> volts;
      for (std::size_t i = 0; i < 5; ++i) volts.push_back(0.2 * codes[5 * vector + i] / 15);
      expected.driven(volts, {sums.begin() + 1, sums.end()}, 1, 6);
      expected.conversions(3);
      expected.logic(2 * 9);  // 3 lines on 2 converters
    }
    expect_bill(tile, command, expected);
    EXPECT_EQ(tile.get(common_register::operations_low), 2u * 5 * 6);
  });
}

TEST(energy_of_the_1t1r_tile, for_a_bit_serial_product_is_paid_bit_by_bit) {
  const rram_tile_parameters p = paying_tile(rram_drive::bit_serial);
  on_an_rram_tile(p, [&](rram_bench& tile) {
    const auto siemens = random_conductances(rows * columns, 42);
    tile.tile.array().set_conductances(siemens.data());
    const std::vector<std::int32_t> codes{7, -3, 0, -7, 1, 5};
    tile.write_codes(codes, rows);
    rram_command command = rram_command_of(operation::multiply, {0, rows, 0, columns});
    command.columns = rram_column_mode::differential;
    command.slices = 2;
    command.input_signed = true;
    bill expected(p);
    expected.logic(2 + 2 + 1);  // D, F, A
    expected.words(2 + 2);
    for (int bit = 0; bit < 3; ++bit) {
      std::vector<double> volts;
      for (const std::int32_t code : codes)
        volts.push_back((std::abs(code) >> bit & 1) == 0 ? 0 : code < 0 ? -0.2 : 0.2);
      expected.driven(volts, row_sums(p, siemens), 1, columns);
      expected.conversions(4);
      expected.shift_adds(4);
      expected.logic(2 * 9);
    }
    expect_bill(tile, command, expected);
  });
}

TEST(energy_of_the_1t1r_tile, for_a_pulse_counted_product_is_paid_pulse_by_pulse) {
  const rram_tile_parameters p = paying_tile(rram_drive::pulse_count);
  on_an_rram_tile(p, [&](rram_bench& tile) {
    const auto siemens = random_conductances(rows * columns, 43);
    tile.tile.array().set_conductances(siemens.data());
    const std::vector<std::int32_t> codes{15, 3, 0, 7, 9, 12};
    tile.write_codes(codes, rows);
    bill expected(p);
    expected.logic(2 + 2 + 4 * 9);  // D, F, 8 lines on 2 converters
    expected.words(2 + 8);
    for (int bit = 0; bit < 4; ++bit) {
      std::vector<double> volts;
      for (const std::int32_t code : codes) volts.push_back((code >> bit & 1) == 0 ? 0 : 0.2);
      expected.driven(volts, row_sums(p, siemens), 1 << bit, columns);
    }
    expected.conversions(8);
    expect_bill(tile, rram_command_of(operation::multiply, {0, rows, 0, columns}), expected);
  });
}

TEST(energy_of_the_1t1r_tile, for_reading_cells_is_that_of_a_row_a_cell) {
  const rram_tile_parameters p = paying_tile();
  on_an_rram_tile(p, [&](rram_bench& tile) {
    const auto siemens = random_conductances(rows * columns, 44);
    tile.tile.array().set_conductances(siemens.data());
    rram_command command = rram_command_of(operation::read_cells, {2, 2, 3, 1});
    command.reads = 3;
    bill expected(p);
    expected.logic(2);
    expected.words(2);
    for (const std::size_t row : {2u, 3u}) expected.reading(siemens[row * columns + 3], 3);
    expect_bill(tile, command, expected);
  });
}

TEST(energy_of_the_1t1r_tile, for_write_and_verify_is_that_of_its_readings_and_its_pulses) {
  const rram_tile_parameters p = paying_tile();
  on_an_rram_tile(p, [&](rram_bench& tile) {
    tile.tile.array().set_conductances(std::vector<double>(rows * columns, 5e-6).data());
    tile.write_targets({48729});  // 30 uS, as in rram_program_test: five SET and six RESET pulses
    rram_command command = rram_command_of(operation::program_verify, {2, 1, 3, 1});
    command.verify_tolerance = 3360;
    command.pulse_limit = 100;
    EXPECT_EQ(tile.carry_out(command), rram_error::none);
    ASSERT_EQ(tile.pulses.pulses().size(), 11u);

    // The same pulses on the same cell alone say where it stood at every reading.
    rram_cells cell(1, 1, p.device, 1);
    cell.set_conductance(0, 5e-6, 0);
    bill expected(p);
    expected.logic(2 + 1);  // D, F
    expected.words(1);
    double verify = 0;
    const auto read = [&] {
      bill reading(p);
      reading.reading(cell.conductance(0, 0), 1);
      reading.logic(2);  // Q
      for (const auto& [component, joules] : reading.joules) {
        expected.joules[component] += joules;
        verify += joules;
      }
    };
    read();
    for (int pulse = 0; pulse < 11; ++pulse) {
      const bool set = pulse < 5;
      const double gate = set ? 2.0 + 0.1 * pulse : 3.5, line = set ? 2.0 : 0.8 + 0.1 * (pulse - 5);
      const double before = cell.conductance(0, 0), seconds = set ? 100e-9 : 200e-9;
      set ? cell.set(0, gate, line, seconds, 0) : cell.reset(0, gate, line, seconds, 0);
      const double after = cell.conductance(0, 0);
      expected.joules["array"] += pulse_energy(p.device, set ? after : (before + after) / 2, gate, line, seconds);
      expected.joules["word_line_drivers"] += expected.word_line() * gate * gate + expected.level_shift();
      // In a SET the other source lines float and follow the bit line.
      if (set)
        expected.joules["bit_line_drivers"] +=
            (expected.bit_line() + (columns - 1) * expected.source_line()) * line * line + expected.level_shift();
      else
        expected.joules["source_line_drivers"] += expected.source_line() * line * line + expected.level_shift();
      expected.joules["decoders"] += (3 + 3) * 2 * p.technology.logic_gate_energy;  // 3 address bits, two gates each
      expected.logic(2 + 2);                                                        // S, L
      expected.ticks(set ? 10 : 20);
      read();
    }
    double total = 0;
    for (const auto& [component, joules] : paid(tile)) {
      EXPECT_NEAR(joules, expected.joules[component], 1e-9 * expected.joules[component] + 1e-21) << component;
      total += joules;
    }
    // What is read is posted to "verify", what is written to "program".
    for (const auto& [cause, joules] : tile.energy.by_cause()) {
      const double expected_share = cause == "verify" ? verify : cause == "program" ? total - verify : 0;
      EXPECT_NEAR(joules, expected_share, 1e-9 * total) << cause;
    }
    EXPECT_NEAR(static_cast<double>(tile.counter(common_register::energy_low)) * 1e-15, total, 1e-15);
  });
}

TEST(area_of_the_1t1r_tile, is_that_of_its_cells_drivers_and_converters) {
  rram_tile_parameters p = paying_tile();
  on_an_rram_tile(p, [&](rram_bench& tile) {
    std::map<std::string, double> square_micrometres;
    for (const auto& [name, area] : tile.area.by_component())
      square_micrometres[name.substr(std::string("tile.").size())] = area;
    EXPECT_NEAR(square_micrometres["array"], 48 * 2.125, 1e-9);              // 125.74 F^2 [S12]
    EXPECT_NEAR(square_micrometres["word_line_drivers"], 6 * 1150.0, 1e-6);  // MNSIM row driver [S24]
    EXPECT_NEAR(square_micrometres["source_line_drivers"], 8 * 1150.0, 1e-6);
    EXPECT_NEAR(square_micrometres["adcs"], 2 * 19805.0, 1e-6);
    // 16384 bytes in, as many out, 10 bytes for each of 1024 cells
    EXPECT_NEAR(square_micrometres["buffers"], 8 * (2 * 16384 + 10240) * 5.41, 1e-6);
  });
}

}  // namespace
}  // namespace memvp
