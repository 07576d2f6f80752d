// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <systemc>
#include <tlm>
#include <vector>

#include "memvp/tlm/bus_sockets.hpp"
#include "memvp/tlm/payload_pool.hpp"
#include "random_access.hpp"

namespace memvp {

/// An initiator that does all that the base protocol lets it do, at random: blocking transactions with and without
/// running ahead, transactions in phases of which several are on their way, with any delay before a request, in its
/// annotation, before the end of a response; responses ended by a call, by an answer, by TLM_COMPLETED; debug accesses
/// to any range; direct memory asked for, read, and given up when it is taken back.
class random_initiator : public sc_core::sc_module, private tlm::tlm_bw_transport_if<> {
 public:
  struct settings {
    std::uint64_t seed = 1;
    unsigned accesses = 1000;
    unsigned percent_in_phases = 50;  ///< of the transactions; the others block
    unsigned most_on_their_way = 4;   ///< transactions in phases at a time, at least 1
    unsigned most_ahead = 0;          ///< cycles that a blocking initiator may run ahead
    unsigned percent_debug = 5;       ///< of the accesses: a debug access
    unsigned percent_direct = 5;      ///< of the accesses: direct memory is asked for
    sc_core::sc_time period{10, sc_core::SC_NS};
    /// After the clock's edge, of blocking transactions; requests in phases begin `shift` later, responses end twice
    /// that later. Initiators of different offsets never do anything at the same instant.
    sc_core::sc_time offset{1, sc_core::SC_NS};
    sc_core::sc_time shift{100, sc_core::SC_PS};
  };

  bus_initiator_socket socket{"socket"};

  random_initiator(const sc_core::sc_module_name& name, const settings& chosen, access_generator next);

  /// Whether all its transactions have ended.
  bool finished() const noexcept { return finished_ && on_their_way_ == 0; }
  /// How many transactions ended with this response.
  unsigned answered(tlm::tlm_response_status status) const;
  unsigned direct_reads() const noexcept { return direct_reads_; }
  unsigned invalidations() const noexcept { return invalidations_; }
  /// Times at which direct memory held something else than a debug access found there.
  unsigned direct_differences() const noexcept { return direct_differences_; }

 private:
  struct region {
    std::uint64_t first, last;
    const unsigned char* bytes;
  };
  struct response {
    tlm::tlm_generic_payload* payload;
    sc_core::sc_time due;
  };

  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) override;

  void request();  // the thread of requests
  void respond();  // the thread of ends of responses
  void send_blocking(random_access access);
  void send_in_phases(random_access access);
  void send_debug(random_access access);
  void ask_direct(random_access access);
  void compare_direct(random_access access);
  void catch_up();
  sc_core::sc_time until(const sc_core::sc_time& offset, const sc_core::sc_time& earliest) const;
  sc_core::sc_time cycles(std::uint64_t count) const {
    return sc_core::sc_time::from_value(count * settings_.period.value());
  }
  void request_ended(const tlm::tlm_generic_payload& payload, const sc_core::sc_time& at);
  void finish(tlm::tlm_generic_payload& payload);

  settings settings_;
  access_generator next_;
  random_source random_;
  payload_pool pool_;
  /// The last access of every payload of the pool: its data must last until the payload has come back.
  std::map<const tlm::tlm_generic_payload*, random_access> data_of_;
  unsigned on_their_way_ = 0;
  std::deque<response> responses_;
  std::vector<region> regions_;
  std::map<tlm::tlm_response_status, unsigned> answered_;
  sc_core::sc_time local_, request_free_from_;
  const tlm::tlm_generic_payload* requesting_ = nullptr;
  sc_core::sc_event request_over_{"request_over"}, response_begun_{"response_begun"}, one_over_{"one_over"};
  unsigned direct_reads_ = 0, invalidations_ = 0, direct_differences_ = 0;
  bool finished_ = false;
};

}  // namespace memvp
