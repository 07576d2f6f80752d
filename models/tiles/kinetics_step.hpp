// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/models/tiles/kinetics_command.hpp"
#include "memvp/models/tiles/kinetics_costs.hpp"
#include "memvp/models/tiles/kinetics_tile_parameters.hpp"

namespace memvp {

/// Distinct 32-bit words that `count` items lie in, the first at byte `first`, each `stride` bytes behind the one
/// before. Items do not cross words. 0 for no items.
std::uint64_t words_touched(std::uint64_t first, std::uint64_t stride, std::uint64_t count);

/// A part of a step: cycles counted from the step's first.
struct kinetics_step_part {
  kinetics_activity activity;
  cycle_interval interval;
  std::uint32_t round;  ///< of conversions

  cycle_count end() const { return interval.start + interval.length; }
};

/// What a step of a run command takes: the cycle-precise part of docs/kinetics-sequencer.md. Free of state but for the
/// command; neither looks at devices nor at codes.
class kinetics_step_schedule {
 public:
  kinetics_step_schedule() = default;
  /// \param alpha_table null, or the table of half-words by which periods are scaled
  kinetics_step_schedule(const kinetics_command& command, const kinetics_timing& timing,
                         const std::vector<std::uint32_t>* alpha_table);

  /// ceil(R / B) and the active devices of a pass.
  std::uint32_t passes() const;
  std::uint32_t active(std::uint32_t pass) const;
  bool has_pulse(std::uint64_t step) const {
    return command_.sampling != kinetics_sampling::before_pulse || step + 1 < command_.steps_of_train();
  }
  /// Words that are fetched in a step.
  std::uint64_t fetched_words(std::uint32_t pass, std::uint64_t step) const;
  /// PERIOD of a step, scaled; 0: the step ends with the last of its parts.
  cycle_count period(std::uint64_t step) const;
  /// Cycles that the parts of a step take.
  cycle_count needed(std::uint32_t pass, std::uint64_t step) const;
  /// Cycles of a step: its period if it has one, else what its parts take.
  cycle_count length(std::uint32_t pass, std::uint64_t step) const;
  /// The parts themselves, in the order in which they end, idle time last.
  void parts(std::uint32_t pass, std::uint64_t step, std::vector<kinetics_step_part>& parts) const;

 private:
  struct layout {
    cycle_count fetch, read, convert, pulse, end;  // length of the fetch; beginnings of the others
  };
  layout lay_out(std::uint32_t pass, std::uint64_t step) const;

  kinetics_command command_;
  kinetics_timing timing_{};
  const std::vector<std::uint32_t>* alpha_table_ = nullptr;
};

}  // namespace memvp
