// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/rram_filament.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace memvp {
namespace {

constexpr double microsiemens = 1e-6;
constexpr double on_resistance = 2e3;  // of check K4, the same at every compliance

struct set_figure {
  double compliance;        // A
  double after_100_ns;      // uS, stated in K4
  double after_1_us;        // uS, stated in K4
  double integrated_100ns;  // uS, the same equations integrated by LSODA of SciPy 1.10, relative error 1e-7
  double integrated_1us;
};

// Check K4 of ndr_1t1r.md section 9: SET 2.4 V from x = 3.3 nm.
const std::vector<set_figure> set_figures = {{20e-6, 2.7, 3.5, 2.66726, 3.54552},
                                             {50e-6, 9.8, 12.1, 9.74256, 12.12505},
                                             {100e-6, 24.2, 29.9, 24.18298, 29.94040},
                                             {150e-6, 41.9, 52.2, 41.88389, 52.14783},
                                             {200e-6, 62.7, 78.7, 62.66350, 78.68613}};

double after_set(double compliance, double seconds) {
  rram_filament filament{rram_filament_parameters{}};
  filament.pulse(pulse_polarity::set, 2.4, {on_resistance, compliance}, seconds);
  return filament.conductance() / microsiemens;
}

double after_reset(double volts, double* energy = nullptr) {
  const rram_filament_parameters parameters;
  rram_filament filament(parameters);
  filament.set_length(parameters.longest_filament);
  const double joules = filament.pulse(pulse_polarity::reset, volts, {on_resistance, 400e-6}, 1e-6);
  if (energy != nullptr) *energy = joules;
  return filament.conductance() / microsiemens;
}

TEST(rram_filament, set_pulses_reach_the_conductances_of_check_K4) {
  for (const set_figure& figure : set_figures) {
    EXPECT_NEAR(after_set(figure.compliance, 100e-9), figure.after_100_ns, 0.05 * figure.after_100_ns);
    EXPECT_NEAR(after_set(figure.compliance, 1e-6), figure.after_1_us, 0.05 * figure.after_1_us);
  }
}

TEST(rram_filament, an_independent_integrator_agrees_to_a_thousandth) {
  for (const set_figure& figure : set_figures) {
    EXPECT_NEAR(after_set(figure.compliance, 100e-9), figure.integrated_100ns, 1e-3 * figure.integrated_100ns);
    EXPECT_NEAR(after_set(figure.compliance, 1e-6), figure.integrated_1us, 1e-3 * figure.integrated_1us);
  }
  // Resets by LSODA of SciPy 1.10: 102.4435, 87.6451, 0.64205 uS.
  EXPECT_NEAR(after_reset(1.4), 102.4435, 0.1);
  EXPECT_NEAR(after_reset(1.6), 87.6451, 0.1);
  EXPECT_NEAR(after_reset(1.8), 0.64205, 0.001);
}

TEST(rram_filament, a_set_pulse_takes_the_energy_of_check_K4) {
  rram_filament filament{rram_filament_parameters{}};
  // 23.4 pJ at 100 uA and 100 ns.
  EXPECT_NEAR(filament.pulse(pulse_polarity::set, 2.4, {on_resistance, 100e-6}, 100e-9), 23.4e-12, 0.05 * 23.4e-12);
}

TEST(rram_filament, reset_sets_in_where_check_K4_says) {
  rram_filament longest{rram_filament_parameters{}};
  longest.set_length(longest.parameters().longest_filament);
  const double before = longest.conductance() / microsiemens;
  // K4 says "no change" up to 1.4 V; our integration leaves 99.6 % there.
  for (const double volts : {0.5, 1.0, 1.2, 1.4}) EXPECT_NEAR(after_reset(volts), before, 0.05 * before) << volts;
  EXPECT_NEAR(after_reset(1.6), 87.7, 0.05 * 87.7);
  for (const double volts : {1.8, 2.0, 2.4}) EXPECT_LT(after_reset(volts), 1) << volts;
}

TEST(rram_filament, energy_is_the_integral_over_the_samples_of_a_pulse) {
  rram_filament filament{rram_filament_parameters{}};
  std::vector<filament_sample> samples;
  const double energy = filament.pulse(pulse_polarity::set, 2.4, {on_resistance, 100e-6}, 100e-9,
                                       [&](const filament_sample& sample) { samples.push_back(sample); });
  double integral = 0;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    integral +=
        2.4 * 0.5 * (samples[i].amperes + samples[i - 1].amperes) * (samples[i].seconds - samples[i - 1].seconds);
  }
  ASSERT_GT(samples.size(), 100U);
  EXPECT_NEAR(samples.back().seconds, 100e-9, 1e-15);
  // The trapezoidal rule on the integrator's own steps is the coarser of the two.
  EXPECT_NEAR(energy, integral, 2e-3 * energy);
}

TEST(rram_filament, heat_follows_the_power_within_a_nanosecond) {
  rram_filament filament{rram_filament_parameters{}};
  filament_sample last;
  filament.pulse(pulse_polarity::set, 2.4, {on_resistance, 100e-6}, 100e-9,
                 [&](const filament_sample& sample) { last = sample; });
  // In balance the temperature rises by power * tau_th / C_th.
  const double rise = last.cell_volts * last.amperes * 0.23e-9 / 3.1825e-16;
  EXPECT_NEAR(last.temperature, 300 + rise, 0.002 * rise);
  EXPECT_GT(rise, 50);
}

TEST(rram_filament, a_longer_or_stronger_set_pulse_never_ends_lower_and_stays_within_the_oxide) {
  double before = 0;
  for (const double compliance : {50e-6, 100e-6, 200e-6, 400e-6, 800e-6}) {
    const double after = after_set(compliance, 1e-6);
    EXPECT_GE(after, before);
    before = after;
  }
  rram_filament longest{rram_filament_parameters{}};
  longest.set_length(4.9e-9);
  EXPECT_NEAR(before, longest.conductance() / microsiemens, 1e-6 * before);
}

TEST(rram_filament, nothing_happens_without_volts_time_or_gate) {
  rram_filament filament{rram_filament_parameters{}};
  const double length = filament.length();
  EXPECT_EQ(filament.pulse(pulse_polarity::set, 0, {on_resistance, 1e-4}, 1e-6), 0);
  EXPECT_EQ(filament.pulse(pulse_polarity::set, 2.4, {on_resistance, 1e-4}, 0), 0);
  EXPECT_EQ(filament.pulse(pulse_polarity::set, 2.4, {on_resistance, 0}, 1e-6), 0);
  EXPECT_EQ(filament.length(), length);
}

TEST(rram_filament, impossible_pulses_lengths_and_parameters_are_refused) {
  rram_filament filament{rram_filament_parameters{}};
  EXPECT_THROW(filament.pulse(pulse_polarity::set, -1, {on_resistance, 1e-4}, 1e-6), std::invalid_argument);
  EXPECT_THROW(filament.pulse(pulse_polarity::set, 1, {on_resistance, 1e-4}, -1e-6), std::invalid_argument);
  EXPECT_THROW(filament.set_length(3.2e-9), std::invalid_argument);
  EXPECT_THROW(filament.set_length(5e-9), std::invalid_argument);
  rram_filament_parameters parameters;
  parameters.longest_filament = 3e-9;
  EXPECT_THROW(rram_filament{parameters}, std::invalid_argument);
}

}  // namespace
}  // namespace memvp
