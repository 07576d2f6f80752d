// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/models/circuits/technology.hpp"

namespace memvp {

/// Shifts a converter's word and adds it to a 32-bit sum. An adder of five two-input gates a bit and a register; a
/// quarter of the gates switches (gate counts and activity are our own, assumed). For comparison: 0.05 mW for 1 ns and
/// 60 um^2 at 32 nm (ISAAC via ndr_1t1r.md section 7 [S8]).
class shift_adder {
 public:
  explicit shift_adder(const technology_parameters& technology) : technology_(technology) {}

  static constexpr std::uint64_t cycles() noexcept { return 1; }
  /// J per word
  double energy_per_word() const noexcept {
    return bits * (technology_.flip_flop_energy + gates_per_bit * activity * technology_.logic_gate_energy);
  }
  double area() const noexcept {
    return bits * (technology_.flip_flop_area + gates_per_bit * technology_.logic_gate_area);  // m^2
  }
  /// W while powered
  double leakage_power() const noexcept {
    return bits * (technology_.flip_flop_leakage + gates_per_bit * technology_.logic_gate_leakage);
  }

 private:
  static constexpr double bits = 32, gates_per_bit = 5, activity = 0.25;
  technology_parameters technology_;
};

}  // namespace memvp
