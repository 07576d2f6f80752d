// SPDX-License-Identifier: Apache-2.0
// What float networks with NDR neurons reach, and what they bear: the figures of docs/networks.md.
//
//   network_accuracy DATA FIRST_SEED LAST_SEED [KEY=VALUE]...
//
// Trains a network for each seed on the images in DATA (for instance network.shape=lenet) and prints processor time
// and, in percent of the test images: float; its quantised twin (16 levels a cell in pairs, 4-bit codes); that twin
// with normal errors of 8 % and 12 % of the weight limit on every weight, mean and least of five draws; and with all
// weights 10 % too small.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <exception>
#include <string>

#include "memvp/platforms/configuration.hpp"
#include "memvp/platforms/parameter_reader.hpp"
#include "memvp/platforms/workloads/network_evaluation.hpp"
#include "memvp/platforms/workloads/network_trainer.hpp"
#include "memvp/platforms/workloads/quantised_network.hpp"

namespace memvp {
namespace {

constexpr std::int64_t levels = 16;
constexpr code_bits codes{4, 4};
constexpr std::uint64_t draws = 5;

struct settings {
  network_parameters shape;
  network_training_parameters training;
  ndr_device_parameters neuron;
};

/// Percent of the test images.
double accuracy(const network& net, const hidden_activation& activation, const image_set& test, const code_bits& bits) {
  return 100 * evaluate(net, activation, test, bits).answers.accuracy;
}

void print_perturbed(const network& net, const hidden_activation& activation, const image_set& test, double share) {
  double mean = 0, least = 100;
  for (std::uint64_t draw = 0; draw < draws; ++draw) {
    const double reached = accuracy(perturbed(net, share, 9, draw), activation, test, codes);
    mean += reached / draws;
    least = std::min(least, reached);
  }
  std::printf("  %6.2f %6.2f", mean, least);
}

void run(const settings& chosen, const image_data& data, std::uint64_t seed) {
  const ndr_hidden_activation activation(chosen.neuron);
  network net = empty_network(layer_forms(chosen.shape, data.training.rows, data.training.columns, data.classes));
  const std::clock_t begin = std::clock();
  initialise(net, activation, data.training, chosen.training, seed);
  const auto report = train(net, activation, data.training, data.test, chosen.training, seed);
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;

  const network twin = quantised(net, levels);
  network small = twin;
  for (network_layer& layer : small.layers) layer.weights *= 0.9F;
  std::printf("%4llu  %6.1f  %6.2f  %9.2f", static_cast<unsigned long long>(seed), seconds,
              accuracy(net, activation, data.test, {}), accuracy(twin, activation, data.test, codes));
  print_perturbed(twin, activation, data.test, 0.08);
  print_perturbed(twin, activation, data.test, 0.12);
  std::printf("  %6.2f\n", accuracy(small, activation, data.test, codes));
  for (std::size_t l = 0; l < net.layers.size(); ++l)
    std::printf("      # %s: limit %.3f, at it %.3f of the weights; sums below 0 %.3f, above the limit %.3f\n",
                net.layers[l].form.name.c_str(), static_cast<double>(net.layers[l].weight_limit),
                report.layers[l].at_limit, report.layers[l].rectified, report.layers[l].limited);
  std::fflush(stdout);
}

int program(int count, char** arguments) {
  if (count < 4) {
    std::fputs("usage: network_accuracy DATA FIRST_SEED LAST_SEED [KEY=VALUE]...\n", stderr);
    return 2;
  }
  configuration given;
  for (int i = 4; i < count; ++i) given.set(arguments[i]);
  settings chosen;
  parameter_reader reader(given);
  visit_parameters(reader, chosen.shape);
  visit_parameters(reader, chosen.training);
  reader.boolean(
      {"training.train_theta", dimension::number, 0, 1, "learn each neuron's theta too", provenance::setting, ""},
      chosen.training.train_theta);
  visit_parameters(reader, chosen.neuron);
  reader.reject_unknown_keys();
  const image_data data = read_image_folder(arguments[1]);
  std::puts("seed   CPU s   float  quantised    8 % mean, least  12 % mean, least  x 0.9");
  for (std::uint64_t seed = std::stoull(arguments[2]); seed <= std::stoull(arguments[3]); ++seed)
    run(chosen, data, seed);
  return 0;
}

}  // namespace
}  // namespace memvp

int main(int count, char** arguments) {
  try {
    return memvp::program(count, arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "network_accuracy: %s\n", error.what());
    return 1;
  }
}
