// SPDX-License-Identifier: Apache-2.0
// The energy of units, component by component, by counting: how many words, line swings, conversions, ticks and cycles,
// times the figures of the technology (130 nm defaults). The formulas are those of the circuits' headers, written out
// again here.
#include <cmath>

#include "memvp/testbench/unit/tiles/refresh_planner_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using kind = refresh_unit_kind;
using operation = refresh_operation;

constexpr std::uint32_t rows = 6, columns = 10;

/// What a unit has done, counted by the test, and what that costs.
struct bill {
  const refresh_tile_parameters& p;
  std::map<std::string, double> joules;

  explicit bill(const refresh_tile_parameters& parameters) : p(parameters) {}
  const technology_parameters& technology() const { return p.technology; }
  void words(double count) { joules["buffers"] += count * technology().sram_word_energy; }
  void logic(double cycles) {
    joules["control"] +=
        cycles * (static_cast<double>(p.control.flip_flops) * technology().flip_flop_energy +
                  static_cast<double>(p.control.gates) * p.control.activity * technology().logic_gate_energy);
  }
  void ticks(double count) {
    joules["control"] += count * static_cast<double>(p.driver.timer_bits) * technology().flip_flop_energy;
  }
  double swing(double volts, double cells) const {
    if (volts == 0) return 0;
    const double farads =
        technology().driver_capacitance + technology().wire_capacitance * 1e6 * p.driver.line.cell_pitch * cells;
    return farads * volts * volts + technology().level_shifter_capacitance * 15 * 15;  // write supply
  }
  void row_lines(double count, double volts) { joules["row_drivers"] += count * swing(volts, columns); }
  void column_lines(double count, double volts) { joules["column_drivers"] += count * swing(volts, rows); }
  /// Gate lines leave 4 V, where they close cells.
  void gates(double count, double volts) {
    joules["gate_drivers"] += count * swing(volts - 4, rows);
    addresses(count, 4);  // 10 columns
  }
  void addresses(double count, double bits) { joules["decoders"] += count * 2 * bits * technology().logic_gate_energy; }
  void bias(double driven_rows) {
    logic(7);
    addresses(driven_rows, 3);  // 6 rows
  }
  void cells(double volts, double siemens_seconds) { joules["array"] += volts * volts * siemens_seconds; }
  void samples(double count) { joules["integrators"] += count * technology().sample_energy; }
  void conversions(double lines, double rounds) {
    const double watts = technology().adc_power_per_bit * 4 + technology().adc_fixed_power +
                         technology().adc_column_factor / technology().adc_column_resistance;
    joules["adcs"] += lines * watts * technology().adc_bit_time * 5;  // 4 bits and a step more
    logic(9 * rounds);
  }
  /// A pulse slot of a row: gates of the cells that take part open, the row rises.
  void slot(double gate_lines, double volts, double siemens_seconds, double pulse_ticks) {
    gates(gate_lines, -4);
    row_lines(1, volts);
    cells(volts, siemens_seconds);
    ticks(pulse_ticks);
  }
  /// A verify of a whole row of 1 nS cells after its bias: 10 columns in 4 rounds, codes of the row from a buffer.
  void verify(double seconds, double pulse_ticks) {
    gates(columns, 0);
    row_lines(1, -0.6);
    cells(0.6, columns * 1e-9 * seconds);
    samples(columns);
    ticks(pulse_ticks);
    conversions(columns, 4);
    logic(11);
    words(5);
  }
};

void expect_bill(const std::map<std::string, double>& paid, bill& expected) {
  for (const auto& [component, joules] : paid)
    EXPECT_NEAR(joules, expected.joules[component], 1e-6 * expected.joules[component] + 1e-24) << component;
  for (const auto& [component, joules] : expected.joules)
    EXPECT_TRUE(joules == 0 || paid.count(component) == 1) << component;
}

/// Without relaxation worth mentioning, so that conductances can be written down.
refresh_tile_parameters paying_tile() {
  refresh_tile_parameters p = small_refresh_tile();
  p.device.relaxation_time = 1e6;
  return p;
}

TEST(energy_of_refresh_units, that_pulse_is_that_of_gates_row_cells_and_timer) {
  const refresh_tile_parameters p = paying_tile();
  refresh_planner_bench bench(p, small_pulses(p));
  bench.set_states(-1, 0);  // 1 nS
  const std::uint8_t open[columns] = {1, 0, 0, 1, 1, 0, 0, 0, 0, 0};
  refresh_unit pulse = unit_of(kind::ferroelectric, 2);
  pulse.pulse = refresh_pulse_kind::ferroelectric_set;
  pulse.volts = 9.5;
  pulse.open = open;
  bill first(p);
  first.bias(1);
  first.words(3);                               // levels of 10 columns
  first.slot(3, 9.5, 3 * 1e-9 * 1e-6, 20 + 3);  // 100 cycles; 100 and 13 cycles of ticks of 5
  expect_bill(bench.carry_out(pulse), first);

  pulse.biased = true;  // gates stay as they are
  const double siemens = bench.siemens(2, 0);
  bill next(p);
  next.row_lines(1, 9.5);
  next.cells(9.5, 3 * siemens * 1e-6);
  next.ticks(20 + 3);
  expect_bill(bench.carry_out(pulse), next);
}

TEST(energy_of_refresh_units, without_gates_is_that_of_all_lines_and_disturbed_cells) {
  refresh_tile_parameters p = paying_tile();
  p.array.selection = refresh_selection::third;
  refresh_planner_bench bench(p, small_pulses(p));
  bench.set_states(-1, 0);
  const std::uint8_t open[columns] = {1, 1, 1};
  refresh_unit pulse = unit_of(kind::ferroelectric, 2);
  pulse.pulse = refresh_pulse_kind::ferroelectric_reset;
  pulse.volts = -6.6;
  pulse.open = open;
  bill expected(p);
  expected.bias(1);
  expected.words(3);
  // half_select.hpp: selected lines at +V/2 and -V/2, the others at -V/6 and +V/6
  expected.row_lines(1, 3.3);
  expected.row_lines(5, 1.1);
  expected.column_lines(3, 3.3);
  expected.column_lines(7, 1.1);
  expected.cells(6.6, 3 * 1e-9 * 0.9e-6);
  expected.cells(2.2, 57 * 1e-9 * 0.9e-6);
  expected.ticks(18 + 3);
  expect_bill(bench.carry_out(pulse), expected);
}

TEST(energy_of_refresh_units, that_restore_is_that_of_the_rows_that_take_part) {
  const refresh_tile_parameters p = paying_tile();
  refresh_planner_bench bench(p, small_pulses(p));
  bench.set_states(-1, 1);  // 10 nS
  const std::uint8_t dirty[] = {1, 1, 0, 1};
  refresh_unit restore = unit_of(kind::restore, 1, 4);
  restore.open = dirty;
  bill expected(p);
  expected.bias(3);
  expected.gates(10, -4);
  expected.row_lines(3, 0.22);
  expected.cells(0.22, 30 * 1e-8 * 0.6e-6);
  expected.ticks(12 + 1);
  expect_bill(bench.carry_out(restore), expected);
}

TEST(energy_of_refresh_units, that_rewrite_and_update_is_that_of_their_slots_and_of_the_reading) {
  const refresh_tile_parameters p = paying_tile();
  refresh_planner_bench bench(p, small_pulses(p));
  bench.set_states(-1, 0);
  std::vector<double> set(columns, 0.0), reset(columns, 0.0);
  set[4] = 0.3e-6;
  set[5] = 0.8e-6;
  reset[1] = 0.5e-6;
  refresh_unit rewrite = unit_of(kind::rewrite, 0);
  rewrite.set_seconds = set.data();
  rewrite.reset_seconds = reset.data();
  rewrite.reset_slot = true;
  bill expected(p);
  expected.bias(1);
  expected.words(5);  // codes that say how long gates open
  expected.slot(2, -1.5, 1e-9 * 1.1e-6, 16);
  expected.slot(1, 0.22, 1e-9 * 0.5e-6, 12 + 1);
  expected.verify(0.5e-6, 10 + 1);
  // 1.1 us of set pulses move w by 2e-7: nothing that would show
  expect_bill(bench.carry_out(rewrite), expected);

  refresh_command command = compute(operation::pulse, {3, 1, 2, 7});
  command.verify = true;
  bench.planner.set_command(command);
  const std::int16_t widths[] = {0, 4, 9, 0, 0, -10, -1};
  std::copy_n(widths, 7, bench.buffers.widths.begin());
  bill update(p);
  update.words(4);
  update.logic(12);  // 4 words of 3 cycles
  update.bias(1);
  update.slot(2, -1.5, 1e-9 * 13 * 50e-9, 9);
  update.slot(2, 0.22, 1e-9 * 11 * 50e-9, 10 + 1);
  update.verify(0.5e-6, 10 + 1);
  expect_bill(bench.carry_out(unit_of(command, 0)), update);
}

TEST(energy_of_refresh_units, that_read_is_that_of_the_columns_that_are_open) {
  const refresh_tile_parameters p = paying_tile();
  refresh_planner_bench bench(p, small_pulses(p));
  bench.set_states(-1, 0);
  refresh_unit verify = unit_of(kind::verify, 5);
  verify.pulse = refresh_pulse_kind::read_ferroelectric;
  bill expected(p);
  expected.bias(1);
  expected.verify(0.4e-6, 8 + 1);
  expect_bill(bench.carry_out(verify), expected);

  const refresh_command command = compute(operation::read_cells, {1, 1, 2, 4});
  bench.planner.set_command(command);
  bill region(p);
  region.bias(1);
  region.gates(4, 0);
  region.row_lines(1, -0.6);
  region.cells(0.6, 4e-9 * 0.5e-6);
  region.samples(4);
  region.ticks(10 + 1);
  region.conversions(4, 2);
  region.words(4);
  expect_bill(bench.carry_out(unit_of(command, 0)), region);
}

TEST(energy_of_refresh_units, that_multiply_is_that_of_driven_lines_for_their_codes) {
  const refresh_tile_parameters p = paying_tile();
  refresh_planner_bench bench(p, small_pulses(p));
  bench.set_states(-1, 0);
  refresh_command command = compute(operation::multiply, {0, 5, 2, 8});
  const std::int8_t codes[] = {100, 0, -50, 27, 0};
  std::copy_n(codes, 5, bench.buffers.input.begin());
  bench.planner.set_command(command);
  bill forward(p);
  forward.words(2);
  forward.logic(6);
  forward.bias(3);
  forward.gates(8, 0);
  forward.row_lines(3, 0.6);
  forward.cells(0.6, 8e-9 * (100 + 27 + 50) * 20e-9);
  forward.samples(8 + 8);
  forward.ticks(2 * (5 + 127));
  forward.conversions(8, 3);
  forward.words(8);
  expect_bill(bench.carry_out(unit_of(command, 0)), forward);

  command.operation = operation::multiply_transposed;
  command.region = {1, 4, 0, 5};
  bench.planner.set_command(command);
  bill backward(p);
  backward.words(2);
  backward.logic(6);
  backward.bias(4);
  backward.gates(5, 0);
  backward.column_lines(3, 0.6);
  backward.cells(0.6, 4e-9 * (100 + 27 + 50) * 20e-9);
  backward.samples(4 + 4);
  backward.ticks(2 * (5 + 127));
  backward.conversions(4, 2);
  backward.words(4);
  expect_bill(bench.carry_out(unit_of(command, 0)), backward);
}

TEST(energy_of_refresh_units, that_pulse_is_foreseen) {
  const refresh_tile_parameters p = paying_tile();
  refresh_planner_bench bench(p);
  bench.set_states(0, 0.5);
  refresh_unit restore = unit_of(kind::restore, 0, 6);
  bench.planner.make(restore, 0);
  const auto& phases = bench.planner.current().phases();
  const double foreseen = bench.planner.owed_energy(1);
  EXPECT_GT(foreseen, 0);
  const double paid = bench.planner.current().energy(phases[1]);
  bench.planner.execute(1, phases[1].interval.length);
  EXPECT_NEAR(bench.planner.current().energy(phases[1]), paid + foreseen, 1e-12 * foreseen);
  EXPECT_EQ(bench.planner.owed_energy(1), 0);
  EXPECT_EQ(bench.planner.owed_energy(0), 0);  // bias
}

TEST(area_of_the_refresh_tile, is_that_of_its_drivers_converters_and_buffers) {
  const refresh_tile_parameters p = paying_tile();
  refresh_planner_bench bench(p);
  area_inventory inventory;
  bench.periphery.add_area("tile", inventory);
  std::map<std::string, double> area;
  for (const auto& [name, square_micrometres] : inventory.by_component()) area[name] = square_micrometres;
  EXPECT_NEAR(area["tile.row_drivers"], 6 * 1150.0, 1e-6);  // MNSIM row driver, ndr_1t1r.md [S24]
  EXPECT_NEAR(area["tile.gate_drivers"], 10 * 1150.0, 1e-6);
  EXPECT_NEAR(area["tile.adcs"], 3 * 19805.0 * std::exp2(0.5 * (4 - 8)), 1e-6);
  // 16384 and 65536 bytes, 7 bytes for each of 6 x 12 cells, 4 a row
  EXPECT_NEAR(area["tile.buffers"], 8 * (16384 + 65536 + 7 * 72 + 24) * 5.41, 1e-6);
  EXPECT_EQ(inventory.unknown(), (std::vector<std::string>{"tile.array", "tile.logarithmic_stages"}));
}

TEST(leakage_of_the_refresh_tile, is_that_of_what_was_powered) {
  const refresh_tile_parameters p = paying_tile();
  refresh_planner_bench bench(p);
  bench.periphery.powered(refresh_activity::ion_set, 1000);
  bench.periphery.powered(refresh_activity::convert, 30);
  bench.periphery.post_leakage(100'000, bench.energy);
  const auto leaked = bench.paid();
  const double watts_per_area = p.technology.logic_gate_leakage / p.technology.logic_gate_area;
  EXPECT_NEAR(leaked.at("row_drivers"), 6 * 1150e-12 * watts_per_area * 10e-6, 1e-22);
  EXPECT_NEAR(leaked.at("adcs"), 3 * 19805e-12 / 4 * watts_per_area * 0.3e-6, 1e-22);
  EXPECT_NEAR(leaked.at("buffers"), 8.0 * (16384 + 65536 + 7 * 72 + 24) * p.technology.sram_bit_leakage * 1e-3, 1e-15);
  EXPECT_EQ(bench.energy.dynamic_total(), 0);
}

}  // namespace
}  // namespace memvp
