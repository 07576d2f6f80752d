// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "memvp/models/circuits/technology.hpp"

namespace memvp {

/// SRAM between bus and array: energy per 32-bit word read or written, area and leakage of its bits.
class buffer_memory {
 public:
  buffer_memory(const technology_parameters& technology, std::size_t bytes)
      : technology_(technology), bits_(8.0 * static_cast<double>(bytes)) {}

  double energy_per_word() const noexcept { return technology_.sram_word_energy; }        ///< J per 32 bits
  double area() const noexcept { return bits_ * technology_.sram_bit_area; }              ///< m^2
  double leakage_power() const noexcept { return bits_ * technology_.sram_bit_leakage; }  ///< W while powered

 private:
  technology_parameters technology_;
  double bits_;
};

}  // namespace memvp
