// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/soc_mnist_program.hpp"

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "memvp/platforms/workloads/image_codes.hpp"

namespace memvp {

namespace {

/// fJ, of all arrays and neurons, as their registers have it.
std::uint64_t energy_of(network_hardware& hardware) {
  const auto femtojoules = [](double joules) { return static_cast<std::uint64_t>(std::llround(joules * 1e15)); };
  std::uint64_t sum = 0;
  for (rram_driver& array : hardware.arrays) sum += femtojoules(array.energy());
  for (ndr_driver& bank : hardware.neurons) sum += femtojoules(bank.energy());
  return sum;
}

void program_arrays(network_hardware& hardware, array_network& on_arrays, const soc_mnist_steps& steps,
                    nlohmann::ordered_json& results) {
  const std::uint64_t begin = hardware.host.now_cycles(), spent = energy_of(hardware);
  rram_programming_report all, first;
  for (std::int64_t pass = 0; pass < steps.programming.passes; ++pass) {
    all += on_arrays.write(steps.net, steps.programming.verify).total();
    if (pass == 0) first = all;
    hardware.host.spend(static_cast<std::uint64_t>(std::llround(steps.programming.wait_time * steps.clock_frequency)));
  }
  results["cells"] = first.cells;
  results["first_pass_pulses"] = first.pulses;
  results["write_verify_pulses"] = all.pulses;
  results["write_verify_reads"] = all.reads;
  results["write_verify_failures"] = all.failures;
  results["programming_cycles"] = hardware.host.now_cycles() - begin;
  results["programming_energy_fj"] = energy_of(hardware) - spent;
}

void tune_neurons(network_hardware& hardware, array_network& on_arrays, const soc_mnist_steps& steps,
                  nlohmann::ordered_json& results) {
  const std::uint64_t begin = hardware.host.now_cycles();
  results["neurons_not_tuned"] = on_arrays.tune(steps.crests);
  std::uint64_t pulses = 0;
  for (ndr_driver& bank : hardware.neurons) pulses += bank.write_pulses();
  results["tuning_pulses"] = pulses;
  results["tuning_cycles"] = hardware.host.now_cycles() - begin;
}

void test(network_hardware& hardware, array_network& on_arrays, const soc_mnist_steps& steps,
          nlohmann::ordered_json& results) {
  constexpr activation_site site = activation_site::neurons;
  const std::size_t images = steps.test.size(), classes = on_arrays.classes();
  const std::vector<std::uint8_t> codes = codes_of(steps.test, on_arrays.input_maximum());
  std::vector<double> sums(images * classes);
  const std::uint64_t begin = hardware.host.now_cycles(), spent = energy_of(hardware);
  on_arrays.infer(codes.data(), images, site, steps.activation, sums.data());
  results["inference_start_cycle"] = begin;
  results["inference_cycles"] = hardware.host.now_cycles() - begin;
  results["inference_energy_fj"] = energy_of(hardware) - spent;
  std::vector<std::uint8_t> answers;
  std::size_t right = 0;
  for (std::size_t i = 0; i < images; ++i) {
    const double* of_image = sums.data() + i * classes;
    answers.push_back(static_cast<std::uint8_t>(std::max_element(of_image, of_image + classes) - of_image));
    if (answers.back() == steps.test.labels[i]) ++right;
  }
  results["images"] = images;
  results["right_answers"] = right;
  results["answers_crc32"] = crc32(0, answers.data(), static_cast<uInt>(answers.size()));
}

}  // namespace

nlohmann::ordered_json run_soc_mnist(network_hardware& hardware, const soc_mnist_steps& steps) {
  nlohmann::ordered_json results;
  std::vector<layer_form> forms;
  for (const network_layer& layer : steps.net.layers) forms.push_back(layer.form);
  array_network on_arrays(hardware, forms, steps.parts, steps.mapping,
                          static_cast<std::uint64_t>(steps.inference.host_cycles_per_value));
  program_arrays(hardware, on_arrays, steps, results);
  tune_neurons(hardware, on_arrays, steps, results);
  const std::vector<std::uint8_t> codes = codes_of(steps.calibration, on_arrays.input_maximum());
  on_arrays.choose_ranges(codes.data(), steps.calibration.size(), activation_site::neurons, steps.activation);
  test(hardware, on_arrays, steps, results);
  return results;
}

}  // namespace memvp
