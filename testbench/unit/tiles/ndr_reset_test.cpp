// SPDX-License-Identifier: Apache-2.0
// A reset of the unit of neurons in the middle of a command, and what its waveforms show of it.
#include <gtest/gtest.h>

#include "memvp/testbench/unit/tiles/ndr_bench.hpp"
#include "memvp/testbench/unit/traces/scratch_folder.hpp"
#include "memvp/testbench/unit/traces/vcd_reader.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = ndr_operation;
namespace reg = ndr_register;

void reset_now(ndr_bench& unit) {
  unit.reset.write(true);
  sc_core::wait(duration(2, period()));
  unit.reset.write(false);
  sc_core::wait(period());
  unit.host.delay = sc_core::SC_ZERO_TIME;
}

TEST(ndr_unit_reset, forgets_currents_that_wait_and_leaves_a_unit_that_works) {
  on_a_unit(quiet_unit(4), [](ndr_bench& unit) {
    unit.set(common_register::command, 77);  // an error and an interrupt to be cleared
    unit.arm(4, 2, 2, 1e4);
    unit.spend(10);
    EXPECT_TRUE(unit.source.deliver(0, 0, std::vector<double>(4, 30e-6), ndr_bench::now()));
    reset_now(unit);
    EXPECT_FALSE(unit.interrupt.read());
    EXPECT_EQ(unit.get(common_register::status), 0u);
    EXPECT_EQ(unit.get(common_register::error), 0u);
    EXPECT_EQ(unit.get(reg::neuron_count), 1u);
    EXPECT_EQ(unit.get(reg::neurons), 4u);
    EXPECT_EQ(unit.get_float(reg::input_limit), 4);
    EXPECT_EQ(unit.counter(common_register::cycles_low), 0u);
    EXPECT_EQ(unit.counter(common_register::energy_low), 0u);
    // No command: what comes now is refused.
    EXPECT_FALSE(unit.source.deliver(0, 0, std::vector<double>(4, 30e-6), ndr_bench::now()));
    unit.set(common_register::irq_enable, 3);
    unit.arm(4, 1, 1, 1e4);
    unit.spend(10);
    EXPECT_TRUE(unit.source.deliver(0, 0, std::vector<double>(4, 30e-6), ndr_bench::now()));
    EXPECT_EQ(unit.finish(), ndr_error::none);
    EXPECT_EQ(unit.counter(reg::evaluations_low), 4u);
  });
}

TEST(ndr_unit_reset, cuts_a_write_pulse_where_it_is) {
  on_a_unit(quiet_unit(2), [](ndr_bench& unit) {
    unit.select(2);
    unit.write(ndr_window::tuning, std::vector<std::uint32_t>{65536 * 9 / 10, 65536 / 2});
    unit.set(reg::read_count, 1);
    unit.start(operation::tune);
    // D 2, 2 words, a reading of 1000 + 2 rounds of 9, Q 2, S 10: the pulses begin at 1034 and last 40 * 10^7.
    sc_core::wait(duration(1034 + 155'000'000, period()));
    reset_now(unit);
    EXPECT_NEAR(unit.conductances(2)[0], 80e-6 + 15.5 * 0.4e-6, 1e-11);
    EXPECT_NEAR(unit.conductances(2)[1], 80e-6, 1e-12);
    ASSERT_EQ(unit.pulses.pulses().size(), 1u);
    EXPECT_EQ(unit.pulses.pulses()[0].interval.length, 155'000'000u);
    EXPECT_EQ(unit.latency.rows().size(), 0u);
    // The next reading waits for the cut pulse to settle.
    unit.set(common_register::irq_enable, 3);
    unit.select(2);
    unit.set(reg::read_count, 1);
    const cycle_count cut = ndr_bench::now() - 3;
    const double settled = (unit.conductances(2)[0] - 60e-6) / 40e-6;
    unit.spend(1);
    unit.write(ndr_window::tuning,
               std::vector<std::uint32_t>{static_cast<std::uint32_t>(std::lround(settled * 65536)), 65536 / 2});
    unit.start(operation::tune);
    EXPECT_EQ(unit.finish(), ndr_error::none);
    const auto& row = unit.latency.rows().back();
    EXPECT_LT(row.start, cut + 900);
    EXPECT_GE(row.start + row.cycles, cut + 1000 + 1000 + 18);
  });
}

TEST(ndr_unit_reset, delivers_only_vectors_that_were_stored) {
  on_a_unit(quiet_unit(8), [](ndr_bench& unit) {
    const expected_unit_times times;
    const cycle_count each = times.vector(8, 1, true);
    unit.select(8, 3);
    unit.write_inputs({std::vector<int>(8, 100), std::vector<int>(8, 100), std::vector<int>(8, 100)});
    unit.start(operation::evaluate_input);
    // COMMAND's own cycle is still to pass: the command starts now.
    sc_core::wait(duration(2 + 2 * each - 1, period()));
    reset_now(unit);
    EXPECT_NE(unit.codes(0, 8)[7], 0);
    EXPECT_EQ(unit.codes(1, 8)[7], 0);
    EXPECT_EQ(unit.codes(2, 8)[7], 0);
    // Two activations have been paid, and all conversions of the two vectors.
    const ndr_unit_parameters p = quiet_unit(8);
    const double one = unit.paid()["adcs"] / 16;
    const successive_approximation_converter converter({9, 0.1, 8, 1, 1e-4, 8, false}, p.technology);
    EXPECT_NEAR(one, converter.energy_per_conversion(), 1e-9 * one);
  });
}

double number(const std::string& text) { return std::stod(text); }

// The waveform of the power, integrated, is the energy in the books; what a reset undoes is not shown.
TEST(ndr_unit_waveforms, show_one_vector_and_the_power_that_is_paid) {
  const scratch_folder folder;
  ndr_unit_parameters p = quiet_unit(4);
  p.unit.trace_neurons = "1 3";
  double paid = 0;
  std::uint64_t start_ps = 0;
  {
    vcd_writer waveforms(folder / "waves.vcd");
    ndr_bench unit("unit", p, 1, &waveforms);
    unit.host.script = [&](scripted_initiator&) {
      unit.set(common_register::irq_enable, 3);
      unit.arm(4, 1, 1, 1e4);
      unit.spend(10);
      start_ps = sc_core::sc_time_stamp().value();
      EXPECT_TRUE(unit.source.deliver(0, 0, {0, 45e-6, 0, 200e-6}, ndr_bench::now()));
      EXPECT_EQ(unit.finish(), ndr_error::none);
      paid = unit.energy.dynamic_total();
    };
    sc_core::sc_start();
    waveforms.close(sc_core::sc_time_stamp().value());
  }
  vcd_content vcd = read_vcd(folder / "waves.vcd");
  double joules = 0, watts = 0;
  std::uint64_t since = 0;
  for (const auto& [at, value] : vcd.wave("top.unit.power_W")) {
    joules += watts * static_cast<double>(at - since) * 1e-12;
    watts = number(value);
    since = at;
  }
  EXPECT_EQ(watts, 0);
  EXPECT_NEAR(joules, paid, 1e-9 * paid);
  // 45 uA at 10 kohm: 0.45 V, from the sample to the end of the neuron's own sample: stage 1, 2, sample 1.
  const auto& input = vcd.wave("top.unit.neuron_1.input_V");
  ASSERT_EQ(input.size(), 2u);
  EXPECT_EQ(input[0].first, start_ps);
  EXPECT_NEAR(number(input[0].second), 0.45, 1e-6);
  EXPECT_EQ(input[1].first, start_ps + 4 * 10'000);
  EXPECT_NEAR(number(vcd.wave("top.unit.neuron_3.input_V")[0].second), 1.2, 1e-6);  // limited
  // The device and its ECRAM in series share the input: V + I / 80 uS = 0.45 V.
  const double volts = number(vcd.wave("top.unit.neuron_1.ndr_V")[0].second);
  const double microamperes = number(vcd.wave("top.unit.neuron_1.ndr_uA")[0].second);
  EXPECT_NEAR(volts + microamperes / 80, 0.45, 1e-4);
  EXPECT_NEAR(microamperes, 13.7 * (volts / 0.3) * std::exp(1 - volts / 0.3), 0.05);
  const auto& code = vcd.wave("top.unit.neuron_1.code");
  ASSERT_EQ(code.size(), 1u);
  EXPECT_EQ(code[0].first, start_ps + (4 + 4 * 9 + 1) * 10'000);
}

TEST(ndr_unit_waveforms, take_back_what_a_reset_undoes) {
  const scratch_folder folder;
  std::uint64_t cut_ps = 0;
  {
    vcd_writer waveforms(folder / "waves.vcd");
    ndr_bench unit("unit", quiet_unit(4), 1, &waveforms);
    unit.host.script = [&](scripted_initiator&) {
      unit.arm(4, 1, 1, 1e4);
      unit.spend(10);
      EXPECT_TRUE(unit.source.deliver(0, 0, std::vector<double>(4, 45e-6), ndr_bench::now()));
      sc_core::wait(duration(10, period()));
      cut_ps = sc_core::sc_time_stamp().value();
      reset_now(unit);
    };
    sc_core::sc_start();
    waveforms.close(sc_core::sc_time_stamp().value());
  }
  vcd_content vcd = read_vcd(folder / "waves.vcd");
  EXPECT_EQ(vcd.wave("top.unit.neuron_0.code").size(), 0u);
  const auto& activity = vcd.wave("top.unit.sequencer.activity");
  ASSERT_FALSE(activity.empty());
  EXPECT_EQ(activity.back().second, "idle");
  EXPECT_EQ(activity.back().first, cut_ps);
  EXPECT_EQ(vcd.wave("top.unit.sequencer.command").back().first, cut_ps);
}

TEST(ndr_unit_waveforms, change_nothing_of_what_happens) {
  const scratch_folder folder;
  vcd_writer waveforms(folder / "waves.vcd");
  ndr_unit_parameters p;
  p.unit.neurons = 6;
  p.unit.trace_neurons = "0 5";
  ndr_bench silent("silent", p), shown("shown", p, 1, &waveforms);
  int ended = 0;
  for (ndr_bench* unit : {&silent, &shown})
    unit->host.script = [&ended, unit](scripted_initiator&) {
      unit->set(common_register::irq_enable, 3);
      unit->select(6, 2);
      unit->write(ndr_window::tuning, std::vector<std::uint32_t>{10000, 20000, 30000, 40000, 50000, 60000});
      EXPECT_EQ(unit->carry_out(operation::tune), ndr_error::none);
      unit->write_inputs({{10, 50, 90, 130, 170, 210}, {15, 55, 95, 135, 175, 215}});
      EXPECT_EQ(unit->carry_out(operation::evaluate_input), ndr_error::none);
      ++ended;
    };
  sc_core::sc_start();
  EXPECT_EQ(ended, 2);
  EXPECT_EQ(silent.energy.dynamic_total(), shown.energy.dynamic_total());
  EXPECT_EQ(silent.conductances(6), shown.conductances(6));
  EXPECT_EQ(silent.codes(1, 6), shown.codes(1, 6));
  ASSERT_EQ(silent.latency.rows().size(), shown.latency.rows().size());
  for (std::size_t i = 0; i < silent.latency.rows().size(); ++i)
    EXPECT_EQ(silent.latency.rows()[i].cycles, shown.latency.rows()[i].cycles);
}

}  // namespace
}  // namespace memvp
