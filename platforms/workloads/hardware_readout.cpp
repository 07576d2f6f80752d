// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/hardware_readout.hpp"

#include <algorithm>
#include <cmath>

#include "memvp/platforms/workloads/kinetics_inference.hpp"

namespace memvp {

namespace {

constexpr double score_unit = 65536;      // of a vote's integers, in units of the network's sums
constexpr double greatest_score = 2.1e9;  // within 32 bits
constexpr std::size_t range_images = 64;  // enough for a range; each goes through once a range and layer

}  // namespace

std::vector<array_part> cut_at_words(std::vector<array_part> parts, const mapping_parameters& mapping) {
  const std::vector<array_part> as_they_were = parts;
  for (array_part& part : parts) {
    if (part.layer != 0) continue;
    const std::size_t end = part.first_input + part.inputs;
    const bool last = std::none_of(as_they_were.begin(), as_they_were.end(), [&](const array_part& other) {
      return other.layer == 0 && other.first_input == end;
    });
    part.first_input = part.first_input / 4 * 4;
    part.inputs = (last ? end : end / 4 * 4) - part.first_input;
    if (part.inputs > static_cast<std::size_t>(mapping.rows)) return as_they_were;
  }
  return parts;
}

std::vector<array_part> parts_of(const std::vector<layer_form>& forms, const mapping_parameters& mapping) {
  std::vector<layer_matrix> matrices;
  for (const layer_form& form : forms) matrices.push_back({form.name, form.inputs() + 1, form.outputs});
  return cut_at_words(place_layers(matrices, mapping), mapping);
}

hardware_readout::hardware_readout(kinetics_hardware& hardware, std::size_t group, const std::vector<layer_form>& forms,
                                   const std::vector<array_part>& parts, const mapping_parameters& mapping,
                                   std::uint64_t host_cycles_per_value, double clock_frequency)
    : hardware_(hardware),
      arrays_(hardware.networks.at(group)),
      network_(arrays_, forms, parts, mapping, host_cycles_per_value),
      biases_(mapping.bias),
      clock_frequency_(clock_frequency) {}

rram_programming_report hardware_readout::program(const network& net,
                                                  const network_programming_parameters& programming) {
  rram_programming_report all;
  for (std::int64_t pass = 0; pass < programming.passes; ++pass) {
    all += network_.write(net, programming.verify).total();
    hardware_.host.spend(static_cast<std::uint64_t>(std::llround(programming.wait_time * clock_frequency_)));
  }
  all.cells /= static_cast<std::uint64_t>(programming.passes);  // the same ones every time
  return all;
}

std::vector<std::uint8_t> hardware_readout::codes_of(const image_set& images) const {
  std::vector<std::uint8_t> codes(images.pixels.size());
  std::transform(images.pixels.begin(), images.pixels.end(), codes.begin(),
                 [this](std::uint8_t pixel) { return rescaled_code(pixel, 255, network_.input_maximum()); });
  return codes;
}

void hardware_readout::calibrate(const network& net, const image_set& images, const hidden_activation& activation) {
  const std::vector<std::uint8_t> codes = codes_of(images);
  network_.choose_ranges(codes.data(), std::min(images.size(), range_images), activation_site::host, activation);
  if (biases_ == bias_place::host) network_.correct_outputs(net, codes.data(), images.size(), activation);
}

/// Right decisions of some whole groups of samples.
std::size_t hardware_readout::decide(const kinetics_task& task, std::size_t first, std::size_t samples,
                                     const double* sums) {
  const std::size_t classes = network_.classes();
  std::size_t right = 0;
  if (task.frames == 1) {
    for (std::size_t i = 0; i < samples; ++i) {
      const double* of_sample = sums + i * classes;
      right += std::max_element(of_sample, of_sample + classes) - of_sample == task.test.classes[first + i];
    }
    return right;
  }
  scores_.resize(samples * classes);
  std::transform(sums, sums + scores_.size(), scores_.begin(), [](double sum) {
    return static_cast<std::int32_t>(std::lround(std::clamp(sum * score_unit, -greatest_score, greatest_score)));
  });
  const std::size_t decisions = samples / task.frames;
  winners_.resize(decisions);
  hardware_.vote->vote(scores_.data(), static_cast<std::uint32_t>(task.frames), static_cast<std::uint32_t>(classes),
                       static_cast<std::uint32_t>(decisions), winners_.data());
  for (std::size_t d = 0; d < decisions; ++d) right += winners_[d] == task.test.classes[first + d * task.frames];
  return right;
}

template <class Infer>
hardware_answers hardware_readout::ask(const kinetics_task& task, bool through_tile, progress_reporter& progress,
                                       const Infer& infer) {
  const auto joules = [&] {
    return energy_of(arrays_) + (through_tile ? hardware_.kinetics.energy() : 0) +
           (task.frames > 1 ? hardware_.vote->energy() : 0);
  };
  const double joules_before = joules();
  const std::uint64_t ties_before = task.frames > 1 ? hardware_.vote->ties() : 0;
  const std::uint64_t start = hardware_.host.now_cycles();
  // Groups that fit the host's memory; commands of the tiles are smaller.
  const std::size_t together = std::max<std::size_t>(1, 512 / task.frames) * task.frames;
  std::vector<double> sums(together * network_.classes());
  std::size_t right = 0;
  for (std::size_t first = 0; first < task.test.size(); first += together) {
    const std::size_t samples = std::min(together, task.test.size() - first);
    infer(first, samples, sums.data());
    right += decide(task, first, samples, sums.data());
    progress.advance(samples);
  }
  const auto samples = static_cast<double>(task.test.size());
  hardware_answers answers;
  answers.seconds = static_cast<double>(hardware_.host.now_cycles() - start) / clock_frequency_ / samples;
  answers.joules = (joules() - joules_before) / samples;
  answers.accuracy = static_cast<double>(right) / (samples / static_cast<double>(task.frames));
  answers.ties = task.frames > 1 ? hardware_.vote->ties() - ties_before : 0;
  return answers;
}

hardware_answers hardware_readout::answer(const kinetics_task& task, const kinetics_run& run,
                                          const hidden_activation& activation, progress_reporter& progress) {
  kinetics_inference inference(hardware_, network_, task.test.codes_per_sample(), run, 1);
  return ask(task, true, progress, [&](std::size_t first, std::size_t samples, double* sums) {
    inference.infer(task.test.sample(first), samples, activation, sums);
  });
}

hardware_answers hardware_readout::answer_directly(const kinetics_task& task, const image_set& images,
                                                   const hidden_activation& activation, progress_reporter& progress) {
  const std::vector<std::uint8_t> codes = codes_of(images);
  return ask(task, false, progress, [&](std::size_t first, std::size_t samples, double* sums) {
    network_.infer(codes.data() + first * images.pixels_per_image(), samples, activation_site::host, activation, sums);
  });
}

}  // namespace memvp
