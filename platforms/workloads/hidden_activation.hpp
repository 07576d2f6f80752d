// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <string>
#include <vector>

#include "memvp/models/physics/ndr_activation.hpp"

namespace memvp {

/// What a hidden neuron does to its sum u, as the float trainer needs it: y = a(u; theta), theta a parameter of each
/// neuron. Sums below 0 count as 0 and sums above input_limit() as the limit, as in hardware; there both slopes with
/// respect to u are 0.
class hidden_activation {
 public:
  virtual ~hidden_activation() = default;

  /// One word, written into files of weights, so that weights meet the activation they were trained with.
  virtual std::string name() const = 0;

  /// `n` neurons, each with a theta of its own. @param dy_du, dy_dtheta  either may be null
  virtual void evaluate(const float* u, const float* theta, std::size_t n, float* y, float* dy_du,
                        float* dy_dtheta) const = 0;

  virtual float least_theta() const = 0;
  virtual float greatest_theta() const = 0;
  virtual float default_theta() const = 0;
  virtual float input_limit() const = 0;
  /// Greatest y over all allowed u and theta: what the greatest code of the next layer's inputs stands for.
  virtual float greatest_value() const = 0;
};

/// The NDR neuron: ndr_activation, tabulated over u and theta and read by bilinear interpolation, since a network asks
/// 10^8 times an epoch. Values agree with ndr_activation to 1e-4 of the greatest value.
class ndr_hidden_activation final : public hidden_activation {
 public:
  /// @throws std::invalid_argument as ndr_activation does
  explicit ndr_hidden_activation(const ndr_device_parameters& parameters);
  std::string name() const override;
  void evaluate(const float* u, const float* theta, std::size_t n, float* y, float* dy_du,
                float* dy_dtheta) const override;
  float least_theta() const override { return static_cast<float>(neuron_.least_theta()); }
  float greatest_theta() const override { return static_cast<float>(neuron_.greatest_theta()); }
  float default_theta() const override { return static_cast<float>(neuron_.default_theta()); }
  float input_limit() const override { return static_cast<float>(neuron_.input_limit()); }
  float greatest_value() const override { return static_cast<float>(neuron_.greatest_value()); }
  const ndr_activation& neuron() const { return neuron_; }

 private:
  using response = Eigen::Array4f;  // y, dy/du, dy/dtheta and nothing

  ndr_activation neuron_;
  float input_rate_, theta_rate_;                                    // intervals a unit
  std::vector<response, Eigen::aligned_allocator<response>> table_;  // theta (outer) and u
};

/// max(u, 0) up to a limit; theta is ignored. For comparison.
class rectified_linear final : public hidden_activation {
 public:
  explicit rectified_linear(float limit) : limit_(limit) {}
  std::string name() const override { return "rectified-linear"; }
  void evaluate(const float* u, const float* theta, std::size_t n, float* y, float* dy_du,
                float* dy_dtheta) const override;
  float least_theta() const override { return 0; }
  float greatest_theta() const override { return 0; }
  float default_theta() const override { return 0; }
  float input_limit() const override { return limit_; }
  float greatest_value() const override { return limit_; }

 private:
  float limit_;
};

/// 1 / (1 + exp(-(u - theta))), the function of the CMOS activation circuits on inputs that are rectified at 0 and end
/// at a limit; theta moves it. For comparison.
class shifted_sigmoid final : public hidden_activation {
 public:
  /// theta is trained between 0 and `limit` and begins in the middle.
  explicit shifted_sigmoid(float limit) : limit_(limit) {}
  std::string name() const override { return "shifted-sigmoid"; }
  void evaluate(const float* u, const float* theta, std::size_t n, float* y, float* dy_du,
                float* dy_dtheta) const override;
  float least_theta() const override { return 0; }
  float greatest_theta() const override { return limit_; }
  float default_theta() const override { return limit_ / 2; }
  float input_limit() const override { return limit_; }
  float greatest_value() const override { return 1; }

 private:
  float limit_;
};

}  // namespace memvp
