// SPDX-License-Identifier: Apache-2.0
// Widths of ionic pulses that change weights, against the cell's own laws.
#include "memvp/platforms/workloads/ionic_updates.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <stdexcept>

#include "memvp/models/physics/ferroionic_laws.hpp"

namespace memvp {
namespace {

constexpr double lsb = 2e-5;  // s: fine beside the pulses of 0.2 s
constexpr double never = std::numeric_limits<double>::infinity();

ferroionic_device_parameters device_without_relaxation() {
  ferroionic_device_parameters device;
  device.relaxation_time = never;
  return device;
}

/// Two nominal cells under the pulses that are asked for.
struct nominal_pair {
  ferroionic_device_parameters device = device_without_relaxation();
  std::array<double, 2> at_rest{100e-9, 100e-9}, w{0, 0};
  ionic_updates updates{device, 2, lsb};
  std::array<std::int16_t, 2> widths{};

  nominal_pair() { updates.set_at_rest(at_rest.data()); }
  double difference() const {
    return at_rest[0] * std::pow(device.ionic_ratio, w[0]) - at_rest[1] * std::pow(device.ionic_ratio, w[1]);
  }
  void change(double siemens) {
    updates.widths(&siemens, widths.data());
    for (std::size_t cell = 0; cell < 2; ++cell) {
      const double volts = widths[cell] > 0 ? device.ion_set_voltage : device.ion_reset_voltage;
      w[cell] = ionic_after(device, w[cell], volts, std::abs(widths[cell]) * lsb, device.relaxation_time);
    }
  }
};

TEST(ionic_updates, raise_the_plus_cell_of_a_relaxed_pair_by_what_was_asked_for) {
  nominal_pair pair;
  pair.change(10e-9);
  EXPECT_GT(pair.widths[0], 0);
  EXPECT_EQ(pair.widths[1], 0);
  // A width step moves w by at most ks lsb = 3 / (30 * 0.2 s) lsb, and G by ln(10) G times that.
  const double step = 0.5 * lsb * std::log(10.0) * 110e-9;
  EXPECT_NEAR(pair.difference(), 10e-9, step);
  EXPECT_EQ(pair.updates.cut_pulses(), 0u);
}

TEST(ionic_updates, take_ions_back_from_the_other_cell_before_they_are_spent_on_this_one) {
  nominal_pair pair;
  pair.change(-10e-9);
  EXPECT_GT(pair.widths[1], 0);
  pair.change(0.5e-9);
  EXPECT_EQ(pair.widths[0], 0);
  EXPECT_LT(pair.widths[1], 0);
  // Each of both pulses is rounded to a width step, of which the set pulse's moves G more, as above.
  EXPECT_NEAR(pair.difference(), -9.5e-9, 0.5 * lsb * std::log(10.0) * 110e-9);
}

TEST(ionic_updates, give_to_this_cell_what_one_pulse_cannot_take_back_from_the_other) {
  nominal_pair pair;
  pair.change(-1e-9);
  pair.change(5e-9);
  EXPECT_GT(pair.widths[0], 0);
  EXPECT_LT(pair.widths[1], 0);
  // A reset pulse takes a tenth of the ions (Nr = 30 pulses to 95 %): it is as wide as the device's, and most of the
  // 1 nS stays.
  EXPECT_EQ(pair.widths[1], -std::lround(pair.device.ion_reset_width / lsb));
  EXPECT_GT(pair.w[1], 0);
  EXPECT_NEAR(pair.difference(), 4e-9, 0.5 * lsb * std::log(10.0) * 105e-9);
  EXPECT_EQ(pair.updates.cut_pulses(), 0u);
}

TEST(ionic_updates, cut_and_count_what_one_pulse_cannot_do) {
  nominal_pair pair;
  pair.change(500e-9);
  EXPECT_EQ(pair.widths[0], std::lround(pair.device.ion_set_width / lsb));
  EXPECT_EQ(pair.updates.cut_pulses(), 1u);
  pair.change(5e-6);  // more than any ionic state
  EXPECT_EQ(pair.updates.cut_pulses(), 2u);
}

TEST(ionic_updates, know_what_pulses_and_rest_have_left) {
  nominal_pair pair;
  for (const double siemens : {20e-9, -5e-9, 30e-9, -60e-9}) pair.change(siemens);
  for (std::size_t cell = 0; cell < 2; ++cell) EXPECT_NEAR(pair.updates.ionic_state(cell), pair.w[cell], 1e-9);

  ferroionic_device_parameters fading;
  ionic_updates updates(fading, 2, lsb);
  updates.set_at_rest(pair.at_rest.data());
  const double change = 20e-9;
  std::array<std::int16_t, 2> widths{};
  updates.widths(&change, widths.data());
  const double before = updates.ionic_state(0);
  updates.rest(5);
  EXPECT_NEAR(updates.ionic_state(0), before * std::exp(-0.5), 1e-12);  // tau = 10 s
  updates.restored();
  EXPECT_EQ(updates.ionic_state(0), 0);
}

TEST(ionic_updates, leave_alone_ions_that_are_all_but_gone) {
  ferroionic_device_parameters fading;
  ionic_updates updates(fading, 2, lsb);
  const std::array<double, 2> at_rest{48.7e-9, 48.7e-9};
  updates.set_at_rest(at_rest.data());
  std::array<std::int16_t, 2> widths{};
  const double change = 2e-9, less = -1e-26;
  updates.widths(&change, widths.data());
  for (int rest = 0; rest < 40; ++rest) {  // down to where 1 + w is 1 in double precision, and beyond
    updates.rest(10);
    updates.widths(&less, widths.data());
    EXPECT_EQ(widths[0], 0) << "w " << updates.ionic_state(0);
    EXPECT_EQ(widths[1], 0);
  }
}

TEST(ionic_updates, refuse_a_unit_of_width_too_fine_for_the_device) {
  EXPECT_THROW(ionic_updates(device_without_relaxation(), 2, 1e-5), std::invalid_argument);  // 0.4 s: 40000 units
}

TEST(ionic_updates, act_on_the_lowest_conductance_if_the_paths_are_in_parallel) {
  ferroionic_device_parameters device = device_without_relaxation();
  device.conduction = ferroionic_conduction::additive;
  ionic_updates updates(device, 2, lsb);
  const std::array<double, 2> at_rest{100e-9, 100e-9};
  updates.set_at_rest(at_rest.data());
  const double change = 0.1e-9;
  std::array<std::int16_t, 2> widths{};
  updates.widths(&change, widths.data());
  const double w = ionic_after(device, 0, device.ion_set_voltage, widths[0] * lsb, never);
  EXPECT_NEAR(conductance(device, 0.5, w) - conductance(device, 0.5, 0), 0.1e-9, 1e-13);
}

}  // namespace
}  // namespace memvp
