// SPDX-License-Identifier: Apache-2.0
// The energy of a command, component by component, by counting: how many words, line swings, conversions, units of
// pulse width and cycles, times the figures of the technology (130 nm defaults). The formulas are those of the
// circuits' headers, written out again here.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "memvp/testbench/unit/tiles/tile_bench.hpp"

namespace memvp::testing_words {

/// Size of the array that is billed.
inline constexpr std::uint32_t billed_rows = 6, billed_columns = 5;

inline ecram_tile_parameters paying_tile(half_select_scheme scheme = half_select_scheme::half) {
  ecram_tile_parameters p = quiet_tile(billed_rows, billed_columns);
  p.array.scheme = scheme;
  p.array.initial_state = 0.3;
  p.device.half_select_ratio = 0;
  p.device.gate_leakage_current = 2e-9;
  return p;
}

/// What a command has done, counted by the test, and what that costs.
struct bill {
  const ecram_tile_parameters& p;
  std::map<std::string, double> joules;

  explicit bill(const ecram_tile_parameters& parameters) : p(parameters) {}
  const technology_parameters& technology() const { return p.technology; }

  void words(double count) { joules["buffers"] += count * technology().sram_word_energy; }
  /// Cycles in which the sequencer's logic works.
  void logic(double cycles) {
    joules["control"] +=
        cycles * (static_cast<double>(p.control.flip_flops) * technology().flip_flop_energy +
                  static_cast<double>(p.control.gates) * p.control.activity * technology().logic_gate_energy);
  }
  /// Ticks of a counter of pulse_bits flip-flops.
  void ticks(double count) {
    joules["control"] += count * static_cast<double>(p.sequencer.pulse_bits) * technology().flip_flop_energy;
  }
  double line_capacitance(std::uint32_t cells) const {
    return technology().driver_capacitance + technology().wire_capacitance * 1e6 * p.driver.cell_pitch * cells;
  }
  double swing(double volts, std::uint32_t cells) const {
    const double supply = technology().write_supply_voltage;
    return volts == 0
               ? 0
               : line_capacitance(cells) * volts * volts + technology().level_shifter_capacitance * supply * supply;
  }
  /// Lines rise for a write and fall after it: S and L of 10 cycles each.
  void selection(std::uint32_t selected_rows, std::uint32_t selected_columns) {
    const bool third = p.array.scheme == half_select_scheme::third;
    const double selected = 2.5, other = third ? 5.0 / 6 : 0;  // V, of 5 V
    joules["row_drivers"] +=
        selected_rows * swing(selected, billed_columns) + (billed_rows - selected_rows) * swing(other, billed_columns);
    joules["column_drivers"] += selected_columns * swing(selected, billed_rows) +
                                (billed_columns - selected_columns) * swing(other, billed_rows);
    // 3 address bits for 6 billed_rows as for 5 billed_columns; two gates switch per bit
    joules["decoders"] += (selected_rows + selected_columns) * 2 * 3 * technology().logic_gate_energy;
    logic(10 + 10);
  }
  /// Gate leakage of a pulse of `units` ms over all cells: I_g |V| t. Shares of V as in the field law's scheme.
  void pulse(std::uint32_t selected_rows, const std::vector<int>& widths) {
    const bool third = p.array.scheme == half_select_scheme::third;
    int longest = 0;
    for (const int width : widths) longest = std::max(longest, width);
    double volt_seconds = 0;
    for (std::uint32_t column = 0; column < billed_columns; ++column) {
      const double on = 1e-3 * (column < widths.size() ? widths[column] : 0);
      const double off = 1e-3 * longest - on;
      volt_seconds += selected_rows * (5 * on + (third ? 5.0 / 3 : 2.5) * off);
      volt_seconds += (billed_rows - selected_rows) * ((third ? 5.0 / 3 : 2.5) * on + (third ? 5.0 / 3 : 0) * off);
    }
    joules["array"] += p.device.gate_leakage_current * volt_seconds;
    ticks(longest);
  }
  /// One vector: DACs, driven lines, the cells' ohmic loss for T and I (1001 and 1000 cycles of 10 ns), samples.
  void drive(const std::vector<double>& volts, std::uint32_t cells_on_line, bool transposed,
             const std::vector<double>& line_siemens, std::uint32_t converted_dacs, std::uint32_t sampled) {
    joules["dacs"] += converted_dacs * 128 * technology().dac_bit_energy;  // 2^7 for 8 bits
    for (std::size_t i = 0; i < volts.size(); ++i) {
      joules[transposed ? "column_drivers" : "row_drivers"] += line_capacitance(cells_on_line) * volts[i] * volts[i];
      joules["array"] += volts[i] * volts[i] * line_siemens[i] * 2001 * 10e-9;
    }
    joules["sample_and_holds"] += sampled * technology().sample_energy;
    ticks(2001);
  }
  /// A cell read `times` times with the drive held: one DAC, one line driven at 0.1 V for T and as often I and a
  /// conversion (1001, 1000 and 10 cycles of 10 ns).
  void reading(std::uint32_t cells_on_line, double line_siemens, int times) {
    joules["dacs"] += 128 * technology().dac_bit_energy;
    joules["row_drivers"] += line_capacitance(cells_on_line) * 0.1 * 0.1;
    joules["array"] += 0.1 * 0.1 * line_siemens * (1001 + times * 1010) * 10e-9;
    joules["sample_and_holds"] += times * technology().sample_energy;
    ticks(1001 + times * 1000);
    for (int i = 0; i < times; ++i) conversions(1, 1);
  }
  /// Rounds of 10 cycles (range, 8 bits, store).
  void conversions(std::uint32_t lines, std::uint32_t rounds) {
    const double watts = technology().adc_power_per_bit * 8 + technology().adc_fixed_power +
                         technology().adc_column_factor / technology().adc_column_resistance;
    joules["adcs"] += lines * watts * technology().adc_bit_time * 10;
    logic(10 * rounds);
  }

  double total() const {
    double sum = 0;
    for (const auto& [name, value] : joules) sum += value;
    return sum;
  }
};

/// Energy that components have been paid, less what they had been paid before.
inline std::map<std::string, double> paid(const tile_bench& tile, const std::map<std::string, double>& before = {}) {
  std::map<std::string, double> all;
  for (const auto& [name, joules] : tile.energy.by_component()) {
    const std::string component = name.substr(std::string("tile.").size());
    const auto found = before.find(component);
    all[component] = joules - (found == before.end() ? 0 : found->second);
  }
  return all;
}

inline void expect_bill(tile_bench& tile, const ecram_command& command, const bill& expected, const char* cause) {
  const auto before = paid(tile);
  const double total_before = tile.energy.dynamic_total();
  const std::uint64_t counter_before = tile.counter(common_register::energy_low);
  EXPECT_EQ(tile.carry_out(command), ecram_error::none);
  const auto now = paid(tile, before);
  for (const auto& [component, joules] : now) {
    const auto found = expected.joules.find(component);
    const double wanted = found == expected.joules.end() ? 0 : found->second;
    EXPECT_NEAR(joules, wanted, 1e-9 * wanted + 1e-13 * total_before) << component;
  }
  const double total = tile.energy.dynamic_total() - total_before;
  EXPECT_NEAR(total, expected.total(), 1e-9 * expected.total() + 1e-13 * total_before);
  // ENERGY counts femtojoules.
  EXPECT_NEAR(static_cast<double>(tile.counter(common_register::energy_low) - counter_before) * 1e-15, total, 2e-15);
  double of_cause = 0;
  for (const auto& [name, joules] : tile.energy.by_cause())
    if (name == cause) of_cause = joules;
  EXPECT_GT(of_cause, 0) << cause;
  EXPECT_NO_THROW(tile.energy.check());
}

}  // namespace memvp::testing_words
