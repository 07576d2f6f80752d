// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/platforms/workloads/image_data.hpp"

namespace memvp {

/// Samples of equal size as a kinetics tile takes them, and the class of each: a code of 16 bits is the fraction
/// code/65535 of full scale.
struct pulse_samples {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<std::uint16_t> codes;   ///< size() x rows x columns, row by row
  std::vector<std::uint8_t> classes;  ///< one a sample

  std::size_t size() const { return classes.size(); }
  std::size_t codes_per_sample() const { return rows * columns; }
  const std::uint16_t* sample(std::size_t index) const { return codes.data() + index * codes_per_sample(); }
};

/// Grey values of an image as codes: pixel p becomes 257 p, so that the fraction is p/255 exactly.
pulse_samples samples_of(const image_set& images);

}  // namespace memvp
