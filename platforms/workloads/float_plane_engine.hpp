// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "memvp/platforms/workloads/plane_engine.hpp"

namespace memvp {

/// The float twin of arrays that learn by planes: the same updates to the same pulse widths, on weights in double
/// precision within the same limits, without noise, converters, spread or disturb.
class float_plane_engine final : public plane_engine {
 public:
  /// @param weight_per_width  as outer_product_planes has it, a layer each
  float_plane_engine(const std::vector<layer_shape>& layers, double weight_limit,
                     const std::vector<double>& weight_per_width);

  const std::vector<layer_shape>& layers() const override { return layers_; }
  void set_weights(const std::vector<std::vector<double>>& weights) override { weights_ = weights; }
  void weights(std::size_t layer, double* weights) const override;
  void forward(std::size_t layer, const double* inputs, std::size_t count, double* outputs) override;
  void backward(std::size_t layer, const double* errors, std::size_t count, double* input_errors) override;
  void update(const std::vector<const std::vector<update_plane>*>& layers) override;

 private:
  std::vector<layer_shape> layers_;
  double weight_limit_;
  std::vector<double> weight_per_width_;
  std::vector<std::vector<double>> weights_;
};

}  // namespace memvp
