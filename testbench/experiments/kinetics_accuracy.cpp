// SPDX-License-Identifier: Apache-2.0
// What kinetics layers and their read-outs reach in software on images: the figures of docs/kinetics-mnist.md.
//
//   kinetics_accuracy DATA FIRST_SEED LAST_SEED discrete|exact|kick|none [KEY=VALUE]...
//
// Trains a layer of 28 trains with its read-out for each seed (keys "learning.*"; "none": the read-out on the pixels
// themselves) and prints processor time, the best and the last epoch's accuracy in percent of the test images, that
// with features of 8 bits, that with normal errors of 1 % of the layer's greatest on all weights too (mean of five
// draws), the hidden layer's greatest weight over its root mean square, mean and worst of ten chips whose devices have
// the default spread, without any tuning to the chip, and alpha, beta and guard events. States have
// no upper bound here and a lower one of 0.05: the authors' software has none. With -v as the last argument, a line an
// epoch as well.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <exception>
#include <limits>
#include <string>

#include "memvp/platforms/configuration.hpp"
#include "memvp/platforms/parameter_reader.hpp"
#include "memvp/platforms/workloads/kinetics_trainer.hpp"
#include "memvp/platforms/workloads/network_evaluation.hpp"
#include "memvp/platforms/workloads/quantised_network.hpp"

namespace memvp {
namespace {

constexpr double weight_error = 0.01;
constexpr std::uint64_t error_draws = 5, chip_draws = 10;

struct settings {
  kinetics_layer_form form;
  bool kinetics = true;
  bool every_epoch = false;
  kinetics_training_parameters learning;
};

settings settings_of(int count, char** arguments) {
  settings chosen;
  const std::string law = arguments[4];
  if (law == "discrete")
    chosen.form.integrator = kinetics_integrator::discrete;
  else if (law == "exact")
    chosen.form.integrator = kinetics_integrator::exact;
  else if (law == "kick")
    chosen.form.integrator = kinetics_integrator::kick;
  else if (law == "none")
    chosen.kinetics = false;
  else
    throw std::invalid_argument("the law is discrete, exact, kick or none, not " + law + ".");
  chosen.form.greatest_state = std::numeric_limits<double>::infinity();
  configuration given;
  for (int i = 5; i < count; ++i) {
    if (std::strcmp(arguments[i], "-v") == 0)
      chosen.every_epoch = true;
    else
      given.set(arguments[i]);
  }
  parameter_reader reader(given);
  visit_parameters(reader, chosen.learning);
  reader.reject_unknown_keys();
  return chosen;
}

void run(const settings& chosen, const pulse_samples& training, const pulse_samples& test, std::size_t classes,
         std::uint64_t seed) {
  const std::clock_t begin = std::clock();
  const auto result = train_kinetics(chosen.form, training, test, classes, chosen.learning, seed, chosen.kinetics);
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  if (chosen.every_epoch)
    for (const kinetics_epoch& epoch : result.report.epochs)
      std::printf("#  loss %.4f  test %.2f  alpha %.4f  beta %.4f\n", epoch.loss, 100 * epoch.test_accuracy,
                  epoch.alpha, epoch.beta);
  const image_set images = feature_images(result.model, test);
  const double coded = evaluate(result.model.readout, *result.model.activation(), images).answers.accuracy;
  double bearing = 0;
  for (std::uint64_t draw = 0; draw < error_draws; ++draw)
    bearing += evaluate(perturbed(result.model.readout, weight_error, 9, draw), *result.model.activation(), images)
                   .answers.accuracy /
               error_draws;
  const kinetics_device_parameters device;  // for its spreads
  double chips = 0, worst = 1;
  for (std::uint64_t draw = 0; draw < chip_draws; ++draw) {
    const kinetics_network& model = result.model;
    const std::size_t trains = chosen.form.trains();
    const double reached = accuracy(
        model, test, drawn_offsets(model.constants, trains, trains, device.alpha_spread, device.beta_spread, 9, draw));
    chips += reached / chip_draws;
    worst = std::min(worst, reached);
    if (!model.kinetics) break;  // no devices
  }
  if (!result.model.kinetics) chips = worst;
  const network_layer& hidden = result.model.readout.layers.front();
  const double typical =
      std::sqrt(static_cast<double>(hidden.weights.squaredNorm()) / static_cast<double>(hidden.weights.size()));
  const kinetics_epoch& last = result.report.epochs.back();
  std::printf("%4llu  %6.1f  %6.2f  %6.2f  %6.2f  %6.2f  %5.1f  %6.2f  %6.2f  %7.4f  %7.4f  %9llu  %9llu\n",
              static_cast<unsigned long long>(seed), seconds, 100 * result.report.best(), 100 * result.report.last(),
              100 * coded, 100 * bearing, static_cast<double>(hidden.weight_limit) / typical, 100 * chips, 100 * worst,
              last.alpha, last.beta, static_cast<unsigned long long>(result.report.guard_events.lower),
              static_cast<unsigned long long>(result.report.guard_events.upper));
  std::fflush(stdout);
}

int program(int count, char** arguments) {
  if (count < 5) {
    std::fputs("usage: kinetics_accuracy DATA FIRST_SEED LAST_SEED discrete|exact|kick|none [KEY=VALUE]... [-v]\n",
               stderr);
    return 2;
  }
  const settings chosen = settings_of(count, arguments);
  const image_data data = read_image_folder(arguments[1]);
  const pulse_samples training = samples_of(data.training), test = samples_of(data.test);
  std::puts(
      "seed   CPU s    best    last  8 bits  errors  limit   chips   worst    alpha     beta  at x_min  at x_max");
  for (std::uint64_t seed = std::stoull(arguments[2]); seed <= std::stoull(arguments[3]); ++seed)
    run(chosen, training, test, data.classes, seed);
  return 0;
}

}  // namespace
}  // namespace memvp

int main(int count, char** arguments) {
  try {
    return memvp::program(count, arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "kinetics_accuracy: %s\n", error.what());
    return 1;
  }
}
