// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "memvp/models/circuits/buffer_memory.hpp"
#include "memvp/models/circuits/converter_parameters.hpp"
#include "memvp/models/circuits/digital_to_analog_converter.hpp"
#include "memvp/models/circuits/line_decoder.hpp"
#include "memvp/models/circuits/pulse_driver.hpp"
#include "memvp/models/circuits/sample_and_hold.hpp"
#include "memvp/models/circuits/sequencer_control.hpp"
#include "memvp/models/circuits/successive_approximation_converter.hpp"
#include "memvp/models/tiles/ecram_array.hpp"
#include "memvp/models/tiles/ecram_costs.hpp"
#include "memvp/models/tiles/ecram_planner.hpp"
#include "memvp/models/tiles/ecram_waveforms.hpp"
#include "memvp/traces/area_inventory.hpp"

namespace memvp {

/// Times of the sequencer and the pulse drivers, and the depth of the vector buffers.
struct ecram_sequencer_parameters {
  double pulse_lsb = 1e-3;       ///< s, unit of pulse width
  std::int64_t pulse_bits = 14;  ///< of the pulse-width counter
  double setup_time = 100e-9;    ///< s, lines rise to the write voltages
  double release_time = 100e-9;  ///< s, lines fall to ground
  std::int64_t decode_cycles = 2;
  std::int64_t fetch_cycles = 1;
  std::int64_t decide_cycles = 2;
  std::int64_t buffer_vectors = 32;  ///< vectors that the input and result buffers hold
};

/// Declares the keys `driver.*` and `sequencer.*` of the above.
void visit_parameters(parameter_visitor& visitor, ecram_sequencer_parameters& parameters);

/// Everything that a tile is built from.
struct ecram_tile_parameters {
  ecram_array_parameters array;
  ecram_device_parameters device;
  converter_parameters converter;
  pulse_driver_parameters driver;
  ecram_sequencer_parameters sequencer;
  sequencer_parameters control;
  technology_parameters technology;
  ecram_trace_parameters trace;
};

/// Declares every key of a tile.
void visit_parameters(parameter_visitor& visitor, ecram_tile_parameters& parameters);
/// All but the size of the array, for platforms whose workload gives it.
void visit_unsized_parameters(parameter_visitor& visitor, ecram_tile_parameters& parameters);

/// Throws std::invalid_argument with one sentence if the parameters cannot be built together.
void check(const ecram_tile_parameters& parameters);

/// The circuits around the array: their times and energies as the planner needs them, their area and their leakage. The
/// same objects give all of them, from the same technology figures.
class ecram_periphery {
 public:
  ecram_periphery(const ecram_tile_parameters& parameters, clock_grid clock, const std::string& tile,
                  energy_ledger& ledger);

  const digital_to_analog_converter& dac() const { return dac_; }
  const successive_approximation_converter& adc() const { return adc_; }
  const ecram_timing& timing() const { return timing_; }
  ecram_planner_settings planner_settings() const {
    return {timing_,
            costs_,
            components_,
            causes_,
            static_cast<std::uint32_t>(parameters_.sequencer.buffer_vectors),
            parameters_.converter.ideal};
  }

  /// Adds a line a component, [um^2]. The cells' area is not published: unknown unless `device.cell_area` is set.
  void add_area(const std::string& tile, area_inventory& inventory) const;

  /// Notes that an activity lasted `cycles`: what it does not use is power-gated and leaks nothing meanwhile.
  void powered(ecram_activity activity, cycle_count cycles) {
    powered_cycles_[static_cast<std::size_t>(activity)] += cycles;
  }

  /// Posts the leakage of a run of `end` cycles, evenly over it: buffers and control all the time, the rest for as
  /// long as it was powered.
  void post_leakage(cycle_count end, energy_ledger& ledger) const;

 private:
  static ecram_timing timing_of(const ecram_tile_parameters& parameters, clock_grid clock,
                                const successive_approximation_converter& adc);
  ecram_costs costs_of() const;
  cycle_count powered_in(std::initializer_list<ecram_activity> activities) const;

  ecram_tile_parameters parameters_;
  clock_grid clock_;
  std::size_t rows_, columns_, lines_, converters_;
  digital_to_analog_converter dac_;
  successive_approximation_converter adc_;
  pulse_driver row_driver_, column_driver_;
  line_decoder row_decoder_, column_decoder_;
  buffer_memory buffers_;
  sample_and_hold sample_;
  sequencer_control control_;
  ecram_timing timing_;
  ecram_costs costs_;
  ecram_components components_;
  ecram_causes causes_;
  cause_id leakage_;
  std::array<cycle_count, ecram_activity_names.size()> powered_cycles_{};
};

}  // namespace memvp
