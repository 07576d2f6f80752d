// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/tlm/memory_mapped_target.hpp"
#include "memvp/tlm/register_bank.hpp"

namespace memvp {

/// A device behind one register map: registers, then windows onto its buffers. A concrete device gives the map, backs
/// each window with storage, and overrides the hooks.
///
/// - Registers take transactions of 4 bytes and one cycle each. An unaligned address gets TLM_ADDRESS_ERROR_RESPONSE,
///   another length TLM_BURST_ERROR_RESPONSE, a forbidden direction TLM_COMMAND_ERROR_RESPONSE.
/// - Windows take any length from a multiple of 4, one cycle for every 4 bytes or part of them, and direct memory
///   access while it is allowed. Past the window's end: TLM_ADDRESS_ERROR_RESPONSE.
/// - transport_dbg reads any stretch of registers and windows without side effects or time, debug-only windows
///   included, and writes windows that may be written, but no registers.
class register_device : public memory_mapped_target, public register_hooks {
 public:
  /// The programming interface.
  const register_map& map() const noexcept { return registers_.map(); }

 protected:
  /// \throws std::invalid_argument if the map is wrong
  register_device(const sc_core::sc_module_name& name, register_map map, const sc_core::sc_time& clock_period);

  register_bank& registers() noexcept { return registers_; }
  const register_bank& registers() const noexcept { return registers_; }

  /// Gives window `name` its storage: at least the window's size in bytes, alive as long as the device.
  /// \throws std::invalid_argument if the map has no such window
  void back_window(std::string_view name, void* storage);

  /// Whether windows may be accessed directly (they may, at first). Forbidding takes back what was granted: to be done
  /// while the device itself works on them.
  void allow_direct_memory(bool allowed);

  /// Whether windows refuse writes by TLM_COMMAND_ERROR_RESPONSE (they do not, at first), as while the device itself
  /// works on them. An address that no window has is still an address error.
  void lock_windows(bool locked) noexcept { windows_locked_ = locked; }

  /// Called before a window is read otherwise than by direct memory access, for content that is only then worth
  /// computing.
  virtual void refresh_window(const buffer_window& window);

  unsigned access(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at) override;
  unsigned debug_access(tlm::tlm_generic_payload& payload) override;
  bool direct_memory(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) override;

  /// \throws std::logic_error if a window has no storage
  void end_of_elaboration() override;

 private:
  struct backed_window {
    buffer_window window;
    unsigned char* storage;
  };
  const backed_window* window_at(std::uint64_t address) const noexcept;
  unsigned access_window(tlm::tlm_generic_payload& payload);

  register_bank registers_;
  std::vector<backed_window> windows_;
  bool direct_memory_allowed_ = true;
  bool windows_locked_ = false;
};

}  // namespace memvp
