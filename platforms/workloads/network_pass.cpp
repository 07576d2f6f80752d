// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/network_pass.hpp"

#include <cmath>
#include <stdexcept>

#include "memvp/platforms/workloads/feature_maps.hpp"

namespace memvp {
namespace {

Eigen::Index index(std::size_t value) { return static_cast<Eigen::Index>(value); }

float greatest_code(std::int64_t bits) { return static_cast<float>((std::int64_t{1} << bits) - 1); }

}  // namespace

network_pass::network_pass(const hidden_activation& activation, const code_bits& codes)
    : activation_(activation), codes_(codes), grey_(256) {
  for (const std::int64_t bits : {codes.input, codes.hidden})
    if (bits < 0 || bits > 16)
      throw std::invalid_argument("codes of " + std::to_string(bits) + " bits were asked for, 0 (none) to 16 can be.");
  for (std::size_t pixel = 0; pixel < grey_.size(); ++pixel) {
    grey_[pixel] = static_cast<float>(pixel) / 255.0F;
    if (codes.input > 0)
      grey_[pixel] = std::nearbyint(grey_[pixel] * greatest_code(codes.input)) / greatest_code(codes.input);
  }
}

const weight_matrix& network_pass::vectors(std::size_t layer) const {
  return forms_[layer].kernel == 0 ? buffers_[layer].map : buffers_[layer].patches;
}

void network_pass::load(const image_set& set, const std::size_t* indices, std::size_t count) {
  weight_matrix& map = buffers_.front().map;
  map.resize(index(count), index(set.pixels_per_image()));
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t* image = set.image(indices[i]);
    float* row = map.data() + i * set.pixels_per_image();
    for (std::size_t p = 0; p < set.pixels_per_image(); ++p) row[p] = grey_[image[p]];
  }
}

void network_pass::multiply(std::size_t layer, const network_layer& numbers) {
  layer_buffers& room = buffers_[layer];
  const layer_form& form = numbers.form;
  if (form.kernel != 0) {
    const std::size_t size = form.computed().places() * form.inputs();
    room.patches.resize(index(count_ * form.computed().places()), index(form.inputs()));
    for (std::size_t image = 0; image < count_; ++image)
      gather_patches(form, room.map.data() + image * form.input.elements(), room.patches.data() + image * size,
                     form.inputs());
  }
  const weight_matrix& inputs = vectors(layer);
  room.sums.noalias() = inputs * numbers.weights.leftCols(index(form.inputs())).transpose();
  room.sums.rowwise() += numbers.weights.col(index(form.inputs())).transpose();
}

void network_pass::activate(std::size_t layer, const network_layer& numbers, bool keep, weight_matrix& next) {
  layer_buffers& room = buffers_[layer];
  const layer_form& form = numbers.form;
  room.theta = numbers.theta.transpose().replicate(room.sums.rows(), 1);
  room.outputs.resizeLike(room.sums);
  if (keep) {
    room.slope.resizeLike(room.sums);
    room.sensitivity.resizeLike(room.sums);
  }
  activation_.evaluate(room.sums.data(), room.theta.data(), static_cast<std::size_t>(room.sums.size()),
                       room.outputs.data(), keep ? room.slope.data() : nullptr,
                       keep ? room.sensitivity.data() : nullptr);
  room.outputs *= 1 / numbers.output_scale;
  if (codes_.hidden > 0) {
    const float codes = greatest_code(codes_.hidden);
    float* value = room.outputs.data();
    // Not negative, so that adding a half and cutting off rounds.
    for (Eigen::Index i = 0; i < room.outputs.size(); ++i)
      value[i] = static_cast<float>(static_cast<int>(value[i] * codes + 0.5F)) / codes;
  }
  next.resize(index(count_), index(form.output().elements()));
  if (form.pooling == 1) {
    next = Eigen::Map<const weight_matrix>(room.outputs.data(), next.rows(), next.cols());
    return;
  }
  room.origin.resize(static_cast<std::size_t>(next.size()));
  for (std::size_t image = 0; image < count_; ++image) {
    const std::size_t to = image * form.output().elements();
    pool_maximum(form, room.outputs.data() + image * form.computed().elements(), next.data() + to,
                 room.origin.data() + to);
  }
}

weight_matrix& network_pass::forward(const network& net, const image_set& set, const std::size_t* indices,
                                     std::size_t count, bool keep) {
  count_ = count;
  buffers_.resize(net.layers.size());
  forms_.clear();
  for (const network_layer& layer : net.layers) forms_.push_back(layer.form);
  load(set, indices, count);
  for (std::size_t layer = 0; layer < net.layers.size(); ++layer) {
    multiply(layer, net.layers[layer]);
    if (layer + 1 < net.layers.size()) activate(layer, net.layers[layer], keep, buffers_[layer + 1].map);
  }
  return buffers_.back().sums;
}

void network_pass::backward(const network& net, const weight_matrix& output_gradient,
                            std::vector<layer_gradient>& gradient) {
  buffers_.back().sum_gradient = output_gradient;
  for (std::size_t layer = net.layers.size(); layer-- > 0;) {
    const network_layer& numbers = net.layers[layer];
    const layer_form& form = numbers.form;
    layer_buffers& room = buffers_[layer];
    const Eigen::Index inputs = index(form.inputs());
    gradient[layer].weights.leftCols(inputs).noalias() += room.sum_gradient.transpose() * vectors(layer);
    gradient[layer].weights.col(inputs) += room.sum_gradient.colwise().sum().transpose();
    if (layer == 0) return;  // nobody asks for the gradient of the image

    room.patch_gradient.noalias() = room.sum_gradient * numbers.weights.leftCols(inputs);
    const weight_matrix* arriving = &room.patch_gradient;
    if (form.kernel != 0) {
      room.map_gradient.setZero(index(count_), index(form.input.elements()));
      const std::size_t size = form.computed().places() * form.inputs();
      for (std::size_t image = 0; image < count_; ++image)
        scatter_patches(form, room.patch_gradient.data() + image * size, form.inputs(),
                        room.map_gradient.data() + image * form.input.elements());
      arriving = &room.map_gradient;
    }

    layer_buffers& before = buffers_[layer - 1];
    const network_layer& earlier = net.layers[layer - 1];
    before.output_gradient.resizeLike(before.sums);
    if (earlier.form.pooling == 1) {
      std::copy_n(arriving->data(), arriving->size(), before.output_gradient.data());
    } else {
      before.output_gradient.setZero();
      const std::size_t computed = earlier.form.computed().elements(), pooled = earlier.form.output().elements();
      for (std::size_t image = 0; image < count_; ++image)
        for (std::size_t i = 0; i < pooled; ++i)
          before.output_gradient.data()[image * computed + before.origin[image * pooled + i]] +=
              arriving->data()[image * pooled + i];
    }
    before.output_gradient *= 1 / earlier.output_scale;
    before.sum_gradient = before.output_gradient.cwiseProduct(before.slope);
    gradient[layer - 1].theta += before.output_gradient.cwiseProduct(before.sensitivity).colwise().sum().transpose();
  }
}

std::vector<layer_gradient> zero_gradient(const network& net) {
  std::vector<layer_gradient> gradient;
  for (const network_layer& layer : net.layers)
    gradient.push_back(
        {weight_matrix::Zero(layer.weights.rows(), layer.weights.cols()), Eigen::VectorXf::Zero(layer.theta.size())});
  return gradient;
}

}  // namespace memvp
