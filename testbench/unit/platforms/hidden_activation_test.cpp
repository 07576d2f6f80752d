// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/hidden_activation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace memvp {
namespace {

struct answer {
  std::vector<float> y, slope, sensitivity;
};

answer ask(const hidden_activation& activation, const std::vector<float>& u, float theta) {
  const std::vector<float> thetas(u.size(), theta);
  answer result{u, u, u};
  activation.evaluate(u.data(), thetas.data(), u.size(), result.y.data(), result.slope.data(),
                      result.sensitivity.data());
  return result;
}

/// Every kernel and connection, over the whole range of both arguments and between the table's points.
TEST(ndr_hidden_activation, the_table_agrees_with_the_neuron) {
  for (const auto kernel : {ndr_kernel_type::n_type, ndr_kernel_type::s_type})
    for (const auto connection : {ndr_connection::series, ndr_connection::parallel}) {
      ndr_device_parameters parameters;
      parameters.kernel = kernel;
      parameters.connection = connection;
      const ndr_hidden_activation table(parameters);
      const ndr_activation neuron(parameters);
      std::vector<float> u;
      for (int i = 0; i <= 1000; ++i) u.push_back(table.input_limit() * static_cast<float>(i) / 1000.0F);
      for (const float share : {0.0F, 0.31F, 0.77F, 1.0F}) {
        const float theta = table.least_theta() + share * (table.greatest_theta() - table.least_theta());
        const answer got = ask(table, u, theta);
        for (std::size_t i = 0; i < u.size(); ++i)
          ASSERT_NEAR(got.y[i], neuron.value(u[i], theta), 2e-4 * table.greatest_value())
              << table.name() << " u " << u[i] << " theta " << theta;
        for (std::size_t i = 1; i + 1 < u.size(); ++i) {
          ASSERT_NEAR(got.slope[i], neuron.slope(u[i], theta), 0.02) << table.name() << " u " << u[i];
          ASSERT_NEAR(got.sensitivity[i], neuron.sensitivity(u[i], theta), 0.02) << table.name() << " u " << u[i];
        }
      }
    }
}

TEST(ndr_hidden_activation, inputs_are_rectified_and_limited) {
  const ndr_hidden_activation neuron{ndr_device_parameters{}};
  const float limit = neuron.input_limit();
  const answer got = ask(neuron, {-3.0F, 0.0F, limit, limit + 5}, neuron.default_theta());
  EXPECT_EQ(got.y[0], 0);
  EXPECT_EQ(got.slope[0], 0);
  EXPECT_EQ(got.slope[3], 0);
  EXPECT_EQ(got.y[2], got.y[3]);
}

TEST(hidden_activations, the_slopes_are_the_differences_of_the_values) {
  const shifted_sigmoid sigmoid(6);
  const rectified_linear rectified(6);
  const float step = 1e-2F;
  for (const hidden_activation* activation :
       {static_cast<const hidden_activation*>(&sigmoid), static_cast<const hidden_activation*>(&rectified)})
    for (const float u : {-1.0F, 0.5F, 3.0F, 5.5F, 7.0F}) {
      const float theta = activation->default_theta();
      const answer around = ask(*activation, {u - step, u + step}, theta);
      const answer here = ask(*activation, {u}, theta);
      EXPECT_NEAR(here.slope[0], (around.y[1] - around.y[0]) / (2 * step), 1e-4) << activation->name() << " u " << u;
      const float difference =
          (ask(*activation, {u}, theta + step).y[0] - ask(*activation, {u}, theta - step).y[0]) / (2 * step);
      EXPECT_NEAR(here.sensitivity[0], difference, 1e-4) << activation->name() << " u " << u;
    }
}

}  // namespace
}  // namespace memvp
