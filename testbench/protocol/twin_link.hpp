// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <systemc>
#include <tlm>
#include <vector>

#include "memvp/tlm/bus_sockets.hpp"
#include "random_access.hpp"

namespace memvp {

/// Stands before a target and repeats all that it is asked on its twin, by blocking transactions: what comes in phases
/// as well as what comes from an initiator that runs ahead. Notes where the two answer differently: response, data,
/// hint, or the time that an access took.
///
/// The target must carry out a transaction in phases when it ends its request, as every memory_mapped_target does.
class twin_link : public sc_core::sc_module, private tlm::tlm_fw_transport_if<>, private tlm::tlm_bw_transport_if<> {
 public:
  /// When the twin is asked what the target is asked ahead of simulated time.
  enum class ahead {
    as_well,  ///< ahead by as much, in the same order
    waited    ///< when simulated time has come there: only for a target that nobody else uses in between; its hints
              ///< about direct memory may be of another time, and are not compared
  };

  bus_target_socket in{"in"};
  bus_initiator_socket out{"out"};
  bus_initiator_socket twin{"twin"};

  twin_link(const sc_core::sc_module_name& name, ahead mode);

  /// A sentence for each access that was answered differently.
  std::vector<std::string> differences() const;
  std::size_t accesses() const noexcept { return operations_.size(); }

 private:
  struct answer {
    std::vector<unsigned char> data;
    tlm::tlm_response_status status = tlm::TLM_INCOMPLETE_RESPONSE;
    bool hint = false;
    unsigned debug_bytes = 0;
    sc_core::sc_time end;
    bool given = false;
  };
  struct operation {
    random_access request;
    bool debug;
    sc_core::sc_time start;
    answer by_target, by_twin;
  };

  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) override;
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) override;
  unsigned transport_dbg(tlm::tlm_generic_payload& payload) override;
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) override;

  operation& note(const tlm::tlm_generic_payload& payload, bool debug);
  void begin_on_twin(operation& noted);
  void repeat(operation& noted);
  static void take(answer& given, const tlm::tlm_generic_payload& payload, const sc_core::sc_time& end);
  void spawn_repetitions();
  bool same(const answer& one, const answer& other) const;

  const ahead mode_;
  std::deque<operation> operations_;  // stay where they are
  std::deque<operation*> to_repeat_;
  std::vector<std::pair<const tlm::tlm_generic_payload*, operation*>> in_phases_;
  sc_core::sc_event something_to_repeat_{"something_to_repeat"};
};

}  // namespace memvp
