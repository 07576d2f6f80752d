// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/models/tiles/kinetics_command.hpp"
#include "memvp/traces/clock_grid.hpp"

namespace memvp {

/// What a code makes of one device's slot of a step.
struct kinetics_pulse {
  double volts = 0;          ///< of the line while it is pulsed; 0: no pulse
  std::uint32_t cycles = 0;  ///< for which it is pulsed, in all; 0: no pulse
  std::uint32_t parts = 0;   ///< of the slot that are pulsed, by density; else 0
  bool limited = false;      ///< the code asked for more than the slot holds

  bool empty() const { return cycles == 0; }
};

/// Codes to pulses, as docs/kinetics-sequencer.md has it. Counts are computed in integers, so that they are exact.
class kinetics_encoder {
 public:
  kinetics_encoder() = default;
  /// The encoder as a command sets it: its ENCODING, voltages and PULSE_WIDTH.
  /// \param dac_bits 1 to 16
  /// \param density_slots at least 1; with density at most the pulse width
  kinetics_encoder(const kinetics_command& command, std::uint32_t dac_bits, std::uint32_t density_slots);

  /// \param code 16 bits; c / 65535 is the fraction asked for
  /// \param inverted the mask's bit: 1 - c / 65535
  /// \param scale the step's entry of the BETA table, 4096 for 1
  kinetics_pulse encode(std::uint32_t code, bool inverted, std::uint32_t scale) const;

  /// Cycles of one of the equal parts of the slot, and how many there are: a density's.
  std::uint32_t part_cycles() const { return slot_ / parts_; }
  std::uint32_t parts() const { return parts_; }
  /// Whether part `part` is pulsed when `pulsed` are.
  bool part_is_pulsed(std::uint32_t pulsed, std::uint32_t part) const {
    return (std::uint64_t{part} + 1) * pulsed / parts_ > std::uint64_t{part} * pulsed / parts_;
  }
  /// Times that the line rises in the first `elapsed` cycles of a slot.
  std::uint32_t rises(const kinetics_pulse& pulse, cycle_count elapsed) const;
  /// Whether the line is at the pulse's voltage in the last cycle of the slot.
  bool lasts_to_the_end(const kinetics_pulse& pulse) const {
    return !pulse.empty() && (encoding_ == kinetics_encoding::density ? part_cycles() * parts_ : pulse.cycles) == slot_;
  }
  kinetics_encoding encoding() const { return encoding_; }
  /// Greatest |V| that a code can ask for at this scale.
  double greatest_voltage(std::uint32_t scale) const;

 private:
  double amplitude(std::uint32_t code, std::uint32_t scale) const;

  kinetics_encoding encoding_ = kinetics_encoding::amplitude;
  double low_ = 0, high_ = 0;
  std::uint32_t slot_ = 1, parts_ = 1, levels_ = 1;  // levels less one
};

}  // namespace memvp
