// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/network_trainer.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

#include "memvp/models/physics/random.hpp"
#include "memvp/platforms/workloads/network_evaluation.hpp"
#include "memvp/platforms/workloads/pi.hpp"
#include "memvp/platforms/workloads/shuffled_order.hpp"

namespace memvp {
namespace {

constexpr std::size_t images_at_once = 32;  // the maps of so many stay in a core's cache

void require(bool holds, const std::string& sentence) {
  if (!holds) throw std::invalid_argument(sentence);
}

void check(const network_training_parameters& p) {
  require(p.epochs > 0 && p.batch > 0, "training needs at least one epoch and one image a batch.");
  require(
      p.learning_rate > 0 && p.initial_spread > 0 && p.readout_spread > 0 && p.weight_limit > 0 && p.weight_noise >= 0,
      "learning rate, initial spreads and weight limit must be above zero, and noise not below it.");
}

const char* const assumed_search = "assumed: found by search, one setting for both shapes and all seeds";

std::vector<std::size_t> first_images(const image_set& set, std::size_t count) {
  std::vector<std::size_t> indices(std::min(set.size(), count));
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  return indices;
}

/// The layer's weights, drawn; then scaled and shifted after the sums that they make of `vectors`.
void draw_weights(network_layer& layer, const weight_matrix& vectors, double mean, double spread,
                  const random_stream& random, std::uint64_t event) {
  const auto inputs = static_cast<Eigen::Index>(layer.form.inputs());
  for (Eigen::Index i = 0; i < layer.weights.size(); ++i)
    layer.weights.data()[i] = static_cast<float>(random.standard_normal(static_cast<std::uint64_t>(i), event));
  layer.weights.col(inputs).setZero();
  const weight_matrix sums = vectors * layer.weights.leftCols(inputs).transpose();
  const Eigen::RowVectorXf means = sums.colwise().mean();
  const float deviation = std::sqrt((sums.rowwise() - means).squaredNorm() / static_cast<float>(sums.size()));
  const float total = vectors.sum() / static_cast<float>(vectors.rows());
  require(deviation > 0 && total > 0, "layer " + layer.form.name + ": all training images look the same to it.");
  const float scale = static_cast<float>(spread) / deviation;
  for (Eigen::Index o = 0; o < layer.weights.rows(); ++o) {
    auto row = layer.weights.row(o).head(inputs);
    row = (row.array() * scale + (static_cast<float>(mean) - means[o] * scale) / total).matrix();
  }
  layer.weight_limit = scale;  // the standard deviation that was drawn
}

/// Adam's two moments of one matrix.
struct moments {
  Eigen::ArrayXf first, second;

  /// Moves `values` by at most about `step` each, against the gradient, within [least, greatest].
  void descend(const float* gradient, std::size_t iteration, float step, float least, float greatest, float* values,
               Eigen::Index count) {
    constexpr float keep_first = 0.9F, keep_second = 0.999F, smallest = 1e-8F;
    if (first.size() == 0) first = second = Eigen::ArrayXf::Zero(count);
    const Eigen::Map<const Eigen::ArrayXf> slope(gradient, count);
    Eigen::Map<Eigen::ArrayXf> value(values, count);
    first = keep_first * first + (1 - keep_first) * slope;
    second = keep_second * second + (1 - keep_second) * slope.square();
    const auto power = static_cast<float>(iteration);
    const float size = step * std::sqrt(1 - std::pow(keep_second, power)) / (1 - std::pow(keep_first, power));
    value = (value - size * first / (second.sqrt() + smallest)).max(least).min(greatest);
  }
};

/// Turns sums into the gradient of the loss, summed over the images, with respect to them; returns that loss.
double cross_entropy(weight_matrix& sums, const image_set& set) {
  double loss = 0;
  for (Eigen::Index image = 0; image < sums.rows(); ++image) {
    auto row = sums.row(image).array();
    const Eigen::Index actual = set.labels[static_cast<std::size_t>(image)];
    row = (row - row.maxCoeff()).exp();
    row /= row.sum();
    loss -= std::log(static_cast<double>(std::max(row[actual], std::numeric_limits<float>::min())));
    row[actual] -= 1;
  }
  return loss;
}

/// Takes images of a set, each moved by up to `shift` pixels each way; what comes in from outside is background.
void take_shifted(const image_set& set, const std::size_t* indices, std::size_t count, std::int64_t shift,
                  const random_stream& random, std::uint64_t event, image_set& taken) {
  const auto rows = static_cast<std::int64_t>(set.rows), columns = static_cast<std::int64_t>(set.columns);
  taken.rows = set.rows;
  taken.columns = set.columns;
  taken.labels.resize(count);
  taken.pixels.assign(count * set.pixels_per_image(), 0);
  for (std::size_t i = 0; i < count; ++i) {
    taken.labels[i] = set.labels[indices[i]];
    const auto words = random.words(indices[i], event);
    const auto places = static_cast<std::uint64_t>(2 * shift + 1);
    const std::int64_t down = static_cast<std::int64_t>(words[0] % places) - shift;
    const std::int64_t right = static_cast<std::int64_t>(words[1] % places) - shift;
    const std::uint8_t* from = set.image(indices[i]);
    std::uint8_t* to = taken.pixels.data() + i * set.pixels_per_image();
    const std::int64_t first = std::max<std::int64_t>(0, right), last = columns + std::min<std::int64_t>(0, right);
    for (std::int64_t row = std::max<std::int64_t>(0, down); row < rows + std::min<std::int64_t>(0, down); ++row)
      std::copy(from + (row - down) * columns + first - right, from + (row - down) * columns + last - right,
                to + row * columns + first);
  }
}

/// A copy of the network with noise on every weight.
void add_noise(const network& from, double share, bool free_biases, const random_stream& random, std::uint64_t event,
               network& to) {
  std::uint64_t first = 0;
  for (std::size_t l = 0; l < from.layers.size(); ++l) {
    const network_layer& layer = from.layers[l];
    network_layer& noisy = to.layers[l];
    noisy.theta = layer.theta;
    const double deviation = share * static_cast<double>(layer.weight_limit);
    const auto count = static_cast<std::uint64_t>(layer.weights.size());
    const float* clean = layer.weights.data();
    float* out = noisy.weights.data();
    for (std::uint64_t i = 0; i < count; i += 2) {
      const auto drawn = random.standard_normals(first + i, event);
      out[i] = clean[i] + static_cast<float>(deviation * drawn[0]);
      if (i + 1 < count) out[i + 1] = clean[i + 1] + static_cast<float>(deviation * drawn[1]);
    }
    if (free_biases) noisy.weights.rightCols(1) = layer.weights.rightCols(1);
    first += count;
  }
}

std::vector<layer_report> report_layers(const network& net, const hidden_activation& activation, const image_set& set,
                                        const code_bits& codes) {
  network_pass pass(activation, codes);
  const auto indices = first_images(set, 500);
  pass.forward(net, set, indices.data(), indices.size(), false);
  std::vector<layer_report> reports;
  for (std::size_t l = 0; l < net.layers.size(); ++l) {
    const network_layer& layer = net.layers[l];
    layer_report report;
    report.at_limit = (layer.weights.array().abs() >= layer.weight_limit).cast<double>().mean();
    if (layer.form.hidden) {
      report.rectified = (pass.sums(l).array() < 0).cast<double>().mean();
      report.limited = (pass.sums(l).array() > activation.input_limit()).cast<double>().mean();
    }
    reports.push_back(report);
  }
  return reports;
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, network_training_parameters& p) {
  const auto number = [](const char* key, double minimum, double maximum, const char* meaning, const char* source) {
    return parameter_info{key, dimension::number, minimum, maximum, meaning, provenance::assumed, source};
  };
  visitor.integer(number("training.epochs", 1, 1000, "Passes over the training images", assumed_search), p.epochs);
  visitor.integer(
      number("training.batch", 1, 65536, "Images whose gradients are summed before one update", assumed_search),
      p.batch);
  visitor.real(number("training.learning_rate", 1e-6, 1,
                      "Largest step at first, as a share of the weight limit (or of theta's range)", assumed_search),
               p.learning_rate);
  visitor.real(number("training.initial_mean", -100, 100,
                      "Mean of a hidden neuron's sums over the training images before learning", assumed_search),
               p.initial_mean);
  visitor.real(number("training.initial_spread", 1e-3, 100,
                      "Standard deviation of hidden sums over the training images before learning", assumed_search),
               p.initial_spread);
  visitor.real(
      number("training.readout_spread", 1e-3, 100,
             "Standard deviation of the last layer's sums over the training images before learning", assumed_search),
      p.readout_spread);
  visitor.real(number("training.weight_limit", 0.1, 100,
                      "Greatest weight, in standard deviations of the layer's initial weights; what a full conductance "
                      "difference stands for",
                      assumed_search),
               p.weight_limit);
  visitor.real(
      {"training.weight_noise", dimension::number, 0, 1,
       "Noise on every weight while learning, standard deviation as a share of the limit", provenance::literature,
       "10 % of the greatest weight: github.com/weierwan/Neurram_48core; the chip's "
       "paper is doi 10.1038/s41586-022-04992-8"},
      p.weight_noise);
  visitor.real({"training.theta_margin", dimension::number, 0, 0.49,
                "Share of theta's range at either end that learning leaves to calibration", provenance::assumed,
                "assumed: devices whose crests lie 5 % apart need about that of the default ECRAM range"},
               p.theta_margin);
  visitor.integer(number("training.input_bits", 0, 16, "Bits of the grey values' codes while learning; 0: not rounded",
                         "assumed: those of the hardware's converters"),
                  p.input_bits);
  visitor.integer(
      number("training.hidden_bits", 0, 16, "Bits of the hidden outputs' codes while learning; 0: not rounded",
             "assumed: those of the hardware's converters"),
      p.hidden_bits);
  visitor.integer(
      number("training.shift", 0, 8,
             "Pixels by which training images are moved at random each way, anew in every epoch", assumed_search),
      p.shift);
}

void initialise(network& net, const hidden_activation& activation, const image_set& images,
                const network_training_parameters& parameters, std::uint64_t seed) {
  check(parameters);
  check_images(net, images);
  net.activation = activation.name();
  const random_stream random({seed, random_purpose::weight_initialisation, 1});
  const auto indices = first_images(images, 200);
  network_pass pass(activation, {parameters.input_bits, parameters.hidden_bits});
  for (std::size_t l = 0; l < net.layers.size(); ++l) {
    network_layer& layer = net.layers[l];
    layer.theta.setConstant(activation.default_theta());
    layer.output_scale = layer.form.hidden ? activation.greatest_value() : 1.0F;
    pass.forward(net, images, indices.data(), indices.size(), false);
    draw_weights(layer, pass.vectors(l), layer.form.hidden ? parameters.initial_mean : 0.0,
                 layer.form.hidden ? parameters.initial_spread : parameters.readout_spread, random, l);
    layer.weight_limit *= static_cast<float>(parameters.weight_limit);
    layer.weights = layer.weights.cwiseMax(-layer.weight_limit).cwiseMin(layer.weight_limit);
  }
}

network_training_report train(network& net, const hidden_activation& activation, const image_set& training,
                              const image_set& test, const network_training_parameters& parameters, std::uint64_t seed,
                              const network_training_progress& progress) {
  check(parameters);
  check_images(net, training);
  check_images(net, test);
  require(static_cast<std::size_t>(parameters.shift) < std::min(training.rows, training.columns),
          "training images of " + std::to_string(training.rows) + " x " + std::to_string(training.columns) +
              " pixels cannot be moved by " + std::to_string(parameters.shift) + ".");
  const code_bits codes{parameters.input_bits, parameters.hidden_bits};
  const random_stream noise({seed, random_purpose::training_noise});
  const random_stream shifts({seed, random_purpose::training_noise, 2});
  const auto in_turn = first_images(training, images_at_once);
  image_set shifted;
  network_pass pass(activation, codes);
  network noisy = net;
  std::vector<moments> weight_moments(net.layers.size()), theta_moments(net.layers.size());
  const float theta_range = activation.greatest_theta() - activation.least_theta();
  const float theta_margin = static_cast<float>(parameters.theta_margin) * theta_range;
  const auto epochs = static_cast<std::size_t>(parameters.epochs), batch = static_cast<std::size_t>(parameters.batch);
  const std::size_t steps = epochs * ((training.size() + batch - 1) / batch);

  network_training_report report;
  std::size_t step = 0;
  for (std::size_t epoch = 0; epoch < epochs; ++epoch) {
    const auto order = shuffled_order(training.size(), {seed, random_purpose::training_shuffle, 1}, epoch);
    double loss = 0;
    for (std::size_t first = 0; first < training.size(); first += batch) {
      const std::size_t count = std::min(batch, training.size() - first);
      add_noise(net, parameters.weight_noise, parameters.free_biases, noise, step, noisy);
      auto gradient = zero_gradient(net);
      for (std::size_t part = 0; part < count; part += images_at_once) {
        const std::size_t size = std::min(images_at_once, count - part);
        take_shifted(training, order.data() + first + part, size, parameters.shift, shifts, epoch, shifted);
        weight_matrix& sums = pass.forward(noisy, shifted, in_turn.data(), size, true);
        loss += cross_entropy(sums, shifted);
        pass.backward(noisy, sums, gradient);
      }

      const double done = static_cast<double>(step) / static_cast<double>(steps);
      const auto rate = static_cast<float>(parameters.learning_rate * 0.5 * (1 + std::cos(pi * done)));
      ++step;
      for (std::size_t l = 0; l < net.layers.size(); ++l) {
        network_layer& layer = net.layers[l];
        constexpr float unlimited = std::numeric_limits<float>::infinity();
        weight_moments[l].descend(gradient[l].weights.data(), step, rate * layer.weight_limit, -unlimited, unlimited,
                                  layer.weights.data(), layer.weights.size());
        auto limited = layer.weights.leftCols(layer.weights.cols() - (parameters.free_biases ? 1 : 0));
        limited = limited.cwiseMax(-layer.weight_limit).cwiseMin(layer.weight_limit);
        if (parameters.train_theta && layer.form.hidden)
          theta_moments[l].descend(gradient[l].theta.data(), step, rate * theta_range,
                                   activation.least_theta() + theta_margin, activation.greatest_theta() - theta_margin,
                                   layer.theta.data(), layer.theta.size());
      }
      if (progress) progress(epoch * training.size() + first + count, epochs * training.size());
    }
    report.loss.push_back(loss / static_cast<double>(training.size()));
  }
  report.layers = report_layers(net, activation, test, codes);
  return report;
}

}  // namespace memvp
