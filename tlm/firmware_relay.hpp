// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <systemc>
#include <tlm>

#include "memvp/tlm/register_device.hpp"
#include "memvp/tlm/relay_port.hpp"
#include "memvp/tlm/riscv_cpu.hpp"

namespace memvp {

/// Lets firmware carry out the accesses of a host's program: what the program asks for is put into the processor's
/// memory as a request, an interrupt wakes the firmware, and the firmware does the loads and stores on the bus:
/// ```
///   host_cpu --> program --+               +--> registers <-- bus <-- processor
///                          +-- the relay --+--> interrupt ----------> processor
///                                          +--> request, data ------> processor's memory
/// ```
/// At its start the firmware writes the address of its mailbox into MAILBOX: room for a request (relay_request) and
/// behind it `most_bytes` of data. A write of any value to DONE says that the request has been carried out and its
/// answer is in the mailbox. The interrupt line is high from the request until then.
///
/// With a pace (`word_cycles` = N, see host_cpu), an access has a cycle at which it begins to the cycle, which the
/// firmware keeps; the program has its word N/2 cycles after the access's end. Firmware that is late, at either, fails
/// the run with a sentence.
class firmware_relay : public register_device {
 public:
  /// Offsets of the registers after ID and VERSION.
  static constexpr std::uint32_t mailbox = common_register::first_own, done = mailbox + 4;
  /// Most bytes of one request; longer accesses are several.
  static constexpr std::uint32_t most_bytes = 0x10000;

  struct settings {
    sc_core::sc_time clock_period{10, sc_core::SC_NS};  ///< length of a cycle
    std::uint64_t word_cycles = 0;                      ///< the program's pace, cycles; 0: none
  };

  relay_port program;
  sc_core::sc_out<bool> interrupt;

  /// \param processor whose firmware works for the program
  /// \throws std::invalid_argument if the clock period is zero
  firmware_relay(const sc_core::sc_module_name& name, const settings& chosen, riscv_cpu& processor);

  /// Whether the program waits for the firmware.
  bool waits() const noexcept { return waits_; }

  /// ID, VERSION, MAILBOX, DONE.
  static register_map registers_of_firmware_relay();

 private:
  void after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time& at) override;
  void drive_interrupt();

  /// An access of the program, in its process. \throws std::runtime_error if the firmware cannot keep the pace
  void carry_out(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  bool carry_out_part(tlm::tlm_generic_payload& payload, std::uint32_t from, std::uint32_t bytes,
                      const sc_core::sc_time& start);
  void hand_over(std::uint64_t end_cycle, std::uint64_t address, sc_core::sc_time& delay) const;
  [[noreturn]] void too_short(std::uint64_t address, const std::string& why) const;
  void put(std::uint32_t address, const void* data, std::size_t bytes);
  void get(std::uint32_t address, void* data, std::size_t bytes);

  settings settings_;
  riscv_cpu& processor_;
  std::optional<std::uint32_t> mailbox_;
  bool waits_ = false, requested_ = false;
  std::uint64_t end_cycle_ = 0;  // of the access, as the firmware has counted it
  sc_core::sc_event mailbox_known_, request_changed_, carried_out_;
};

/// What lies in the mailbox, as the firmware reads it (platforms/firmware/relay.c).
struct relay_request {
  static constexpr std::uint32_t write = 1;  ///< in `command`: a write
  static constexpr std::uint32_t paced = 2;  ///< in `command`: an access of 1, 2 or 4 bytes that begins at `start`
  /// In `command`, of a paced access: what it is, as access_kind of platforms/firmware/drivers/timed_access.h.
  static constexpr std::uint32_t load_word = 0, store_word = 4, store_half = 8, store_byte = 12;
  static constexpr std::uint32_t late = 0xFFFFFFFF;

  std::uint32_t command = 0;
  std::uint32_t address = 0;
  std::uint32_t bytes = 0;
  std::uint32_t start = 0;   ///< low half of mcycle at which a paced access begins
  std::uint32_t status = 0;  ///< answer: 0, the cause of the exception (mcause), or `late`
  std::uint32_t end = 0;     ///< answer: low half of mcycle at which a paced access has ended
};
static_assert(sizeof(relay_request) == 24);

}  // namespace memvp
