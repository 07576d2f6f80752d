// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <ostream>

#include "memvp/tlm/register_device.hpp"

namespace memvp {

/// A serial port: what firmware transmits goes to a stream, what a stream holds can be received.
///
/// Transmitting. A character that is written to TRANSMIT waits in a queue and takes a character's time on the line.
/// STATUS.TRANSMIT_READY says whether the queue has room; what is written into a full queue is lost and counted in
/// LOST. The stream gets a character when it is written to TRANSMIT.
///
/// Receiving. The other end sends on demand: while the stream has another character, STATUS.RECEIVED is set, RECEIVE
/// gives it and takes it off, and the interrupt line is high if IRQ_ENABLE.RECEIVED is set.
class serial_port : public register_device {
 public:
  struct settings {
    std::uint32_t queue = 16;                             ///< characters that can wait, at least 1
    sc_core::sc_time character_time{10, sc_core::SC_US};  ///< on the line: 10 bits at 1 MBd
    sc_core::sc_time clock_period{10, sc_core::SC_NS};
  };

  static constexpr std::uint32_t transmit = common_register::first_own, receive = transmit + 4, lost = transmit + 8;
  static constexpr std::uint32_t status_transmit_ready = 1, status_transmit_idle = 2, status_received = 4,
                                 irq_received = 1, receive_empty = 1u << 31;

  sc_core::sc_out<bool> interrupt;

  /// \param out outlives the simulation
  /// \param in null, or outlives the simulation
  /// \throws std::invalid_argument if the queue has no place or the clock period is zero
  serial_port(const sc_core::sc_module_name& name, const settings& chosen, std::ostream& out,
              std::istream* in = nullptr);

  static register_map registers_of_serial_port();

 private:
  std::uint32_t register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time& at) const override;
  void after_read(std::uint32_t offset, const sc_core::sc_time& at) override;
  void after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time& at) override;
  std::uint64_t waiting(const sc_core::sc_time& at) const;
  void take_next_character();
  void drive_interrupt();

  settings settings_;
  std::ostream& out_;
  std::istream* in_;
  std::optional<unsigned char> next_;  // that RECEIVE gives
  sc_core::sc_time line_free_;         // when the characters written so far have left
  sc_core::sc_event interrupt_changed_;
};

}  // namespace memvp
