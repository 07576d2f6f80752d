// SPDX-License-Identifier: Apache-2.0
// What kinetics layers and their read-outs reach in software on spoken digits: the figures of docs/kinetics-digits.md.
//
//   spoken_digits_accuracy DATA FIRST_SEED LAST_SEED discrete|exact|kick|none validation|test [KEY=VALUE]...
//
// Trains for each seed (keys "sound.*", "learning.*") and prints the accuracy after the last epoch in percent of the
// frames and of the recordings, by vote. "validation": recordings 5 to 9 of each speaker and digit are asked and not
// learned from, the test recordings not touched; settings are decided by these.
#include <cstdio>
#include <ctime>
#include <exception>
#include <stdexcept>
#include <string>

#include "memvp/platforms/configuration.hpp"
#include "memvp/platforms/parameter_reader.hpp"
#include "memvp/platforms/workloads/kinetics_trainer.hpp"
#include "memvp/platforms/workloads/spoken_digits.hpp"

namespace memvp {
namespace {

int program(int count, char** arguments) {
  if (count < 6) {
    std::fputs(
        "usage: spoken_digits_accuracy DATA FIRST_SEED LAST_SEED discrete|exact|kick|none validation|test "
        "[KEY=VALUE]...\n",
        stderr);
    return 2;
  }
  kinetics_layer_form form;
  const std::string law = arguments[4], part = arguments[5];
  if (law == "exact")
    form.integrator = kinetics_integrator::exact;
  else if (law == "kick")
    form.integrator = kinetics_integrator::kick;
  else if (law != "discrete" && law != "none")
    throw std::invalid_argument("the law is discrete, exact, kick or none, not " + law + ".");
  sound_encoding encoding;
  kinetics_training_parameters learning;
  configuration given;
  for (int i = 6; i < count; ++i) given.set(arguments[i]);
  parameter_reader reader(given);
  visit_parameters(reader, encoding);
  visit_parameters(reader, learning);
  reader.reject_unknown_keys();

  const digit_parts parts = split_digits(read_spoken_digits(arguments[1]), part == "validation");
  const pulse_samples training = encode_sound(parts.training, encoding);
  const pulse_samples asked = encode_sound(part == "validation" ? parts.validation : parts.test, encoding);
  form.rows = training.rows;
  form.columns = training.columns;
  std::puts("seed   CPU s  frames    vote    loss    alpha     beta");
  for (std::uint64_t seed = std::stoull(arguments[2]); seed <= std::stoull(arguments[3]); ++seed) {
    const std::clock_t begin = std::clock();
    const auto result = train_kinetics(form, training, asked, 10, learning, seed, law != "none");
    const kinetics_epoch& last = result.report.epochs.back();
    std::printf("%4llu  %6.1f  %6.2f  %6.2f  %6.4f  %7.4f  %7.4f\n", static_cast<unsigned long long>(seed),
                static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 100 * last.test_accuracy,
                100 * voted_accuracy(result.model, asked, static_cast<std::size_t>(encoding.frames)), last.loss,
                last.alpha, last.beta);
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace
}  // namespace memvp

int main(int count, char** arguments) {
  try {
    return memvp::program(count, arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "spoken_digits_accuracy: %s\n", error.what());
    return 1;
  }
}
