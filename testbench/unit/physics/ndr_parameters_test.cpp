// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ndr_parameters.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <string>

#include "memvp/models/physics/ndr_activation.hpp"
#include "memvp/testbench/unit/physics/collecting_visitor.hpp"

namespace memvp {
namespace {

// Defaults of fact sheet ndr_1t1r.md, section 8b.
TEST(ndr_parameters, defaults_are_the_fact_sheets_and_their_origin_is_said) {
  ndr_device_parameters parameters;
  collecting_visitor visitor("ndr.", "");  // the paper's text gives no device figure
  visit_parameters(visitor, parameters);
  EXPECT_TRUE(visitor.without_source.empty());
  const std::map<std::string, double> expected{
      {"ndr.peak_current", 13.7e-6},   {"ndr.peak_voltage", 0.30},       {"ndr.leakage_current", 1e-9},
      {"ndr.leakage_voltage", 0.15},   {"ndr.cold_resistance", 50e3},    {"ndr.activation_energy", 0.30},
      {"ndr.thermal_resistance", 1e6}, {"ndr.metallic_resistance", 1e3}, {"ndr.ecram_pulses", 100},
      {"ndr.ecram_pulse_voltage", 5},  {"ndr.ecram_pulse_width", 0.1},   {"ndr.current_spread", 0.05},
      {"ndr.voltage_spread", 0.05},    {"ndr.neuron_area", 0.25e-12}};
  for (const auto& [key, value] : expected) {
    ASSERT_EQ(visitor.defaults.count(key), 1u) << key;
    EXPECT_DOUBLE_EQ(visitor.defaults[key], value) << key;
  }
  EXPECT_NEAR(parameters.time_constant, 10e-9 / std::log(512.0), 1e-13);  // 8 bits in 10 ns
}

// Fact sheet 8b: series 60-100 uS in 0.4 uS steps, parallel 2-4 uS in 0.02 uS steps.
TEST(ndr_parameters, ecram_ranges_go_with_the_connection_unless_they_are_set) {
  ndr_device_parameters parameters;
  EXPECT_DOUBLE_EQ(ecram_range(parameters).minimum, 60e-6);
  EXPECT_DOUBLE_EQ(ecram_range(parameters).maximum, 100e-6);
  EXPECT_NEAR(ecram_range(parameters).step, 0.4e-6, 1e-18);
  parameters.connection = ndr_connection::parallel;
  EXPECT_DOUBLE_EQ(ecram_range(parameters).minimum, 2e-6);
  EXPECT_NEAR(ecram_range(parameters).step, 0.02e-6, 1e-18);
  parameters.ecram_minimum = 15e-6;
  parameters.ecram_maximum = 30e-6;
  EXPECT_NEAR(ecram_range(parameters).step, 0.15e-6, 1e-18);
}

TEST(ndr_parameters, contradictions_are_refused) {
  ndr_device_parameters parameters;
  parameters.ecram_minimum = 10e-6;  // without an upper end
  EXPECT_THROW(check(parameters), std::invalid_argument);
  parameters.ecram_maximum = 5e-6;
  EXPECT_THROW(check(parameters), std::invalid_argument);
  parameters = {};
  parameters.ecram_pulses = 0;
  EXPECT_THROW(check(parameters), std::invalid_argument);
  parameters = {};
  parameters.leakage_current = 1e-3;  // no fall left
  EXPECT_THROW(check(parameters), std::invalid_argument);
  EXPECT_NO_THROW(check(ndr_device_parameters()));
}

}  // namespace
}  // namespace memvp
