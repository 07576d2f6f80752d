// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/kinetics_encoder.hpp"

#include <algorithm>
#include <cmath>

#include "memvp/models/tiles/kinetics_registers.hpp"

namespace memvp {

namespace {

constexpr std::uint64_t largest_code = 65535;

/// Nearest integer to numerator / denominator, halves up.
std::uint64_t rounded_quotient(std::uint64_t numerator, std::uint64_t denominator) {
  const std::uint64_t whole = numerator / denominator;
  const std::uint64_t rest = numerator % denominator;
  return whole + (rest >= denominator - rest ? 1 : 0);
}

}  // namespace

kinetics_encoder::kinetics_encoder(const kinetics_command& command, std::uint32_t dac_bits, std::uint32_t density_slots)
    : encoding_(command.encoding),
      low_(command.low_volts),
      high_(command.high_volts),
      slot_(command.pulse_width),
      parts_(density_slots),
      levels_((std::uint32_t{1} << dac_bits) - 1) {}

double kinetics_encoder::amplitude(std::uint32_t code, std::uint32_t scale) const {
  const double level = static_cast<double>(rounded_quotient(std::uint64_t{code} * levels_, largest_code));
  const double g = level / levels_;
  return (low_ + (high_ - low_) * g) * (static_cast<double>(scale) / kinetics_table_one);
}

kinetics_pulse kinetics_encoder::encode(std::uint32_t code, bool inverted, std::uint32_t scale) const {
  const std::uint32_t asked = inverted ? static_cast<std::uint32_t>(largest_code) - code : code;
  kinetics_pulse pulse;
  if (encoding_ == kinetics_encoding::amplitude) {
    pulse.volts = amplitude(asked, scale);
    pulse.cycles = pulse.volts != 0 ? slot_ : 0;
    return pulse;
  }
  // Less than 2^16 2^16 2^32: it fits.
  const std::uint64_t product = std::uint64_t{asked} * scale;
  constexpr std::uint64_t one = largest_code * kinetics_table_one;
  const std::uint64_t most = encoding_ == kinetics_encoding::width ? slot_ : parts_;
  const std::uint64_t wanted = rounded_quotient(product * most, one);
  pulse.limited = wanted > most;
  const auto given = static_cast<std::uint32_t>(std::min(wanted, most));
  if (given == 0 || high_ == 0) return pulse;
  pulse.volts = high_;
  if (encoding_ == kinetics_encoding::width) {
    pulse.cycles = given;
  } else {
    pulse.parts = given;
    pulse.cycles = given * part_cycles();
  }
  return pulse;
}

std::uint32_t kinetics_encoder::rises(const kinetics_pulse& pulse, cycle_count elapsed) const {
  if (pulse.empty() || elapsed == 0) return 0;
  if (encoding_ != kinetics_encoding::density) return 1;
  // Parts that follow each other are one pulse of the line: up to half of them none does, beyond no two gaps do.
  if (elapsed >= slot_) return pulse.parts == parts_ ? 1 : std::min(pulse.parts, parts_ - pulse.parts);
  std::uint32_t count = 0;
  bool high = false;
  for (std::uint32_t part = 0; part < parts_ && std::uint64_t{part} * part_cycles() < elapsed; ++part) {
    const bool pulsed = part_is_pulsed(pulse.parts, part);
    count += pulsed && !high ? 1 : 0;
    high = pulsed;
  }
  return count;
}

double kinetics_encoder::greatest_voltage(std::uint32_t scale) const {
  if (encoding_ != kinetics_encoding::amplitude) return std::abs(high_);
  return std::max(std::abs(low_), std::abs(high_)) * (static_cast<double>(scale) / kinetics_table_one);
}

}  // namespace memvp
