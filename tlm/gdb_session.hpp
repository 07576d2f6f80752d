// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "memvp/tlm/debug_target.hpp"

namespace memvp {

/// Signals by their numbers in the GDB remote serial protocol. SOURCE: GDB, include/gdb/signals.def.
enum class gdb_signal : unsigned {
  interrupt = 2,
  illegal_instruction = 4,
  trap = 5,
  aborted = 6,
  bus_error = 10,
  segmentation_fault = 11,
  bad_system_call = 12,
};

/// What the program is to do after a command.
enum class gdb_action : std::uint8_t {
  stay,    ///< held, as it was
  run,     ///< until something stops it
  step,    ///< one instruction
  range,   ///< until it has left a range of addresses
  detach,  ///< run, without a debugger
  kill,    ///< end
};

/// Answer to a command.
struct gdb_answer {
  /// Payload to be sent; nothing for commands that are answered when the program stops, or never.
  std::optional<std::string> payload;
  gdb_action action = gdb_action::stay;
  std::uint32_t first = 0, end = 0;  ///< of `range`: from `first` to before `end`
};

/// Commands of the GDB remote serial protocol, all-stop, for a single thread: what a debugger asks of a program that is
/// held. Commands that are not understood get the empty answer, malformed ones an error; none throws.
///
/// SOURCE: GDB manual, appendix "Remote Serial Protocol".
class gdb_session {
 public:
  /// \param target outlives the session
  explicit gdb_session(debug_target& target) : target_(target) {}

  gdb_answer handle(std::string_view command);

  /// Whether packets are no longer acknowledged from now on.
  bool without_acknowledgement() const noexcept { return without_acknowledgement_; }

  /// The program is held; \return the payload that says so. It is repeated to a debugger that asks.
  const std::string& stopped(gdb_signal signal);
  const std::string& stopped_at(const rv32_watchpoint& watchpoint);

  /// Takes away every breakpoint and watchpoint, as when the debugger goes.
  void forget_points();

 private:
  using point = std::tuple<char, std::uint32_t, std::uint32_t>;  // kind, address, bytes

  gdb_answer read_registers() const;
  gdb_answer write_registers(std::string_view values);
  gdb_answer read_register(std::string_view number) const;
  gdb_answer write_register(std::string_view assignment);
  gdb_answer read_memory(std::string_view range);
  gdb_answer write_memory(std::string_view arguments, bool binary);
  gdb_answer change_point(std::string_view arguments, bool insert);
  void apply(const point& changed, bool insert);
  gdb_answer resume(std::string_view address, gdb_action action);
  gdb_answer verbose(std::string_view command);
  gdb_answer continue_verbosely(std::string_view actions);
  gdb_answer query(std::string_view command);
  gdb_answer transfer(std::string_view range) const;
  gdb_answer monitor(std::string_view hex);

  debug_target& target_;
  std::set<point> points_;
  std::string stop_ = "T05thread:1;";
  bool without_acknowledgement_ = false;
};

}  // namespace memvp
