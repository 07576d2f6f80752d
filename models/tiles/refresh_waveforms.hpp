// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "memvp/models/tiles/plan_waveforms.hpp"
#include "memvp/models/tiles/refresh_controller.hpp"
#include "memvp/models/tiles/refresh_planner.hpp"
#include "memvp/models/tiles/refresh_tile_parameters.hpp"
#include "memvp/models/tiles/traced_cells.hpp"
#include "memvp/traces/vcd_writer.hpp"

namespace memvp {

/// Names of a refresh tile's commands, by code of COMMAND, then those of its requests (refresh_request_names_from +
/// refresh_request_kind) and of what the timer does.
inline constexpr std::array<const char*, 11> refresh_work_names = {
    "idle",    "multiply", "multiply_transposed", "read_cells", "pulse",        "alloc",
    "restore", "rewrite",  "reprogram",           "promote",    "timer_rewrite"};
inline constexpr std::size_t refresh_request_names_from = 4;
inline constexpr std::size_t refresh_timer_name = 10;

/// The signals of one refresh tile: the command and the work that has the row driver, its unit and row, the slot table,
/// modes of rows, the driver's voltages, pulses and readings, and polarisation, ions and conductance of chosen cells.
class refresh_waveforms : public plan_waveforms {
 public:
  refresh_waveforms(vcd_writer& writer, const std::string& scope, const refresh_tile_parameters& parameters,
                    const refresh_array& array, const refresh_planner& planner, const refresh_controller& controller,
                    clock_grid clock);

  void command(cycle_count at, std::uint32_t code) override;
  void begin(const plan_phase& phase, cycle_count plan_start) override;
  void end(const plan_phase& phase, cycle_count plan_start, bool more) override;
  void cut_short(cycle_count at) override;
  void interrupt(std::uint64_t at_ps, bool level) override;

  /// The controller has changed: a unit begins or has ended, a request has come, rows have changed.
  void show_controller(cycle_count at);
  void show_temperature(cycle_count at);

 private:
  struct row_signals {
    std::uint32_t row;
    signal_id mode, dirty, live, suspect, age;
  };
  struct cell_signals {
    traced_cell cell;
    signal_id polarisation, ionic_state, conductance;
  };

  void idle(cycle_count at);
  void release(std::uint64_t at_ps);
  void drive(const plan_phase& phase, std::uint64_t at_ps);
  void show_cells(cycle_count at);
  std::uint32_t work() const;

  vcd_writer& writer_;
  const refresh_array& array_;
  const refresh_planner& planner_;
  const refresh_controller& controller_;
  clock_grid clock_;
  double product_volts_, product_gate_volts_;
  std::size_t first_signal_, last_signal_ = 0;  // of the tile, in the writer
  running_phases running_;
  std::vector<row_signals> rows_;
  std::vector<cell_signals> cells_;

  signal_id command_, work_, unit_, unit_row_, unit_rows_, slots_busy_;
  signal_id rows_free_, rows_non_volatile_, rows_volatile_, rows_live_, misses_;
  signal_id activity_, bias_, pulse_, pulse_kind_, row_volts_, gate_volts_, cells_open_, read_, verify_, convert_;
  signal_id temperature_, interrupt_, power_;
};

}  // namespace memvp
