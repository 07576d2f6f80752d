// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace memvp {

/// Longest pulse [s] that cells take: its picoseconds are far from the end of 64 bits.
inline constexpr double longest_pulse = 1e6;

/// The picoseconds of 0 to longest_pulse seconds, to the nearest.
inline std::uint64_t picoseconds_of(double seconds) { return static_cast<std::uint64_t>(seconds * 1e12 + 0.5); }

}  // namespace memvp
