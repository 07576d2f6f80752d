// SPDX-License-Identifier: Apache-2.0
// What the unit of neurons pays, from the parameters and the laws alone; and check K1 of fact sheet ndr_1t1r.md.
#include <gtest/gtest.h>

#include <iostream>

#include "memvp/testbench/unit/tiles/ndr_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = ndr_operation;
namespace reg = ndr_register;

/// Converter energy of the technology file: (a b + c + d / R) for b + 1 comparison times.
double conversion_joules(const technology_parameters& t, int bits) {
  const double watts = t.adc_power_per_bit * bits + t.adc_fixed_power + t.adc_column_factor / t.adc_column_resistance;
  return watts * t.adc_bit_time * (bits + 1);
}

double control_joules(const ndr_unit_parameters& p) {  // a cycle
  return static_cast<double>(p.control.flip_flops) * p.technology.flip_flop_energy +
         static_cast<double>(p.control.gates) * p.control.activity * p.technology.logic_gate_energy;
}

/// Energy and charge of one N-type neuron in series with its ECRAM, by Euler's method from the circuit's equation.
struct settling {
  double joules = 0, coulombs = 0, final_ampere = 0;
};
settling settle(double volts, double series_siemens, double parallel_siemens, double seconds, double tau) {
  settling s;
  double ampere = 0;
  const int steps = 40'000;
  const double step = seconds / steps;
  for (int i = 0; i < steps; ++i) {
    const double across = series_siemens > 0 ? volts - ampere / series_siemens : volts;
    const double steady = 13.7e-6 * (across / 0.3) * std::exp(1 - across / 0.3) + 1e-9 * (std::exp(across / 0.15) - 1);
    s.coulombs += (ampere + parallel_siemens * volts) * step;
    ampere += (steady - ampere) * step / tau;
  }
  s.joules = volts * s.coulombs;
  s.final_ampere = ampere;
  return s;
}

void expect_paid(const std::map<std::string, double>& paid, const std::map<std::string, double>& expected,
                 double tolerance) {
  for (const auto& [component, joules] : paid) {
    const auto found = expected.find(component);
    const double due = found == expected.end() ? 0 : found->second;
    EXPECT_NEAR(joules, due, tolerance * due + 1e-21) << component;
  }
}

TEST(ndr_unit_energy, of_input_codes_is_that_of_words_dacs_stages_neurons_and_conversions) {
  const ndr_unit_parameters p = quiet_unit(20);
  on_a_unit(p, [&](ndr_bench& unit) {
    unit.select(20, 2);
    std::vector<std::vector<int>> vectors(2);
    for (int i = 0; i < 20; ++i) {
      vectors[0].push_back(10 * i + 5);
      vectors[1].push_back(12 * i - 3);
    }
    unit.write_inputs(vectors);
    EXPECT_EQ(unit.carry_out(operation::evaluate_input), ndr_error::none);

    const ndr_transient transient{ndr_activation(p.device)};
    settling neurons;
    for (const std::vector<int>& vector : vectors)
      for (const int code : vector) {
        const settling one =
            settle(std::max(code, 0) / 255.0 * 1.2, 80e-6, 0, transient.settle_time(), p.device.time_constant);
        neurons.joules += one.joules;
        neurons.coulombs += one.coulombs;
      }
    const double evaluations = 40;
    const double logic_cycles = 2 + 2 * (10 + 1 + 2 + 7 * 9 + 5);  // D; F, stage, activate, 7 rounds, 5 words
    const std::map<std::string, double> expected{
        {"neurons", neurons.joules},
        {"input_stages",
         evaluations * 20e-6 * (10e-9 + transient.settle_time()) + 1.8 * neurons.coulombs - neurons.joules},
        {"dacs", evaluations * 256 * p.technology.dac_bit_energy},
        {"sample_and_holds", evaluations * p.technology.sample_energy},
        {"adcs", evaluations * conversion_joules(p.technology, 8)},
        {"buffers", 2 * (10 + 5) * p.technology.sram_word_energy},
        {"control", logic_cycles * control_joules(p)}};
    expect_paid(unit.paid(), expected, 1e-3);  // tables of 128 steps
    // The energy of the circuits alone is what the counter says, and all of it is in the books.
    EXPECT_NEAR(static_cast<double>(unit.counter(reg::activation_energy_low)) * 1e-18, unit.paid()["neurons"], 1e-18);
    EXPECT_NEAR(static_cast<double>(unit.counter(common_register::energy_low)) * 1e-15, unit.energy.dynamic_total(),
                1e-15);
    unit.energy.check();
  });
}

TEST(ndr_unit_energy, of_column_currents_has_their_samples_instead_of_dacs) {
  const ndr_unit_parameters p = quiet_unit(8);
  on_a_unit(p, [&](ndr_bench& unit) {
    unit.arm(8, 1, 2, 10e3);
    unit.spend(10);
    EXPECT_TRUE(unit.source.deliver(0, 0, std::vector<double>(8, 30e-6), ndr_bench::now()));
    EXPECT_TRUE(unit.source.deliver(0, 2, std::vector<double>(3, 20e-6), ndr_bench::now()));
    EXPECT_EQ(unit.finish(), ndr_error::none);
    const ndr_transient transient{ndr_activation(p.device)};
    const settling low = settle(0.3, 80e-6, 0, transient.settle_time(), p.device.time_constant);
    const settling high = settle(0.5, 80e-6, 0, transient.settle_time(), p.device.time_constant);
    const double joules = 5 * low.joules + 3 * high.joules, coulombs = 5 * low.coulombs + 3 * high.coulombs;
    const std::map<std::string, double> expected{
        {"neurons", joules},
        {"input_stages", 8 * 20e-6 * (10e-9 + transient.settle_time()) + 1.8 * coulombs - joules},
        {"sample_and_holds", (8 + 3 + 8) * p.technology.sample_energy},  // two deliveries and the outputs
        {"adcs", 8 * conversion_joules(p.technology, 8)},
        {"buffers", 2 * p.technology.sram_word_energy},
        {"control", (2 + 1 + 2 + 8 * 9 + 2) * control_joules(p)}};
    expect_paid(unit.paid(), expected, 1e-3);
  });
}

TEST(ndr_unit_energy, of_digital_circuits_is_theirs_and_that_of_the_converters_before_them) {
  const ndr_unit_parameters p = quiet_unit(8, activation_circuit::digital);
  on_a_unit(p, [&](ndr_bench& unit) {
    unit.arm(8, 1, 1, 10e3);
    unit.spend(10);
    EXPECT_TRUE(unit.source.deliver(0, 0, std::vector<double>(8, 30e-6), ndr_bench::now()));
    EXPECT_EQ(unit.finish(), ndr_error::none);
    const std::map<std::string, double> expected{{"neurons", 8 * 0.26e-12},  // 0.26 mW for 1 ns
                                                 {"sample_and_holds", 8 * p.technology.sample_energy},
                                                 {"adcs", 8 * conversion_joules(p.technology, 8)},
                                                 {"buffers", 2 * p.technology.sram_word_energy},
                                                 {"control", (2 + 8 * 9 + 1 + 2) * control_joules(p)}};
    expect_paid(unit.paid(), expected, 1e-9);
  });
}

TEST(ndr_unit_energy, of_tuning_is_that_of_readings_and_pulses) {
  const ndr_unit_parameters p = quiet_unit(2);
  on_a_unit(p, [&](ndr_bench& unit) {
    unit.select(2);
    unit.write(ndr_window::tuning, std::vector<std::uint32_t>{65536 / 2, 65536 * 6 / 10});
    unit.set(reg::read_count, 4);
    EXPECT_EQ(unit.carry_out(operation::tune), ndr_error::none);
    ASSERT_EQ(unit.pulses.pulses().size(), 1u);  // neuron 1, upwards, about 10 pulses of 0.1 s
    const write_pulse& pulse = unit.pulses.pulses()[0];
    EXPECT_EQ(pulse.column, 1u);
    EXPECT_EQ(pulse.volts, 5);
    const auto pulses = static_cast<double>(pulse.interval.length) / 10'000'000;
    const double before = 2 * 80e-6, after = before + pulses * 0.4e-6;
    const technology_parameters& t = p.technology;
    const double line = t.driver_capacitance + t.wire_capacitance * 1e6 * 10e-6 * 2;
    // D, 2 words, 2 readings of 4 * (10 us + 2 rounds of 9), 2 Q, S and L, 2 words.
    const double logic = 2 + 2 + 2 * 4 * (1000 + 18) + 2 * 2 + 2 + 2;
    const double ticks = (pulses + 1) * 16 * t.flip_flop_energy;  // pulses, and the wait for settling
    const std::map<std::string, double> expected{
        {"neurons", (before + after) * 0.1 * 0.1 * 10e-6 * 4},
        {"sample_and_holds", 2 * 4 * 2 * t.sample_energy},
        {"adcs", 2 * 4 * 2 * conversion_joules(t, 8)},
        {"write_driver", line * 25 + 2 * t.level_shifter_capacitance * 25},  // the line's and the neuron's switch
        {"buffers", 4 * t.sram_word_energy},
        {"control", logic * control_joules(p) + ticks}};
    expect_paid(unit.paid(), expected, 1e-9);
  });
}

struct measured_circuit {
  double latency, area, energy;  // ns, um^2, pJ: of one evaluation, one circuit
  double product() const { return latency * area * energy; }
};

/// One evaluation of 8 neurons at 0.6 V (u = 2), by the unit's own counters and its area inventory.
measured_circuit measure(ndr_bench& unit) {
  constexpr std::uint32_t neurons = 8;
  unit.select(neurons);
  unit.set_float(reg::input_step, 0.6 / 200);
  unit.write_inputs({std::vector<int>(neurons, 200)});
  EXPECT_EQ(unit.carry_out(operation::evaluate_input), ndr_error::none);
  const auto evaluations = static_cast<double>(unit.counter(reg::evaluations_low));
  EXPECT_EQ(evaluations, neurons);
  measured_circuit measured{};
  measured.latency = static_cast<double>(unit.counter(reg::activation_time_low)) * 1e-3 / evaluations;
  measured.energy = static_cast<double>(unit.counter(reg::activation_energy_low)) * 1e-6 / evaluations;
  for (const auto& [component, area] : unit.area.by_component())
    if (component.find(".neurons") != std::string::npos) measured.area = area / neurons;
  return measured;
}

// Check K1: latency, area and energy come from counters and the inventory; they must be what an independent calculation
// makes of the same assumptions. Its set was solved to give 516 and 1.3e5, so that coming near proves nothing.
TEST(ndr_unit_energy, products_of_latency_area_and_energy_are_those_of_an_independent_calculation) {
  ndr_unit_parameters bare = quiet_unit(8), fed = quiet_unit(8);
  for (ndr_unit_parameters* parallel : {&bare, &fed}) parallel->device.connection = ndr_connection::parallel;
  bare.device.ecram_minimum = 0.99e-12;  // next to no ECRAM
  bare.device.ecram_maximum = 1.01e-12;
  fed.device.ecram_minimum = 14.9e-6;  // 15 uS in the middle
  fed.device.ecram_maximum = 15.1e-6;
  // Full scale and with it the settling to half a step of it depend on the inputs: those of the device alone.
  fed.device.input_limit = 2;
  struct unit_under_test {
    const char* name;
    ndr_unit_parameters parameters;
    measured_circuit measured;
  };
  std::vector<unit_under_test> units{{"ndr_alone", bare, {}},
                                     {"ndr_parallel", fed, {}},
                                     {"ndr_series", quiet_unit(8), {}},
                                     {"digital", quiet_unit(8, activation_circuit::digital), {}},
                                     {"analog", quiet_unit(8, activation_circuit::analog), {}}};
  std::vector<std::unique_ptr<ndr_bench>> benches;
  int ended = 0;
  for (unit_under_test& unit : units) {
    benches.push_back(std::make_unique<ndr_bench>(unit.name, unit.parameters));
    ndr_bench& bench = *benches.back();
    bench.host.script = [&](scripted_initiator&) {
      bench.set(common_register::irq_enable, 3);
      unit.measured = measure(bench);
      ++ended;
    };
  }
  sc_core::sc_start();
  ASSERT_EQ(ended, 5);

  const double tau = 10.0 / std::log(512.0);  // ns: 8 bits in 10 ns
  const auto lag = [&](double ns) { return ns - tau * (1 - std::exp(-ns / tau)); };
  const double ampere = 13.7 * 2 * std::exp(-1) + 1e-3 * (std::exp(4) - 1);  // uA at 0.6 V: 10.13
  // Alone: the full scale is the peak, y = 1.0004, and half a step of 8 bits is reached after 10 ns.
  const double alone = 10 * 0.25 * (0.6 * ampere * lag(10) * 1e-3);
  // In parallel: 15 uS conduct at once. The full scale is the curve with them at u = 2, 0.739 + 0.3285 * 2 = 1.396 (the
  // peak on the way is 1.345), whose half step the device's own settling, of at most 1, reaches earlier.
  const double theta = 15.0 * 0.3 / 13.7;
  const double full_scale = ampere / 13.7 + theta * 2;
  const double settled = tau * std::log(1.00047 * 512 / full_scale);
  const double parallel = settled * 0.25 * ((0.6 * ampere * lag(settled) + 0.6 * 9 * settled) * 1e-3);
  // In series, 80 uS: the time is the slowest settling, found by integration in the physics' own tests.
  const ndr_transient transient{ndr_activation(quiet_unit(8).device)};
  const double slow = transient.settle_time() * 1e9;
  const double series =
      slow * 0.25 * settle(0.6, 80e-6, 0, slow * 1e-9, quiet_unit(8).device.time_constant).joules * 1e12;
  const double digital = 1 * 300 * 0.26;
  const double analog = 49.50 * 1000 * (8.02e-6 * 49.50e-9 * 1e12);
  const double expected[] = {alone, parallel, series, digital, analog};

  std::cout << "Check K1: latency x area x energy (ns um^2 pJ), measured by counters\n";
  for (std::size_t i = 0; i < units.size(); ++i) {
    const measured_circuit& m = units[i].measured;
    std::cout << "  " << units[i].name << ": " << m.latency << " x " << m.area << " x " << m.energy << " = "
              << m.product() << " (calculated " << expected[i] << "); digital/this "
              << units[3].measured.product() / m.product() << ", analog/this "
              << units[4].measured.product() / m.product() << '\n';
    EXPECT_NEAR(m.product(), expected[i], 0.01 * expected[i]) << units[i].name;
  }
  std::cout << "  The paper's abstract (doi 10.1002/adfm.202405618): 516 over digital, 1.3e5 over analog.\n"
               "  Assumed: the plain product; N-type kernel, I_p 13.7 uA, V_p 0.30 V; tau 1.6 ns; 0.25 um^2; input "
               "0.6 V; analog settling 49.5 ns\n  (solved from 1.3e5). Published elsewhere, at other nodes: digital "
               "0.26 mW, 1 ns, 300 um^2 (32 nm); analog 8.02 uW, 1000 um^2 (180 nm).\n  Not counted: input stages, "
               "converters, write driver.\n";
  // The ratio that fact sheet K1 gives for the device alone with tau and the integral of V I.
  EXPECT_NEAR(units[3].measured.product() / units[0].measured.product(), 611, 0.01 * 611);
}

}  // namespace
}  // namespace memvp
