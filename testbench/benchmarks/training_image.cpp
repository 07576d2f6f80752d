// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/benchmarks/training_image.hpp"

#include <Eigen/Core>
#include <random>

#include "memvp/platforms/workloads/ecram_plane_engine.hpp"
#include "memvp/platforms/workloads/sigmoid_training.hpp"

namespace memvp::benchmarks {

namespace {

/// A quarter of the pixels white, as in the centres of handwritten digits.
binary_images random_images() {
  constexpr std::size_t count = 2000, width = 400;
  const random_stream chance(random_key{1, random_purpose::test_input, 0});
  binary_images images{width, std::vector<std::uint8_t>(count * width), std::vector<std::uint8_t>(count)};
  for (std::size_t i = 0; i < images.pixels.size(); ++i) images.pixels[i] = chance.uniform(i, 0) < 0.25 ? 1 : 0;
  for (std::size_t i = 0; i < count; ++i) images.labels[i] = static_cast<std::uint8_t>(chance.uniform(i, 1) * 10);
  return images;
}

}  // namespace

void train_on_arrays(benchmark::State& state, benchmark_system& system) {
  const binary_images images = random_images();
  sigmoid_training_parameters parameters;
  parameters.images = training_images;
  const ecram_tile_parameters tile;
  ecram_plane_engine engine(system.hidden_layer.host(), {&system.hidden_layer.driver(), &system.output_layer.driver()},
                            sigmoid_layers(10, parameters), tile.device, tile.converter, parameters.weight_limit);
  engine.set_weights(initial_sigmoid_weights(engine.layers(), parameters, 1));
  const pulse_scale scale{10'000, 16'383, parameters.weight_limit};
  sigmoid_training training(engine, parameters, {scale, scale}, 1);
  std::size_t epoch = 0;
  for (auto _ : state) benchmark::DoNotOptimize(training.learn(images, epoch++));
}

void train_with_eigen(benchmark::State& state) {
  Eigen::MatrixXd cells = Eigen::MatrixXd::Constant(100, 800, 0.5);
  const Eigen::VectorXd inputs = Eigen::VectorXd::Random(800), errors = Eigen::VectorXd::Random(100);
  Eigen::VectorXd outputs(100), back(800);
  std::mt19937_64 generator(1);
  std::normal_distribution<double> noise;
  for (auto _ : state) {
    for (int image = 0; image < training_images; ++image) {
      outputs.noalias() = cells * inputs;
      back.noalias() = cells.transpose() * errors;
      for (Eigen::Index row = 0; row < 800; row += 4)
        for (Eigen::Index column = 0; column < 100; ++column)
          cells(column, row) += 1e-6 * (errors(column) + noise(generator));
      benchmark::DoNotOptimize(outputs.data());
      benchmark::DoNotOptimize(back.data());
      benchmark::ClobberMemory();
    }
  }
}

}  // namespace memvp::benchmarks
