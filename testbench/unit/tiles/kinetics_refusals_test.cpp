// SPDX-License-Identifier: Apache-2.0
// What the per-clock sequencer of the kinetics tile refuses, against docs/kinetics-sequencer.md, "What is refused".
#include <gtest/gtest.h>

#include "memvp/testbench/unit/tiles/kinetics_sequencer_words.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = kinetics_operation;

TEST(per_clock_kinetics, refuse_with_the_first_reason_that_applies) {
  auto request = request_of(operation::run);
  kinetics_sequencer_registers& r = request.registers;
  EXPECT_EQ(refusal_of(request), kinetics_error::none);
  request.cycles_left = 339;
  EXPECT_EQ(refusal_of(request), kinetics_error::time_out_of_range);
  request.cycles_left = 340;
  EXPECT_EQ(refusal_of(request), kinetics_error::none);
  request.cycles_left = 339;
  r.low_volts = -5.5;
  EXPECT_EQ(refusal_of(request), kinetics_error::voltage_out_of_range);
  r.period = 100;  // a step is 101
  EXPECT_EQ(refusal_of(request), kinetics_error::period_too_short);
  r.samples = 13;  // 8 words of codes each, of 100
  EXPECT_EQ(refusal_of(request), kinetics_error::buffer_too_small);
  r.first_device = 4;
  EXPECT_EQ(refusal_of(request), kinetics_error::devices_outside_bank);
  r.axis = 2;
  EXPECT_EQ(refusal_of(request), kinetics_error::bad_argument);
  r.command = 6;
  EXPECT_EQ(refusal_of(request), kinetics_error::unknown_command);
  r.command = static_cast<std::uint32_t>(operation::begin_evaluation);
  request.cycles_left = 3;
  EXPECT_EQ(refusal_of(request), kinetics_error::none);
}

TEST(per_clock_kinetics, refuse_constants_that_the_discrete_law_cannot_hold) {
  auto request = request_of(operation::write);
  request.registers.beta = 2;
  EXPECT_EQ(refusal_of(request), kinetics_error::none);
  request.settings.discrete = true;
  EXPECT_EQ(refusal_of(request), kinetics_error::unstable_constants);
  request.registers.beta = 1.99;
  EXPECT_EQ(refusal_of(request), kinetics_error::none);
  request.registers.alpha = 0;
  EXPECT_EQ(refusal_of(request), kinetics_error::unstable_constants);
  request.settings.reservoir = true;
  EXPECT_EQ(refusal_of(request), kinetics_error::bad_argument);
  request = request_of(operation::run);
  request.settings.discrete = true;
  request.written = {{1, 1}, {0.5, 1}};
  request.registers.tables = 1;
  request.alpha_table[2] = 2049;  // r = 2 * 4096/2049
  EXPECT_EQ(refusal_of(request), kinetics_error::none);
  request.alpha_table[2] = 2048;
  EXPECT_EQ(refusal_of(request), kinetics_error::unstable_constants);
}

TEST(per_clock_kinetics, ask_of_a_table_what_its_greatest_entry_asks_for) {
  auto request = request_of(operation::run);
  request.beta_table[1] = 6827;  // 3 V * 6827/4096 = 5.0002 V
  EXPECT_EQ(refusal_of(request), kinetics_error::none);
  request.registers.tables = 2;
  EXPECT_EQ(refusal_of(request), kinetics_error::voltage_out_of_range);
  request.registers.encoding = 1;
  EXPECT_EQ(refusal_of(request), kinetics_error::none);
  request.registers.high_volts = -5.001;
  EXPECT_EQ(refusal_of(request), kinetics_error::voltage_out_of_range);
}

}  // namespace
}  // namespace memvp
