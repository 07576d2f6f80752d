// SPDX-License-Identifier: Apache-2.0
// The energy of commands, component by component and cause by cause: counters and times of the page, times the user's
// constants (fact sheet kinetics.md, section 10, check 10). The formulas are those of the circuits' headers, written
// out again here; 130 nm defaults. Times as in counted_kinetics_tile(), in cycles of 10 ns.
#include <cmath>

#include "memvp/testbench/unit/tiles/kinetics_planner_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;

/// What a command has done, counted by the test, and what that costs.
struct bill {
  const kinetics_tile_parameters& p;
  std::map<std::string, double> joules, causes;

  explicit bill(const kinetics_tile_parameters& parameters) : p(parameters) {}
  const technology_parameters& technology() const { return p.technology; }
  void add(const char* cause, const char* component, double energy) {
    joules[component] += energy;
    causes[cause] += energy;
  }
  void words(const char* cause, double count) { add(cause, "buffers", count * technology().sram_word_energy); }
  void logic(const char* cause, double cycles) {
    add(cause, "control",
        cycles * (static_cast<double>(p.control.flip_flops) * technology().flip_flop_energy +
                  static_cast<double>(p.control.gates) * p.control.activity * technology().logic_gate_energy));
  }
  /// The timer has 32 bits.
  void ticks(const char* cause, double cycles) { add(cause, "control", cycles * 32 * technology().flip_flop_energy); }
  /// Lines of no length: what the drivers' own outputs take, and the level shifter.
  void rises(const char* cause, double count, double volts) {
    add(cause, "line_drivers",
        count * (technology().driver_capacitance * volts * volts + technology().level_shifter_capacitance * 5 * 5));
  }
  void samples(const char* cause, double count) { add(cause, "sample_and_holds", count * technology().sample_energy); }
  /// Of 4 bits, in comparison times of which a conversion has one more.
  void conversions(double count, double rounds) {
    const double watts = technology().adc_power_per_bit * 4 + technology().adc_fixed_power +
                         technology().adc_column_factor / technology().adc_column_resistance;
    add("convert", "adcs", count * watts * technology().adc_bit_time * 5);
    logic("convert", 9 * rounds);
  }
  /// Amplitudes of 8 bits.
  void dacs(double count) { add("pulse", "encoders", count * 128 * technology().dac_bit_energy); }
  /// A read phase of some devices whose states have this sum.
  void reading(double devices, double sum_of_states) {
    add("read", "devices", 1.9 * 1.9 * 100e-6 * 110e-9 * sum_of_states);
    rises("read", devices, 1.9);
    samples("read", devices);
    ticks("read", 11);
  }
  void edges(double slots) { logic("pulse", slots * (5 + 7)); }
  double total() const {
    double sum = 0;
    for (const auto& [name, energy] : joules) sum += energy;
    return sum;
  }
};

void expect_bill(const kinetics_planner_bench& bench, const bill& expected) {
  const auto compare = [](std::map<std::string, double> paid, const std::map<std::string, double>& wanted) {
    for (const auto& [name, joules] : wanted) EXPECT_NEAR(paid[name], joules, 1e-9 * joules) << name;
    for (const auto& [name, joules] : paid) EXPECT_TRUE(joules == 0 || wanted.count(name) == 1) << name;
  };
  compare(bench.paid(), expected.joules);
  compare(bench.causes(), expected.causes);
  EXPECT_NEAR(bench.energy.dynamic_total(), expected.total(), 1e-9 * expected.total());
  EXPECT_NO_THROW(bench.energy.check());
}

/// States stay where pulses leave them, and are known by hand.
kinetics_tile_parameters paying_tile() {
  kinetics_tile_parameters p = counted_kinetics_tile();
  p.device.integrator = kinetics_integrator::discrete;
  p.sequencer.refresh_energy = 3e-12;
  p.sequencer.write_energy = 7e-12;
  return p;
}

TEST(energy_of_kinetics, is_what_counters_and_constants_say) {
  const kinetics_tile_parameters p = paying_tile();
  kinetics_planner_bench bench(p);
  // 5 trains of 4 codes on 3 devices: passes of 3 and 2. Codes 0 or 65535: u = 0 or 1.
  const std::uint32_t u[5][4] = {{1, 0, 1, 1}, {0, 0, 0, 0}, {1, 1, 1, 0}, {0, 1, 0, 1}, {1, 0, 0, 1}};
  for (std::uint32_t r = 0; r < 5; ++r)
    for (std::uint32_t j = 0; j < 4; ++j) bench.set_code(4 * r + j, 65535 * u[r][j]);
  kinetics_command c = bench.run(5, 4, 3);
  c.period = 150;
  bench.carry_out(c);

  bill expected(p);
  double read_states = 0, pulsed_states = 0, pulses = 0;
  for (const auto& train : u) {
    double x = 1;
    for (std::uint32_t j = 0; j < 4; ++j) {
      read_states += x;
      if (j == 3) break;
      pulsed_states += train[j] * x;  // x before the pulse
      pulses += train[j];
      x += 0.7 / x - train[j];
    }
  }
  const kinetics_counters count = bench.planner.counters();
  EXPECT_EQ(static_cast<double>(count.pulses), pulses);
  EXPECT_EQ(count.conversions, 20u);
  EXPECT_EQ(count.reads, 20u);
  EXPECT_EQ(count.refreshes, 5u);
  EXPECT_EQ(count.events.lower + count.events.upper, 0u);
  expected.logic("decode", 2);
  expected.add("refresh", "devices", static_cast<double>(count.refreshes) * 3e-12);
  expected.ticks("refresh", 2 * 23);
  for (int phase = 0; phase < 8; ++phase) expected.reading(0, 0);  // the timer: 4 steps of 2 passes
  expected.add("read", "devices", 1.9 * 1.9 * 100e-6 * 110e-9 * read_states);
  expected.rises("read", static_cast<double>(count.reads), 1.9);
  expected.samples("read", static_cast<double>(count.reads));
  expected.conversions(static_cast<double>(count.conversions), 8);
  expected.words("convert", 20);  // a train's features lie in words of their own
  expected.words("fetch", 3 * 5);
  expected.logic("fetch", 3 * 3 * 5);
  expected.edges(6);
  expected.dacs(3 * 5);
  expected.ticks("pulse", 6 * 40);
  expected.rises("pulse", pulses, 3);
  expected.add("pulse", "devices", 3.0 * 3.0 * 100e-6 * 400e-9 * pulsed_states);
  expected.ticks("idle", 6 * (150 - 11 - 9 - 52));
  expect_bill(bench, expected);
}

TEST(energy_of_kinetics, in_the_pulse_of_densities_under_tables_and_mask) {
  kinetics_tile_parameters p = paying_tile();
  p.encoder.density_slots = 4;
  kinetics_planner_bench bench(p);
  bench.set_codes({65535 / 2, 65535});
  bench.buffers.mask[2 * 1] = 1;  // device 1, node 0
  for (std::uint32_t j = 0; j < 4; ++j) {
    set_half_word(bench.buffers.alpha_table, j, 4096);
    set_half_word(bench.buffers.beta_table, j, 4096);
  }
  kinetics_command c = bench.run(2, 2, 2);
  c.mask_length = 2;
  c.sampling = kinetics_sampling::in_pulse;
  c.encoding = kinetics_encoding::density;
  c.tables = kinetics_tables::alpha | kinetics_tables::beta;
  c.refresh = false;
  c.axis = kinetics_axis::columns;
  c.converter_high = 2e-3;
  bench.carry_out(c);
  bill expected(p);
  expected.logic("decode", 2);
  expected.words("fetch", 2);
  expected.logic("fetch", 2 * 3);
  expected.edges(4);
  expected.ticks("pulse", 4 * 40);
  expected.samples("pulse", 8);
  // A comparator of 16 bits takes each density.
  expected.add("pulse", "encoders", 8 * 16 * p.technology.flip_flop_energy);
  expected.words("pulse", 4 * 2 + 2 * 2);  // both tables each step; two devices' mask at nodes 0
  // Two of four parts rise twice, 0101; all four once; none never. Device 0: 2 2 4 4 parts, device 1: 2 2 0 4.
  expected.rises("pulse", 2 + 2 + 1 + 1 + 2 + 2 + 0 + 1, 3);
  double states = 0;
  for (const auto& parts : {std::vector<int>{2, 2, 4, 4}, std::vector<int>{2, 2, 0, 4}}) {
    double x = 1;
    for (const int n : parts) {
      states += x * n / 4;
      x += 0.7 / x - n / 4.0;
    }
  }
  expected.add("pulse", "devices", 9 * 100e-6 * 400e-9 * states);
  expected.conversions(8, 4);
  expected.words("convert", 4);  // both devices' features lie in one word
  expect_bill(bench, expected);
}

TEST(energy_of_kinetics, of_the_equation_in_time_is_the_integral_of_its_states) {
  kinetics_tile_parameters p = counted_kinetics_tile();
  kinetics_planner_bench bench(p);
  bench.set_codes({65535, 0});
  kinetics_command c = bench.run(1, 2, 1);
  bench.carry_out(c);
  // 2 V^2 G0 T0 times the integral, by Simpson's rule over the classical Runge-Kutta course of x.
  const double width = 40.0 / 150, b = 150.0 / 40;  // in steps; drift beta f(V) T0/t_w
  double x = std::sqrt(1 + 1.4 * (11 + 9 + 5) / 150), integral = 0;
  const auto slope = [&](double at) { return 0.7 / at - b; };
  const auto advance = [&](double at, double h) {
    const double k1 = slope(at), k2 = slope(at + h / 2 * k1), k3 = slope(at + h / 2 * k2), k4 = slope(at + h * k3);
    return at + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
  };
  const int pieces = 2000;
  for (int i = 0; i < pieces; ++i) {
    const double h = width / pieces, middle = advance(x, h / 2), end = advance(middle, h / 2);
    integral += h / 6 * (x + 4 * middle + end);
    x = end;
  }
  const double last = std::sqrt(x * x + 1.4 * (7 + 11) / 150);
  const double first = std::sqrt(1 + 1.4 * 11 / 150);
  const double expected = 9 * 100e-6 * 1.5e-6 * integral + 1.9 * 1.9 * 100e-6 * 110e-9 * (first + last);
  EXPECT_NEAR(bench.paid()["devices"], expected, 1e-9 * expected);
}

TEST(energy_of_kinetics, of_the_other_commands) {
  const kinetics_tile_parameters p = paying_tile();
  kinetics_planner_bench bench(p);
  bench.carry_out(bench.command(kinetics_operation::refresh, 5));
  bench.carry_out(bench.command(kinetics_operation::write, 4));
  bench.carry_out(bench.command(kinetics_operation::read, 5));
  bench.carry_out(bench.command(kinetics_operation::begin_evaluation));
  bill expected(p);
  expected.logic("decode", 4 * 2);
  expected.add("refresh", "devices", 5 * 3e-12);
  expected.ticks("refresh", 23);
  expected.add("write", "devices", 4 * 7e-12);
  expected.ticks("write", 4 * 13);
  expected.reading(5, 5);  // all at 1
  expected.conversions(5, 2);
  expected.words("convert", 2 + 2);  // half-words 0..2 and 3..4
  expect_bill(bench, expected);
}

TEST(energy_of_kinetics, of_what_a_reset_interrupts_is_the_share_that_has_passed) {
  const kinetics_tile_parameters p = paying_tile();
  kinetics_planner_bench bench(p);
  bench.set_codes({65535, 65535});
  kinetics_command c = bench.run(1, 2, 1);
  c.refresh = false;
  c.overlap = true;
  bench.carry_out(c, 2 + 11 + 5 + 10);  // 10 cycles into the pulse; the conversion of 9 cycles is over
  bill expected(p);
  expected.logic("decode", 2);
  expected.reading(1, 1);
  expected.words("fetch", 1);
  expected.logic("fetch", 3);
  expected.conversions(1, 1);
  expected.words("convert", 1);
  expected.logic("pulse", 5);
  expected.ticks("pulse", 10);
  expected.dacs(0.25);
  expected.rises("pulse", 1, 3);  // it has risen
  expected.add("pulse", "devices", 9 * 100e-6 * 100e-9);
  expect_bill(bench, expected);
}

TEST(energy_of_kinetics, of_a_reservoir_is_that_of_its_currents) {
  kinetics_tile_parameters p = counted_kinetics_tile();
  p.bank.model = kinetics_model::reservoir;
  kinetics_planner_bench bench(p);
  bench.set_codes({65535});
  kinetics_command c = bench.run(1, 1, 1);
  c.sampling = kinetics_sampling::after_pulse;
  bench.carry_out(c);
  const double kappa = 0.23 * 3 / (1 + 0.23 * 3), g = 0.5 + kappa * 0.5;
  const double pulse = 9.13e-6 * 81 * g * 400e-9;  // V I t = K_p V^4 g t
  const double read = 9.13e-6 * std::pow(1.9, 4) * g * 110e-9;
  EXPECT_NEAR(bench.paid()["devices"], pulse + read, 1e-9 * (pulse + read));
}

TEST(area_of_kinetics, is_a_line_a_component) {
  kinetics_tile_parameters p = counted_kinetics_tile();
  kinetics_planner_bench bench(p);
  area_inventory area;
  bench.periphery.add_area("tile", area);
  ASSERT_EQ(area.unknown().size(), 1u);
  EXPECT_EQ(area.unknown()[0], "tile.devices");
  const technology_parameters& t = p.technology;
  // 6 devices: DACs of 8 bits and comparators of 16, drivers, sample-and-holds; 3 converters of 4 bits, a quarter of
  // an 8-bit one; bits of the buffers, of two tables of 1024 half-words and of 64 mask bits a device.
  const double encoders = 6 * (128 * t.dac_bit_area + 16 * (t.flip_flop_area + 3 * t.logic_gate_area));
  const double bits = 8.0 * (65536 + 65536 + 2 * 2 * 1024 + 8 * 6);
  const double control = (256 + 32) * t.flip_flop_area + 1500 * t.logic_gate_area;
  const double sum =
      encoders + 6 * (t.pulse_driver_area + t.sample_area) + 3 * t.adc_area / 4 + bits * t.sram_bit_area + control;
  EXPECT_NEAR(area.total(), sum * 1e12, 1e-9 * sum * 1e12);
  p.bank.cell_area = 1e-12;
  kinetics_planner_bench known(p);
  area_inventory with_devices;
  known.periphery.add_area("tile", with_devices);
  EXPECT_TRUE(with_devices.unknown().empty());
  EXPECT_NEAR(with_devices.total() - area.total(), 6, 1e-6);
}

TEST(leakage_of_kinetics, is_that_of_what_is_powered) {
  const kinetics_tile_parameters p = counted_kinetics_tile();
  kinetics_planner_bench bench(p);
  const technology_parameters& t = p.technology;
  bench.periphery.powered(kinetics_activity::pulse, 30);
  bench.periphery.powered(kinetics_activity::setup, 10);
  bench.periphery.powered(kinetics_activity::read, 50);
  bench.periphery.powered(kinetics_activity::convert, 20);
  bench.periphery.powered(kinetics_activity::idle, 500);
  bench.periphery.post_leakage(1000, bench.energy);
  const double density = t.logic_gate_leakage / t.logic_gate_area;  // W per m^2 of analog circuits
  const double cycle = 10e-9;
  std::map<std::string, double> expected;
  expected["encoders"] = 40 * cycle * 6 * (128 * t.dac_bit_area * density + 16 * t.flip_flop_leakage);
  expected["line_drivers"] = 90 * cycle * 6 * t.pulse_driver_area * density;
  expected["sample_and_holds"] = 70 * cycle * 6 * t.sample_area * density;
  expected["adcs"] = 20 * cycle * 3 * t.adc_area / 4 * density;
  expected["buffers"] = 1000 * cycle * 8.0 * (65536 + 65536 + 2 * 2 * 1024 + 8 * 6) * t.sram_bit_leakage;
  expected["control"] = 1000 * cycle * ((256 + 32) * t.flip_flop_leakage + 1500 * t.logic_gate_leakage);
  const auto paid = bench.paid();
  for (const auto& [name, joules] : expected) EXPECT_NEAR(paid.at(name), joules, 1e-9 * joules) << name;
}

}  // namespace
}  // namespace memvp
