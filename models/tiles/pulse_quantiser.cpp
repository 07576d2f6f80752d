// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/pulse_quantiser.hpp"

#include <cmath>
#include <stdexcept>

namespace memvp {

void visit_parameters(parameter_visitor& visitor, update_parameters& p) {
  visitor.boolean({"update.carry", dimension::number, 0, 1, "keep remainders digitally until a whole quantum is due",
                   provenance::assumed, "assumed: off, so that every update is one pulse of its own width"},
                  p.carry);
}

pulse_quantiser::pulse_quantiser(std::size_t cells, std::uint64_t full_window, std::uint64_t quantum,
                                 std::uint64_t maximum, bool carry)
    : full_window_(full_window),
      quantum_(quantum),
      maximum_(maximum),
      carry_(carry),
      slope_(cells, 1.0),
      remainder_(carry ? cells : 0, 0.0) {
  if (full_window == 0 || quantum == 0 || maximum == 0)
    throw std::invalid_argument(
        "a pulse cannot be quantised: its unit is longer than a quantum, choose a shorter driver.pulse_lsb.");
}

void pulse_quantiser::calibrate(std::size_t cell, double slope) {
  if (!(slope > 0)) throw std::invalid_argument("a calibrated slope must be positive.");
  slope_[cell] = slope;
}

std::int32_t pulse_quantiser::width(std::size_t cell, double state) {
  double units = state * static_cast<double>(full_window_) / slope_[cell];
  double whole = 0;
  if (carry_) {
    units += remainder_[cell];
    const auto quantum = static_cast<double>(quantum_);
    whole = std::trunc(units / quantum) * quantum;
  } else {
    whole = std::round(units);
  }
  const auto limit = static_cast<double>(maximum_);
  if (std::abs(whole) > limit) {
    whole = std::copysign(limit, whole);
    ++cut_pulses_;
  }
  if (carry_) remainder_[cell] = units - whole;
  return static_cast<std::int32_t>(whole);
}

}  // namespace memvp
