// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>

#include "memvp/platforms/workloads/matrix_engine.hpp"

namespace memvp {

/// Weights and products in double precision: the twin that hardware is compared with.
class float_engine : public matrix_engine {
 public:
  /// @param weight_limit  weights are kept within [-limit, limit] and each value cut is counted; infinite: never
  explicit float_engine(std::vector<layer_shape> layers, double weight_limit = std::numeric_limits<double>::infinity());

  const std::vector<layer_shape>& layers() const override { return layers_; }
  void set_weights(std::size_t layer, const double* weights) override;
  void weights(std::size_t layer, double* weights) const override;
  void forward(std::size_t layer, const double* inputs, std::size_t count, double* outputs) override;
  void backward(std::size_t layer, const double* errors, std::size_t count, double* input_errors) override;
  void update(std::size_t layer, const double* weight_change) override;

  /// How many weight values were cut at the limit.
  std::uint64_t clipped() const { return clipped_; }

 private:
  void clip(std::vector<double>& weights);

  std::vector<layer_shape> layers_;
  std::vector<std::vector<double>> weights_;
  double weight_limit_;
  std::uint64_t clipped_ = 0;
};

}  // namespace memvp
