// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/outer_product_planes.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace memvp {

outer_product_planes::outer_product_planes(const pulse_scale& scale, unsigned input_bits)
    : scale_(scale), bits_(input_bits) {
  if (input_bits < 1 || input_bits > 8)
    throw std::invalid_argument("inputs of an outer product are codes of 1 to 8 bits.");
  if (scale.full_window == 0 || scale.maximum == 0)
    throw std::invalid_argument(
        "an update cannot be made of pulses: their unit is longer than the whole window takes, choose a shorter "
        "driver.pulse_lsb.");
}

const std::vector<update_plane>& outer_product_planes::of(const double* inputs, std::size_t input_count,
                                                          const double* errors, std::size_t error_count, double rate) {
  const double largest_code = std::exp2(bits_) - 1;
  codes_.resize(input_count);
  std::uint32_t any_bit = 0;
  for (std::size_t i = 0; i < input_count; ++i) {
    codes_[i] = static_cast<std::uint32_t>(inputs[i] * largest_code + 0.5);
    any_bit |= codes_[i];
  }
  const double width_of_one = rate / (weight_per_width() * largest_code);
  const auto most = static_cast<std::int32_t>(std::min<std::uint64_t>(scale_.maximum, INT32_MAX));
  // Planes keep their storage from one update to the next.
  while (!planes_.empty()) {
    spare_.push_back(std::move(planes_.back()));
    planes_.pop_back();
  }
  for (unsigned bit = 0; bit < bits_; ++bit) {
    if ((any_bit >> bit & 1U) == 0) continue;
    update_plane plane;
    if (!spare_.empty()) {
      plane = std::move(spare_.back());
      spare_.pop_back();
    }
    const double scale = width_of_one * std::exp2(bit);
    bool any = false;
    plane.widths.resize(error_count);
    for (std::size_t o = 0; o < error_count; ++o) {
      const double asked = std::round(scale * errors[o]);
      const double kept = std::min<double>(most, std::max<double>(-most, asked));
      cut_pulses_ += kept != asked;
      plane.widths[o] = static_cast<std::int32_t>(kept);
      any = any || kept != 0;
    }
    if (!any) {
      spare_.push_back(std::move(plane));
      continue;
    }
    plane.rows.resize(input_count);
    for (std::size_t i = 0; i < input_count; ++i) plane.rows[i] = static_cast<std::uint8_t>(codes_[i] >> bit & 1U);
    planes_.push_back(std::move(plane));
  }
  return planes_;
}

}  // namespace memvp
