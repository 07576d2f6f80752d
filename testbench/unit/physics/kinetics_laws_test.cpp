// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/kinetics_laws.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/numeric/odeint.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "memvp/models/physics/kinetics_row.hpp"

namespace memvp {
namespace {

struct drift_case {
  double alpha, b, x, s;
};

// x and its integral by the equation dx/ds = alpha/x - b.
std::array<double, 2> by_odeint(const drift_case& c) {
  namespace odeint = boost::numeric::odeint;
  using state = std::array<double, 2>;
  state now{c.x, 0};
  const auto equation = [&](const state& at, state& slope, double) {
    slope[0] = c.alpha / at[0] - c.b;
    slope[1] = at[0];
  };
  odeint::integrate_adaptive(odeint::make_controlled<odeint::runge_kutta_dopri5<state>>(1e-14, 1e-14), equation, now,
                             0.0, c.s, c.s * 1e-3);
  return now;
}

// The classical method with steps of a fixed size.
double by_runge_kutta(const drift_case& c, int steps) {
  const double h = c.s / steps;
  const auto slope = [&](double x) { return c.alpha / x - c.b; };
  double x = c.x;
  for (int i = 0; i < steps; ++i) {
    const double k1 = slope(x);
    const double k2 = slope(x + h / 2 * k1);
    const double k3 = slope(x + h / 2 * k2);
    const double k4 = slope(x + h * k3);
    x += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
  }
  return x;
}

// Devices as the sheet's parameters and spread make them, and the corners of the closed form.
std::vector<drift_case> random_cases(int kind, int count) {
  std::mt19937_64 engine(static_cast<std::uint64_t>(kind) + 1);
  const auto uniform = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(engine);
  };
  std::vector<drift_case> cases;
  while (cases.size() < static_cast<std::size_t>(count)) {
    drift_case c{std::pow(10, uniform(-2, 0)), 0, uniform(0.05, 5), std::pow(10, uniform(-2, 1))};
    switch (kind) {
      case 0:  // pulses down
        c.b = uniform(0, 1.5);
        break;
      case 1:  // negative voltages
        c.b = uniform(-1.5, 0);
        break;
      case 2:  // near b = 0, where both branches of W meet
        c.b = uniform(-1, 1) * std::pow(10, uniform(-10, -1));
        break;
      case 3:  // near x* = alpha/b, where c is near 0
        c.b = c.alpha / c.x * (1 + uniform(-1, 1) * std::pow(10, uniform(-14, -1)));
        break;
      default:  // z of hundreds, where exp(z) has no double
        c.alpha = std::pow(10, uniform(-3, -2));
        c.b = uniform(3, 6);
        c.s = uniform(0.01, 0.5);
        break;
    }
    cases.push_back(c);
  }
  return cases;
}

// Check 1 of section 10 of the fact sheet.
TEST(kinetics_laws, the_exact_step_gives_the_figures_of_the_fact_sheet) {
  EXPECT_NEAR(exact_step(0.7, 1, 1, 1), 0.7961936185, 5e-11);
  EXPECT_NEAR(exact_step(0.7, 0, 1, 3), 2.2803508502, 5e-11);
  EXPECT_NEAR(exact_step(0.7, -0.4, 1, 2), 2.6041915957, 5e-11);
  EXPECT_NEAR(exact_step(0.143, 0.838, 1, 1), 0.3894094001, 5e-11);
}

// Check 1: 1e-9 against an integrator, in every region of the closed form.
TEST(kinetics_laws, the_exact_step_agrees_with_odeint) {
  for (int kind = 0; kind < 5; ++kind) {
    for (const drift_case& c : random_cases(kind, 200)) {
      const double expected = by_odeint(c)[0];
      EXPECT_NEAR(exact_step(c.alpha, c.b, c.x, c.s), expected, 1e-9 * expected)
          << "alpha " << c.alpha << " b " << c.b << " x " << c.x << " s " << c.s;
    }
  }
}

TEST(kinetics_laws, the_exact_step_agrees_with_runge_kutta) {
  for (int kind = 0; kind < 4; ++kind) {
    for (const drift_case& c : random_cases(kind, 20)) {
      const double expected = by_runge_kutta(c, 20000);
      EXPECT_NEAR(exact_step(c.alpha, c.b, c.x, c.s), expected, 1e-9 * expected)
          << "alpha " << c.alpha << " b " << c.b << " x " << c.x << " s " << c.s;
    }
  }
}

// The equation is autonomous: s in two parts is s at once, also over times that no integrator likes.
TEST(kinetics_laws, two_exact_steps_are_one_of_their_sum) {
  for (int kind = 0; kind < 5; ++kind) {
    for (const drift_case& c : random_cases(kind, 200)) {
      for (const double scale : {1e-6, 1.0, 1e4}) {
        const double s = c.s * scale;
        const double once = exact_step(c.alpha, c.b, c.x, s);
        const double twice = exact_step(c.alpha, c.b, exact_step(c.alpha, c.b, c.x, 0.3 * s), 0.7 * s);
        EXPECT_NEAR(twice, once, 1e-10 * once) << "alpha " << c.alpha << " b " << c.b << " x " << c.x << " s " << s;
      }
    }
  }
}

TEST(kinetics_laws, exact_steps_meet_their_limits) {
  EXPECT_EQ(exact_step(0.7, 1, 1.3, 0), 1.3);                           // no time
  EXPECT_EQ(exact_step(0.7, 0, 1.3, 2), diffused(0.7, 1.3, 2));         // no drift
  EXPECT_NEAR(exact_step(0.7, 1e-200, 1, 3), 2.2803508502, 5e-11);      // next to none: as b = 0
  EXPECT_NEAR(exact_step(0.7, 1, 0.7, 5), fixed_point(0.7, 1), 1e-15);  // x* = alpha/b stays
  EXPECT_NEAR(exact_step(0.7, 1, 4, 1e6), 0.7, 1e-15);                  // and everything gets there
  EXPECT_NEAR(exact_step(0.7, 1, 0.01, 1e6), 0.7, 1e-15);
  EXPECT_NEAR(exact_step(0.001, 10, 5, 0.4), 1.0, 1e-3);  // z = 49999: drift alone, 5 - 10 * 0.4, and alpha s/x at most
}

// Section 2: near x* a distance falls by e in alpha/b^2 steps: 0.70 for (0.70, 1) and 17.5 for b = 0.2.
TEST(kinetics_laws, distances_from_the_fixed_point_fall_with_alpha_over_b_squared) {
  EXPECT_NEAR(relaxation_steps(0.70, 1), 0.70, 1e-12);
  EXPECT_NEAR(relaxation_steps(0.70, 0.2), 17.5, 1e-12);
  const double rest = fixed_point(0.70, 0.2);
  const double after = exact_step(0.70, 0.2, rest * (1 + 1e-6), relaxation_steps(0.70, 0.2));
  EXPECT_NEAR((after / rest - 1) / 1e-6, std::exp(-1), 1e-5);
}

// Section 7: free recovery from x to 1 takes (1 - x^2)/(2 alpha).
TEST(kinetics_laws, free_recovery_takes_the_time_of_the_parabola) {
  EXPECT_NEAR(diffused(0.7, 0.4, (1 - 0.16) / 1.4), 1, 1e-15);
  EXPECT_NEAR(steps_between(0.7, 0, 0.4, 1), (1 - 0.16) / 1.4, 1e-14);
}

TEST(kinetics_laws, the_time_between_two_states_is_that_of_the_exact_step) {
  for (int kind = 0; kind < 3; ++kind) {
    for (const drift_case& c : random_cases(kind, 100)) {
      const double after = exact_step(c.alpha, c.b, c.x, c.s);
      // Close to the fixed point a rounding of x is a time of its own.
      if (std::abs(after * c.b / c.alpha - 1) < 1e-3) continue;
      EXPECT_NEAR(steps_between(c.alpha, c.b, c.x, after), c.s, 1e-8 * c.s + 1e-9);
    }
  }
  EXPECT_EQ(steps_between(0.7, 1, 0.5, 0.7), std::numeric_limits<double>::infinity());  // x* takes for ever
  EXPECT_EQ(steps_between(0.7, 1, 0.5, 0.9), std::numeric_limits<double>::infinity());  // beyond it
  EXPECT_EQ(steps_between(0.7, 1, 0.5, 0.4), std::numeric_limits<double>::infinity());  // the other way
}

// The closed form of section 7, against the integral beside the equation.
TEST(kinetics_laws, the_integral_of_the_state_agrees_with_odeint) {
  for (int kind = 0; kind < 5; ++kind) {
    for (const drift_case& c : random_cases(kind, 200)) {
      const double after = exact_step(c.alpha, c.b, c.x, c.s);
      const double expected = by_odeint(c)[1];
      EXPECT_NEAR(state_integral(c.alpha, c.b, c.x, after, c.s), expected, 1e-9 * expected)
          << "alpha " << c.alpha << " b " << c.b << " x " << c.x << " s " << c.s;
    }
  }
  // b = 0: ((x^2 + 2 alpha s)^(3/2) - x^3)/(3 alpha) = (5.2^1.5 - 1)/2.1 at alpha 0.7, x 1, s 3.
  EXPECT_NEAR(state_integral(0.7, 0, 1, diffused(0.7, 1, 3), 3), (std::pow(5.2, 1.5) - 1) / 2.1, 1e-13);
}

// Steps too short for an integrator's digits: s (x + x')/2, less s^3 x''/12 with |x''| = (alpha/x^2)|alpha/x - b| <
// 0.41.
TEST(kinetics_laws, the_integral_of_a_short_pulse_keeps_its_digits) {
  for (const double s : {1e-3, 1e-6, 1e-9, 1e-12}) {
    for (const double b : {-2.0, 1e-9, 0.5, 3.0}) {
      const double after = exact_step(0.5, b, 2, s);
      EXPECT_NEAR(state_integral(0.5, b, 2, after, s), s * (2 + after) / 2, 0.41 / 12 * s * s * s + 2e-15 * s);
    }
  }
}

TEST(kinetics_laws, a_step_alone_is_the_same_to_the_last_bit_as_in_a_row) {
  for (int kind = 0; kind < 5; ++kind) {
    const std::vector<drift_case> cases = random_cases(kind, 37);
    std::vector<double> x, alpha, b, s;
    for (const drift_case& c : cases) {
      x.push_back(c.x), alpha.push_back(c.alpha), b.push_back(c.b), s.push_back(c.s);
    }
    std::vector<double> integral(cases.size());
    drift({cases.size(), x.data(), alpha.data(), b.data(), s.data(), integral.data()});
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const drift_case& c = cases[i];
      EXPECT_EQ(x[i], exact_step(c.alpha, c.b, c.x, c.s));
      EXPECT_EQ(integral[i], state_integral(c.alpha, c.b, c.x, x[i], c.s));
    }
  }
}

// Check 2: u = 1, (0.70, 1.00) settles to x* = 0.700 with alternating sign, slope 1 - r = -0.43. From x = 1 it is there
// in one step, 1 + 0.7 - 1; so the way is seen from another start.
TEST(kinetics_laws, the_discrete_law_of_images_settles_from_side_to_side) {
  EXPECT_NEAR(discrete_step(0.70, 1.00, 1), 0.700, 1e-15);
  double x = 0.9;
  double distance = 0;
  for (int step = 0; step < 12; ++step) {
    distance = x - 0.7;
    x = discrete_step(0.70, 1.00, x);
    EXPECT_LT((x - 0.7) * distance, 0) << "step " << step;
  }
  EXPECT_NEAR((x - 0.7) / distance, 1 - 1 / 0.7, 1e-3);
  for (int step = 0; step < 100; ++step) x = discrete_step(0.70, 1.00, x);
  EXPECT_NEAR(x, 0.700, 1e-12);
}

// Check 2: (0.354447, 0.854424), r = 2.06, no longer settles; it stays positive since r < 4.
TEST(kinetics_laws, the_discrete_law_of_audio_no_longer_settles) {
  EXPECT_NEAR(stability_figure(0.354447, 0.854424), 2.06, 5e-3);
  double x = 1;
  for (int step = 0; step < 10000; ++step) x = discrete_step(0.354447, 0.854424, x);
  const double rest = fixed_point(0.354447, 0.854424);
  double furthest = 0;
  for (int step = 0; step < 100; ++step) {
    x = discrete_step(0.354447, 0.854424, x);
    EXPECT_GT(x, 0);
    furthest = std::max(furthest, std::abs(x - rest));
  }
  EXPECT_GT(furthest, 0.01);
  // The equation itself settles there.
  EXPECT_NEAR(exact_step(0.354447, 0.854424, 1, 100), rest, 1e-12);
}

// Section 2: (0.102, 0.639) r = 3.99, (0.143, 0.838) r = 4.9.
TEST(kinetics_laws, the_stability_figure_sorts_the_parameter_sets_of_the_fact_sheet) {
  EXPECT_NEAR(stability_figure(0.10234, 0.63911), 3.99, 5e-3);
  EXPECT_NEAR(stability_figure(0.143179, 0.837902), 4.9, 5e-3);
  EXPECT_EQ(stability_of(stability_figure(0.7, 1)), kinetics_stability::alternating);    // 1.43
  EXPECT_EQ(stability_of(stability_figure(0.7, 1, 0.5)), kinetics_stability::monotone);  // 0.36
  EXPECT_EQ(stability_of(stability_figure(0.354447, 0.854424)), kinetics_stability::unsettled);
  EXPECT_EQ(stability_of(stability_figure(0.10234, 0.63911)), kinetics_stability::unsettled);
  EXPECT_EQ(stability_of(stability_figure(0.143179, 0.837902)), kinetics_stability::crossing);
  EXPECT_EQ(stability_of(2), kinetics_stability::unsettled);
  EXPECT_EQ(stability_of(4), kinetics_stability::crossing);
}

// x + alpha/x >= 2 sqrt(alpha): no u in [0, 1] brings the discrete law of r < 4 to 0, and r > 4 crosses it.
TEST(kinetics_laws, the_discrete_law_stays_positive_below_four) {
  std::mt19937_64 engine(7);
  std::uniform_real_distribution<double> uniform(0, 1);
  double x = 1;
  for (int step = 0; step < 100000; ++step) {
    x = discrete_step(0.10234, 0.63911 * uniform(engine), x);
    ASSERT_GT(x, 0) << "step " << step;
  }
  // At x = sqrt(alpha): 2 * 0.3784 - 0.8379 = -0.0811.
  EXPECT_NEAR(discrete_step(0.143179, 0.837902, std::sqrt(0.143179)), -0.0811, 5e-5);
}

// 1 - 0.4 = 0.6, then sqrt(0.36 + 1.4) after a step; with 1 - 1.2 held at 0.05, sqrt(0.0025 + 1.4).
TEST(kinetics_laws, a_kick_drifts_at_once_and_diffuses_then) {
  EXPECT_NEAR(kick_step(0.7, 0.4, 1, 1, 0.05), std::sqrt(1.76), 1e-15);
  EXPECT_NEAR(kick_step(0.7, 1.2, 1, 1, 0.05), std::sqrt(1.4025), 1e-15);
}

TEST(kinetics_laws, drift_follows_the_voltage_by_either_law) {
  kinetics_device_parameters p;  // V_fs = 3 V, V0 = 1 V
  EXPECT_DOUBLE_EQ(drift_input(p, 1.5), 0.5);
  EXPECT_DOUBLE_EQ(drift_input(p, -3), -1);
  p.drift = kinetics_drift::sinh;
  EXPECT_NEAR(drift_input(p, 1.5), 2.129279455 / 10.01787493, 1e-9);  // sinh(1.5)/sinh(3)
  EXPECT_NEAR(drift_input(p, -3), -1, 1e-15);
  EXPECT_EQ(drift_input(p, 0), 0);
  for (const double slope : {1e-3, 0.1, 1.0, 100.0}) {
    p.drift_slope_voltage = slope;
    for (const double volts : {-3.5, -1.0, 0.0, 2.999, 3.0}) {
      if (slope < 0.01 && std::abs(volts) < 2) continue;  // there f(V) has no double but 0
      EXPECT_NEAR(drift_voltage(p, drift_input(p, volts)), volts, 1e-9) << "slope " << slope;
    }
  }
}

// 1.5 V for half of the 1 ms that beta refers to: 0.25.
TEST(kinetics_laws, a_pulse_is_worth_its_height_times_its_width) {
  EXPECT_DOUBLE_EQ(pulse_input(kinetics_device_parameters{}, 1.5, 0.5e-3), 0.25);
}

// 1.9 V * 100 uS * 0.8 = 152 uA; 1.9^2 * 100e-6 * 0.8 * 10e-6 = 2.888 nJ; 9 V^2 * 100 uS * 0.5 * 1.1 ms = 495 nJ.
TEST(kinetics_laws, currents_and_energies_are_ohmic) {
  const kinetics_device_parameters p;
  EXPECT_NEAR(read_current(p, 0.8), 152e-6, 1e-15);
  EXPECT_NEAR(read_energy(p, 0.8), 2.888e-9, 1e-18);
  EXPECT_NEAR(pulse_energy(p, 3, 0.5), 495e-9, 1e-15);
}

}  // namespace
}  // namespace memvp
