// SPDX-License-Identifier: Apache-2.0
// The drift memristor against its equations and its paper's figures. No SystemC.
#include <gtest/gtest.h>

#include <cmath>

#include "drift_device.hpp"

namespace drift {
namespace {

/// Equations 5 and 6 of doi 10.1038/nature06932 in a million small steps, with none of the model's closed form.
struct stepped {
  double state, joules = 0;

  stepped(const device_parameters& p, double start, double volts, double seconds) : state(start) {
    constexpr int steps = 1'000'000;
    const double dt = seconds / steps;
    for (int i = 0; i < steps; ++i) {
      const auto current = [&](double x) { return volts / (p.on_resistance * x + p.off_resistance() * (1 - x)); };
      const double rate = p.mobility * p.on_resistance / (p.thickness * p.thickness);
      const double middle = current(bounded(state + 0.5 * dt * rate * current(state)));  // midpoint rule
      joules += volts * middle * dt;
      state = bounded(state + dt * rate * middle);
    }
  }
  static double bounded(double x) { return x < 0 ? 0 : x > 1 ? 1 : x; }
};

TEST(drift_device, is_off_at_first_and_has_the_resistances_of_the_paper) {
  device_parameters p;
  EXPECT_DOUBLE_EQ(device_row(1, p, 1, 0).resistance(0), 16'000);  // 160 * 100 ohm, fig. 2b
  p.initial_state = 1;
  EXPECT_DOUBLE_EQ(device_row(1, p, 1, 0).resistance(0), 100);  // 1 V / 10 mA, caption of fig. 2
}

TEST(drift_device, switches_on_in_the_time_that_the_paper_estimates) {
  // "~ D^2 R_OFF / (2 mu v R_ON)", page 82: 0.8 s at 1 V for R_ON << R_OFF. Exactly, the mean of both resistances
  // counts in place of half of R_OFF: 1 + 1/160 of it.
  device_row row(2, {}, 1, 0);
  const double estimate = 1e-16 * 16'000 / (2 * 1e-14 * 1 * 100);
  row.pulse(0, 1, estimate * (1 + 1 / 160.0) * (1 - 1e-9));
  row.pulse(1, 1, estimate * (1 + 1 / 160.0) * (1 + 1e-9));
  EXPECT_LT(row.state(0), 1);
  EXPECT_GT(row.state(0), 0.99);
  EXPECT_EQ(row.state(1), 1);
}

TEST(drift_device, follows_its_equations_and_pays_for_the_current) {
  struct pulse {
    double start, volts, seconds;
  };
  for (const pulse each :
       {pulse{0, 1, 0.3}, pulse{0.5, 1, 0.4}, pulse{0.9, -1, 0.05}, pulse{0.3, -2, 1.0}, pulse{0.2, 0.02, 1e-3}}) {
    device_parameters p;
    p.initial_state = each.start;
    const device_row::outcome exact = device_row(1, p, 1, 0).preview(0, each.volts, each.seconds);
    const stepped reference(p, each.start, each.volts, each.seconds);
    EXPECT_NEAR(exact.state, reference.state, 1e-6) << each.start;
    EXPECT_NEAR(exact.joules, reference.joules, 1e-5 * reference.joules) << each.start;
  }
}

TEST(drift_device, is_moved_by_flux_alone) {
  // Equation 7: the state follows the charge, and so the flux; it does not matter how a pulse is cut, nor in which
  // order opposite ones come, as long as no end is reached.
  device_parameters p;
  p.initial_state = 0.5;
  device_row row(3, p, 1, 0);
  row.pulse(0, 1, 0.2);
  for (int i = 0; i < 10; ++i) row.pulse(1, 2, 0.01);
  row.pulse(2, -1, 0.1);
  row.pulse(2, 1, 0.3);
  EXPECT_NEAR(row.state(1), row.state(0), 1e-12);
  EXPECT_NEAR(row.state(2), row.state(0), 1e-12);
}

TEST(drift_device, differs_from_its_neighbours_if_it_is_told_to) {
  device_parameters p;
  p.mobility_spread = 0.2;
  device_row row(1000, p, 1, 0), again(1000, p, 1, 0), other(1000, p, 1, 1);
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    row.pulse(i, 1, 1e-3);
    again.pulse(i, 1, 1e-3);
    other.pulse(i, 1, 1e-3);
    EXPECT_EQ(row.state(i), again.state(i));
    const double logarithm = std::log(row.state(i));
    sum += logarithm;
    squares += logarithm * logarithm;
  }
  EXPECT_NE(row.state(0), other.state(0));
  // A spread of 1000 draws: within four standard errors, 0.2 / sqrt(2000) each.
  EXPECT_NEAR(std::sqrt(squares / 1000 - sum * sum / 1e6), 0.2, 0.018);
}

TEST(drift_device, is_not_made_of_impossible_figures) {
  device_parameters p;
  p.resistance_ratio = 1;
  EXPECT_THROW(device_row(1, p, 1, 0), std::invalid_argument);
}

}  // namespace
}  // namespace drift
