// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/ecram_plane_engine.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

namespace memvp {

namespace {

std::uint64_t full_window(const ecram_driver& driver, const ecram_device_parameters& device) {
  return static_cast<std::uint64_t>(std::llround(device.pulses_per_window * device.pulse_width / driver.pulse_lsb()));
}

}  // namespace

ecram_plane_engine::ecram_plane_engine(host_cpu& host, std::vector<ecram_driver*> drivers,
                                       const std::vector<layer_shape>& layers, const ecram_device_parameters& device,
                                       const converter_parameters& converter, double weight_limit)
    : host_(host), drivers_(std::move(drivers)), layers_(layers), device_(device), weight_limit_(weight_limit) {
  if (drivers_.size() != layers_.size())
    throw std::invalid_argument("a network needs an array for each of its layers.");
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    const ecram_driver& driver = *drivers_[layer];
    if (2 * layers_[layer].inputs != driver.rows() || layers_[layer].outputs != driver.columns())
      throw std::invalid_argument("layer " + std::to_string(layer + 1) + " needs an array of " +
                                  std::to_string(2 * layers_[layer].inputs) + " x " +
                                  std::to_string(layers_[layer].outputs) + " cells, but its array has " +
                                  std::to_string(driver.rows()) + " x " + std::to_string(driver.columns()) + ".");
    products_.emplace_back(*drivers_[layer], device, converter, weight_limit);
  }
}

void ecram_plane_engine::set_weights(const std::vector<std::vector<double>>& weights) {
  const std::uint64_t started = host_.now_cycles();
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    ecram_driver& driver = *drivers_[layer];
    const std::uint64_t window = full_window(driver, device_);
    // A fifth more than the window, so that slow cells reach its bottom as well; the others stop there by themselves.
    driver.erase(region(layer), window + window / 5);
    driver.raise(region(layer), window / 2);
    write_from_middle(layer, weights[layer]);
  }
  write_cycles_ += host_.now_cycles() - started;
}

void ecram_plane_engine::write_from_middle(std::size_t layer, const std::vector<double>& weights) {
  const layer_shape shape = layers_[layer];
  const double half_width = static_cast<double>(full_window(*drivers_[layer], device_)) / (2 * weight_limit_);
  std::vector<std::int32_t> widths(2 * shape.inputs * shape.outputs);
  for (std::size_t i = 0; i < shape.inputs; ++i) {
    for (std::size_t o = 0; o < shape.outputs; ++o) {
      const auto width = static_cast<std::int32_t>(std::lround(half_width * weights[i * shape.outputs + o]));
      widths[2 * i * shape.outputs + o] = width;
      widths[(2 * i + 1) * shape.outputs + o] = -width;
    }
  }
  drivers_[layer]->program(region(layer), widths.data(), ecram_operation::program_row_parallel);
}

void ecram_plane_engine::weights(std::size_t layer, double* weights) const {
  const layer_shape shape = layers_[layer];
  std::vector<double> siemens(2 * shape.inputs * shape.outputs);
  drivers_[layer]->conductances(siemens.data());
  const double window = device_.maximum_conductance - device_.minimum_conductance;
  for (std::size_t i = 0; i < shape.inputs; ++i) {
    const double* plus = siemens.data() + 2 * i * shape.outputs;
    const double* minus = plus + shape.outputs;
    for (std::size_t o = 0; o < shape.outputs; ++o)
      weights[i * shape.outputs + o] = weight_limit_ * (plus[o] - minus[o]) / window;
  }
}

void ecram_plane_engine::forward(std::size_t layer, const double* inputs, std::size_t count, double* outputs) {
  products_[layer].multiply(region(layer), true, false, inputs, count, outputs);
}

void ecram_plane_engine::backward(std::size_t layer, const double* errors, std::size_t count, double* input_errors) {
  products_[layer].multiply(region(layer), true, true, errors, count, input_errors);
}

void ecram_plane_engine::start_plane(std::size_t layer, const update_plane& plane) {
  signs_.resize(2 * plane.rows.size());
  for (std::size_t i = 0; i < plane.rows.size(); ++i) {
    signs_[2 * i] = plane.rows[i];
    signs_[2 * i + 1] = -static_cast<std::int32_t>(plane.rows[i]);
  }
  drivers_[layer]->start_outer_product(region(layer), signs_.data(), plane.widths.data());
}

void ecram_plane_engine::update(const std::vector<const std::vector<update_plane>*>& layers) {
  const std::uint64_t started = host_.now_cycles();
  std::size_t most_planes = 0;
  for (const auto* planes : layers) most_planes = std::max(most_planes, planes->size());
  if (most_planes == 0) return;
  // From the layer with the fewest planes on, so that its long write goes on beside the others' many.
  std::vector<bool> writing(layers.size());
  for (std::size_t plane = 0; plane < most_planes; ++plane) {
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
      if (plane >= layers[layer]->size()) continue;
      if (writing[layer]) drivers_[layer]->finish();
      start_plane(layer, (*layers[layer])[plane]);
      writing[layer] = true;
    }
  }
  for (std::size_t layer = 0; layer < layers.size(); ++layer)
    if (writing[layer]) drivers_[layer]->finish();
  write_cycles_ += host_.now_cycles() - started;
}

}  // namespace memvp
