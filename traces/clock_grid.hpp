// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

namespace memvp {

/// A number of cycles, or the number of a cycle counted from the start of the run.
using cycle_count = std::uint64_t;

/// Cycles `start`, `start + 1`, ... `start + length - 1`. A length of zero is an instant at the beginning of `start`.
struct cycle_interval {
  cycle_count start = 0;
  cycle_count length = 0;
};

/// The grid on which every event falls: cycle n begins at n * period. Nothing toggles on it.
///
/// Cycle counts and picoseconds are 64-bit integers and are converted into each other by integer arithmetic only; a
/// double would lose a picosecond above 9,007 s. Seconds (double) appear where parameters come in and reports go out.
/// The longest representable run is 2^64 - 1 ps, about 213.5 days; what lies beyond throws std::overflow_error.
class clock_grid {
 public:
  /// @param period_ps length of a cycle in picoseconds, at least 1 (10,000 is 100 MHz); 0 throws std::invalid_argument
  explicit clock_grid(std::uint64_t period_ps) : period_ps_(period_ps) {
    if (period_ps == 0) throw std::invalid_argument("a clock period must be at least 1 ps, but 0 ps was given");
  }

  std::uint64_t period_ps() const noexcept { return period_ps_; }

  /// Cycles of the longest representable run.
  cycle_count longest_run() const noexcept { return std::numeric_limits<std::uint64_t>::max() / period_ps_; }

  /// Least number of cycles that lasts at least `seconds`. A whole multiple of the period stays exact although neither
  /// it nor the period may be representable in binary: a relative 1e-9 above a whole number is not rounded up.
  /// @throws std::invalid_argument for a negative or non-finite time, std::overflow_error past the longest run
  cycle_count cycles_covering(double seconds) const {
    const double cycles = real_cycles(seconds);
    const double nearest = std::round(cycles);
    return whole_cycles(std::abs(cycles - nearest) <= 1e-9 * cycles ? nearest : std::ceil(cycles), seconds);
  }

  /// Least number of cycles that lasts at least `picoseconds`; integer arithmetic.
  cycle_count cycles_covering_ps(std::uint64_t picoseconds) const noexcept {
    return picoseconds / period_ps_ + (picoseconds % period_ps_ != 0 ? 1 : 0);
  }

  /// Number of cycles closest to `seconds`; errors as in cycles_covering().
  cycle_count nearest_cycles(double seconds) const { return whole_cycles(std::round(real_cycles(seconds)), seconds); }

  /// Length of that many cycles in seconds, correctly rounded as long as the picoseconds fit into 53 bits.
  double seconds(cycle_count cycles) const noexcept {
    return static_cast<double>(cycles) * static_cast<double>(period_ps_) / 1e12;
  }

  /// Length of that many cycles in picoseconds. @throws std::overflow_error past the longest representable run
  std::uint64_t picoseconds(cycle_count cycles) const {
    if (cycles > longest_run()) throw too_long(std::to_string(cycles) + " cycles");
    return cycles * period_ps_;
  }

  /// The cycle in which an instant falls.
  cycle_count cycle_at(std::uint64_t picoseconds) const noexcept { return picoseconds / period_ps_; }

 private:
  double real_cycles(double seconds) const {
    if (!(seconds >= 0.0) || std::isinf(seconds))
      throw std::invalid_argument("a duration must be a finite number of seconds and not negative, but it is " +
                                  std::to_string(seconds));
    return seconds * 1e12 / static_cast<double>(period_ps_);
  }

  cycle_count whole_cycles(double cycles, double seconds) const {
    // 2^64 as a double; the cast below is defined only under it.
    constexpr double limit = 18446744073709551616.0;
    if (cycles >= limit || static_cast<cycle_count>(cycles) > longest_run())
      throw too_long(std::to_string(seconds) + " s");
    return static_cast<cycle_count>(cycles);
  }

  std::overflow_error too_long(const std::string& given) const {
    return std::overflow_error(given + " at a clock period of " + std::to_string(period_ps_) +
                               " ps is more than the longest representable run, which is 18446744 s (213.5 days, 2^64 "
                               "ps, here " +
                               std::to_string(longest_run()) + " cycles)");
  }

  std::uint64_t period_ps_;
};

}  // namespace memvp
