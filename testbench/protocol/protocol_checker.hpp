// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <systemc>
#include <tlm>
#include <vector>

#include "memvp/tlm/bus_link.hpp"
#include "payload_snapshot.hpp"
#include "protocol_log.hpp"

namespace memvp {

/// Stands between an initiator socket and a target socket, passes everything on at once and unchanged, and writes every
/// breach of the TLM-2.0 base protocol into a log.
///
///     protocol_checker checker("checker", log);
///     cpu.socket.bind(checker.in);
///     checker.out.bind(memory.socket);
///
/// What passes is seen, and nothing else: not what an initiator does with direct memory, nor what becomes of a payload
/// after its transaction. A payload that is sent in phases must not be deleted before its transaction has ended (one
/// that goes back to its pool too early is noticed).
class protocol_checker : public sc_core::sc_module,
                         private tlm::tlm_fw_transport_if<>,
                         private tlm::tlm_bw_transport_if<> {
 public:
  bus_target_socket in{"in"};
  bus_initiator_socket out{"out"};

  /// \param log outlives the simulation
  /// \param leads_to_interconnect whether the other side may change addresses on the way to a target
  protocol_checker(const sc_core::sc_module_name& name, protocol_log& log, bool leads_to_interconnect = false);

  /// Says in sentences which two it stands between, instead of its own name.
  void set_label(std::string label) { label_ = std::move(label); }

  /// Transactions in phases that have begun and not ended.
  std::size_t in_progress() const noexcept { return records_.size(); }

 private:
  enum class stage { requested, accepted, responding };

  /// A transaction in phases.
  struct record {
    std::uint64_t number;
    tlm::tlm_generic_payload* payload;
    stage reached;
    sc_core::sc_time latest;  // of its timing points so far
    tlm::tlm_response_status response;
    bool hint;
    std::unique_ptr<payload_snapshot> sent;
  };
  /// When a call began.
  struct instant {
    sc_core::sc_time time;
    std::uint64_t delta;
  };
  struct direct_region {
    std::uint64_t first, last;
    const unsigned char* bytes;
    bool readable, writable;
  };

  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) override;
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) override;
  void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) override;
  unsigned transport_dbg(tlm::tlm_generic_payload& payload) override;

  // Phases.
  void check_request(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at);
  std::uint64_t begin_record(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at);
  void check_end_of_response(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at);
  void check_target_phase(tlm::tlm_generic_payload& payload, const tlm::tlm_phase& phase, const sc_core::sc_time& at,
                          protocol_rule if_out_of_turn);
  void check_answer_to_request(std::uint64_t number, tlm::tlm_sync_enum answer, const tlm::tlm_phase& phase,
                               const sc_core::sc_time& at);
  void check_answer_to_response(tlm::tlm_generic_payload& payload, std::uint64_t number, const tlm::tlm_phase& given,
                                tlm::tlm_sync_enum answer, const tlm::tlm_phase& phase, const sc_core::sc_time& at);
  void end_request(const record& ended, const sc_core::sc_time& at);
  void end_response(std::uint64_t number, const sc_core::sc_time& at);
  void forget(record& ended);
  void reach(record& one, const sc_core::sc_time& at, protocol_rule if_earlier);
  record* find(const tlm::tlm_generic_payload& payload);
  record* find(std::uint64_t number);
  std::unique_ptr<payload_snapshot> take_snapshot(const tlm::tlm_generic_payload& payload);

  // Payloads.
  void check_sent(const tlm::tlm_generic_payload& payload);
  void check_kept(const payload_snapshot& sent, const tlm::tlm_generic_payload& payload, protocol_rule if_changed);
  void check_kept(const payload_snapshot& sent, const tlm::tlm_generic_payload& payload, protocol_rule if_changed,
                  bool address_counts);
  void check_response(const tlm::tlm_generic_payload& payload);
  void check_option(const tlm::tlm_generic_payload& payload);
  bool in_use(const tlm::tlm_generic_payload& payload);

  // Direct memory.
  void check_grant(const tlm::tlm_generic_payload& payload, std::uint64_t address, const tlm::tlm_dmi& granted);
  void check_direct_content(const tlm::tlm_generic_payload& payload, std::uint64_t address);

  static instant now();
  void check_no_wait(const instant& called, protocol_rule if_waited);
  void broken(protocol_rule rule, const tlm::tlm_generic_payload* payload, const std::string& detail = {});

  protocol_log& log_;
  const bool leads_to_interconnect_;
  std::string label_;
  sc_core::sc_time at_;  // with timing annotation, of the call that is being checked
  std::vector<record> records_;
  std::vector<const tlm::tlm_generic_payload*> blocking_;  // in b_transport at the moment
  std::vector<std::unique_ptr<payload_snapshot>> spare_snapshots_;
  std::uint64_t records_made_ = 0;
  const tlm::tlm_generic_payload* requesting_ = nullptr;
  const tlm::tlm_generic_payload* responding_ = nullptr;
  sc_core::sc_time request_free_from_, response_free_from_;
  std::vector<direct_region> regions_;
  unsigned invalidating_ = 0;
};

/// How a bus is connected so that checkers stand in all its links: to be given to router::set_link. The checkers are
/// kept in `made`, which outlives the simulation, as `log` does.
bus_link checked_link(protocol_log& log, std::vector<std::unique_ptr<protocol_checker>>& made);

}  // namespace memvp
