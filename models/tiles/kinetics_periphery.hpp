// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "memvp/models/circuits/buffer_memory.hpp"
#include "memvp/models/circuits/input_converter.hpp"
#include "memvp/models/circuits/pulse_driver.hpp"
#include "memvp/models/circuits/sample_and_hold.hpp"
#include "memvp/models/circuits/sequencer_control.hpp"
#include "memvp/models/circuits/successive_approximation_converter.hpp"
#include "memvp/models/tiles/kinetics_costs.hpp"
#include "memvp/models/tiles/kinetics_tile_parameters.hpp"
#include "memvp/traces/area_inventory.hpp"

namespace memvp {

/// Times of the sequencer on a clock. Throws std::overflow_error for times beyond the longest run.
kinetics_timing timing_of(const kinetics_tile_parameters& parameters, clock_grid clock);

/// The circuits around the bank: encoders, line drivers, converters, buffers; their times and energies as the planner
/// needs them, their area and their leakage. A device has an encoder (a DAC, and a comparator that ends widths), a line
/// driver and a sample-and-hold of its own; devices_per_converter share a converter.
class kinetics_periphery {
 public:
  /// Throws std::invalid_argument if the circuits cannot be built, or a step at reset values does not fit its period on
  /// this clock.
  kinetics_periphery(const kinetics_tile_parameters& parameters, clock_grid clock, const std::string& tile,
                     energy_ledger& ledger);

  const kinetics_timing& timing() const { return timing_; }
  const kinetics_costs& costs() const { return costs_; }
  const kinetics_components& components() const { return components_; }
  const kinetics_causes& causes() const { return causes_; }
  std::uint32_t converters() const { return timing_.converters; }

  /// Adds a line a component, [um^2]. The devices' area is not published: unknown unless `bank.cell_area` is set.
  void add_area(const std::string& tile, area_inventory& inventory) const;

  /// Notes that an activity lasted `cycles`: what it does not use is power-gated and leaks nothing meanwhile.
  void powered(kinetics_activity activity, cycle_count cycles) {
    powered_cycles_[static_cast<std::size_t>(activity)] += cycles;
  }

  /// Posts the leakage of a run of `end` cycles, evenly over it: buffers and control all the time, the rest for as
  /// long as it was powered.
  void post_leakage(cycle_count end, energy_ledger& ledger) const;

 private:
  kinetics_costs costs_of() const;
  void check_period() const;
  cycle_count powered_in(std::initializer_list<kinetics_activity> activities) const;

  kinetics_tile_parameters parameters_;
  clock_grid clock_;
  std::size_t devices_, converters_;
  input_converter dac_;
  pulse_driver driver_;
  sample_and_hold sample_;
  successive_approximation_converter adc_;
  buffer_memory buffers_;
  sequencer_control control_;
  kinetics_timing timing_;
  kinetics_costs costs_;
  kinetics_components components_;
  kinetics_causes causes_;
  cause_id leakage_;
  std::array<cycle_count, kinetics_activity_names.size()> powered_cycles_{};
};

}  // namespace memvp
