// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "memvp/models/tiles/rram_command.hpp"

namespace memvp {

/// The TARGET code of a conductance [S] in a window from `bottom` to `top`; beyond it the window's edge.
inline std::uint32_t rram_target(double siemens, double bottom, double top) {
  const double place = std::clamp((siemens - bottom) / (top - bottom), 0.0, 1.0);
  return static_cast<std::uint32_t>(std::lround(place * rram_target_one));
}

/// VERIFY_TOLERANCE for an accepted error [S], 0 to the window's width.
inline std::uint32_t rram_tolerance(double siemens, double bottom, double top) {
  return static_cast<std::uint32_t>(std::lround(siemens / (top - bottom) * rram_target_one));
}

}  // namespace memvp
