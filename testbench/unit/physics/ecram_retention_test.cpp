// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "memvp/models/physics/ecram_cells.hpp"

namespace memvp {
namespace {

constexpr std::uint64_t second = 1'000'000'000'000;  // ps

// The adverse case of the fact sheet, section 7: tau 3600 s, b 0.5, g_eq 0.5.
ecram_device_parameters relaxing(double exponent) {
  ecram_device_parameters parameters;
  parameters.cycle_noise = 0;
  parameters.device_spread = 0;
  parameters.asymmetry_spread = 0;
  parameters.retention_time = 3600;
  parameters.retention_exponent = exponent;
  return parameters;
}

// g(t) = g_eq + (g - g_eq) exp(-t/tau).
TEST(ecram_retention, a_plain_relaxation_is_exact_however_often_the_cell_is_looked_at) {
  ecram_cells cells(1, 2, relaxing(1), 1);
  cells.set_state(0, 0.9, 0);
  EXPECT_TRUE(cells.relaxes());
  EXPECT_NEAR(cells.state(0, 5000 * second), 0.5 + 0.4 * std::exp(-5000.0 / 3600), 1e-12);
  EXPECT_NEAR(cells.state(1, 5000 * second), 0.5 - 0.5 * std::exp(-5000.0 / 3600), 1e-12);
  EXPECT_EQ(cells.state(0, 0), 0.9);
  std::vector<double> siemens(2);
  cells.conductances(siemens.data(), 5000 * second);
  EXPECT_EQ(siemens[0], cells.conductance(0, 5000 * second));
}

// A pulse between two decays: (0.4 e^-1 + 0.1) e^-0.5 away from equilibrium.
TEST(ecram_retention, a_write_adds_to_what_relaxation_has_left) {
  ecram_cells cells(1, 1, relaxing(1), 1);
  cells.set_state(0, 0.9, 0);
  cells.apply_pulse(0, 5, 1.0, 3600 * second);  // 10 quanta of 1 %
  EXPECT_NEAR(cells.state(0, 5400 * second), 0.5 + (0.4 * std::exp(-1.0) + 0.1) * std::exp(-0.5), 1e-12);
}

// exp(-(t/tau)^0.5) within 5e-4 of the initial distance, the accuracy of the fitted sum.
TEST(ecram_retention, a_stretched_relaxation_follows_its_law) {
  ecram_cells cells(1, 1, relaxing(0.5), 1);
  cells.set_state(0, 1, 0);
  for (const std::uint64_t t : {1u, 10u, 100u, 500u, 3600u, 36000u, 360000u}) {
    EXPECT_NEAR(cells.state(0, t * second), 0.5 + 0.5 * std::exp(-std::sqrt(static_cast<double>(t) / 3600)), 0.5 * 5e-4)
        << t;
  }
}

// Fact sheet, section 7 (5): 500 s untouched keep 69 % (exp(-sqrt(500/3600)) = 0.689); a clock that restarted at each
// of 100 writes would leave 2.4 %. The 100 touches write +1 and -1 quantum, which add nothing.
TEST(ecram_retention, a_hundred_writes_do_not_restart_the_clock) {
  ecram_cells untouched(1, 1, relaxing(0.5), 1);
  untouched.set_state(0, 0.9, 0);
  EXPECT_NEAR((untouched.state(0, 500 * second) - 0.5) / 0.4, 0.689, 0.001);

  ecram_cells touched(1, 1, relaxing(0.5), 1);
  touched.set_state(0, 0.9, 0);
  for (std::uint64_t touch = 1; touch <= 100; ++touch) {
    touched.apply_pulse(0, 5, 0.1, touch * 5 * second);
    touched.apply_pulse(0, -5, 0.1, touch * 5 * second);
  }
  EXPECT_NEAR(touched.state(0, 500 * second), untouched.state(0, 500 * second), 1e-12);
}

// The same write history superposed by hand: increments d_i at t_i relax as sum of d_i exp(-((t - t_i)/tau)^b).
TEST(ecram_retention, each_write_forgets_on_its_own_clock) {
  ecram_cells cells(1, 1, relaxing(0.5), 1);
  cells.set_state(0, 0.5, 0);
  double expected = 0.5;
  constexpr double last = 4000;
  for (int write = 0; write < 20; ++write) {
    const double time = 137.0 * write;
    const double quanta = write % 3 == 0 ? -1 : 1;
    cells.apply_pulse(0, quanta > 0 ? 5 : -5, 0.1, static_cast<std::uint64_t>(time) * second);
    expected += 0.01 * quanta * std::exp(-std::sqrt((last - time) / 3600));
  }
  EXPECT_NEAR(cells.state(0, static_cast<std::uint64_t>(last) * second), expected, 20 * 0.01 * 5e-4);
}

// Kaluza's theorem for log-convex laws: no history of writes inside the window can make it leave the window later.
TEST(ecram_retention, no_history_carries_a_relaxing_cell_out_of_its_window) {
  ecram_device_parameters parameters = relaxing(0.5);
  parameters.retention_time = 10;
  ecram_cells cells(1, 1, parameters, 1);
  const random_key key{9, random_purpose::test_input, 0};
  std::uint64_t now = 0;
  for (std::uint64_t event = 0; event < 20'000; ++event) {
    now += static_cast<std::uint64_t>(std::pow(10, 9 + 5 * uniform(key, 0, event)));
    const double before = cells.state(0, now);
    ASSERT_GT(before, -1e-12);
    ASSERT_LT(before, 1 + 1e-12);
    cells.apply_pulse(0, uniform(key, 1, event) < 0.5 ? 5 : -5, 10 * uniform(key, 2, event), now);
  }
  EXPECT_GT(cells.clipped_events(), 1000u);  // the walk did reach the ends
}

// Fact sheet, section 8, check 4: 20 equidistant states keep their order, and without relaxation do not drift at all.
TEST(ecram_retention, twenty_states_hold_their_place_when_nothing_relaxes) {
  ecram_device_parameters parameters;
  ecram_cells cells(1, 20, parameters, 1);
  EXPECT_FALSE(cells.relaxes());
  for (std::size_t cell = 0; cell < 20; ++cell) cells.set_state(cell, static_cast<double>(cell) / 19, 0);
  for (std::size_t cell = 0; cell < 20; ++cell) {
    EXPECT_EQ(cells.state(cell, 10'000'000 * second), static_cast<double>(cell) / 19);  // 116 days
  }
}

// The adverse case keeps the order too, but squeezes the states together: an 8-bit reading of the window tells 20
// states apart until 1/19 exp(-sqrt(t/tau)) = 1/255, which is t = tau ln(255/19)^2 = 24,274 s (6.7 h).
TEST(ecram_retention, twenty_adversely_relaxing_states_stay_ordered_but_merge_for_an_eight_bit_reader_after_hours) {
  ecram_cells cells(1, 20, relaxing(0.5), 1);
  for (std::size_t cell = 0; cell < 20; ++cell) cells.set_state(cell, static_cast<double>(cell) / 19, 0);
  double merged_at = 0;
  for (std::uint64_t time = 0; time <= 100'000 && merged_at == 0; time += 50) {
    for (std::size_t cell = 1; cell < 20; ++cell) {
      const double gap = cells.state(cell, time * second) - cells.state(cell - 1, time * second);
      ASSERT_GT(gap, 0);
      if (gap < 1.0 / 255) merged_at = static_cast<double>(time);
    }
  }
  // 5e-4 of the fitted sum shifts the time by 5e-4 / |d phi/dt| = 5e-4 / (0.0745 / 2 / sqrt(24274 * 3600)) = 125 s.
  EXPECT_NEAR(merged_at, 3600 * std::pow(std::log(255.0 / 19), 2), 125 + 50);
}

TEST(ecram_retention, a_time_before_the_last_touch_counts_as_that_touch) {
  ecram_cells cells(1, 1, relaxing(1), 1);
  cells.set_state(0, 0.9, 100 * second);
  EXPECT_EQ(cells.state(0, 50 * second), 0.9);
  cells.apply_pulse(0, 5, 0.1, 50 * second);
  EXPECT_NEAR(cells.state(0, 100 * second), 0.91, 1e-12);
}

}  // namespace
}  // namespace memvp
