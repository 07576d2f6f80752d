// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/core_local_interruptor.hpp"

#include <limits>

#include "memvp/tlm/simulated_time.hpp"

namespace memvp {

register_map core_local_interruptor::registers_of_core_local_interruptor() {
  constexpr std::uint32_t ones = 0xFFFFFFFF;
  return {"core_local_interruptor",
          "Timer and software interrupt of a RISC-V processor.",
          {{"MSIP", msip, register_access::read_write, 0, "bit 0: software interrupt", {}},
           {"MTIMECMP_LOW",
            mtimecmp_low,
            register_access::read_write,
            ones,
            "the timer interrupts while MTIME >= MTIMECMP, bits 31-0",
            {}},
           {"MTIMECMP_HIGH", mtimecmp_high, register_access::read_write, ones, "bits 63-32", {}},
           {"MTIME_LOW", mtime_low, register_access::read_write, 0, "ticks of the timer, bits 31-0", {}},
           {"MTIME_HIGH",
            mtime_high,
            register_access::read_write,
            0,
            "bits 63-32; not latched: read it before and after MTIME_LOW",
            {}}},
          {}};
}

core_local_interruptor::core_local_interruptor(const sc_core::sc_module_name& name, const settings& chosen)
    : register_device(name, registers_of_core_local_interruptor(), chosen.clock_period),
      timer_interrupt("timer_interrupt"),
      software_interrupt("software_interrupt"),
      tick_ps_(picoseconds(checked_clock_period(this->name(), chosen.tick))),
      changed_("changed"),
      due_("compare_reached") {
  registers().compute({mtime_low, mtime_high});
  registers().synchronise({msip, mtimecmp_low, mtimecmp_high});
  SC_HAS_PROCESS(core_local_interruptor);
  SC_METHOD(drive_interrupts);
  sensitive << changed_ << due_;
}

std::uint32_t core_local_interruptor::register_value(std::uint32_t offset, std::uint32_t stored,
                                                     const sc_core::sc_time& at) const {
  switch (offset) {
    case mtime_low:
      return static_cast<std::uint32_t>(time(at));
    case mtime_high:
      return static_cast<std::uint32_t>(time(at) >> 32);
    default:
      return stored;
  }
}

void core_local_interruptor::after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time& at) {
  if (offset == mtime_low || offset == mtime_high) {
    synchronise(at);
    const std::uint64_t now = time(at);
    const std::uint64_t written = offset == mtime_low ? (now >> 32 << 32 | value)
                                                      : (std::uint64_t{value} << 32 | static_cast<std::uint32_t>(now));
    offset_ += written - now;
  }
  changed_.notify(sc_core::SC_ZERO_TIME);
}

std::uint64_t core_local_interruptor::compare() const {
  return std::uint64_t{registers().get(mtimecmp_high)} << 32 | registers().get(mtimecmp_low);
}

void core_local_interruptor::drive_interrupts() {
  software_interrupt.write((registers().get(msip) & 1) != 0);
  const sc_core::sc_time& now = sc_core::sc_time_stamp();
  const std::uint64_t mtime = time(now), mtimecmp = compare();
  timer_interrupt.write(mtime >= mtimecmp);
  due_.cancel();
  if (mtime >= mtimecmp) return;
  // The tick at which MTIME becomes MTIMECMP, unless that is past the longest simulated time.
  const std::uint64_t ticks = mtimecmp - mtime, elapsed = now.value() / tick_ps_;
  if (ticks > std::numeric_limits<std::uint64_t>::max() / tick_ps_ - elapsed) return;
  due_.notify(sc_core::sc_time::from_value((elapsed + ticks) * tick_ps_ - now.value()));
}

}  // namespace memvp
