// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <systemc>

#include "memvp/traces/clock_grid.hpp"

namespace memvp {

/// What takes an array's column currents as they are, without a converter in between: a bank of neurons with a sample
/// capacitor per neuron and slot. Several arrays may deliver into one slot: their currents add at the neurons' input.
class column_current_sink : public virtual sc_core::sc_interface {
 public:
  /// The currents of `count` outputs [A] arrive at neurons first_neuron, first_neuron + 1, ... and are held in `slot`.
  /// \param sampled_at absolute cycle at which the sample was taken: not in the future, but possibly in the past, since
  ///   a loosely timed array carries out its phases when the command ends
  /// \return false if there is no such slot or no such neuron; then nothing has been taken
  virtual bool deliver(std::uint32_t slot, std::uint32_t first_neuron, const double* amperes, std::uint32_t count,
                       cycle_count sampled_at) = 0;
};

}  // namespace memvp
