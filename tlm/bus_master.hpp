// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <systemc>
#include <tlm>

#include "memvp/tlm/bus_sockets.hpp"
#include "memvp/tlm/direct_memory_regions.hpp"
#include "memvp/tlm/payload_pool.hpp"
#include "memvp/tlm/transaction_observer.hpp"

namespace memvp {

/// How an initiator speaks to the bus. The simulated times of a single initiator are the same either way.
enum class bus_timing {
  loosely_timed,       ///< blocking calls, temporal decoupling: fast
  approximately_timed  ///< four phases, back-pressure: contention between initiators is modelled
};

/// The part of an initiator that speaks TLM: one transaction at a time, from one thread process, in either timing.
class bus_master final : private tlm::tlm_bw_transport_if<> {
 public:
  /// \param socket the owner's initiator socket; its backward interface is bound here
  /// \param use_direct_memory whether to go past the bus where targets allow it; loosely timed only, since an
  /// approximately timed transaction is there to be seen on the bus
  bus_master(bus_initiator_socket& socket, bus_timing timing, bool use_direct_memory);

  /// Runs one transaction to its end.
  /// \param local how far the calling process is ahead of simulated time; grows by what the transaction takes (LT), or
  /// is waited for first and is zero afterwards (AT)
  /// \return TLM_OK_RESPONSE or the error response
  tlm::tlm_response_status transport(tlm::tlm_command command, std::uint64_t address, unsigned char* data,
                                     unsigned length, sc_core::sc_time& local) {
    ++transactions_;
    if (observer_ == nullptr) {
      return transport_unobserved(command, address, data, length, local);
    }
    return transport_observed(command, address, data, length, local);
  }

  /// Reads or writes without time or side effects. \return bytes that were
  unsigned debug_transport(tlm::tlm_command command, std::uint64_t address, unsigned char* data, unsigned length);

  /// Transactions so far, direct accesses included, debug accesses not.
  std::uint64_t transactions() const noexcept { return transactions_; }
  /// Of these, how many went past the bus.
  std::uint64_t direct_accesses() const noexcept { return direct_accesses_; }

  /// Null to stop; else must outlive the simulation.
  void observe(transaction_observer* observer) noexcept { observer_ = observer; }

 private:
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) override;

  tlm::tlm_response_status transport_unobserved(tlm::tlm_command command, std::uint64_t address, unsigned char* data,
                                                unsigned length, sc_core::sc_time& local);
  tlm::tlm_response_status transport_observed(tlm::tlm_command command, std::uint64_t address, unsigned char* data,
                                              unsigned length, sc_core::sc_time& local);
  tlm::tlm_response_status transport_in_phases(tlm::tlm_command command, std::uint64_t address, unsigned char* data,
                                               unsigned length, sc_core::sc_time& local);
  void request_direct_memory(std::uint64_t address);

  bus_initiator_socket& socket_;
  const bus_timing timing_;
  const bool use_direct_memory_;
  transaction_observer* observer_ = nullptr;
  std::uint64_t transactions_ = 0;
  std::uint64_t direct_accesses_ = 0;
  tlm::tlm_generic_payload blocking_payload_;  // a payload object per call would cost more than the call
  direct_memory_regions regions_;
  payload_pool pool_;
  sc_core::sc_event response_begins_;
};

}  // namespace memvp
