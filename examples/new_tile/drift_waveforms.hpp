// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "drift_planner.hpp"
#include "memvp/models/tiles/plan_waveforms.hpp"
#include "memvp/traces/vcd_writer.hpp"

namespace drift {

/// The signals of a tile: command, activity, the cell at work and the voltage across it, every cell's resistance, the
/// power, the interrupt.
class waveforms : public memvp::plan_waveforms {
 public:
  waveforms(memvp::vcd_writer& writer, const std::string& scope, const planner& plans, const device_row& cells,
            memvp::clock_grid clock);

  void command(memvp::cycle_count at, std::uint32_t code) override;
  void begin(const memvp::plan_phase& phase, memvp::cycle_count plan_start) override;
  void end(const memvp::plan_phase& phase, memvp::cycle_count plan_start, bool more) override;
  void cut_short(memvp::cycle_count at) override;
  void interrupt(std::uint64_t at_ps, bool level) override;

 private:
  void rest(std::uint64_t at_ps);

  memvp::vcd_writer& writer_;
  const planner& plans_;
  const device_row& cells_;
  memvp::clock_grid clock_;
  std::size_t first_signal_, last_signal_ = 0;  // of the tile, in the writer
  memvp::signal_id command_, activity_, cell_, volts_, power_, interrupt_;
  std::vector<memvp::signal_id> ohms_;
};

}  // namespace drift
