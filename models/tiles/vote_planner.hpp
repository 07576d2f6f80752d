// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/tiles/plan.hpp"
#include "memvp/models/tiles/vote_periphery.hpp"

namespace memvp {

/// Buffers that a command reads and writes, as the bus sees them.
struct vote_buffers {
  std::vector<std::uint32_t> scores;     ///< SCORES
  std::vector<std::uint32_t> decisions;  ///< DECISIONS
  std::vector<std::uint32_t> votes;      ///< VOTES
};

/// Counts of what a unit has done since reset.
struct vote_counters {
  std::uint64_t decisions = 0;
  std::uint64_t votes = 0;
  std::uint64_t ties = 0;
  std::uint64_t comparisons = 0;
};

/// Compiles commands of a vote unit into plans, one a decision, and carries out their phases. Plain C++, without
/// SystemC. docs/vote-unit.md has the times.
class vote_planner {
 public:
  vote_planner(vote_buffers& buffers, const vote_periphery& periphery, const vote_unit_parameters& parameters,
               clock_grid clock);

  /// Starts `command` at cycle `start`. Returns an error and changes nothing if it cannot be carried out.
  vote_error begin(const vote_command& command, cycle_count start);
  const plan& current() const { return plan_; }
  void execute(std::size_t index, cycle_count elapsed);
  /// Makes the plan of the following decision. False if the command is over.
  bool next();
  /// Forgets the running command: a reset.
  void stop() { command_ = {}; }

  const vote_counters& counters() const { return counters_; }
  void reset_counters() { counters_ = {}; }

  // For waveforms: the decision of the current plan, its votes and the class that wins.
  std::uint32_t decision() const { return decision_; }
  const std::vector<std::uint32_t>& votes() const { return votes_; }
  std::uint32_t winner() const { return winner_; }

 private:
  vote_error check(const vote_command& command) const;
  cycle_count cycles_of_a_decision(const vote_command& command) const;
  void append(vote_activity activity, cycle_count length);
  void plan_decision();
  void take_votes();

  vote_buffers& buffers_;
  const vote_periphery& periphery_;
  vote_unit_parameters parameters_;
  clock_grid clock_;
  cycle_count decode_, fetch_;

  vote_command command_;
  plan plan_;
  cycle_count at_ = 0;
  std::uint32_t decision_ = 0;
  std::uint32_t winner_ = 0;
  bool tie_ = false;
  std::vector<std::uint32_t> votes_;
  vote_counters counters_;
};

}  // namespace memvp
