// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "memvp/models/tiles/refresh_controller.hpp"
#include "memvp/testbench/comparison/refresh_events.hpp"
#include "memvp/testbench/comparison/refresh_readings.hpp"

namespace memvp {

/// What has happened in a comparison.
struct refresh_comparison_tally {
  std::uint64_t events = 0, commands = 0, accepted = 0, units = 0, misses = 0, errors = 0, forced = 0,
                brought_forward = 0, timer_rewrites = 0, further_tries = 0, resets = 0;
  cycle_count cycles = 0;
  void add(const refresh_comparison_tally& other);
};

/// The refresh controller beside its clocked reference, without a tile: units last as long as the page's table says,
/// and rows read what is drawn for them, so that verifies fail in every way. Both get the same accesses at the same
/// cycles.
class refresh_controller_pair {
 public:
  explicit refresh_controller_pair(std::uint64_t seed);
  ~refresh_controller_pair();

  /// The next access and all that happens before it. Returns what differs, or nothing.
  std::string step();
  refresh_comparison_tally tally() const;
  const clocked_refresh_controller& reference() const;

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

}  // namespace memvp
