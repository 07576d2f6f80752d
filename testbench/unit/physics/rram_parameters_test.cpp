// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/rram_parameters.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>
#include <stdexcept>

#include "memvp/testbench/unit/physics/collecting_visitor.hpp"

namespace memvp {
namespace {

// ndr_1t1r.md sections 4, 5 and 8a.
TEST(rram_parameters, every_default_is_the_fact_sheets) {
  rram_device_parameters parameters;
  collecting_visitor visitor("device.", "");  // the paper gives no figure of its cells
  visit_parameters(visitor, parameters);
  const std::map<std::string, double> stated = {{"device.minimum_conductance", 1e-6},
                                                {"device.maximum_conductance", 40e-6},
                                                {"device.transistor_gain", 6e-4},
                                                {"device.transistor_threshold", 0.7},
                                                {"device.read_field_voltage", 0.43},
                                                {"device.read_noise", 0.01},
                                                {"device.set_spread_low", 0.4},
                                                {"device.reset_spread", 0.6},
                                                {"device.pristine_conductance", 0.1e-6},
                                                {"device.forming_voltage", 3.15},
                                                {"device.forming_gate_voltage", 2.0},
                                                {"device.forming_time", 1e-6},
                                                {"device.filament_oxide_thickness", 5e-9},
                                                {"device.filament_shortest", 3.3e-9},
                                                {"device.filament_longest", 4.9e-9},
                                                {"device.filament_reference_length", 4.7249e-9},
                                                {"device.filament_current_scale", 6.14e-5},
                                                {"device.filament_field_voltage", 0.43},
                                                {"device.filament_velocity", 150},
                                                {"device.filament_enhancement", 16.5},
                                                {"device.filament_enhancement_fall", 1.25},
                                                {"device.filament_generation_barrier", 1.501},
                                                {"device.filament_recombination_barrier", 1.5},
                                                {"device.filament_hopping_distance", 0.25e-9},
                                                {"device.filament_heat_capacity", 3.1825e-16},
                                                {"device.filament_thermal_time", 0.23e-9}};
  for (const auto& [key, value] : stated) {
    ASSERT_EQ(visitor.defaults.count(key), 1U) << key;
    EXPECT_DOUBLE_EQ(visitor.defaults.at(key), value) << key;
  }
  // Inferred: 125.74 F^2 at 130 nm; 7.8 kohm; (3.45 - 2.65) V / (2 * 1.645); ln(20 / 5.7) / (2 * 1.645).
  EXPECT_NEAR(visitor.defaults.at("device.cell_area"), 125.74 * 130e-9 * 130e-9, 1e-15);
  EXPECT_NEAR(visitor.defaults.at("device.formed_conductance"), 1 / 7.8e3, 0.3e-6);
  EXPECT_NEAR(visitor.defaults.at("device.forming_voltage_spread"), 0.8 / 3.29, 1e-3);
  EXPECT_NEAR(visitor.defaults.at("device.formed_spread"), std::log(20 / 5.7) / 3.29, 3e-3);
}

TEST(rram_parameters, the_spread_of_set_pulses_has_the_two_stated_ends) {
  const rram_device_parameters parameters;
  EXPECT_EQ(set_spread(parameters, std::log(50e-6)), 0.4);
  EXPECT_EQ(set_spread(parameters, std::log(5e-6)), 0.4);
  EXPECT_EQ(set_spread(parameters, std::log(120e-6)), 0.135);
  EXPECT_EQ(set_spread(parameters, std::log(200e-6)), 0.135);
  EXPECT_NEAR(set_spread(parameters, 0.5 * (std::log(50e-6) + std::log(120e-6))), 0.5 * (0.4 + 0.135), 1e-12);
}

TEST(rram_parameters, contradictions_are_refused_in_one_sentence) {
  const std::vector<std::function<void(rram_device_parameters&)>> mistakes = {
      [](auto& p) { p.minimum_conductance = p.maximum_conductance; },
      [](auto& p) { p.maximum_conductance = 2e-3; },
      [](auto& p) { p.transistor_gain = 0; },
      [](auto& p) { p.read_gate_voltage = p.transistor_threshold; },
      [](auto& p) { p.stuck_on_fraction = 0.6, p.stuck_off_fraction = 0.6; },
      [](auto& p) { p.frozen_share = 1.1; },
      [](auto& p) { p.reset_spread = -0.1; },
      [](auto& p) { p.pristine_conductance = 0; },
      [](auto& p) { p.relaxation_step = 0; },
      [](auto& p) { p.read_noise = std::nan(""); },
      [](auto& p) { p.filament.shortest_filament = 4.95e-9; },
      [](auto& p) { p.filament.reference_filament = 5e-9; }};
  EXPECT_NO_THROW(check(rram_device_parameters{}));
  for (std::size_t i = 0; i < mistakes.size(); ++i) {
    rram_device_parameters parameters;
    mistakes[i](parameters);
    try {
      check(parameters);
      ADD_FAILURE() << "mistake " << i << " was accepted";
    } catch (const std::invalid_argument& error) {
      const std::string sentence = error.what();
      EXPECT_EQ(sentence.back(), '.') << sentence;
      EXPECT_NE(sentence.find("device."), std::string::npos) << sentence;
    }
  }
}

}  // namespace
}  // namespace memvp
