// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/interrupt_controller.hpp"

#include <stdexcept>
#include <string>

namespace memvp {

register_map interrupt_controller::registers_of_interrupt_controller() {
  return {"interrupt_controller",
          "Joins interrupt lines into one; level sensitive.",
          {{"ID", common_register::id, register_access::read_only, 0x49525143, "the letters IRQC", {}},
           {"VERSION", common_register::version, register_access::read_only, 0x00010000, "version of this map", {}},
           {"PENDING", pending, register_access::read_only, 0, "bit n: source n's line is high", {}},
           {"ENABLE", enable, register_access::read_write, 0, "bit n: source n raises the interrupt", {}}},
          {}};
}

interrupt_controller::interrupt_controller(const sc_core::sc_module_name& name, unsigned lines,
                                           const sc_core::sc_time& clock_period)
    : register_device(name, registers_of_interrupt_controller(), clock_period),
      sources("sources"),
      interrupt("interrupt"),
      enable_changed_("enable_changed") {
  if (lines == 0 || lines > 32) {
    throw std::invalid_argument("interrupt controller " + std::string(this->name()) + " takes 1 to 32 lines, not " +
                                std::to_string(lines));
  }
  sources.init(lines);
  registers().compute({pending});
  registers().synchronise({pending, enable});
  SC_HAS_PROCESS(interrupt_controller);
  SC_METHOD(drive_interrupt);
  sensitive << enable_changed_;
  for (auto& source : sources) {
    sensitive << source;
  }
}

std::uint32_t interrupt_controller::register_value(std::uint32_t offset, std::uint32_t stored,
                                                   const sc_core::sc_time& at) const {
  return offset != pending ? stored : at > changed_at_ ? lines_ : lines_before_;
}

void interrupt_controller::after_write(std::uint32_t, std::uint32_t, const sc_core::sc_time&) {
  enable_changed_.notify(sc_core::SC_ZERO_TIME);
}

void interrupt_controller::drive_interrupt() {
  std::uint32_t lines = 0;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    lines |= sources[i].read() ? std::uint32_t{1} << i : 0;
  }
  if (lines != lines_) {
    if (sc_core::sc_time_stamp() != changed_at_) {
      lines_before_ = lines_;
    }
    changed_at_ = sc_core::sc_time_stamp();
    lines_ = lines;
  }
  interrupt.write((lines & registers().get(enable)) != 0);
}

}  // namespace memvp
