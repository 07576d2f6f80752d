// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/kinetics_parameters.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>

#include "memvp/models/physics/kinetics_reservoir_parameters.hpp"
#include "memvp/testbench/unit/physics/collecting_visitor.hpp"

namespace memvp {
namespace {

// Section 9 of the fact sheet.
TEST(kinetics_parameters, defaults_are_those_of_the_fact_sheet_and_say_where_they_come_from) {
  collecting_visitor visitor("device.", "s41467-025-56286-y");
  kinetics_device_parameters parameters;
  visit_parameters(visitor, parameters);
  EXPECT_EQ(visitor.defaults.size(), 19U);
  const std::map<std::string, double> expected{{"device.alpha", 0.70},
                                               {"device.beta", 1.00},
                                               {"device.alpha_spread", 0.0955},
                                               {"device.beta_spread", 0.276},
                                               {"device.initial_state", 1},
                                               {"device.least_state", 0.05},
                                               {"device.greatest_state", 5},
                                               {"device.pulse_width", 1e-3},
                                               {"device.read_width", 10e-6},
                                               {"device.read_voltage", 1.9},
                                               {"device.full_scale_voltage", 3.0}};
  for (const auto& [key, value] : expected) EXPECT_EQ(visitor.defaults.at(key), value) << key;
  // 0.01873 * 5.1 and 0.05411 * 5.1, rounded by the sheet.
  EXPECT_NEAR(parameters.alpha_spread, 0.01873 * 5.1, 5e-5);
  EXPECT_NEAR(parameters.beta_spread, 0.05411 * 5.1, 5e-5);
  EXPECT_EQ(visitor.unknown,
            (std::set<std::string>{"device.drift_slope_voltage", "device.initial_conductance", "device.read_noise"}));
  EXPECT_NO_THROW(check(parameters));
}

TEST(kinetics_parameters, contradictions_are_refused_in_a_sentence) {
  const std::map<std::string, std::function<void(kinetics_device_parameters&)>> faults{
      {"alpha of 0", [](auto& p) { p.alpha = 0; }},
      {"negative beta", [](auto& p) { p.beta = -1; }},
      {"alpha that is no number", [](auto& p) { p.alpha = std::nan(""); }},
      {"infinite beta", [](auto& p) { p.beta = std::numeric_limits<double>::infinity(); }},
      {"start below the least state", [](auto& p) { p.initial_state = 0.01; }},
      {"start above the greatest state", [](auto& p) { p.initial_state = 6; }},
      {"least state 0", [](auto& p) { p.least_state = 0; }},
      {"no room between the bounds", [](auto& p) { p.least_state = p.greatest_state = p.initial_state = 1; }},
      {"step of no time", [](auto& p) { p.step_time = 0; }},
      {"read at 0 V", [](auto& p) { p.read_voltage = 0; }},
      {"negative spread", [](auto& p) { p.beta_spread = -0.1; }},
      {"noise that is no number", [](auto& p) { p.read_noise = std::nan(""); }},
      {"discrete law of r = 4.9",
       [](auto& p) {
         p.integrator = kinetics_integrator::discrete;
         p.alpha = 0.143179, p.beta = 0.837902;
       }},
  };
  for (const auto& [name, spoil] : faults) {
    kinetics_device_parameters parameters;
    spoil(parameters);
    EXPECT_THROW(check(parameters), std::invalid_argument) << name;
  }
  // The same constants are no trouble to the equation, and r = 3.99 none to the discrete law.
  kinetics_device_parameters parameters;
  parameters.alpha = 0.143179, parameters.beta = 0.837902;
  EXPECT_NO_THROW(check(parameters));
  parameters.alpha = text_kinetics.alpha, parameters.beta = text_kinetics.beta;
  parameters.integrator = kinetics_integrator::discrete;
  EXPECT_NO_THROW(check(parameters));
}

// Section 6 of the fact sheet, Zhong 2021.
TEST(kinetics_reservoir_parameters, defaults_are_those_of_the_fact_sheet_and_say_where_they_come_from) {
  collecting_visitor visitor("device.", "s41467-020-20692-1");
  kinetics_reservoir_parameters parameters;
  visit_parameters(visitor, parameters);
  const std::map<std::string, double> expected{{"device.reservoir_retention", 0.99},
                                               {"device.reservoir_rest_state", 0.5},
                                               {"device.reservoir_positive_current", 9.13e-6},
                                               {"device.reservoir_negative_current", 0.32e-6},
                                               {"device.reservoir_drive", 0.23},
                                               {"device.reservoir_read_voltage", 1.9},
                                               {"device.reservoir_read_width", 10e-6}};
  for (const auto& [key, value] : expected) EXPECT_EQ(visitor.defaults.at(key), value) << key;
  // 400 us times -ln 0.99.
  EXPECT_NEAR(parameters.step_time, -400e-6 * std::log(0.99), 5e-9);
  EXPECT_EQ(visitor.unknown, (std::set<std::string>{"device.reservoir_decay_spread", "device.reservoir_drive_spread",
                                                    "device.reservoir_read_noise"}));
  EXPECT_NO_THROW(check(parameters));
}

TEST(kinetics_reservoir_parameters, contradictions_are_refused_in_a_sentence) {
  const std::map<std::string, std::function<void(kinetics_reservoir_parameters&)>> faults{
      {"retention of 0", [](auto& p) { p.retention = 0; }},
      {"retention above 1", [](auto& p) { p.retention = 1.01; }},
      {"rest beyond the range", [](auto& p) { p.rest_state = -0.1; }},
      {"negative drive", [](auto& p) { p.drive = -0.1; }},
      {"current that is no number", [](auto& p) { p.negative_current = std::nan(""); }},
      {"step of no time", [](auto& p) { p.step_time = 0; }},
      {"read at 0 V", [](auto& p) { p.read_voltage = 0; }},
      {"negative noise", [](auto& p) { p.read_noise = -0.1; }},
  };
  for (const auto& [name, spoil] : faults) {
    kinetics_reservoir_parameters parameters;
    spoil(parameters);
    EXPECT_THROW(check(parameters), std::invalid_argument) << name;
  }
}

// Both devices serve one tile, whose parameters are one table.
TEST(kinetics_reservoir_parameters, keys_differ_from_those_of_the_drift_diffusion_device) {
  collecting_visitor visitor("device.", "doi");
  kinetics_device_parameters drifting;
  kinetics_reservoir_parameters decaying;
  visit_parameters(visitor, drifting);
  visit_parameters(visitor, decaying);
  EXPECT_EQ(visitor.defaults.size(), 19U + 13U);
}

}  // namespace
}  // namespace memvp
