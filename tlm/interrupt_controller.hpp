// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "memvp/tlm/register_device.hpp"

namespace memvp {

/// Joins up to 32 interrupt lines into one. A source stays pending for as long as its line is high (level sensitive):
/// it is cleared at the device that raised it. The output is high while a source is pending and enabled. PENDING shows
/// a line's change to accesses after the instant of the change, so that the order of events within it does not matter.
class interrupt_controller : public register_device {
 public:
  /// Offsets of the registers after ID and VERSION.
  static constexpr std::uint32_t pending = common_register::first_own, enable = pending + 4;

  sc_core::sc_vector<sc_core::sc_in<bool>> sources;
  sc_core::sc_out<bool> interrupt;

  /// \param lines 1 to 32
  /// \throws std::invalid_argument if there are too few or too many lines, or if the clock period is zero
  interrupt_controller(const sc_core::sc_module_name& name, unsigned lines, const sc_core::sc_time& clock_period);

  /// ID, VERSION, PENDING (a bit a source, read only), ENABLE.
  static register_map registers_of_interrupt_controller();

  /// Bit n: source n is pending and enabled, so that it raises the interrupt.
  std::uint32_t raised() const { return lines_ & registers().get(enable); }

 private:
  std::uint32_t register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time& at) const override;
  void after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time& at) override;
  void drive_interrupt();

  sc_core::sc_event enable_changed_;
  std::uint32_t lines_ = 0, lines_before_ = 0;  // now, and before the instant of the last change
  sc_core::sc_time changed_at_;
};

}  // namespace memvp
