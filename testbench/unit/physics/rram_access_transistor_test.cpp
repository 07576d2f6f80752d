// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/rram_access_transistor.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace memvp {
namespace {

// ndr_1t1r.md section 8a.1 states these: V_G 1.28 V -> 101 uA, 2.87 kohm; V_G 2.5 V -> 926 ohm.
TEST(rram_access_transistor, gives_the_published_decks_compliance_and_resistance) {
  const rram_device_parameters parameters;
  EXPECT_NEAR(transistor_saturation_current(parameters, 1.28), 101e-6, 0.5e-6);
  EXPECT_NEAR(transistor_on_resistance(parameters, 1.28), 2870, 10);
  EXPECT_NEAR(transistor_on_resistance(parameters, 2.5), 926, 0.5);
}

TEST(rram_access_transistor, is_ohmic_at_small_voltages_and_saturates_at_large_ones) {
  const rram_device_parameters parameters;
  EXPECT_NEAR(transistor_current(parameters, 2.5, 1e-3), 1e-3 / transistor_on_resistance(parameters, 2.5), 1e-12);
  EXPECT_NEAR(transistor_current(parameters, 1.28, 10), transistor_saturation_current(parameters, 1.28), 1e-12);
  EXPECT_EQ(transistor_current(parameters, 1.28, -0.3), -transistor_current(parameters, 1.28, 0.3));
}

TEST(rram_access_transistor, conducts_nothing_at_or_below_its_threshold) {
  const rram_device_parameters parameters;
  EXPECT_EQ(transistor_current(parameters, 0.7, 1), 0);
  EXPECT_EQ(transistor_current(parameters, 0, 1), 0);
  EXPECT_TRUE(std::isinf(transistor_on_resistance(parameters, 0.7)));
}

TEST(rram_access_transistor, a_gate_voltage_is_found_for_every_compliance) {
  const rram_device_parameters parameters;
  for (const double amperes : {1e-6, 20e-6, 400e-6}) {
    EXPECT_NEAR(transistor_saturation_current(parameters, gate_voltage_of_compliance(parameters, amperes)), amperes,
                1e-9 * amperes);
  }
}

TEST(rram_access_transistor, takes_its_share_of_a_cells_conductance) {
  EXPECT_DOUBLE_EQ(series_conductance(40e-6, 1000), 1 / (25e3 + 1000));
  EXPECT_EQ(series_conductance(40e-6, 0), 40e-6);
}

// Kirchhoff: what the solver returns puts the same current through both, whatever the guess.
TEST(rram_access_transistor, cell_and_transistor_carry_the_same_current) {
  const rram_device_parameters parameters;
  const double field_volts = 0.43;
  for (const double siemens : {1e-9, 1e-6, 40e-6, 1e-3}) {
    for (const double gate : {0.8, 1.28, 2.5, 5.0}) {
      for (const double volts : {0.01, 0.2, 1.5, 4.0}) {
        const access_transistor transistor = transistor_at(parameters, gate);
        for (const double guess : {0.0, volts / 2, volts}) {
          const double cell = cell_voltage_in_series(siemens * field_volts, field_volts, transistor, volts, guess);
          const double through_cell = siemens * field_volts * std::sinh(cell / field_volts);
          // A transistor that has almost nothing across it turns the rounding of its voltage into current.
          EXPECT_NEAR(transistor.current(volts - cell), through_cell,
                      1e-9 * through_cell + 1e-13 * volts / transistor.on_resistance)
              << siemens << " S, gate " << gate << " V, " << volts << " V";
        }
      }
    }
  }
}

TEST(rram_access_transistor, nothing_flows_without_volts_or_gate) {
  const rram_device_parameters parameters;
  EXPECT_EQ(cell_voltage_in_series(1e-5, 0.43, transistor_at(parameters, 2.5), 0, 0), 0);
  EXPECT_EQ(cell_voltage_in_series(1e-5, 0.43, transistor_at(parameters, 0.5), 1, 0), 0);
}

}  // namespace
}  // namespace memvp
