// SPDX-License-Identifier: Apache-2.0
// The gain and offset by which the host turns what an array with resistive wires gives into what the network would.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <iostream>
#include <random>
#include <vector>

#include "memvp/models/tiles/rram_registers.hpp"
#include "memvp/models/tiles/rram_tile.hpp"
#include "memvp/platforms/bus_system.hpp"
#include "memvp/platforms/workloads/array_network.hpp"

namespace memvp {
namespace {

constexpr std::size_t inputs = 24, outputs = 3, vectors = 64;
const rectified_linear unused_activation(1);

mapping_parameters offset_column_mapping() {
  mapping_parameters mapping;
  mapping.arrays = 1;
  mapping.rows = 32;
  mapping.columns = 8;
  mapping.pairing = weight_pairing::offset_column;
  mapping.accumulate = partial_sums::host;
  mapping.bias = bias_place::host;
  return mapping;
}

/// Cells that keep what is written, behind wires that do not: 24 cells of some 20 uS lose percents on 100 ohm a cell.
rram_tile_parameters resistive_array() {
  rram_tile_parameters tile;
  tile.array.rows = 32;
  tile.array.columns = 8;
  tile.array.row_resistance = 100;
  tile.array.column_resistance = 100;
  tile.device.relaxation = tile.device.drift = false;
  tile.device.read_noise = 0;
  tile.device.read_field_voltage = 0;
  tile.device.stuck_on_fraction = tile.device.stuck_off_fraction = 0;
  tile.converter.ideal = true;
  return tile;
}

network layer_with(std::uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> weight(-1, 1);
  network net;
  network_layer layer;
  layer.form.name = "readout";
  layer.form.input = {1, 1, inputs};
  layer.form.outputs = outputs;
  layer.form.hidden = false;
  layer.weights = weight_matrix::NullaryExpr(outputs, inputs + 1, [&] { return weight(random); });
  net.layers.push_back(layer);
  return net;
}

struct outcome {
  std::vector<double> wanted, before, after, unseen_wanted, unseen;
};

/// Sums of the network as it is.
std::vector<double> sums_of(const network& net, const std::vector<std::uint8_t>& codes, double code_maximum) {
  const weight_matrix& weights = net.layers.front().weights;
  std::vector<double> sums;
  for (std::size_t v = 0; v < codes.size() / inputs; ++v)
    for (Eigen::Index o = 0; o < weights.rows(); ++o) {
      double sum = weights(o, inputs);
      for (std::size_t i = 0; i < inputs; ++i)
        sum += weights(o, static_cast<Eigen::Index>(i)) * codes[v * inputs + i] / code_maximum;
      sums.push_back(sum);
    }
  return sums;
}

outcome measure() {
  const mapping_parameters mapping = offset_column_mapping();
  const network net = layer_with(1);
  const std::vector<layer_form> forms{net.layers.front().form};
  const std::vector<array_part> parts = place_layers({{"readout", inputs + 1, outputs}}, mapping);
  const bus_system_parameters bus;
  const auto folder = std::filesystem::temp_directory_path();
  progress_reporter silent(std::cerr, false);
  const run_context context{1, {}, folder, {}, false, silent};
  run_traces traces(context, {}, clock_of(bus));
  bus_system system(bus, 1, traces);
  rram_tile tile("array", resistive_array(), clock_of(bus), 1, 0, traces.for_tiles());
  system.attach(tile, 0x40000000, rram_tile_address_size);
  outcome result;
  system.run([&](host_cpu& host) {
    network_hardware hardware{host, system.dma(), {rram_driver(host, 0x40000000, system.line(0))}, {}};
    array_network arrays(hardware, forms, parts, mapping, 0);
    arrays.write(net, {0.1e-6, 5000, 1});
    const auto maximum = static_cast<int>(arrays.input_maximum());
    std::mt19937 random(2);
    std::uniform_int_distribution<int> code(0, maximum);
    std::vector<std::uint8_t> seen(vectors * inputs), unseen(vectors * inputs);
    for (auto& value : seen) value = static_cast<std::uint8_t>(code(random));
    for (auto& value : unseen) value = static_cast<std::uint8_t>(code(random));
    const auto infer = [&](const std::vector<std::uint8_t>& codes) {
      std::vector<double> sums(vectors * outputs);
      arrays.infer(codes.data(), vectors, activation_site::host, unused_activation, sums.data());
      return sums;
    };
    arrays.choose_ranges(seen.data(), vectors, activation_site::host, unused_activation);
    result.wanted = sums_of(net, seen, maximum);
    result.unseen_wanted = sums_of(net, unseen, maximum);
    result.before = infer(seen);
    arrays.correct_outputs(net, seen.data(), vectors, unused_activation);
    result.after = infer(seen);
    result.unseen = infer(unseen);
  });
  return result;
}

double root_mean_square(const std::vector<double>& measured, const std::vector<double>& wanted) {
  double squares = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) squares += std::pow(measured[i] - wanted[i], 2);
  return std::sqrt(squares / static_cast<double>(wanted.size()));
}

TEST(output_correction, undoes_what_wires_take_of_every_current) {
  const outcome result = measure();
  const double lost = root_mean_square(result.before, result.wanted);
  EXPECT_GT(lost, 0.1);  // otherwise there was nothing to correct
  EXPECT_LT(root_mean_square(result.after, result.wanted), lost / 3);
  // The line was fitted to other vectors than these.
  EXPECT_LT(root_mean_square(result.unseen, result.unseen_wanted), lost / 3);
}

TEST(output_correction, leaves_residuals_without_mean_or_slope) {
  // The defining property of least squares (normal equations), output by output. The network's own sums are in single
  // precision: 6e-8 of sums up to about 5.
  const double rounding = 1e-6;
  const outcome result = measure();
  for (std::size_t o = 0; o < outputs; ++o) {
    double sum = 0, product = 0;
    for (std::size_t v = 0; v < vectors; ++v) {
      const double residual = result.after[v * outputs + o] - result.wanted[v * outputs + o];
      sum += residual;
      product += residual * result.after[v * outputs + o];
    }
    EXPECT_NEAR(sum / vectors, 0, rounding) << "output " << o;
    EXPECT_NEAR(product / vectors, 0, rounding) << "output " << o;
  }
}

}  // namespace
}  // namespace memvp
