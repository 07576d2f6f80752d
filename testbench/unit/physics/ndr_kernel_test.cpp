// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ndr_kernel.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace memvp {
namespace {

// Check K2 of fact sheet ndr_1t1r.md.
TEST(ndr_kernel, the_n_type_curve_has_the_fact_sheets_peak_and_valley) {
  const ndr_kernel kernel{ndr_device_parameters()};
  const double volt = kernel.voltage_scale(), ampere = kernel.current_scale();
  EXPECT_NEAR(kernel.peak().position * volt, 0.3003, 0.005 * 0.3003);
  EXPECT_NEAR(kernel.peak().value * ampere, 13.706e-6, 0.005 * 13.706e-6);
  EXPECT_NEAR(kernel.valley().position * volt, 1.0786, 0.005 * 1.0786);
  EXPECT_NEAR(kernel.valley().value * ampere, 5.002e-6, 0.005 * 5.002e-6);
  EXPECT_NEAR(kernel.peak().value / kernel.valley().value, 2.74, 0.005 * 2.74);
  EXPECT_NEAR(kernel.least_slope() * ampere / volt, -16.45e-6, 0.005 * 16.45e-6);
}

ndr_device_parameters threshold_switch() {
  ndr_device_parameters parameters;
  parameters.kernel = ndr_kernel_type::s_type;
  return parameters;
}

// Fact sheet section 8b: threshold 0.745 V at 45.9 uA, hold 0.544 V at 346 uA.
TEST(ndr_kernel, the_s_type_curve_has_the_fact_sheets_threshold_and_hold) {
  const ndr_kernel kernel(threshold_switch());
  EXPECT_NEAR(kernel.voltage_scale(), 0.745, 0.005 * 0.745);
  EXPECT_NEAR(kernel.current_scale(), 45.9e-6, 0.005 * 45.9e-6);
  EXPECT_NEAR(kernel.peak().position, 1, 1e-6);  // scales are the threshold's
  EXPECT_NEAR(kernel.peak().value, 1, 1e-9);
  EXPECT_NEAR(kernel.valley().value * kernel.voltage_scale(), 0.544, 0.005 * 0.544);
  EXPECT_NEAR(kernel.valley().position * kernel.current_scale(), 346e-6, 0.005 * 346e-6);
}

// The heat balance itself: T = T_0 + R_th V I must give R(T) = V / I.
TEST(ndr_kernel, the_s_type_device_is_as_hot_as_its_power_makes_it) {
  const ndr_device_parameters parameters = threshold_switch();
  const ndr_kernel kernel(parameters);
  for (double v = 0.05; v < 8; v += 0.11) {
    const double volts = kernel.value(v) * kernel.voltage_scale();
    const double amperes = v * kernel.current_scale();
    const double kelvin = parameters.ambient_temperature + parameters.thermal_resistance * volts * amperes;
    EXPECT_NEAR(ndr_thermal_resistance(parameters, kelvin) / (volts / amperes), 1, 1e-9);
  }
}

TEST(ndr_kernel, slopes_are_those_of_the_values) {
  for (const ndr_device_parameters& parameters : {ndr_device_parameters(), threshold_switch()}) {
    const ndr_kernel kernel(parameters);
    for (double v = 0.01; v < 7; v += 0.03)
      EXPECT_NEAR(kernel.slope(v), (kernel.value(v + 1e-5) - kernel.value(v - 1e-5)) / 2e-5, 1e-5);
  }
}

TEST(ndr_kernel, a_device_that_does_not_fold_is_refused) {
  ndr_device_parameters leaky;
  leaky.leakage_current = 1e-4;  // rises faster than the bell falls
  EXPECT_THROW(ndr_kernel{leaky}, std::invalid_argument);
  ndr_device_parameters metal = threshold_switch();
  metal.activation_energy = 0;  // a plain resistor
  EXPECT_THROW(ndr_kernel{metal}, std::invalid_argument);
}

// theta of the fact sheet's series range: 13.7 uA / (100 uS 0.3 V) = 0.4567 to 13.7 / (60 0.3) = 0.7611.
TEST(ndr_kernel, conductances_and_thetas_convert_both_ways) {
  const ndr_device_parameters parameters;
  const ndr_kernel kernel(parameters);
  EXPECT_NEAR(ecram_theta(parameters, kernel, 100e-6), 0.456667, 1e-6);
  EXPECT_NEAR(ecram_theta(parameters, kernel, 60e-6), 0.761111, 1e-6);
  for (const ndr_connection connection : {ndr_connection::series, ndr_connection::parallel}) {
    ndr_device_parameters other = threshold_switch();
    other.connection = connection;
    const ndr_kernel s_type(other);
    EXPECT_NEAR(ecram_conductance(other, s_type, ecram_theta(other, s_type, 20e-6)), 20e-6, 1e-18);
  }
}

}  // namespace
}  // namespace memvp
