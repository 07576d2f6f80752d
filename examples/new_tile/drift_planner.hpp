// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "drift_periphery.hpp"
#include "drift_registers.hpp"
#include "memvp/models/tiles/plan.hpp"

namespace drift {

/// A command with its arguments, as latched from the registers when COMMAND is written.
struct command {
  operation code = operation::none;
  std::uint32_t first = 0, count = 1;  ///< cells
};

/// Compiles commands into plans and carries out their phases. Plain C++, without SystemC.
///
///     program:  decode, then for each cell with a width:  pulse  width * PULSE_LSB,  recover
///     read:     decode, then for each cell:               sense  settle + the cycles of a conversion
class planner {
 public:
  /// \param pulse, result the windows; they and the others outlive the planner
  planner(device_row& cells, const periphery& circuits, const tile_parameters& parameters, memvp::clock_grid clock,
          const std::vector<std::int32_t>& pulse, std::vector<std::int32_t>& result);

  /// Makes the plan of a command that starts at cycle `start`. Returns an error if it cannot be carried out.
  error begin(const command& wanted, memvp::cycle_count start);
  const memvp::plan& current() const { return plan_; }
  /// Carries out phase `index`, of which `elapsed` cycles have passed.
  void execute(std::size_t index, memvp::cycle_count elapsed);

  /// The volts across a phase's cell.
  double volts(const memvp::plan_phase& phase) const;
  std::uint64_t pulses() const { return pulses_; }      ///< since reset
  std::uint64_t readings() const { return readings_; }  ///< since reset
  void reset_counters() { pulses_ = readings_ = 0; }

 private:
  void append(activity what, memvp::cycle_count length, memvp::cause_id cause,
              std::uint32_t cell = memvp::plan_phase::no_operand);
  void plan_pulse(std::uint32_t cell, std::int32_t width);
  void plan_reading(std::uint32_t cell);

  device_row& cells_;
  const periphery& circuits_;
  tile_parameters parameters_;
  memvp::clock_grid clock_;
  const std::vector<std::int32_t>& pulse_;
  std::vector<std::int32_t>& result_;
  command command_;
  std::vector<std::int32_t> widths_;  ///< of the row's cells, as latched
  memvp::plan plan_;
  std::uint64_t pulses_ = 0, readings_ = 0;
};

}  // namespace drift
