// SPDX-License-Identifier: Apache-2.0
// What the unit of neurons refuses, and how.
#include <gtest/gtest.h>

#include "memvp/testbench/unit/tiles/ndr_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = ndr_operation;
namespace reg = ndr_register;

void expect_refused(ndr_bench& unit, operation command, ndr_error error) {
  const cycle_count cycles = unit.counter(common_register::cycles_low);
  const double joules = unit.energy.dynamic_total();
  unit.start(command);
  unit.synchronise();
  unit.spend(1);
  EXPECT_TRUE(unit.interrupt.read());
  EXPECT_EQ(unit.get(common_register::status) & ndr_status::busy, 0u);
  EXPECT_EQ(unit.finish(), error);
  EXPECT_EQ(unit.counter(common_register::cycles_low), cycles);
  EXPECT_EQ(unit.energy.dynamic_total(), joules);
}

TEST(ndr_unit_errors, commands_that_do_not_exist_are_refused) {
  on_a_unit(quiet_unit(4), [](ndr_bench& unit) {
    unit.select(4);
    for (const std::uint32_t code : {0u, 5u, 77u})
      expect_refused(unit, static_cast<operation>(code), ndr_error::unknown_command);
  });
}

TEST(ndr_unit_errors, neurons_that_do_not_exist_are_refused) {
  on_a_unit(quiet_unit(4), [](ndr_bench& unit) {
    unit.select(5);
    unit.set_float(reg::transimpedance, 1e4);
    for (const operation command :
         {operation::evaluate_analog, operation::evaluate_input, operation::tune, operation::calibrate})
      expect_refused(unit, command, ndr_error::neuron_out_of_range);
    unit.select(0);
    expect_refused(unit, operation::evaluate_input, ndr_error::neuron_out_of_range);
    unit.select(2);
    unit.set(reg::first_neuron, 3);
    expect_refused(unit, operation::evaluate_input, ndr_error::neuron_out_of_range);
    unit.set(reg::first_neuron, 0xFFFFFFFF);
    expect_refused(unit, operation::evaluate_input, ndr_error::neuron_out_of_range);
    unit.set(reg::first_neuron, 2);
    EXPECT_EQ(unit.carry_out(operation::evaluate_input), ndr_error::none);
  });
}

TEST(ndr_unit_errors, vector_counts_that_the_buffers_do_not_hold_are_refused) {
  on_a_unit(quiet_unit(4), [](ndr_bench& unit) {
    unit.set_float(reg::transimpedance, 1e4);
    for (const std::uint32_t vectors : {0u, 65u, 0xFFFFFFFFu}) {
      unit.select(4, vectors);
      expect_refused(unit, operation::evaluate_input, ndr_error::buffer_too_small);
      expect_refused(unit, operation::evaluate_analog, ndr_error::buffer_too_small);
    }
    unit.select(4, 64);
    EXPECT_EQ(unit.carry_out(operation::evaluate_input), ndr_error::none);
  });
}

TEST(ndr_unit_errors, scales_and_counts_without_sense_are_refused) {
  on_a_unit(quiet_unit(4), [](ndr_bench& unit) {
    const auto refused = [&](operation command, std::uint32_t offset, std::uint32_t value) {
      const std::uint32_t before = unit.get(offset);
      unit.set(offset, value);
      expect_refused(unit, command, ndr_error::bad_argument);
      unit.set(offset, before);
    };
    constexpr std::uint32_t minus_one = 0xBF800000, not_a_number = 0x7FC00000, infinite = 0x7F800000;
    unit.select(4);
    unit.set_float(reg::transimpedance, 1e4);
    for (const std::uint32_t scale : {0u, minus_one, not_a_number, infinite}) {
      refused(operation::evaluate_input, reg::input_step, scale);
      refused(operation::evaluate_analog, reg::transimpedance, scale);
      if (scale != 0) refused(operation::evaluate_input, reg::output_full_scale, scale);
    }
    for (const std::uint32_t bits : {0u, 1u, 9u}) refused(operation::evaluate_input, reg::output_bits, bits);
    for (const std::uint32_t count : {0u, 65536u}) {
      refused(operation::evaluate_analog, reg::source_count, count);
      refused(operation::tune, reg::read_count, count);
      refused(operation::tune, reg::pulse_limit, count);
    }
    for (const std::uint32_t points : {7u, 257u}) refused(operation::calibrate, reg::sweep_points, points);
  });
}

TEST(ndr_unit_errors, tuning_targets_outside_the_range_are_refused_before_anything_is_written) {
  on_a_unit(quiet_unit(3), [](ndr_bench& unit) {
    unit.select(3);
    unit.write(ndr_window::tuning, std::vector<std::uint32_t>{0, 65536, 65537});
    const std::vector<double> before = unit.conductances(3);
    expect_refused(unit, operation::tune, ndr_error::target_out_of_range);
    expect_refused(unit, operation::calibrate, ndr_error::target_out_of_range);
    EXPECT_EQ(unit.conductances(3), before);
    EXPECT_EQ(unit.counter(reg::write_pulses_low), 0u);
    unit.select(2);  // the third is not asked for
    EXPECT_EQ(unit.carry_out(operation::tune), ndr_error::none);
  });
}

TEST(ndr_unit_errors, circuits_without_an_ecram_cannot_be_calibrated) {
  ndr_bench digital("digital", quiet_unit(2, activation_circuit::digital));
  ndr_bench analog("analog", quiet_unit(2, activation_circuit::analog));
  int ended = 0;
  for (ndr_bench* unit : {&digital, &analog})
    unit->host.script = [&, unit](scripted_initiator&) {
      unit->set(common_register::irq_enable, 3);
      unit->select(2);
      expect_refused(*unit, operation::calibrate, ndr_error::not_tunable);
      if (unit == &analog) expect_refused(*unit, operation::tune, ndr_error::not_tunable);
      ++ended;
    };
  sc_core::sc_start();
  EXPECT_EQ(ended, 2);
}

TEST(ndr_unit_errors, a_command_to_a_busy_unit_is_refused_and_disturbs_nothing) {
  on_a_unit(quiet_unit(4), [](ndr_bench& unit) {
    unit.arm(4, 1, 1, 1e4);
    unit.spend(10);
    unit.set(common_register::command, static_cast<std::uint32_t>(operation::tune));
    unit.spend(1);
    EXPECT_TRUE(unit.interrupt.read());
    EXPECT_EQ(unit.get(common_register::error), static_cast<std::uint32_t>(ndr_error::busy));
    EXPECT_EQ(unit.get(common_register::irq_status), ndr_interrupt::error);
    EXPECT_EQ(unit.get(common_register::status), ndr_status::busy | ndr_status::error);
    unit.set(common_register::irq_status, ndr_interrupt::error);
    // Windows are the unit's while it works; arguments of the next command may be written.
    const std::uint32_t word = 1;
    EXPECT_EQ(unit.host.write32(ndr_window::tuning, word), tlm::TLM_COMMAND_ERROR_RESPONSE);
    EXPECT_EQ(unit.host.write32(ndr_window::input, word), tlm::TLM_COMMAND_ERROR_RESPONSE);
    unit.set(reg::neuron_count, 2);
    EXPECT_TRUE(unit.source.deliver(0, 0, std::vector<double>(4, 3e-5), ndr_bench::now()));
    EXPECT_EQ(unit.finish(), ndr_error::none);
    EXPECT_EQ(unit.counter(reg::evaluations_low), 4u);
  });
}

TEST(ndr_unit_errors, bad_accesses_get_the_right_response_and_change_nothing) {
  on_a_unit(quiet_unit(4), [](ndr_bench& unit) {
    std::uint32_t words[2] = {7, 7};
    const auto answer = [&](tlm::tlm_command command, std::uint64_t address, unsigned length) {
      unit.host.prepare(command, address, words, length);
      return unit.host.send();
    };
    EXPECT_EQ(answer(tlm::TLM_WRITE_COMMAND, ndr_window::output, 8), tlm::TLM_COMMAND_ERROR_RESPONSE);
    EXPECT_EQ(answer(tlm::TLM_WRITE_COMMAND, ndr_window::measured, 4), tlm::TLM_COMMAND_ERROR_RESPONSE);
    EXPECT_EQ(answer(tlm::TLM_READ_COMMAND, ndr_window::truth, 8), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(answer(tlm::TLM_WRITE_COMMAND, reg::neurons, 4), tlm::TLM_COMMAND_ERROR_RESPONSE);
    EXPECT_EQ(answer(tlm::TLM_READ_COMMAND, 0x70, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(answer(tlm::TLM_READ_COMMAND, ndr_unit_address_size, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(words[0], 7u);
  });
}

TEST(ndr_unit_errors, direct_memory_access_is_granted_but_not_while_the_unit_works_or_waits) {
  on_a_unit(quiet_unit(4), [](ndr_bench& unit) {
    const auto granted = [&](std::uint32_t window, tlm::tlm_dmi& dmi) {
      std::uint32_t word = 0;
      unit.host.prepare(tlm::TLM_READ_COMMAND, window, &word, 4);
      return unit.host.socket->get_direct_mem_ptr(unit.host.payload, dmi);
    };
    tlm::tlm_dmi dmi;
    ASSERT_TRUE(granted(ndr_window::output, dmi));
    EXPECT_FALSE(dmi.is_write_allowed());
    EXPECT_FALSE(granted(ndr_window::truth, dmi));
    EXPECT_FALSE(granted(reg::neurons, dmi));
    ASSERT_TRUE(granted(ndr_window::input, dmi));
    // What goes past the bus is what a command finds.
    const std::int16_t codes[4] = {100, 100, 100, 100};
    std::memcpy(dmi.get_dmi_ptr(), codes, sizeof codes);
    EXPECT_TRUE(unit.host.invalidated.empty());
    unit.arm(4, 1, 1, 1e4);
    unit.spend(100);
    for (const std::uint32_t window : {ndr_window::input, ndr_window::output, ndr_window::tuning}) {
      bool taken_back = false;
      for (const auto& [first, last] : unit.host.invalidated) taken_back |= first <= window && window <= last;
      EXPECT_TRUE(taken_back) << std::hex << window;
      EXPECT_FALSE(granted(window, dmi)) << std::hex << window;
    }
    EXPECT_TRUE(unit.source.deliver(0, 0, std::vector<double>(4, 3e-5), ndr_bench::now()));
    EXPECT_EQ(unit.finish(), ndr_error::none);
    EXPECT_TRUE(granted(ndr_window::output, dmi));
    unit.select(4);
    EXPECT_EQ(unit.carry_out(operation::evaluate_input), ndr_error::none);
    // u = 100 / 255 * 4 = 1.57 is at the peak; the words of this command's codes and results are paid all the same.
    EXPECT_GT(unit.codes(0, 4)[3], 250);
  });
}

TEST(ndr_unit_errors, parameters_that_cannot_be_built_are_refused_with_a_sentence) {
  const auto refused = [](const std::function<void(ndr_unit_parameters&)>& spoil) {
    ndr_unit_parameters parameters = quiet_unit(4);
    spoil(parameters);
    return sentence_of<std::invalid_argument>([&] { check(parameters); });
  };
  EXPECT_NE(refused([](auto& p) { p.unit.trace_neurons = "4"; }).find("ndr.trace_neurons"), std::string::npos);
  EXPECT_NE(refused([](auto& p) { p.unit.trace_neurons = "1,2"; }).find("ndr.trace_neurons"), std::string::npos);
  EXPECT_NE(refused([](auto& p) { p.unit.buffer_vectors = 65536 * 4; }).find("ndr.buffer_vectors"), std::string::npos);
  EXPECT_NE(refused([](auto& p) { p.stage.supply_voltage = 1.0; }).find("ndr.stage_supply_voltage"), std::string::npos);
  EXPECT_NE(refused([](auto& p) { p.device.ecram_minimum = 10e-6; }).find("ndr.ecram_maximum"), std::string::npos);
}

}  // namespace
}  // namespace memvp
