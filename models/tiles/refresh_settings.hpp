// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "memvp/models/tiles/refresh_registers.hpp"

namespace memvp {

// How a refresh_policy and the entries of the PULSE table lie in registers: for the tile and for its driver. What goes
// over the bus goes in the order given here. T_REF and T_REST, of two words each, are left to the caller.

/// A setting of one word, taken as it is.
struct refresh_count_setting {
  std::uint32_t offset;
  std::uint32_t refresh_policy::*member;
};
inline constexpr std::array<refresh_count_setting, 8> refresh_count_settings = {{
    {refresh_register::n_rest, &refresh_policy::restore_pulses},
    {refresh_register::restore_tolerance, &refresh_policy::restore_tolerance},
    {refresh_register::verify_tolerance, &refresh_policy::verify_tolerance},
    {refresh_register::level_tolerance, &refresh_policy::level_tolerance},
    {refresh_register::verify_limit, &refresh_policy::verify_limit},
    {refresh_register::promote_after, &refresh_policy::promote_after},
    {refresh_register::set_pulses, &refresh_policy::set_pulses},
    {refresh_register::reset_pulses, &refresh_policy::reset_pulses},
}};

/// The value of T_GUARD: the most that it can hold if that is less.
inline std::uint32_t guard_word(cycle_count guard) {
  return guard < UINT32_MAX ? static_cast<std::uint32_t>(guard) : UINT32_MAX;
}

/// Gives `set` offset and value of the settings of one word but POLICY.
template <class Set>
void write_word_settings(const refresh_policy& policy, const Set& set) {
  set(refresh_register::t_guard, guard_word(policy.guard));
  for (const refresh_count_setting& each : refresh_count_settings) set(each.offset, policy.*each.member);
  set(refresh_register::level_step, millivolts(policy.level_step));
}

/// Takes the settings of one word but POLICY from what `value` says of an offset.
template <class Value>
void read_word_settings(refresh_policy& policy, const Value& value) {
  policy.guard = value(refresh_register::t_guard);
  for (const refresh_count_setting& each : refresh_count_settings) policy.*each.member = value(each.offset);
  policy.level_step = volts_of(value(refresh_register::level_step));
}

/// Offset of the first register of a kind's entry in the PULSE table.
constexpr std::uint32_t pulse_entry_offset(refresh_pulse_kind kind) {
  return refresh_register::pulse_table + static_cast<std::uint32_t>(kind) * refresh_register::pulse_bytes;
}

/// Gives `set` offset and value of the registers of an entry. \param pulse times of less than 2^32 cycles
template <class Set>
void write_pulse_entry(refresh_pulse_kind kind, const refresh_pulse& pulse, const Set& set) {
  const std::uint32_t entry = pulse_entry_offset(kind);
  set(entry + refresh_register::pulse_voltage, millivolts(pulse.volts));
  set(entry + refresh_register::pulse_width, static_cast<std::uint32_t>(pulse.width));
  set(entry + refresh_register::pulse_gap, static_cast<std::uint32_t>(pulse.gap));
  set(entry + refresh_register::pulse_gate, millivolts(pulse.gate_volts));
}

/// An entry of the PULSE table, from what `value` says of an offset.
template <class Value>
refresh_pulse read_pulse_entry(refresh_pulse_kind kind, const Value& value) {
  const std::uint32_t entry = pulse_entry_offset(kind);
  refresh_pulse pulse;
  pulse.volts = volts_of(value(entry + refresh_register::pulse_voltage));
  pulse.gate_volts = volts_of(value(entry + refresh_register::pulse_gate));
  pulse.width = value(entry + refresh_register::pulse_width);
  pulse.gap = value(entry + refresh_register::pulse_gap);
  return pulse;
}

}  // namespace memvp
