// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/refresh_code_book.hpp"

#include <algorithm>
#include <cmath>

namespace memvp {

refresh_code_book::refresh_code_book(const ferroionic_device_parameters& device, double bottom_siemens,
                                     double step_nepers)
    : device_(device),
      bottom_(bottom_siemens),
      step_(step_nepers),
      log_ionic_ratio_(std::log(device.ionic_ratio)),
      relaxation_time_(memvp::relaxation_time(device, device.reference_temperature)),
      set_(course_of(device, device.ion_set_voltage, relaxation_time_)),
      reset_(course_of(device, device.ion_reset_voltage, relaxation_time_)) {
  for (int level = 0; level < static_cast<int>(device.set_groups); ++level) {
    const double nominal = conductance(device, level_polarisation(device, level), device.equilibrium);
    level_codes_.push_back(std::log(nominal / bottom_) / step_);
  }
}

double refresh_code_book::siemens(std::uint32_t code) const { return bottom_ * std::exp(code * step_); }

std::uint32_t refresh_code_book::nearest_level(std::uint32_t code) const {
  // Midway between two levels the lower one is taken.
  for (std::uint32_t level = 0; level + 1 < levels(); ++level)
    if (code <= (level_codes_[level] + level_codes_[level + 1]) / 2) return level;
  const std::uint32_t last = levels() - 1;
  const double half = last == 0 ? 0 : (level_codes_[last] - level_codes_[last - 1]) / 2;
  return code <= level_codes_[last] + half ? last : levels();
}

double refresh_code_book::ionic_state(std::uint32_t source, std::uint32_t code) const {
  if (device_.conduction == ferroionic_conduction::multiplicative) {
    const double excess = (static_cast<double>(code) - static_cast<double>(source)) * step_ / log_ionic_ratio_;
    return std::clamp(excess + device_.equilibrium, 0.0, 1.0);
  }
  const double rise = (siemens(code) - siemens(source)) / device_.lowest_conductance;
  const double relaxed_part = std::pow(device_.ionic_ratio, device_.equilibrium);
  return std::clamp(std::log(std::max(1.0, rise + relaxed_part)) / log_ionic_ratio_, 0.0, 1.0);
}

double refresh_code_book::left_after(double seconds) const { return std::exp(-seconds / relaxation_time_); }

}  // namespace memvp
