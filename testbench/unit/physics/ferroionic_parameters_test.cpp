// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ferroionic_parameters.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>

#include "memvp/testbench/unit/physics/collecting_visitor.hpp"

namespace memvp {
namespace {

// refresh.md, section 1 (pulses) and the table of section 4 (the rest).
TEST(ferroionic_parameters, every_default_is_the_fact_sheets) {
  ferroionic_device_parameters parameters;
  collecting_visitor visitor("device.", "s41467-024-55701-0");
  visit_parameters(visitor, parameters);
  const std::map<std::string, double> stated = {{"device.set_lowest", 7},
                                                {"device.set_step", 0.5},
                                                {"device.set_groups", 16},
                                                {"device.reset_lowest", 5},
                                                {"device.reset_step", 0.1},
                                                {"device.reset_groups", 17},
                                                {"device.ferroelectric_width", 0.01},
                                                {"device.ferroelectric_gap", 0.4},
                                                {"device.set_pulses", 40},
                                                {"device.reset_pulses", 30},
                                                {"device.ion_set_voltage", -1.5},
                                                {"device.ion_set_width", 0.2},
                                                {"device.ion_reset_voltage", 0.22},
                                                {"device.ion_reset_width", 0.4},
                                                {"device.read_voltage", -0.6},
                                                {"device.read_width", 0.1},
                                                {"device.ion_gate_voltage", -4},
                                                {"device.set_filling_time", 0.133},
                                                {"device.reset_filling_time", 0.1},
                                                {"device.ion_set_pulses", 30},
                                                {"device.ion_reset_pulses", 30},
                                                {"device.ion_set_slope_voltage", 0.23},
                                                {"device.ion_reset_slope_voltage", 0.1},
                                                {"device.relaxation_time", 10},
                                                {"device.activation_energy", 0},
                                                {"device.equilibrium", 0},
                                                {"device.curie_temperature", 315},
                                                {"device.lowest_conductance", 1e-9},
                                                {"device.polarisation_ratio", 1e3},
                                                {"device.ionic_ratio", 10},
                                                {"device.nonlinearity_voltage", 0.5},
                                                {"device.set_threshold_cycle_spread", 0.053},
                                                {"device.reset_threshold_cycle_spread", 0.091}};
  for (const auto& [key, value] : stated) {
    ASSERT_EQ(visitor.defaults.count(key), 1U) << key;
    EXPECT_DOUBLE_EQ(visitor.defaults.at(key), value) << key;
  }
  EXPECT_TRUE(std::isinf(visitor.defaults.at("device.polarisation_retention")));
  // 342 ... 1089 ms over 1000 runs; the range of 1000 normal numbers is 6.48 standard deviations in the mean (Tippett).
  EXPECT_NEAR(visitor.defaults.at("device.relaxation_cycle_spread"), std::log(1089.0 / 342.0) / 6.48, 5e-4);
}

// refresh.md, section 0: what is published nowhere must show up as such in every run.
TEST(ferroionic_parameters, conductances_and_time_constant_are_declared_unknown) {
  ferroionic_device_parameters parameters;
  collecting_visitor visitor("device.", "s41467-024-55701-0");
  visit_parameters(visitor, parameters);
  for (const char* key : {"device.lowest_conductance", "device.polarisation_ratio", "device.ionic_ratio",
                          "device.relaxation_time", "device.activation_energy", "device.ion_set_pulses"}) {
    EXPECT_EQ(visitor.unknown.count(key), 1U) << key;
  }
}

TEST(ferroionic_parameters, sets_that_contradict_themselves_are_refused) {
  EXPECT_NO_THROW(check(ferroionic_device_parameters{}));
  using change = std::function<void(ferroionic_device_parameters&)>;
  const change changes[] = {[](auto& p) { p.ion_set_voltage = 1.5; },
                            [](auto& p) { p.ion_set_voltage = -1.6; },
                            [](auto& p) { p.ion_reset_voltage = -0.22; },
                            [](auto& p) { p.ion_window = 5.5; },
                            [](auto& p) { p.read_voltage = 0; },
                            [](auto& p) { p.hold_gate_voltage = -4; },
                            [](auto& p) { p.set_groups = 0; },
                            [](auto& p) { p.reset_pulses = 0; },
                            [](auto& p) { p.relaxation_time = 0; },
                            [](auto& p) { p.relaxation_time = std::nan(""); },
                            [](auto& p) { p.polarisation_retention = 0; },
                            [](auto& p) { p.equilibrium = 1.1; },
                            [](auto& p) { p.lowest_conductance = 0; },
                            [](auto& p) { p.ionic_ratio = 0.5; },
                            [](auto& p) { p.polarisation_ratio = std::nan(""); },
                            [](auto& p) { p.reference_temperature = 320; },
                            [](auto& p) { p.ion_set_slope_voltage = 0; },
                            [](auto& p) { p.relaxation_cycle_spread = -0.1; },
                            [](auto& p) { p.activation_energy = -1; }};
  for (std::size_t i = 0; i < std::size(changes); ++i) {
    ferroionic_device_parameters parameters;
    changes[i](parameters);
    EXPECT_THROW(check(parameters), std::invalid_argument) << i;
  }
}

}  // namespace
}  // namespace memvp
