// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/network_evaluation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

namespace memvp {
namespace {

void require(bool holds, const std::string& sentence) {
  if (!holds) throw std::invalid_argument(sentence);
}

/// Rounds to the converter's words, two's complement; how many sums were outside its range.
std::size_t convert(weight_matrix& sums, const output_converter& converter) {
  const double greatest = static_cast<double>((std::int64_t{1} << (converter.bits - 1)) - 1);
  std::size_t saturated = 0;
  for (float* sum = sums.data(); sum != sums.data() + sums.size(); ++sum) {
    const double word = std::nearbyint(static_cast<double>(*sum) / converter.full_scale * greatest);
    saturated += std::abs(word) > greatest;
    *sum = static_cast<float>(std::clamp(word, -greatest, greatest) / greatest * converter.full_scale);
  }
  return saturated;
}

void count_answers(const weight_matrix& sums, const std::uint8_t* labels, network_evaluation& result) {
  for (Eigen::Index image = 0; image < sums.rows(); ++image) {
    const auto row = sums.row(image);
    Eigen::Index answer = 0;
    const float largest = row.maxCoeff(&answer);
    const std::size_t actual = labels[image];
    ++result.answers.confusion[actual][static_cast<std::size_t>(answer)];
    result.answers.loss +=
        static_cast<double>(largest - row[labels[image]] + std::log((row.array() - largest).exp().sum()));
  }
}

}  // namespace

void check_images(const network& net, const image_set& images) {
  require(!net.layers.empty() && !net.layers.back().form.hidden, "a network needs a last layer that is not hidden.");
  require(images.size() > 0, "there are no images to learn from or to ask about.");
  const map_size input = net.layers.front().form.input;
  const bool flat = net.layers.front().form.kernel == 0;
  const bool fits =
      flat ? input.elements() == images.pixels_per_image() : input == map_size{images.rows, images.columns, 1};
  require(fits, "layer " + net.layers.front().form.name + ": it takes " + std::to_string(input.elements()) +
                    " inputs, but the images have " + std::to_string(images.rows) + " x " +
                    std::to_string(images.columns) + " pixels.");
  const std::size_t largest = *std::max_element(images.labels.begin(), images.labels.end());
  require(largest < net.layers.back().form.outputs,
          "layer " + net.layers.back().form.name + ": it has " + std::to_string(net.layers.back().form.outputs) +
              " outputs, but there are images of class " + std::to_string(largest) + ".");
}

network_evaluation evaluate(const network& net, const hidden_activation& activation, const image_set& images,
                            const code_bits& codes, const output_converter& converter) {
  check_images(net, images);
  require(converter.bits == 0 || (converter.bits >= 2 && converter.bits <= 24 && converter.full_scale > 0),
          "the output converter needs 2 to 24 bits and a range.");
  constexpr std::size_t batch = 100;
  network_pass pass(activation, codes);
  network_evaluation result;
  const std::size_t classes = net.layers.back().form.outputs;
  result.answers.confusion.assign(classes, std::vector<std::size_t>(classes, 0));
  std::vector<std::size_t> indices(images.size());
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  std::size_t saturated = 0;
  for (std::size_t first = 0; first < images.size(); first += batch) {
    const std::size_t count = std::min(batch, images.size() - first);
    weight_matrix& sums = pass.forward(net, images, indices.data() + first, count, false);
    result.greatest_sum = std::max(result.greatest_sum, static_cast<double>(sums.cwiseAbs().maxCoeff()));
    if (converter.bits > 0) saturated += convert(sums, converter);
    count_answers(sums, images.labels.data() + first, result);
  }
  const auto total = static_cast<double>(images.size());
  std::size_t right = 0;
  for (std::size_t k = 0; k < classes; ++k) right += result.answers.confusion[k][k];
  result.answers.accuracy = static_cast<double>(right) / total;
  result.answers.loss /= total;
  result.saturated = static_cast<double>(saturated) / (total * static_cast<double>(classes));
  return result;
}

}  // namespace memvp
