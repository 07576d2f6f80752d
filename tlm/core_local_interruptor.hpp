// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/tlm/register_device.hpp"

namespace memvp {

/// A processor's timer and software interrupt, at the offsets that RISC-V software expects of a CLINT with one hart.
/// SOURCE: SiFive FU540-C000 Manual v1p0, table 38 (offsets); The RISC-V Instruction Set Manual, volume II, version
/// 20211203, section 3.2.1 (mtime and mtimecmp).
///
/// MTIME counts ticks of simulated time, from 0 unless it is written. The timer's line is high while MTIME >= MTIMECMP:
/// it rises at the instant of the tick, by an event that is scheduled once and not polled for. At first MTIMECMP is the
/// greatest number. The software interrupt's line is bit 0 of MSIP.
class core_local_interruptor : public register_device {
 public:
  struct settings {
    sc_core::sc_time tick{1, sc_core::SC_US};           ///< length of a tick of MTIME
    sc_core::sc_time clock_period{10, sc_core::SC_NS};  ///< of the bus
  };

  static constexpr std::uint32_t msip = 0x0, mtimecmp_low = 0x4000, mtimecmp_high = 0x4004, mtime_low = 0xBFF8,
                                 mtime_high = 0xBFFC;
  static constexpr std::uint64_t address_size = 0x10000;

  sc_core::sc_out<bool> timer_interrupt, software_interrupt;

  /// \throws std::invalid_argument if the tick or the clock period is zero
  core_local_interruptor(const sc_core::sc_module_name& name, const settings& chosen);

  static register_map registers_of_core_local_interruptor();

  /// MTIME at `at`.
  std::uint64_t time(const sc_core::sc_time& at) const noexcept { return offset_ + at.value() / tick_ps_; }

 private:
  std::uint32_t register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time& at) const override;
  void after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time& at) override;
  std::uint64_t compare() const;
  void drive_interrupts();

  std::uint64_t tick_ps_;
  std::uint64_t offset_ = 0;  // of MTIME from the ticks since the start; wraps
  sc_core::sc_event changed_, due_;
};

}  // namespace memvp
