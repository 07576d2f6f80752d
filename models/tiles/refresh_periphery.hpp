// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <initializer_list>
#include <string>

#include "memvp/models/circuits/buffer_memory.hpp"
#include "memvp/models/circuits/line_decoder.hpp"
#include "memvp/models/circuits/pulse_driver.hpp"
#include "memvp/models/circuits/sample_and_hold.hpp"
#include "memvp/models/circuits/sequencer_control.hpp"
#include "memvp/models/circuits/successive_approximation_converter.hpp"
#include "memvp/models/tiles/refresh_planner.hpp"
#include "memvp/models/tiles/refresh_tile_parameters.hpp"
#include "memvp/traces/area_inventory.hpp"

namespace memvp {

/// The circuits around a refreshable array: their times and energies as the planner needs them, their area and their
/// leakage. The same objects give all of them, from the same technology figures.
class refresh_periphery {
 public:
  refresh_periphery(const refresh_tile_parameters& parameters, clock_grid clock, const std::string& tile,
                    energy_ledger& ledger);

  const successive_approximation_converter& adc() const { return adc_; }
  const refresh_timing& timing() const { return timing_; }
  refresh_planner_settings planner_settings() const;

  /// Adds a line a component, [um^2]. The area of cells is unknown unless `array.cell_area` is set, that of the
  /// logarithmic stages always.
  void add_area(const std::string& tile, area_inventory& inventory) const;

  /// Notes that an activity lasted `cycles`: what it does not use is power-gated and leaks nothing meanwhile.
  void powered(refresh_activity activity, cycle_count cycles) {
    powered_cycles_[static_cast<std::size_t>(activity)] += cycles;
  }

  /// Posts the leakage of a run of `end` cycles, evenly over it: buffers and control all the time, the rest for as
  /// long as it was powered.
  void post_leakage(cycle_count end, energy_ledger& ledger) const;

 private:
  refresh_timing timing_of() const;
  refresh_costs costs_of() const;
  cycle_count powered_in(std::initializer_list<refresh_activity> activities) const;

  refresh_tile_parameters parameters_;
  clock_grid clock_;
  std::size_t rows_, columns_, lines_, converters_;
  successive_approximation_converter adc_;
  pulse_driver row_driver_, column_driver_;  // gate lines run along the columns
  line_decoder row_decoder_, column_decoder_;
  buffer_memory buffers_;
  sample_and_hold integrator_;
  sequencer_control control_;
  refresh_timing timing_;
  refresh_costs costs_;
  refresh_components components_;
  refresh_causes causes_;
  cause_id leakage_;
  std::array<cycle_count, refresh_activity_names.size()> powered_cycles_{};
};

}  // namespace memvp
