// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/tlm/bus_master.hpp"
#include "memvp/tlm/register_device.hpp"

namespace memvp {

/// Copies memory to memory over the bus, in bursts: reads one, writes it, reads the next. Takes no time besides its bus
/// transactions. Source and destination that overlap are copied burst by burst from the lowest address.
///
/// A copy has LINES lines of LENGTH bytes; line i goes from SOURCE + i SOURCE_STRIDE to DESTINATION + i
/// DESTINATION_STRIDE, the next line after the one before. So vectors move between buffers whose vectors lie at
/// different distances. No burst crosses from one line into the next.
///
/// Start: write SOURCE, DESTINATION, LENGTH (and LINES and the strides, for more lines than one), then CONTROL.START.
/// End: STATUS.BUSY falls, IRQ_STATUS.DONE or .ERROR rises. A start while busy is refused (IRQ_STATUS.ERROR, ERROR) and
/// does not disturb the copy. A length of zero is done at once.
///
/// What the engine does at an instant is seen by accesses after that instant, and not by those that take effect in it:
/// so that what a polling host reads does not depend on the order of events within an instant.
class dma_engine : public register_device {
 public:
  struct settings {
    bus_timing timing = bus_timing::loosely_timed;
    unsigned burst_bytes = 64;                          ///< bytes, at least 1
    sc_core::sc_time clock_period{10, sc_core::SC_NS};  ///< length of a cycle
  };

  /// Offsets of its own registers; the others are where every device has them.
  static constexpr std::uint32_t source = common_register::first_own, destination = source + 4, length = source + 8,
                                 transferred = source + 12, lines = source + 16, source_stride = source + 20,
                                 destination_stride = source + 24;
  static constexpr std::uint32_t control_start = 1, status_busy = 1, irq_done = 1, irq_error = 2;
  /// Values of ERROR.
  enum class fault : std::uint32_t { none, source_refused, destination_refused, start_while_busy };

  bus_initiator_socket initiator_socket;
  sc_core::sc_out<bool> interrupt;

  /// \throws std::invalid_argument if bursts are empty or the clock period is zero
  dma_engine(const sc_core::sc_module_name& name, const settings& chosen);

  static register_map registers_of_dma_engine();

  std::uint64_t transactions() const noexcept { return master_.transactions(); }
  void observe(transaction_observer* observer) noexcept { master_.observe(observer); }

 protected:
  unsigned access(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at) override;
  unsigned debug_access(tlm::tlm_generic_payload& payload) override;
  void end_of_elaboration() override;

 private:
  /// What the engine does to a register, on its way to being seen.
  struct change {
    sc_core::sc_time at;
    std::uint32_t offset, cleared, set;  // register, bits
  };

  void after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time& at) override;
  void start();
  void run();
  fault copy_all();
  fault copy_line(std::uint64_t from, std::uint64_t to, std::uint32_t bytes, std::uint32_t& done);
  bool move(tlm::tlm_command command, std::uint64_t address, unsigned bytes);
  void change_register(std::uint32_t offset, std::uint32_t cleared, std::uint32_t set);
  void show_changes_before(const sc_core::sc_time& instant);
  void drive_interrupt();

  settings settings_;
  bus_master master_;
  std::vector<unsigned char> burst_;
  std::vector<change> changes_;  // in order of time
  sc_core::sc_event started_;
  sc_core::sc_event interrupt_changed_;
};

}  // namespace memvp
