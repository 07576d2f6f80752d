// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/network_workload.hpp"

namespace memvp {

void visit_parameters(parameter_visitor& visitor, network_programming_parameters& p) {
  using d = dimension;
  const auto count = [&](std::string_view key, double least, double most, std::string_view meaning, provenance origin,
                         std::string_view source, std::uint32_t& value) {
    auto number = static_cast<std::int64_t>(value);
    visitor.integer({key, d::number, least, most, meaning, origin, source}, number);
    value = static_cast<std::uint32_t>(number);
  };
  visitor.real({"programming.tolerance", d::conductance, 1e-9, 1e-3, "accepted error of a cell's reading",
                provenance::literature, "+/-1 uS: NeuRRAM's test software (github weierwan/Neurram_48core) [S11]"},
               p.verify.tolerance);
  count("programming.pulse_limit", 1, rram_most_pulses, "pulses of a cell and pass at most", provenance::assumed,
        "assumed", p.verify.pulse_limit);
  count("programming.reads", 1, rram_most_readings, "conversions averaged per verify reading", provenance::assumed,
        "assumed", p.verify.reads);
  visitor.integer(
      {"programming.passes", d::number, 1, 100, "times that every array is programmed", provenance::literature,
       "NeuRRAM repeats programming, which narrows relaxation: doi 10.1038/s41586-022-04992-8 [S10]; how often "
       "is assumed"},
      p.passes);
  visitor.real({"programming.wait_time", d::time, 0, 1e8, "time after each pass, in which cells relax",
                provenance::assumed, "1 s: the first column of the published relaxation data beyond a second"},
               p.wait_time);
}

void visit_parameters(parameter_visitor& visitor, inference_parameters& p) {
  using d = dimension;
  visitor.integer({"workload.images", d::number, 1, 1e6, "test images", provenance::setting, ""}, p.images);
  visitor.integer({"workload.calibration_images", d::number, 1, 1e4,
                   "training images by which the converters' ranges are chosen", provenance::setting, ""},
                  p.calibration_images);
  visitor.integer({"workload.comparison_images", d::number, 1, 1e4,
                   "test images whose first sums are given to the CMOS activations too", provenance::setting, ""},
                  p.comparison_images);
  visitor.integer(
      {"workload.host_cycles_per_value", d::number, 0, 1e6,
       "what the host takes for a value that it packs, pools, adds or compares", provenance::assumed, "assumed"},
      p.host_cycles_per_value);
}

}  // namespace memvp
