// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/testbench/per_clock/refresh_clocked_controller.hpp"

namespace memvp {

/// What a row of cells is made to read at the end of a unit, a pure function of all it is given: mostly what the row is
/// compared with and a code or two beside it, sometimes a cell or a whole row that is far off.
struct drawn_readings {
  std::uint64_t seed = 0;
  const clocked_refresh_settings* settings = nullptr;

  void read(refresh_unit_kind unit, refresh_pulse_kind kind, std::uint32_t row, cycle_count now,
            const std::uint8_t* level, const std::uint16_t* source, const std::uint16_t* target,
            std::uint16_t* codes) const;
};

}  // namespace memvp
