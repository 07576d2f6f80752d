// SPDX-License-Identifier: Apache-2.0
// The unit of neurons, taking column currents from arrays.
#include <gtest/gtest.h>

#include "memvp/models/physics/ndr_activation.hpp"
#include "memvp/testbench/unit/tiles/ndr_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = ndr_operation;
namespace reg = ndr_register;

constexpr double ohm = 10e3;

int expected_code(double amperes) {
  const ndr_activation function(quiet_unit(1).device);
  const double y = function.value(amperes * ohm / 0.3, function.default_theta());
  return static_cast<int>(std::lround(y / function.greatest_value() * 255));
}

TEST(ndr_unit_currents, of_several_sources_add_up_at_a_neuron) {
  on_a_unit(quiet_unit(4), [](ndr_bench& unit) {
    unit.arm(4, 1, 3, ohm);
    const cycle_count start = ndr_bench::now();
    unit.spend(50);
    const cycle_count sampled = ndr_bench::now();
    EXPECT_TRUE(unit.source.deliver(0, 0, {10e-6, 20e-6, -30e-6, 200e-6}, sampled));
    EXPECT_TRUE(unit.source.deliver(0, 0, {20e-6, -5e-6, 10e-6, 0}, sampled));
    EXPECT_EQ(unit.get(common_register::status), ndr_status::busy);
    EXPECT_TRUE(unit.source.deliver(0, 1, {30e-6}, sampled));  // one neuron alone
    EXPECT_EQ(unit.finish(), ndr_error::none);
    const std::vector<int> codes = unit.codes(0, 4);
    EXPECT_NEAR(codes[0], expected_code(30e-6), 1);
    EXPECT_NEAR(codes[1], expected_code(45e-6), 1);
    EXPECT_EQ(codes[2], 0);                           // -20 uA: rectified
    EXPECT_NEAR(codes[3], expected_code(120e-6), 1);  // 200 uA: 2 V, limited to 1.2 V
    EXPECT_EQ(unit.get(reg::rectified), 1u);
    EXPECT_EQ(unit.get(reg::limited), 1u);
    // The last sample starts the evaluation; 4 neurons on one converter.
    const expected_unit_times times;
    EXPECT_EQ(unit.latency.rows().back().start, start);
    EXPECT_EQ(unit.latency.rows().back().cycles, sampled - start + times.vector(4, 1, false));
  });
}

// A loosely timed array carries out all phases of a command when it ends.
TEST(ndr_unit_currents, that_are_delivered_late_count_from_when_they_were_sampled) {
  const expected_unit_times times;
  const cycle_count each = times.vector(8, 1, false);
  on_a_unit(quiet_unit(8), [&](ndr_bench& unit) {
    unit.arm(8, 3, 2, ohm);
    const cycle_count start = ndr_bench::now();
    unit.spend(10'000);
    const std::vector<double> currents(8, 20e-6);
    // One array has sampled at 100, 200 and 900, the other at 150, 160, 170 (after the command began).
    const cycle_count first[] = {100, 200, 900}, second[] = {150, 160, 170};
    for (std::uint32_t v = 0; v < 3; ++v) EXPECT_TRUE(unit.source.deliver(v, 0, currents, start + first[v]));
    for (std::uint32_t v = 0; v < 3; ++v) EXPECT_TRUE(unit.source.deliver(v, 0, currents, start + second[v]));
    // Vector 0 begins at 150; vector 1, complete at 200, waits for it; vector 2 begins at 900 or when 1 is done.
    const cycle_count end_1 = std::max<cycle_count>(150 + each, 200) + each;
    const cycle_count end = std::max<cycle_count>(end_1, 900) + each;
    EXPECT_LT(end_1, 900u);
    EXPECT_EQ(unit.finish(), ndr_error::none);              // at once: all of it is past
    EXPECT_EQ(ndr_bench::now() - start, 10'000 + 1u + 2u);  // COMMAND's own cycle, and two accesses
    EXPECT_EQ(unit.latency.rows().back().cycles, end);
    EXPECT_EQ(unit.counter(common_register::cycles_low), end);
    for (std::uint32_t v = 0; v < 3; ++v) EXPECT_NEAR(unit.codes(v, 8)[5], expected_code(40e-6), 1);
  });
}

TEST(ndr_unit_currents, that_come_out_of_order_are_evaluated_in_order) {
  const expected_unit_times times;
  on_a_unit(quiet_unit(2), [&](ndr_bench& unit) {
    unit.arm(2, 2, 1, ohm);
    unit.spend(100);
    EXPECT_TRUE(unit.source.deliver(1, 0, {10e-6, 20e-6}, ndr_bench::now()));
    unit.spend(1000);
    EXPECT_EQ(unit.counter(reg::evaluations_low), 0u);
    const cycle_count start = ndr_bench::now();
    EXPECT_TRUE(unit.source.deliver(0, 0, {30e-6, 40e-6}, start));
    EXPECT_EQ(unit.finish(), ndr_error::none);
    EXPECT_EQ(unit.latency.rows().back().start + unit.latency.rows().back().cycles,
              start + 2 * times.vector(2, 1, false));
    EXPECT_NEAR(unit.codes(0, 2)[1], expected_code(40e-6), 1);
    EXPECT_NEAR(unit.codes(1, 2)[1], expected_code(20e-6), 1);
  });
}

TEST(ndr_unit_currents, show_a_host_in_mid_command_what_has_happened_by_then) {
  const expected_unit_times times;
  on_a_unit(quiet_unit(2), [&](ndr_bench& unit) {
    unit.arm(2, 2, 1, ohm);
    unit.spend(10);
    EXPECT_TRUE(unit.source.deliver(0, 0, {30e-6, 40e-6}, ndr_bench::now()));
    unit.spend(times.vector(2, 1, false) - 1);
    EXPECT_EQ(unit.codes(0, 2)[0], 0);
    unit.spend(1);
    EXPECT_NE(unit.codes(0, 2)[0], 0);
    EXPECT_EQ(unit.get(common_register::status), ndr_status::busy);
    EXPECT_TRUE(unit.source.deliver(1, 0, {30e-6, 40e-6}, ndr_bench::now()));
    EXPECT_EQ(unit.finish(), ndr_error::none);
  });
}

TEST(ndr_unit_currents, that_nobody_asked_for_are_refused_and_counted) {
  on_a_unit(quiet_unit(4), [](ndr_bench& unit) {
    const std::vector<double> two{1e-6, 1e-6};
    EXPECT_FALSE(unit.source.deliver(0, 0, two, 0));  // not armed
    unit.set(reg::first_neuron, 1);
    unit.arm(3, 2, 1, ohm);
    const cycle_count start = ndr_bench::now();
    unit.spend(10);
    const cycle_count now = ndr_bench::now();
    EXPECT_FALSE(unit.source.deliver(2, 1, two, now));  // no such slot
    EXPECT_FALSE(unit.source.deliver(0, 0, two, now));  // neuron 0 does not take part
    EXPECT_FALSE(unit.source.deliver(0, 3, two, now));  // neuron 4 does not exist
    EXPECT_FALSE(unit.source.deliver(0, 4, {1e-6}, now));
    EXPECT_FALSE(unit.source.deliver(0, 1, two, now + 1));    // not sampled yet
    EXPECT_FALSE(unit.source.deliver(0, 1, two, start - 1));  // before the command
    EXPECT_EQ(unit.get(reg::refused_deliveries), 7u);
    EXPECT_TRUE(unit.source.deliver(0, 1, two, now));
    EXPECT_FALSE(unit.source.deliver(0, 1, two, now));  // complete
    EXPECT_TRUE(unit.source.deliver(1, 2, two, now));
    EXPECT_EQ(unit.finish(), ndr_error::none);
    EXPECT_FALSE(unit.source.deliver(1, 2, two, ndr_bench::now()));  // over
    EXPECT_EQ(unit.get(reg::refused_deliveries), 9u);
    EXPECT_EQ(unit.counter(reg::evaluations_low), 6u);
  });
}

TEST(ndr_unit_currents, that_outrun_the_sample_capacitors_end_the_command) {
  ndr_unit_parameters p = quiet_unit(8);
  p.unit.held_vectors = 2;
  const expected_unit_times times;
  const cycle_count each = times.vector(8, 1, false);
  on_a_unit(p, [&](ndr_bench& unit) {
    const std::vector<double> currents(8, 20e-6);
    // Vector 2 takes the capacitor of vector 0, which is free when that is done.
    unit.arm(8, 3, 1, ohm);
    cycle_count start = ndr_bench::now();
    unit.spend(10'000);
    for (const std::uint32_t v : {0u, 1u}) EXPECT_TRUE(unit.source.deliver(v, 0, currents, start + 100 + v));
    EXPECT_TRUE(unit.source.deliver(2, 0, currents, start + 100 + each));
    EXPECT_EQ(unit.finish(), ndr_error::none);
    unit.arm(8, 3, 1, ohm);
    start = ndr_bench::now();
    unit.spend(10'000);
    for (const std::uint32_t v : {0u, 1u}) EXPECT_TRUE(unit.source.deliver(v, 0, currents, start + 100 + v));
    EXPECT_TRUE(unit.source.deliver(2, 0, currents, start + 100 + each - 1));
    EXPECT_EQ(unit.finish(), ndr_error::slot_overflow);
    EXPECT_EQ(unit.counter(reg::evaluations_low), 8u * 5);  // three vectors, then two
    EXPECT_EQ(unit.get(common_register::status), ndr_status::done | ndr_status::error);
  });
}

// A vector that is lost needs no more currents: the command ends when its turn comes, and expects none afterwards.
TEST(ndr_unit_currents, that_complete_a_lost_vector_are_not_waited_for) {
  ndr_unit_parameters p = quiet_unit(8);
  p.unit.held_vectors = 1;
  const expected_unit_times times;
  const cycle_count each = times.vector(8, 1, false);
  on_a_unit(p, [&](ndr_bench& unit) {
    const std::vector<double> currents(8, 20e-6);
    unit.arm(8, 3, 2, ohm);
    const cycle_count start = ndr_bench::now();
    unit.spend(10);
    const cycle_count sampled = ndr_bench::now();
    for (int source = 0; source < 2; ++source) EXPECT_TRUE(unit.source.deliver(0, 0, currents, sampled));
    unit.spend(1);
    EXPECT_TRUE(unit.source.deliver(1, 0, currents, ndr_bench::now()));  // the second source's never come
    EXPECT_EQ(unit.finish(), ndr_error::slot_overflow);
    EXPECT_EQ(unit.latency.rows().back().cycles, sampled - start + each);
    EXPECT_FALSE(unit.source.deliver(1, 0, currents, ndr_bench::now()));
    EXPECT_FALSE(unit.source.deliver(2, 0, currents, ndr_bench::now()));
    EXPECT_EQ(unit.get(reg::refused_deliveries), 2u);
    // The news may also come while the unit waits: of currents that were sampled before vector 0 was done.
    unit.arm(8, 2, 2, ohm);
    const cycle_count again = ndr_bench::now();
    unit.spend(10'000);
    for (int source = 0; source < 2; ++source) EXPECT_TRUE(unit.source.deliver(0, 0, currents, again + 10));
    unit.spend(10);
    EXPECT_TRUE(unit.source.deliver(1, 0, currents, again + 10 + each - 1));
    EXPECT_EQ(unit.finish(), ndr_error::slot_overflow);
    EXPECT_EQ(unit.latency.rows().back().cycles, 10 + each);
  });
}

TEST(ndr_unit_currents, reach_digital_circuits_through_converters) {
  ndr_unit_parameters p = quiet_unit(16, activation_circuit::digital);
  on_a_unit(p, [&](ndr_bench& unit) {
    unit.arm(16, 1, 1, ohm);
    unit.spend(10);
    const cycle_count sampled = ndr_bench::now();
    std::vector<double> currents;
    for (int i = 0; i < 16; ++i) currents.push_back(8e-6 * i);
    EXPECT_TRUE(unit.source.deliver(0, 0, currents, sampled));
    EXPECT_EQ(unit.finish(), ndr_error::none);
    // 16 neurons on 2 converters of 8 bits, one cycle of the circuit, 4 words.
    EXPECT_EQ(unit.latency.rows().back().start + unit.latency.rows().back().cycles, sampled + 8 * 9 + 1 + 4);
    EXPECT_EQ(unit.counter(reg::conversions_low), 16u);
    // The input is rounded to 8 bits, 4 / 255, which the slope of at most 1.1 turns into about one step of the output.
    for (std::size_t i = 0; i < 16; ++i) EXPECT_NEAR(unit.codes(0, 16)[i], expected_code(currents[i]), 2.5);
  });
}

}  // namespace
}  // namespace memvp
