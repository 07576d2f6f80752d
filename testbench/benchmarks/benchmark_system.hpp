// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_target_socket.h>

#include <memory>
#include <systemc>

#include "memvp/models/tiles/ecram_driver.hpp"
#include "memvp/models/tiles/ecram_tile.hpp"
#include "memvp/tlm/host_cpu.hpp"
#include "memvp/tlm/interrupt_controller.hpp"
#include "memvp/tlm/router.hpp"

namespace memvp::benchmarks {

/// A target that answers at once and does nothing else, behind the convenience socket that most models use: what a
/// transaction costs without a device.
class empty_target : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<empty_target> socket;
  explicit empty_target(const sc_core::sc_module_name& name);

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
};

/// An initiator that is nothing but a socket, bound straight to a target.
class bare_initiator : public sc_core::sc_module, private tlm::tlm_bw_transport_if<> {
 public:
  tlm::tlm_initiator_socket<32> socket;
  explicit bare_initiator(const sc_core::sc_module_name& name);

 private:
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) override;
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override;
};

/// One elaboration for all benchmarks: SystemC allows one a process. Each tile has a host and a bus of its own.
class tile_bench {
 public:
  tile_bench(const char* name, const ecram_tile_parameters& parameters);

  host_cpu& host() { return host_; }
  ecram_tile& tile() { return tile_; }
  ecram_driver& driver();  ///< to be called in simulation
  static constexpr std::uint64_t base = 0x40000000;

 private:
  clock_grid clock_{10'000};
  energy_ledger energy_;
  latency_log latency_;
  area_inventory area_;
  sc_core::sc_signal<bool> interrupt_, reset_;
  router bus_;
  host_cpu host_;
  ecram_tile tile_;
  std::unique_ptr<ecram_driver> driver_;
};

/// Everything that the benchmarks measure.
struct benchmark_system {
  benchmark_system();
  bare_initiator initiator{"initiator"};
  empty_target empty{"empty"};
  bare_initiator routed_initiator{"routed_initiator"};
  router bus;  ///< between routed_initiator and the registers of a device
  interrupt_controller device;
  tile_bench small, ideal, noisy, wired, wired_noisy;
  tile_bench hidden_layer, output_layer;  ///< of a 400-100-10 network, default device

 private:
  sc_core::sc_signal<bool> source_, output_;
};

}  // namespace memvp::benchmarks
