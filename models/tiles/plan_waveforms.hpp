// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "memvp/models/tiles/plan.hpp"

namespace memvp {

/// What a tile's process tells of the plan that it walks: the waveforms of one tile.
class plan_waveforms {
 public:
  virtual ~plan_waveforms() = default;

  /// A command begins; code 0: it has ended and everything falls to its resting level.
  virtual void command(cycle_count at, std::uint32_t code) = 0;
  virtual void begin(const plan_phase& phase, cycle_count plan_start) = 0;
  /// `more` says that something else is described for the same instant, after which the power is shown.
  virtual void end(const plan_phase& phase, cycle_count plan_start, bool more) = 0;
  /// A reset: what was said of the time after it does not happen.
  virtual void cut_short(cycle_count at) = 0;
  virtual void interrupt(std::uint64_t at_ps, bool level) = 0;
};

/// The phases that go on at one instant, and the power they draw together.
class running_phases {
 public:
  void begin(const plan_phase& phase, double watts) { running_.push_back({&phase, watts}); }
  void end(const plan_phase& phase) {
    running_.erase(
        std::remove_if(running_.begin(), running_.end(), [&](const entry& each) { return each.phase == &phase; }),
        running_.end());
  }
  void clear() { running_.clear(); }
  std::size_t count() const { return running_.size(); }
  double watts() const {
    double sum = 0;
    for (const entry& each : running_) sum += each.watts;
    return sum;
  }

 private:
  struct entry {
    const plan_phase* phase;
    double watts;
  };
  std::vector<entry> running_;
};

}  // namespace memvp
