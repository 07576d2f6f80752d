// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>

#include "memvp/models/circuits/buffer_memory.hpp"
#include "memvp/models/circuits/input_converter.hpp"
#include "memvp/models/circuits/line_decoder.hpp"
#include "memvp/models/circuits/sample_and_hold.hpp"
#include "memvp/models/circuits/sequencer_control.hpp"
#include "memvp/models/circuits/shift_adder.hpp"
#include "memvp/models/circuits/successive_approximation_converter.hpp"
#include "memvp/models/tiles/rram_planner.hpp"
#include "memvp/models/tiles/rram_tile_parameters.hpp"
#include "memvp/traces/area_inventory.hpp"

namespace memvp {

/// The circuits around a 1T1R array: their times and energies as the planner needs them, their area and their leakage.
/// The same objects give all of them, from the same technology figures.
class rram_periphery {
 public:
  rram_periphery(const rram_tile_parameters& parameters, clock_grid clock, const std::string& tile,
                 energy_ledger& ledger);

  const input_converter& dac() const { return dac_; }
  const successive_approximation_converter& adc() const { return adc_; }
  /// The same converters at the full scale of a single cell.
  const successive_approximation_converter& cell_adc() const { return cell_adc_; }
  const rram_timing& timing() const { return timing_; }
  rram_planner_settings planner_settings() const;

  /// Adds a line a component, [um^2].
  void add_area(const std::string& tile, area_inventory& inventory) const;

  /// Notes that an activity lasted `cycles`: what it does not use is power-gated and leaks nothing meanwhile.
  void powered(rram_activity activity, cycle_count cycles) {
    powered_cycles_[static_cast<std::size_t>(activity)] += cycles;
  }

  /// Posts the leakage of a run of `end` cycles, evenly over it: buffers and control all the time, the rest for as
  /// long as it was powered.
  void post_leakage(cycle_count end, energy_ledger& ledger) const;

 private:
  rram_timing timing_of() const;
  rram_costs costs_of() const;
  cycle_count powered_in(std::initializer_list<rram_activity> activities) const;

  rram_tile_parameters parameters_;
  clock_grid clock_;
  std::size_t rows_, columns_, converters_;
  input_converter dac_;
  successive_approximation_converter adc_, cell_adc_;
  line_decoder row_decoder_, column_decoder_;
  buffer_memory buffers_;
  sample_and_hold sample_;
  shift_adder shift_adder_;
  sequencer_control control_;
  rram_timing timing_;
  rram_costs costs_;
  rram_components components_;
  rram_causes causes_;
  cause_id leakage_;
  std::array<cycle_count, rram_activity_names.size()> powered_cycles_{};
};

}  // namespace memvp
