// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <systemc>
#include <tlm>
#include <vector>

#include "memvp/tlm/bus_sockets.hpp"
#include "random_access.hpp"

namespace memvp {

/// A memory that does all that the base protocol lets a target do, at random: it ends requests by a call, by its
/// answer, by the response or by TLM_COMPLETED, at once or later, takes several transactions at a time and answers them
/// in any order, one response after the other.
class random_target : public sc_core::sc_module, private tlm::tlm_fw_transport_if<> {
 public:
  bus_target_socket socket{"socket"};

  /// \param size in bytes
  random_target(const sc_core::sc_module_name& name, std::uint64_t seed, std::size_t size);

  std::size_t in_progress() const noexcept { return taken_.size(); }
  unsigned early_completions() const noexcept { return early_completions_; }
  /// Responses that overtook one that was asked for before.
  unsigned out_of_order() const noexcept { return out_of_order_; }
  /// Transactions whose address was not this target's, or changed on the way.
  unsigned wrong_addresses() const noexcept { return wrong_addresses_; }

 private:
  struct transaction {
    tlm::tlm_generic_payload* payload;
    std::uint64_t address;
    bool request_ended;
    bool responding;
    sc_core::sc_time due;  // its next phase
  };

  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) override;
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) override;
  unsigned transport_dbg(tlm::tlm_generic_payload& payload) override;

  void take_next_step();
  void step(std::size_t index);
  void respond(std::size_t index);
  void end(const tlm::tlm_generic_payload& payload, const sc_core::sc_time& at);
  void carry_out(tlm::tlm_generic_payload& payload);
  sc_core::sc_time some_time() { return sc_core::sc_time::from_value(1000 * draw(random_, 0, 60)); }

  random_source random_;
  std::vector<unsigned char> bytes_;
  std::vector<transaction> taken_;  // in order of their requests
  const tlm::tlm_generic_payload* responding_ = nullptr;
  sc_core::sc_time response_free_from_;
  sc_core::sc_event due_{"due"};
  unsigned early_completions_ = 0, out_of_order_ = 0, wrong_addresses_ = 0;
};

}  // namespace memvp
