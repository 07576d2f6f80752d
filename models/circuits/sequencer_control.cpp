// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/circuits/sequencer_control.hpp"

namespace memvp {

void visit_parameters(parameter_visitor& visitor, sequencer_parameters& sequencer) {
  visitor.integer({"control.flip_flops", dimension::number, 0, 1e9, "Flip-flops of the sequencer", provenance::assumed,
                   "eight 32-bit registers and counters"},
                  sequencer.flip_flops);
  visitor.integer({"control.gates", dimension::number, 0, 1e9, "Two-input gates of the sequencer", provenance::assumed,
                   "about six gates to a flip-flop"},
                  sequencer.gates);
  visitor.real({"control.activity", dimension::number, 0, 1, "Share of the gates that switch in an active cycle",
                provenance::assumed, "0.1, a common activity factor of random logic"},
               sequencer.activity);
}

sequencer_control::sequencer_control(const sequencer_parameters& sequencer, const technology_parameters& technology) {
  const auto flip_flops = static_cast<double>(sequencer.flip_flops);
  const auto gates = static_cast<double>(sequencer.gates);
  energy_ = flip_flops * technology.flip_flop_energy + gates * sequencer.activity * technology.logic_gate_energy;
  area_ = flip_flops * technology.flip_flop_area + gates * technology.logic_gate_area;
  leakage_ = flip_flops * technology.flip_flop_leakage + gates * technology.logic_gate_leakage;
}

}  // namespace memvp
