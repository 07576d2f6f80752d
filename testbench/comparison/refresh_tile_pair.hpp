// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <systemc>
#include <vector>

#include "memvp/models/tiles/refresh_tile.hpp"
#include "memvp/testbench/comparison/refresh_controller_pair.hpp"
#include "memvp/testbench/comparison/refresh_events.hpp"
#include "memvp/tlm/bus_sockets.hpp"

namespace memvp {

/// A refresh tile drawn at random: little array of cells without spread or noise, pulses of tens of cycles, few of
/// which fill a level.
refresh_tile_parameters drawn_tile(std::uint64_t seed);
/// What docs/refresh-controller.md says of a tile with these parameters.
clocked_refresh_settings clocked_settings_of(const refresh_tile_parameters& parameters, clock_grid clock);
clocked_refresh_registers clocked_registers_of(const refresh_tile_parameters& parameters, clock_grid clock);

/// A refresh tile on a bus of its own, beside the clocked reference of its controller: requests, commands, and writes
/// to registers and windows in random order at random cycles, and after each of them all that the bus can see. The
/// reference has no cells; what a row reads it takes from the conductances that the tile's cells have then. Runs in
/// its own thread as soon as the simulation starts; give it nothing else to do.
class refresh_tile_pair : public sc_core::sc_module, private tlm::tlm_bw_transport_if<> {
 public:
  SC_HAS_PROCESS(refresh_tile_pair);
  refresh_tile_pair(const sc_core::sc_module_name& name, std::uint64_t seed, std::uint64_t accesses);

  /// What differed first; empty if nothing did.
  const std::string& differences() const { return differences_; }
  refresh_comparison_tally tally() const;

 private:
  void run();
  void reach(cycle_count cycle);
  cycle_count now() const;
  void read(std::uint32_t row, std::uint16_t* codes);

  // Accesses, all at the present cycle.
  void carry_out(const refresh_event& event);
  void request(const refresh_request& request);
  void compute(const clocked_refresh_compute& compute);
  void write_registers(const clocked_refresh_registers& registers);
  void write_cell(const refresh_event& event);
  void pulse_reset();
  void write(std::uint32_t offset, std::uint32_t value);
  template <class Element>
  void write_rows(std::uint32_t window, const std::vector<Element>& elements, std::size_t a_row);
  void look(std::uint32_t offset, void* data, std::size_t bytes);
  std::uint32_t look(std::uint32_t offset);
  std::uint64_t look_wide(std::uint32_t low_offset);

  void compare();
  void compare_rows();
  void compare_ends();
  void differ(const std::string& what, std::uint64_t tiles, std::uint64_t references);

  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) override {
    return tlm::TLM_ACCEPTED;
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}

  clock_grid clock_;
  refresh_tile_parameters parameters_;
  energy_ledger energy_;
  latency_log latency_;
  area_inventory area_;
  sc_core::sc_signal<bool> interrupt_, reset_;
  bus_initiator_socket socket_{"socket"};
  refresh_tile tile_;
  clocked_refresh_controller reference_;
  drawn_host host_;
  drawn_numbers numbers_;
  std::uint64_t accesses_;

  std::vector<clocked_refresh_end> ends_;
  std::size_t ends_seen_ = 0;  // rows of the latency log
  std::vector<double> siemens_;
  std::uint32_t raised_ = 0;  // interrupts of the reference that have not been cleared
  std::uint32_t expected_slot_ = refresh_no_slot;
  refresh_comparison_tally tally_;
  refresh_comparison_tally counted() const;
  std::string differences_;
};

}  // namespace memvp
