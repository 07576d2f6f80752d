// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/sample_batch.hpp"

#include <numeric>
#include <stdexcept>
#include <string>

namespace memvp {

std::vector<std::size_t> numbered(std::size_t first, std::size_t count) {
  std::vector<std::size_t> indices(count);
  std::iota(indices.begin(), indices.end(), first);
  return indices;
}

void take_samples(const pulse_samples& samples, const std::size_t* indices, std::size_t count, Eigen::MatrixXf& batch) {
  constexpr float full_scale = 65535;
  const std::size_t places = samples.codes_per_sample();
  batch.resize(static_cast<Eigen::Index>(count), static_cast<Eigen::Index>(places));
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint16_t* codes = samples.sample(indices[i]);
    float* to = batch.data() + i;
    for (std::size_t place = 0; place < places; ++place)
      to[place * count] = static_cast<float>(codes[place]) / full_scale;
  }
}

void check_samples(const kinetics_layer_form& form, const pulse_samples& samples) {
  if (samples.size() == 0) throw std::invalid_argument("there are no samples.");
  if (samples.rows != form.rows || samples.columns != form.columns)
    throw std::invalid_argument("samples of " + std::to_string(samples.rows) + " x " + std::to_string(samples.columns) +
                                " codes were given to a kinetics layer of " + std::to_string(form.rows) + " x " +
                                std::to_string(form.columns) + ".");
  if (samples.codes.size() != samples.size() * samples.codes_per_sample())
    throw std::invalid_argument("the samples' codes are fewer or more than their classes ask for.");
}

}  // namespace memvp
