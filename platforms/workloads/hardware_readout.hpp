// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/platforms/kinetics_system.hpp"
#include "memvp/platforms/progress.hpp"
#include "memvp/platforms/workloads/kinetics_task.hpp"
#include "memvp/platforms/workloads/network_workload.hpp"

namespace memvp {

/// How hardware has answered test samples, and at what cost.
struct hardware_answers {
  double accuracy = 0;  ///< share of right decisions
  double seconds = 0;   ///< of a sample
  double joules = 0;    ///< dynamic energy of a sample
  std::uint64_t ties = 0;
};

/// Input splits of the first layer moved down to multiples of 4 inputs, so that DMA can carry codes into every part.
/// Splits stay where they are if a part would be higher than an array.
std::vector<array_part> cut_at_words(std::vector<array_part> parts, const mapping_parameters& mapping);

/// Where the parts of a network lie. \throws std::invalid_argument as place_layers()
std::vector<array_part> parts_of(const std::vector<layer_form>& forms, const mapping_parameters& mapping);

/// A read-out on its group of arrays, hidden activations in the host.
class hardware_readout {
 public:
  hardware_readout(kinetics_hardware& hardware, std::size_t group, const std::vector<layer_form>& forms,
                   const std::vector<array_part>& parts, const mapping_parameters& mapping,
                   std::uint64_t host_cycles_per_value, double clock_frequency);

  /// Writes weights, as many times as asked for, with time to relax after each.
  rram_programming_report program(const network& net, const network_programming_parameters& programming);

  /// Sets the ranges of the arrays' converters by what these images give, then the gain and offset by which the host
  /// corrects each output. \param net what was written
  void calibrate(const network& net, const image_set& images, const hidden_activation& activation);

  /// Samples through the kinetics tile and on.
  hardware_answers answer(const kinetics_task& task, const kinetics_run& run, const hidden_activation& activation,
                          progress_reporter& progress);
  /// Samples as they are, from the host's memory.
  hardware_answers answer_directly(const kinetics_task& task, const image_set& images,
                                   const hidden_activation& activation, progress_reporter& progress);

 private:
  std::vector<std::uint8_t> codes_of(const image_set& images) const;
  template <class Infer>
  hardware_answers ask(const kinetics_task& task, bool through_tile, progress_reporter& progress, const Infer& infer);
  std::size_t decide(const kinetics_task& task, std::size_t first, std::size_t samples, const double* sums);

  kinetics_hardware& hardware_;
  network_hardware& arrays_;
  array_network network_;
  bias_place biases_;
  double clock_frequency_;
  std::vector<std::int32_t> scores_;
  std::vector<std::uint32_t> winners_;
};

}  // namespace memvp
