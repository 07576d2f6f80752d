// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <systemc>

namespace memvp {

/// Simulated time in picoseconds. memvp keeps SystemC's default resolution of 1 ps, so that this is exact; the longest
/// run that can be represented is 2^64 ps, 213 days.
inline std::uint64_t picoseconds(const sc_core::sc_time& time) noexcept { return time.value(); }

/// `count` clock cycles of length `period`, exactly (sc_time's own product goes through a double).
inline sc_core::sc_time duration(std::uint64_t count, const sc_core::sc_time& period) {
  return sc_core::sc_time::from_value(count * period.value());
}

/// As duration(), added to `start`, for counts that a user chose.
/// \throws std::overflow_error with a sentence if the sum is past the last time SystemC can represent
sc_core::sc_time after_cycles(const sc_core::sc_time& start, std::uint64_t count, const sc_core::sc_time& period);

/// Returns `period` if module `name` can be clocked with it.
/// \throws std::invalid_argument if it is zero, or if SystemC's time resolution was set to anything but 1 ps
const sc_core::sc_time& checked_clock_period(const char* name, const sc_core::sc_time& period);

}  // namespace memvp
