// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "memvp/models/tiles/plan_waveforms.hpp"
#include "memvp/models/tiles/vote_planner.hpp"
#include "memvp/traces/vcd_writer.hpp"

namespace memvp {

/// The signals of one vote unit: command, activity, the decision's number, each class's votes, the winner, the power.
class vote_waveforms : public plan_waveforms {
 public:
  vote_waveforms(vcd_writer& writer, const std::string& scope, const vote_planner& planner, clock_grid clock);

  void command(cycle_count at, std::uint32_t code) override;
  void begin(const plan_phase& phase, cycle_count plan_start) override;
  void end(const plan_phase& phase, cycle_count plan_start, bool more) override;
  void cut_short(cycle_count at) override;
  void interrupt(std::uint64_t at_ps, bool level) override;

 private:
  vcd_writer& writer_;
  const vote_planner& planner_;
  clock_grid clock_;
  std::size_t first_signal_, last_signal_ = 0;  // of the unit, in the writer
  running_phases running_;
  signal_id command_, activity_, decision_, winner_, power_, interrupt_;
  std::vector<signal_id> votes_;
};

}  // namespace memvp
