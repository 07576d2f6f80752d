// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ferroionic_laws.hpp"

#include <gtest/gtest.h>

#include <boost/numeric/odeint.hpp>
#include <cmath>

#include "memvp/models/physics/random.hpp"

namespace memvp {
namespace {

const ferroionic_device_parameters device;

TEST(ferroionic_laws, a_voltage_is_in_the_window_of_the_published_pulses) {
  EXPECT_EQ(window_of(device, 0), voltage_window::none);
  EXPECT_EQ(window_of(device, -0.6), voltage_window::read);
  EXPECT_EQ(window_of(device, 0.22), voltage_window::read);
  EXPECT_EQ(window_of(device, -1.5), voltage_window::ion);
  EXPECT_EQ(window_of(device, 0.75), voltage_window::ion);
  for (int level = 0; level < 16; ++level) {
    EXPECT_EQ(window_of(device, set_voltage(device, level)), voltage_window::ferroelectric_set);
  }
  for (int group = 0; group < 17; ++group) {
    EXPECT_EQ(window_of(device, reset_voltage(device, group)), voltage_window::ferroelectric_reset);
  }
  for (const double volts : {1.6, -1.6, 5.0, 6.9, -4.9}) EXPECT_EQ(window_of(device, volts), voltage_window::undefined);
}

TEST(ferroionic_laws, ions_move_at_the_ion_gate_or_beyond_the_ion_window) {
  EXPECT_TRUE(drives_ions(device, -1.5, -4));
  EXPECT_TRUE(drives_ions(device, -0.6, -4.04));
  EXPECT_FALSE(drives_ions(device, -1.5, -3.9));
  EXPECT_FALSE(drives_ions(device, -1.5, 0));
  EXPECT_FALSE(drives_ions(device, 0, -4));
  EXPECT_TRUE(drives_ions(device, 7, 0));
  EXPECT_TRUE(drives_ions(device, -4.83, 0));
}

// refresh.md, section 4: p_t = -1 + 2(k+1)/16, k = floor((V-7)/0.5), and 1 - 2(j+1)/17, j = floor((|V|-5)/0.1).
TEST(ferroionic_laws, each_amplitude_group_has_a_polarisation_of_its_own) {
  for (int level = 0; level < 16; ++level) {
    ASSERT_TRUE(polarisation_target(device, set_voltage(device, level)));
    EXPECT_DOUBLE_EQ(*polarisation_target(device, set_voltage(device, level)), -1 + 2 * (level + 1) / 16.0);
    EXPECT_DOUBLE_EQ(level_polarisation(device, level), -1 + 2 * (level + 1) / 16.0);
  }
  for (int group = 0; group < 17; ++group) {
    ASSERT_TRUE(polarisation_target(device, reset_voltage(device, group)));
    EXPECT_DOUBLE_EQ(*polarisation_target(device, reset_voltage(device, group)), 1 - 2 * (group + 1) / 17.0);
  }
  EXPECT_DOUBLE_EQ(*polarisation_target(device, 7.25), -0.875);
  EXPECT_DOUBLE_EQ(*polarisation_target(device, 20), 1);
  EXPECT_DOUBLE_EQ(*polarisation_target(device, -20), -1);
  EXPECT_FALSE(polarisation_target(device, 6.9));
  EXPECT_FALSE(polarisation_target(device, -1.5));
}

// 40 and 30 pulses of 10 ms make 1 - exp(-0.4/0.133) and 1 - exp(-0.3/0.1) of the way: 95 %.
TEST(ferroionic_laws, a_group_of_pulses_fills_95_percent_of_the_way) {
  double p = -1;
  for (int pulse = 0; pulse < 40; ++pulse) p = polarisation_after(device, p, 14.5, 0.01);
  EXPECT_NEAR((p + 1) / 2, 0.95, 0.001);
  EXPECT_EQ(polarisation_after(device, p, 10, 1), p);  // p lies above the target of 10 V already
  p = 1;
  for (int pulse = 0; pulse < 30; ++pulse) p = polarisation_after(device, p, -6.6, 0.01);
  EXPECT_NEAR((1 - p) / 2, 0.95, 0.001);
}

// 3 time constants in Ns * 0.2 s and Nr * 0.4 s.
TEST(ferroionic_laws, rates_are_those_of_30_published_pulses) {
  EXPECT_DOUBLE_EQ(set_rate(device, -1.5), 0.5);
  EXPECT_DOUBLE_EQ(reset_rate(device, 0.22), 0.25);
  EXPECT_EQ(set_rate(device, 0.22), 0);
  EXPECT_EQ(reset_rate(device, -1.5), 0);
  ferroionic_device_parameters scaled = device;
  scaled.ion_set_width /= 20000;
  EXPECT_DOUBLE_EQ(set_rate(scaled, -1.5) * scaled.ion_set_width, 0.1);
  EXPECT_TRUE(std::isfinite(set_rate(device, -1000)));
}

// refresh.md, end of section 4: read disturb 0.99 %; section 6, check 5: -0.75 V gives 3.8 +/- 0.1 %; +0.5 V erases
// with about 0.24 s.
TEST(ferroionic_laws, weak_pulses_disturb_as_the_sheet_computes) {
  const double set = set_rate(device, -1.5) * device.ion_set_width;
  EXPECT_NEAR(set_rate(device, -0.6) * device.read_width / set, 0.0099, 0.00005);
  EXPECT_NEAR(set_rate(device, -0.75) * device.ion_set_width / set, 0.038, 0.001);
  EXPECT_NEAR(1 / reset_rate(device, 0.5), 0.24, 0.005);
}

TEST(ferroionic_laws, the_closed_form_solves_the_equation_of_the_ions) {
  const random_key key{1, random_purpose::test_input, 0};
  ferroionic_device_parameters parameters = device;
  for (std::uint64_t trial = 0; trial < 50; ++trial) {
    const double volts = -1.5 + 2.1 * uniform(key, trial, 0);
    const double tau = 1 + 20 * uniform(key, trial, 1);
    const double seconds = 5 * uniform(key, trial, 2);
    const double begin = uniform(key, trial, 3);
    parameters.equilibrium = 0.3 * uniform(key, trial, 4);
    const double rs = 0.5 * std::max(0.0, std::sinh(-volts / 0.23)) / std::sinh(1.5 / 0.23);
    const double rr = 0.25 * std::max(0.0, std::sinh(volts / 0.1)) / std::sinh(0.22 / 0.1);
    double w = begin;
    const auto equation = [&](const double& state, double& rate, double) {
      rate = rs * (1 - state) - rr * state - (state - parameters.equilibrium) / tau;
    };
    using stepper = boost::numeric::odeint::runge_kutta_dopri5<double, double, double, double,
                                                               boost::numeric::odeint::vector_space_algebra>;
    boost::numeric::odeint::integrate_adaptive(boost::numeric::odeint::make_controlled<stepper>(1e-12, 1e-12), equation,
                                               w, 0.0, seconds, 0.01);
    EXPECT_NEAR(ionic_after(parameters, begin, volts, seconds, tau), w, 1e-9) << volts << " V, " << seconds << " s";
    EXPECT_NEAR(relaxed(parameters, begin, seconds, tau), ionic_after(parameters, begin, 0, seconds, tau), 1e-15);
  }
}

TEST(ferroionic_laws, a_nominal_width_takes_a_state_where_it_is_wanted) {
  for (const double from : {0.0, 0.2, 0.7}) {
    for (const double to : {0.05, 0.4, 0.8}) {
      const double seconds = width_to_reach(device, from, to, 10);
      ASSERT_TRUE(std::isfinite(seconds));
      EXPECT_NEAR(ionic_after(device, from, to > from ? -1.5 : 0.22, seconds, 10), to, 1e-12);
    }
  }
  // Set balances relaxation at 0.5/(0.5 + 0.1).
  EXPECT_TRUE(std::isinf(width_to_reach(device, 0, 0.84, 10)));
  EXPECT_TRUE(std::isfinite(width_to_reach(device, 0, 0.83, 10)));
  EXPECT_TRUE(std::isinf(width_to_reach(device, 0.5, 0, 10)));
  EXPECT_EQ(width_to_reach(device, 0.5, 0.5, 10), 0);
}

// refresh.md, section 5.
TEST(ferroionic_laws, restoring_costs_what_the_sheet_computes) {
  int pulses = 0;
  double joule_per_siemens = 0;
  for (double w = 1; w > 0.02; w = ionic_after(device, w, 0.22, 0.4, 10)) {
    ++pulses;
    joule_per_siemens += pulse_energy(0.22, 1, 0.4);
  }
  EXPECT_EQ(pulses, 28);
  EXPECT_NEAR(pulses * device.ion_reset_width, 11.2, 1e-12);
  EXPECT_NEAR(joule_per_siemens, 0.542, 0.0005);
  EXPECT_NEAR(relaxed(device, 1, 39.1, 10), 0.02, 0.0001);
  // With a verify read after each pulse, which sets a little: 29.
  pulses = 0;
  for (double w = 1; w > 0.02; w = ionic_after(device, ionic_after(device, w, 0.22, 0.4, 10), -0.6, 0.1, 10)) ++pulses;
  EXPECT_EQ(pulses, 29);
  EXPECT_NEAR(29 * (pulse_energy(0.22, 1, 0.4) + pulse_energy(-0.6, 1, 0.1)), 1.61, 0.005);
}

// refresh.md, section 1 and check 2: E/G of the pulses, and their ratio at equal G.
TEST(ferroionic_laws, energies_are_the_ohmic_estimate_of_the_sheet) {
  EXPECT_NEAR(pulse_energy(-1.5, 1, 0.2), 0.450, 1e-12);
  EXPECT_NEAR(pulse_energy(0.22, 1, 0.4), 0.0194, 0.00005);
  EXPECT_NEAR(pulse_energy(-0.6, 1, 0.1), 0.036, 1e-12);
  EXPECT_NEAR(pulse_energy(14.5, 1e-9, 0.01), 2.1e-9, 0.01e-9);
  EXPECT_NEAR(pulse_energy(-1.5, 1, 0.2) / pulse_energy(0.22, 1, 0.4), 23.2, 0.05);
}

TEST(ferroionic_laws, both_variants_of_the_conductance_agree_where_one_mechanism_is_at_rest) {
  EXPECT_NEAR(conductance(device, -1, 0), 1e-9, 1e-22);
  EXPECT_NEAR(conductance(device, 1, 0), 1e-6, 1e-18);
  EXPECT_NEAR(conductance(device, -1, 1), 1e-8, 1e-20);
  EXPECT_NEAR(conductance(device, 1, 1), 1e-5, 1e-17);
  ferroionic_device_parameters additive = device;
  additive.conduction = ferroionic_conduction::additive;
  EXPECT_NEAR(conductance(additive, 0.3, 0), conductance(device, 0.3, 0), 1e-20);
  EXPECT_NEAR(conductance(additive, -1, 0.4), conductance(device, -1, 0.4), 1e-22);
  EXPECT_NEAR(conductance(additive, 1, 1), 1.009e-6, 1e-18);
}

// I = G V_nl sinh(V/V_nl) with V_nl = 0.5 V.
TEST(ferroionic_laws, the_read_current_follows_the_hyperbolic_sine) {
  EXPECT_NEAR(effective_read_voltage(device, -0.6), -0.5 * std::sinh(1.2), 1e-15);
  EXPECT_NEAR(read_current(device, 2e-9, -0.6), -1e-9 * std::sinh(1.2), 1e-24);
  EXPECT_NEAR(effective_read_voltage(device, 1e-6), 1e-6, 1e-15);
}

// 0.5 eV, 310 K: exp(0.5/8.617e-5 (1/310 - 1/300)) = 0.5358.
TEST(ferroionic_laws, ions_relax_faster_when_it_is_warm_if_an_activation_energy_is_given) {
  EXPECT_EQ(relaxation_time(device, 310), 10);
  ferroionic_device_parameters activated = device;
  activated.activation_energy = 0.5;
  EXPECT_NEAR(relaxation_time(activated, 310), 5.358, 0.001);
  EXPECT_EQ(relaxation_time(activated, 300), 10);
}

}  // namespace
}  // namespace memvp
