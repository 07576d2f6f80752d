// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ecram_parameters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>

#include "memvp/testbench/unit/physics/collecting_visitor.hpp"

namespace memvp {
namespace {

// Defaults of the table in section 7 of the ECRAM fact sheet.
TEST(ecram_parameters, every_default_is_the_fact_sheets) {
  ecram_device_parameters parameters;
  collecting_visitor visitor("device.", "10.1038/s41467-023-41958-4");
  visit_parameters(visitor, parameters);
  const std::map<std::string, double> expected = {{"device.pulse_voltage", 5},
                                                  {"device.pulse_width", 0.1},
                                                  {"device.pulses_per_window", 100},
                                                  {"device.minimum_conductance", 15e-6},
                                                  {"device.maximum_conductance", 30e-6},
                                                  {"device.nonlinearity_up", 0},
                                                  {"device.nonlinearity_down", 0},
                                                  {"device.asymmetry", 0},
                                                  {"device.asymmetry_spread", 0.01},
                                                  {"device.soft_bound_up", 0},
                                                  {"device.soft_bound_down", 0},
                                                  {"device.device_spread", 0.03},
                                                  {"device.cycle_noise", 0.24},
                                                  {"device.half_select_ratio", 300},
                                                  {"device.retention_time", std::numeric_limits<double>::infinity()},
                                                  {"device.retention_exponent", 1},
                                                  {"device.retention_equilibrium", 0.5},
                                                  {"device.read_noise", 0.005},
                                                  {"device.settle_time", 10e-6},
                                                  {"device.read_time", 10e-6},
                                                  {"device.gate_leakage_current", 0},
                                                  {"device.gate_capacitance", 0},
                                                  {"device.cell_area", 0},
                                                  {"device.update_law", 0},
                                                  {"device.update_curve", 0}};
  EXPECT_EQ(visitor.defaults, expected);
  EXPECT_TRUE(visitor.without_source.empty());
  EXPECT_NO_THROW(check(parameters));
}

// Section 6 and 7 of the fact sheet: gate current, gate capacitance and cell area are published nowhere.
TEST(ecram_parameters, what_nobody_publishes_is_declared_unknown) {
  ecram_device_parameters parameters;
  collecting_visitor visitor("device.", "10.1038/s41467-023-41958-4");
  visit_parameters(visitor, parameters);
  EXPECT_EQ(visitor.unknown,
            (std::set<std::string>{"device.gate_leakage_current", "device.gate_capacitance", "device.cell_area"}));
}

TEST(ecram_parameters, a_set_that_contradicts_itself_is_refused_with_a_sentence_that_names_the_key) {
  const std::vector<std::pair<std::string, std::function<void(ecram_device_parameters&)>>> mistakes = {
      {"minimum_conductance", [](auto& p) { p.minimum_conductance = p.maximum_conductance; }},
      {"minimum_conductance", [](auto& p) { p.minimum_conductance = -1e-6; }},
      {"half_select_ratio", [](auto& p) { p.half_select_ratio = 2; }},
      {"half_select_ratio", [](auto& p) { p.half_select_ratio = std::numeric_limits<double>::infinity(); }},
      {"pulse_width", [](auto& p) { p.pulse_width = 0; }},
      {"pulse_voltage", [](auto& p) { p.pulse_voltage = std::nan(""); }},
      {"cycle_noise", [](auto& p) { p.cycle_noise = -0.1; }},
      {"retention_time", [](auto& p) { p.retention_time = 0; }},
      {"retention_exponent", [](auto& p) { p.retention_exponent = 1.5; }},
      {"retention_equilibrium", [](auto& p) { p.retention_equilibrium = -0.1; }},
      {"nonlinearity_up", [](auto& p) { p.nonlinearity_up = 10; }},
      {"soft_bound_down", [](auto& p) { p.soft_bound_down = 1; }},
      {"asymmetry", [](auto& p) { p.asymmetry = 1.5; }},
  };
  for (const auto& [key, make_mistake] : mistakes) {
    ecram_device_parameters parameters;
    make_mistake(parameters);
    try {
      check(parameters);
      ADD_FAILURE() << "accepted: " << key;
    } catch (const std::invalid_argument& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("device." + key));
    }
  }
}

// V0 = 5 V / (2 acosh(150)) = 0.4383 V, and V0 = 0.543 and 0.362 V for R = 100 and 1000: fact sheet, section 7.
TEST(field_law, its_voltage_follows_from_the_half_select_ratio) {
  ecram_device_parameters parameters;
  EXPECT_NEAR(field_voltage(parameters), 0.438, 0.0005);
  parameters.half_select_ratio = 100;
  EXPECT_NEAR(field_voltage(parameters), 0.543, 0.0005);
  parameters.half_select_ratio = 1000;
  EXPECT_NEAR(field_voltage(parameters), 0.362, 0.0005);
}

// eta(Vp/2) = 1/R by definition of R; 1/2009 at Vp/3 and V0 = 0.438 V: fact sheet, section 7, table of implications.
TEST(field_law, half_a_pulse_has_one_300th_and_a_third_one_2009th_of_the_effect) {
  const ecram_device_parameters parameters;
  EXPECT_EQ(field_factor(5, parameters), 1);
  EXPECT_EQ(field_factor(-5, parameters), -1);
  EXPECT_EQ(field_factor(0, parameters), 0);
  EXPECT_NEAR(field_factor(2.5, parameters) * 300, 1, 1e-12);
  EXPECT_NEAR(field_factor(-2.5, parameters) * 300, -1, 1e-12);
  EXPECT_NEAR(1 / field_factor(5.0 / 3, parameters), 2009, 0.5);
}

// sinh(V/V0)/sinh(Vp/V0) itself, where neither sinh overflows (V0 = 0.438 V).
TEST(field_law, it_is_the_ratio_of_hyperbolic_sines) {
  const ecram_device_parameters parameters;
  const double scale = field_voltage(parameters);
  for (const double volts : {0.01, 0.7, 3.3, 4.9, 5.5, -1.2}) {
    const double expected = std::sinh(volts / scale) / std::sinh(5 / scale);
    EXPECT_NEAR(field_factor(volts, parameters) / expected, 1, 1e-12);
  }
}

TEST(field_law, a_ratio_of_zero_means_a_step_at_the_pulse_voltage) {
  ecram_device_parameters parameters;
  parameters.half_select_ratio = 0;
  EXPECT_EQ(field_factor(4.999, parameters), 0);
  EXPECT_EQ(field_factor(-2.5, parameters), 0);
  EXPECT_EQ(field_factor(5, parameters), 1);
  EXPECT_EQ(field_factor(-6, parameters), -1);
}

// 1 nA at 5 V for 100 ms is 0.5 nJ (fact sheet, section 6); 2 pF at 5 V adds C V^2 = 50 pJ.
TEST(ecram_parameters, a_pulse_costs_its_leakage_and_the_charge_of_its_gate) {
  ecram_device_parameters parameters;
  EXPECT_EQ(device_energy_of_pulse(parameters, 5, 0.1), 0);
  parameters.gate_leakage_current = 1e-9;
  EXPECT_NEAR(device_energy_of_pulse(parameters, -5, 0.1), 0.5e-9, 1e-22);
  parameters.gate_capacitance = 2e-12;
  EXPECT_NEAR(device_energy_of_pulse(parameters, -5, 0.1), 0.55e-9, 1e-22);
}

}  // namespace
}  // namespace memvp
