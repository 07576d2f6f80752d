// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "memvp/models/tiles/ndr_planner.hpp"
#include "memvp/models/tiles/plan_waveforms.hpp"
#include "memvp/traces/vcd_writer.hpp"

namespace memvp {

/// Parses "0 5 17". Throws std::invalid_argument for anything else and for neurons that the unit does not have.
std::vector<std::uint32_t> parse_traced_neurons(const std::string& text, std::uint64_t neurons);

/// The signals of one unit of neurons: the command, the sequencer's state, the vector, converters and write line, the
/// power, and of chosen neurons the input, the voltage and current of the device, the output code and the ECRAM.
class ndr_waveforms : public plan_waveforms {
 public:
  ndr_waveforms(vcd_writer& writer, const std::string& scope, const ndr_unit_parameters& parameters,
                const neuron_bank& neurons, const ndr_planner& planner, clock_grid clock);

  void command(cycle_count at, std::uint32_t code) override;
  void begin(const plan_phase& phase, cycle_count plan_start) override;
  void end(const plan_phase& phase, cycle_count plan_start, bool more) override;
  void cut_short(cycle_count at) override;
  void interrupt(std::uint64_t at_ps, bool level) override;

 private:
  struct neuron_signals {
    std::uint32_t neuron;
    signal_id input, device_volts, device_amperes, code, ecram;
  };
  struct running_phase {
    const plan_phase* phase;
    double watts;
  };

  void idle(std::uint64_t at_ps);
  void show_inputs(std::uint64_t at_ps);
  void show_settled(std::uint64_t at_ps);
  void show_rest(std::uint64_t at_ps);
  void show_codes(std::uint64_t at_ps);
  void show_ecrams(std::uint64_t at_ps);
  void show_power(std::uint64_t at_ps);
  bool takes_part(const neuron_signals& traced) const;

  vcd_writer& writer_;
  const neuron_bank& neurons_;
  const ndr_neurons* ndr_;  // the same, if they are NDR devices
  const ndr_planner& planner_;
  clock_grid clock_;
  double pulse_voltage_;
  std::vector<neuron_signals> traced_;
  std::size_t first_signal_, last_signal_ = 0;  // of the unit, in the writer
  std::vector<running_phase> running_;

  signal_id command_, activity_, vector_, sample_, adc_active_, write_line_, power_, interrupt_;
};

}  // namespace memvp
