// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/hidden_activation.hpp"

#include <algorithm>
#include <cmath>

namespace memvp {
namespace {

constexpr std::size_t input_intervals = 256;
constexpr std::size_t theta_intervals = 16;

}  // namespace

ndr_hidden_activation::ndr_hidden_activation(const ndr_device_parameters& parameters) : neuron_(parameters) {
  input_rate_ = static_cast<float>(input_intervals / neuron_.input_limit());
  theta_rate_ = static_cast<float>(theta_intervals / (neuron_.greatest_theta() - neuron_.least_theta()));
  for (std::size_t t = 0; t <= theta_intervals; ++t) {
    const double along = static_cast<double>(t) / theta_intervals;
    const double theta = neuron_.least_theta() + along * (neuron_.greatest_theta() - neuron_.least_theta());
    for (std::size_t i = 0; i <= input_intervals; ++i) {
      const double u = neuron_.input_limit() * static_cast<double>(i) / input_intervals;
      table_.emplace_back(static_cast<float>(neuron_.value(u, theta)), static_cast<float>(neuron_.slope(u, theta)),
                          static_cast<float>(neuron_.sensitivity(u, theta)), 0.0F);
    }
  }
}

void ndr_hidden_activation::evaluate(const float* u, const float* theta, std::size_t n, float* y, float* dy_du,
                                     float* dy_dtheta) const {
  const float limit = input_limit(), origin = least_theta();
  for (std::size_t i = 0; i < n; ++i) {
    response drawn = response::Zero();  // without input nothing comes out, whatever theta
    if (u[i] > 0) {
      const float along = std::min(u[i], limit) * input_rate_;
      const float across = (theta[i] - origin) * theta_rate_;
      // The last interval takes its upper end too.
      const int place = std::min(static_cast<int>(along), static_cast<int>(input_intervals) - 1);
      const int row = std::clamp(static_cast<int>(across), 0, static_cast<int>(theta_intervals) - 1);
      const response* here = table_.data() + row * static_cast<int>(input_intervals + 1) + place;
      const response* next = here + input_intervals + 1;
      const float x = along - static_cast<float>(place);
      const response lower = here[0] + x * (here[1] - here[0]);
      const response upper = next[0] + x * (next[1] - next[0]);
      drawn = lower + (across - static_cast<float>(row)) * (upper - lower);
      if (u[i] >= limit) drawn[1] = 0;
    }
    y[i] = drawn[0];
    if (dy_du != nullptr) dy_du[i] = drawn[1];
    if (dy_dtheta != nullptr) dy_dtheta[i] = drawn[2];
  }
}

std::string ndr_hidden_activation::name() const {
  const ndr_device_parameters& device = neuron_.parameters();
  return std::string("ndr-") + (device.kernel == ndr_kernel_type::n_type ? "n" : "s") +
         (device.connection == ndr_connection::series ? "-series" : "-parallel");
}

void rectified_linear::evaluate(const float* u, const float*, std::size_t n, float* y, float* dy_du,
                                float* dy_dtheta) const {
  for (std::size_t i = 0; i < n; ++i) y[i] = std::clamp(u[i], 0.0F, limit_);
  if (dy_du != nullptr)
    for (std::size_t i = 0; i < n; ++i) dy_du[i] = u[i] > 0 && u[i] < limit_ ? 1.0F : 0.0F;
  if (dy_dtheta != nullptr) std::fill_n(dy_dtheta, n, 0.0F);
}

void shifted_sigmoid::evaluate(const float* u, const float* theta, std::size_t n, float* y, float* dy_du,
                               float* dy_dtheta) const {
  for (std::size_t i = 0; i < n; ++i) y[i] = 1 / (1 + std::exp(theta[i] - std::clamp(u[i], 0.0F, limit_)));
  if (dy_du != nullptr)
    for (std::size_t i = 0; i < n; ++i) dy_du[i] = u[i] > 0 && u[i] < limit_ ? y[i] * (1 - y[i]) : 0.0F;
  if (dy_dtheta != nullptr)
    for (std::size_t i = 0; i < n; ++i) dy_dtheta[i] = -y[i] * (1 - y[i]);
}

}  // namespace memvp
