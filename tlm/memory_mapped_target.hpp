// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>
#include <tlm>

#include "memvp/tlm/bus_sockets.hpp"

namespace memvp {

/// Everything that answers on the bus: the TLM-2.0 base protocol in one place, loosely and approximately timed.
///
/// A device says what an access does and how many cycles it takes (`access`); this class decides when. Both timings
/// give one initiator the same times:
/// - LT: the access takes effect at now + delay and adds its cycles to the delay.
/// - AT: BEGIN_REQ is accepted (END_REQ) when the access takes effect, BEGIN_RESP follows the access's cycles later,
///   END_RESP frees the target. One transaction is in progress at a time: a request that comes meanwhile gets its
///   END_REQ when the one before has ended. The target never completes early.
///
/// Refused before the device sees them, after one cycle and with nothing changed: a null data pointer
/// (TLM_GENERIC_ERROR_RESPONSE), byte enables (TLM_BYTE_ENABLE_ERROR_RESPONSE), a length of zero or a streaming width
/// below the length (TLM_BURST_ERROR_RESPONSE). TLM_IGNORE_COMMAND succeeds at once.
///
/// Contention between initiators is modelled in AT only: a loosely timed initiator that runs ahead cannot wait for one
/// that has not come yet.
class memory_mapped_target : public sc_core::sc_module, private tlm::tlm_fw_transport_if<> {
 public:
  bus_target_socket socket;

  /// Length of a cycle.
  const sc_core::sc_time& clock_period() const noexcept { return clock_period_; }

 protected:
  /// \throws std::invalid_argument if the period is zero or SystemC's resolution is not 1 ps
  memory_mapped_target(const sc_core::sc_module_name& name, const sc_core::sc_time& clock_period);

  /// One read or write that takes effect at `at` (absolute, not before the present simulated time). Sets the response
  /// status; a bad access changes nothing. Runs in the initiator's process when loosely timed, so it must not write
  /// signals: notify an event of the device's own process instead.
  /// \return cycles until the response
  virtual unsigned access(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at) = 0;

  /// As access, but without side effects and without time. \return bytes that were read or written
  virtual unsigned debug_access(tlm::tlm_generic_payload& payload) = 0;

  /// Fills `granted` with what may be accessed directly around the payload's address. Denies by default.
  virtual bool direct_memory(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted);

  /// Takes back direct memory access to [first, last].
  void invalidate_direct_memory(std::uint64_t first, std::uint64_t last);

  /// For use in `access`: lets simulated time reach `at`, so that whatever happens before it has happened. Blocks a
  /// loosely timed initiator that runs ahead; otherwise there is nothing to wait for.
  static void synchronise(const sc_core::sc_time& at);

  void end_of_elaboration() override;

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) final;
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) final;
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) final;
  unsigned transport_dbg(tlm::tlm_generic_payload& payload) final;

  unsigned checked_access(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at);

  /// The approximately timed process: wakes when a request or a response is due.
  void take_next_step();
  void begin_response();
  void end_transaction(const sc_core::sc_time& at);

  sc_core::sc_time clock_period_;
  const sc_core::sc_time& now_;  // SystemC's own clock: asking for it costs as much as a register read
  sc_core::sc_event due_;
  tlm::tlm_generic_payload* requested_ = nullptr;  // has sent BEGIN_REQ, awaits END_REQ
  sc_core::sc_time request_due_;
  tlm::tlm_generic_payload* current_ = nullptr;  // has got END_REQ
  bool responding_ = false;                      // current_ has got BEGIN_RESP
  sc_core::sc_time response_due_;
  sc_core::sc_time free_from_;  // when the transaction before has ended
};

}  // namespace memvp
