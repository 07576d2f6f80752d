// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/serial_port.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "memvp/tlm/simulated_time.hpp"

namespace memvp {

register_map serial_port::registers_of_serial_port() {
  return {"serial_port",
          "Serial port with a queue for what it transmits.",
          {{"ID", common_register::id, register_access::read_only, 0x54524155, "the letters UART", {}},
           {"VERSION", common_register::version, register_access::read_only, 0x00010000, "version of this map", {}},
           {"STATUS",
            common_register::status,
            register_access::read_only,
            status_transmit_ready | status_transmit_idle,
            "what the port can do",
            {{"TRANSMIT_READY", 0, 1, "the queue has room for another character"},
             {"TRANSMIT_IDLE", 1, 1, "every character has left"},
             {"RECEIVED", 2, 1, "RECEIVE has a character"}}},
           {"IRQ_ENABLE",
            common_register::irq_enable,
            register_access::read_write,
            0,
            "which causes raise the interrupt line",
            {{"RECEIVED", 0, 1, "while STATUS.RECEIVED is set"}}},
           {"TRANSMIT", transmit, register_access::write_only, 0, "bits 7-0: a character for the queue", {}},
           {"RECEIVE",
            receive,
            register_access::read_only,
            receive_empty,
            "takes the next character",
            {{"CHARACTER", 0, 8, "the character"}, {"EMPTY", 31, 1, "there was none"}}},
           {"LOST", lost, register_access::read_only, 0, "characters written into a full queue", {}}},
          {}};
}

serial_port::serial_port(const sc_core::sc_module_name& name, const settings& chosen, std::ostream& out,
                         std::istream* in)
    : register_device(name, registers_of_serial_port(), chosen.clock_period),
      interrupt("interrupt"),
      settings_(chosen),
      out_(out),
      in_(in),
      interrupt_changed_("interrupt_changed") {
  if (settings_.queue == 0)
    throw std::invalid_argument("serial port " + std::string(this->name()) + " cannot have a queue of no places");
  checked_clock_period(this->name(), settings_.character_time);
  registers().compute({common_register::status, receive});
  registers().synchronise({common_register::irq_enable, receive});
  take_next_character();
  SC_HAS_PROCESS(serial_port);
  SC_METHOD(drive_interrupt);
  sensitive << interrupt_changed_;
}

/// Characters that have not left by `at`.
std::uint64_t serial_port::waiting(const sc_core::sc_time& at) const {
  if (line_free_ <= at) return 0;
  const std::uint64_t left = picoseconds(line_free_ - at), each = picoseconds(settings_.character_time);
  return left / each + (left % each != 0 ? 1 : 0);
}

std::uint32_t serial_port::register_value(std::uint32_t offset, std::uint32_t, const sc_core::sc_time& at) const {
  if (offset == receive) return next_ ? *next_ : receive_empty;
  const std::uint64_t held = waiting(at);
  return (held < settings_.queue ? status_transmit_ready : 0) | (held == 0 ? status_transmit_idle : 0) |
         (next_ ? status_received : 0);
}

void serial_port::after_read(std::uint32_t offset, const sc_core::sc_time&) {
  if (offset != receive || !next_) return;
  take_next_character();
  interrupt_changed_.notify(sc_core::SC_ZERO_TIME);
}

void serial_port::after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time& at) {
  if (offset == common_register::irq_enable) return interrupt_changed_.notify(sc_core::SC_ZERO_TIME);
  if (offset != transmit) return;
  if (waiting(at) >= settings_.queue) return registers().set(lost, registers().get(lost) + 1);
  line_free_ = std::max(line_free_, at) + settings_.character_time;
  out_.put(static_cast<char>(value & 0xFF));
  if (value == '\n') out_.flush();
}

void serial_port::take_next_character() {
  next_.reset();
  if (in_ == nullptr) return;
  const int character = in_->get();
  if (in_->good()) next_ = static_cast<unsigned char>(character);
}

void serial_port::drive_interrupt() {
  interrupt.write(next_.has_value() && (registers().get(common_register::irq_enable) & irq_received) != 0);
}

}  // namespace memvp
