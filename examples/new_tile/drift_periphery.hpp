// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "drift_device.hpp"
#include "memvp/models/circuits/sequencer_control.hpp"
#include "memvp/models/circuits/successive_approximation_converter.hpp"
#include "memvp/traces/area_inventory.hpp"
#include "memvp/traces/clock_grid.hpp"
#include "memvp/traces/energy_ledger.hpp"

namespace drift {

/// Everything that a tile is built from.
struct tile_parameters {
  tile_parameters() { converter.adc_full_scale = 250e-6; }  // a little above read_voltage / R_ON

  device_parameters device;
  std::int64_t cells = 16;
  double write_voltage = 1;    ///< V
  double read_voltage = 0.02;  ///< V
  double pulse_lsb = 1e-3;     ///< s, unit of pulse width
  std::int64_t decode_cycles = 2;
  std::int64_t settle_cycles = 20;   ///< from the read voltage to the conversion
  std::int64_t recover_cycles = 10;  ///< after a pulse
  memvp::converter_parameters converter;
  memvp::sequencer_parameters control;
  memvp::technology_parameters technology;
};

/// Declares the keys `device.*`, `row.*`, `sequencer.*`, `converter.*`, `control.*` and `technology.*`.
void visit_parameters(memvp::parameter_visitor& visitor, tile_parameters& parameters);

/// What the sequencer is doing in a phase.
enum class activity : std::uint32_t { idle, decode, pulse, recover, sense };
inline constexpr std::array<const char*, 5> activity_names = {"idle", "decode", "pulse", "recover", "sense"};

/// The circuits around the cells: times, energies, area, leakage.
class periphery {
 public:
  /// \throws std::invalid_argument if a circuit cannot be built
  periphery(const tile_parameters& parameters, memvp::clock_grid clock, const std::string& tile,
            memvp::energy_ledger& ledger);

  memvp::cycle_count pulse_lsb_cycles() const { return pulse_lsb_; }
  memvp::cycle_count sense_cycles() const { return sense_; }
  double current_lsb() const { return converter_.step(); }  ///< A
  void convert(double amperes, std::int32_t& word) const { converter_.convert(&amperes, &word, 1); }

  double conversion() const { return converter_.energy_per_conversion(); }     ///< J
  double control_cycle() const { return control_.energy_per_active_cycle(); }  ///< J
  memvp::component_id cells() const { return cells_id_; }
  memvp::component_id converter() const { return converter_id_; }
  memvp::component_id control() const { return control_id_; }
  memvp::cause_id programming() const { return programming_; }
  memvp::cause_id reading() const { return reading_; }

  /// Adds a line a component. Nobody says how large a cell is.
  void add_area(const std::string& tile, memvp::area_inventory& inventory) const;
  /// Notes that a phase lasted `cycles`: the converter is powered while it senses.
  void powered(activity what, memvp::cycle_count cycles) { sensed_ += what == activity::sense ? cycles : 0; }
  /// Posts the leakage of a run of `end` cycles.
  void post_leakage(memvp::cycle_count end, memvp::energy_ledger& ledger) const;

 private:
  memvp::clock_grid clock_;
  memvp::successive_approximation_converter converter_;
  memvp::sequencer_control control_;
  memvp::cycle_count pulse_lsb_, sense_;
  memvp::component_id cells_id_, converter_id_, control_id_;
  memvp::cause_id programming_, reading_, leakage_;
  memvp::cycle_count sensed_ = 0;
};

}  // namespace drift
