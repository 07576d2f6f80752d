// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/platforms/workloads/pair_product.hpp"
#include "memvp/platforms/workloads/plane_engine.hpp"

namespace memvp {

/// A network on passive ECRAM arrays, one a layer: input i on the word lines 2i and 2i + 1, which are driven with
/// opposite signs, output o on the bit line o. A weight w is limit (g+ - g-) of the two cells; the subtraction is made
/// by the bit line itself, so that converters see the difference and not two large currents. A plane of an update is
/// one outer-product command, which moves both cells of a pair, in opposite directions. All traffic goes over the bus.
class ecram_plane_engine final : public plane_engine {
 public:
  /// @param drivers  one a layer, alive as long as the engine; they wait for interrupts of their own, so that the
  ///   layers' arrays are written at the same time
  /// @throws std::invalid_argument naming the layer and what its array lacks
  ecram_plane_engine(host_cpu& host, std::vector<ecram_driver*> drivers, const std::vector<layer_shape>& layers,
                     const ecram_device_parameters& device, const converter_parameters& converter, double weight_limit);

  const std::vector<layer_shape>& layers() const override { return layers_; }

  /// Erases the arrays, brings all cells to mid-window by one pulse of the whole array, and writes the weights as
  /// signed changes from there, word line by word line: what half-selection does is then as often a rise as a fall.
  void set_weights(const std::vector<std::vector<double>>& weights) override;
  void weights(std::size_t layer, double* weights) const override;
  void forward(std::size_t layer, const double* inputs, std::size_t count, double* outputs) override;
  void backward(std::size_t layer, const double* errors, std::size_t count, double* input_errors) override;

  /// The first plane of each layer is written at the same time as those of the others; a layer's further planes follow
  /// when its array is free again.
  void update(const std::vector<const std::vector<update_plane>*>& layers) override;

  /// Cycles in which at least one array was being written, since the engine exists.
  std::uint64_t write_cycles() const { return write_cycles_; }

 private:
  array_region region(std::size_t layer) const { return drivers_[layer]->whole(); }
  void start_plane(std::size_t layer, const update_plane& plane);
  void write_from_middle(std::size_t layer, const std::vector<double>& weights);

  host_cpu& host_;
  std::vector<ecram_driver*> drivers_;
  std::vector<layer_shape> layers_;
  ecram_device_parameters device_;
  double weight_limit_;
  std::vector<pair_product> products_;
  std::vector<std::int32_t> signs_;
  std::uint64_t write_cycles_ = 0;
};

}  // namespace memvp
