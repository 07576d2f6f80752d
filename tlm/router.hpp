// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <systemc>
#include <tlm>
#include <utility>
#include <vector>

#include "memvp/tlm/bus_link.hpp"

namespace memvp {

/// An address-mapped bus: any number of initiators, any number of targets.
///
/// Does: adds its latency on the way to the target; gives the target addresses that begin at 0 and the initiator its
/// own back; answers TLM_ADDRESS_ERROR_RESPONSE, after its latency, where nothing is mapped or where an access reaches
/// past the end of a mapping; translates and clips direct memory ranges, both ways; keeps the exclusion rules of the
/// base protocol (one request at a time towards a target, one response at a time towards an initiator) by queueing.
/// Does not: arbitrate by priority (requests are served in order of arrival) or limit bandwidth.
///
///     router bus("bus", clock_period);
///     bus.attach(cpu.socket);
///     bus.map(ram.socket, 0x0000'0000, 64 * 1024);
class router : public sc_core::sc_module {
 public:
  /// \param latency_cycles from the arrival of a request to its arrival at the target
  /// \throws std::invalid_argument if the period is zero
  router(const sc_core::sc_module_name& name, const sc_core::sc_time& clock_period, unsigned latency_cycles = 1);
  ~router() override;

  /// Binds an initiator, which must outlive elaboration, to the bus.
  void attach(any_bus_initiator_socket& initiator);

  /// Binds a target to the `size` bytes from `base`, which it sees as 0 to `size - 1`.
  /// \throws std::invalid_argument with a sentence if the range is empty, passes 2^64, or overlaps another (names both
  /// modules and their addresses)
  void map(any_bus_target_socket& target, std::uint64_t base, std::uint64_t size);

  /// Replaces how initiators are connected with the router, and the router with targets. To be called before the end of
  /// elaboration; empty: directly.
  void set_link(bus_link link) { link_ = std::move(link); }

 protected:
  void before_end_of_elaboration() override;
  void end_of_elaboration() override;

 private:
  class input;   // what an attached initiator talks to
  class output;  // what a mapped target talks to
  struct route;  // an approximately timed transaction on its way

  struct waiting {
    tlm::tlm_generic_payload* payload;
    sc_core::sc_time due;
  };

  /// Where an access goes; null where nothing is mapped or where it reaches past the end of a mapping.
  output* decode(std::uint64_t address, std::uint64_t length) const;
  std::vector<route>::iterator find_route(const tlm::tlm_generic_payload& payload);

  tlm::tlm_sync_enum begin_request(input& from, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                   sc_core::sc_time& delay);
  tlm::tlm_sync_enum send_request(route& taken, tlm::tlm_phase& phase, sc_core::sc_time& delay);
  tlm::tlm_sync_enum end_response(input& to, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                  sc_core::sc_time& delay);
  tlm::tlm_sync_enum from_target(output& from, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                 sc_core::sc_time& delay);
  bool take_response_slot(route& taken, const sc_core::sc_time& delay);
  void free_request_slot(output& target, const sc_core::sc_time& at);
  void free_response_slot(input& initiator, const sc_core::sc_time& at);

  /// Sends queued requests and responses whose way has become free.
  void serve_queues();
  void serve_requests(output& target);
  void serve_responses(input& initiator);

  void invalidate(const output& from, std::uint64_t first, std::uint64_t last);

  sc_core::sc_time latency_;
  bus_link link_;
  std::vector<std::unique_ptr<input>> inputs_;
  std::vector<std::unique_ptr<output>> outputs_;
  std::vector<output*> by_address_;  // sorted
  std::vector<any_bus_initiator_socket*> attached_;
  std::vector<any_bus_target_socket*> mapped_;
  sc_core::sc_vector<bus_target_socket> upstream_;
  sc_core::sc_vector<bus_initiator_socket> downstream_;
  std::vector<route> routes_;
  sc_core::sc_event queue_due_;
};

}  // namespace memvp
