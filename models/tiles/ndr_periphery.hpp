// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>

#include "memvp/models/circuits/buffer_memory.hpp"
#include "memvp/models/circuits/cmos_neurons.hpp"
#include "memvp/models/circuits/digital_to_analog_converter.hpp"
#include "memvp/models/circuits/ndr_neurons.hpp"
#include "memvp/models/circuits/pulse_driver.hpp"
#include "memvp/models/circuits/sample_and_hold.hpp"
#include "memvp/models/circuits/sequencer_control.hpp"
#include "memvp/models/circuits/successive_approximation_converter.hpp"
#include "memvp/models/circuits/transimpedance_stage.hpp"
#include "memvp/models/tiles/ndr_costs.hpp"
#include "memvp/traces/area_inventory.hpp"

namespace memvp {

/// Sizes of a unit, and times of its sequencer.
struct ndr_unit_settings {
  std::int64_t neurons = 128;
  activation_circuit circuit = activation_circuit::ndr;
  std::int64_t input_bits = 8;             ///< of the input DACs, and of the converters before digital circuits
  std::int64_t output_bits = 8;            ///< of the output converters
  std::int64_t neurons_per_converter = 8;  ///< neurons that share a converter
  std::int64_t held_vectors = 64;          ///< sample capacitors of a neuron for currents that wait
  std::int64_t buffer_vectors = 64;        ///< vectors that the input and output buffers hold
  double read_voltage = 0.1;               ///< V, tune: across an ECRAM
  double read_time = 10e-6;                ///< s, tune: one reading integrates
  double setup_time = 100e-9;              ///< s, the write line rises
  double release_time = 100e-9;            ///< s, the write line falls
  double pitch = 10e-6;                    ///< m of write line per neuron
  std::int64_t decode_cycles = 2;
  std::int64_t fetch_cycles = 1;
  std::int64_t decide_cycles = 2;
  std::string trace_neurons = "0";
};

/// Everything that a unit is built from.
struct ndr_unit_parameters {
  ndr_unit_settings unit;
  ndr_device_parameters device;
  cmos_neuron_parameters cmos;
  transimpedance_parameters stage;
  sequencer_parameters control;
  technology_parameters technology;
};

/// Declares the keys `ndr.*`, `digital.*` and `analog.*`. `control.*` and `technology.*` are those of the whole system:
/// whoever declares them for an array tile copies them from there.
void visit_parameters(parameter_visitor& visitor, ndr_unit_parameters& parameters);

/// Throws std::invalid_argument with one sentence if the parameters cannot be built together.
void check(const ndr_unit_parameters& parameters);

/// The circuits of a unit: neurons, input stages, converters, buffers; their times and energies as the planner needs
/// them, their area and their leakage.
class ndr_periphery {
 public:
  ndr_periphery(const ndr_unit_parameters& parameters, clock_grid clock, const std::string& unit,
                energy_ledger& ledger);

  const ndr_timing& timing() const { return timing_; }
  const ndr_costs& costs() const { return costs_; }
  const ndr_components& components() const { return components_; }
  const ndr_causes& causes() const { return causes_; }
  const transimpedance_stage& stage() const { return stage_; }
  bool has_stage() const { return parameters_.unit.circuit != activation_circuit::digital; }
  /// J of one conversion to `bits` bits.
  double conversion_energy(std::uint32_t bits) const { return converter_of(bits).energy_per_conversion(); }

  /// Adds a line a component, [um^2].
  void add_area(const std::string& unit, double neuron_area, area_inventory& inventory) const;

  /// Notes that an activity lasted `cycles`: what it does not use is power-gated and leaks nothing meanwhile.
  void powered(ndr_activity activity, cycle_count cycles) {
    powered_cycles_[static_cast<std::size_t>(activity)] += cycles;
  }

  /// Posts the leakage of a run of `end` cycles, evenly over it: buffers and control all the time, the rest for as
  /// long as it was powered.
  void post_leakage(cycle_count end, energy_ledger& ledger) const;

 private:
  successive_approximation_converter converter_of(std::uint32_t bits) const;
  ndr_timing timing_of() const;
  ndr_costs costs_of() const;
  cycle_count powered_in(std::initializer_list<ndr_activity> activities) const;

  ndr_unit_parameters parameters_;
  clock_grid clock_;
  std::size_t neurons_, converters_;
  digital_to_analog_converter dac_;
  transimpedance_stage stage_;
  sample_and_hold sample_;
  buffer_memory buffers_;
  pulse_driver driver_;
  sequencer_control control_;
  ndr_timing timing_;
  ndr_costs costs_;
  ndr_components components_;
  ndr_causes causes_;
  cause_id leakage_;
  std::array<cycle_count, ndr_activity_names.size()> powered_cycles_{};
};

/// The neurons that the parameters ask for.
std::unique_ptr<neuron_bank> build_neurons(const ndr_unit_parameters& parameters, std::uint64_t seed,
                                           std::uint32_t instance);

}  // namespace memvp
