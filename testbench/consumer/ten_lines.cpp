// SPDX-License-Identifier: Apache-2.0
// The least that a tile needs in somebody else's platform (docs/plug-in.md): here the platform is a processor that
// multiplies once, and a bus that is a wire.
#include <tlm_utils/simple_initiator_socket.h>

#include <cstdint>
#include <iostream>
#include <systemc>

#include "memvp/models/tiles/ecram_command.hpp"
#include "memvp/models/tiles/ecram_registers.hpp"
#include "memvp/models/tiles/ecram_tile.hpp"

namespace {

struct wire : sc_core::sc_module {
  tlm_utils::simple_initiator_socket<wire> initiator_socket{"initiator_socket"};
  explicit wire(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {}

  std::uint32_t access(tlm::tlm_command command, std::uint64_t address, std::uint32_t word) {
    tlm::tlm_generic_payload payload;
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(reinterpret_cast<unsigned char*>(&word));
    payload.set_data_length(4);
    payload.set_streaming_width(4);
    sc_core::sc_time delay;
    initiator_socket->b_transport(payload, delay);
    if (payload.is_response_error()) SC_REPORT_ERROR("ten_lines", payload.get_response_string().c_str());
    sc_core::wait(delay);
    return word;
  }
};

struct processor : sc_core::sc_module {
  sc_core::sc_in<bool> interrupt{"interrupt"};

  SC_HAS_PROCESS(processor);
  processor(const sc_core::sc_module_name& name, wire& bus) : sc_core::sc_module(name), bus_(bus) { SC_THREAD(run); }

 private:
  void set(std::uint32_t offset, std::uint32_t value) { bus_.access(tlm::TLM_WRITE_COMMAND, offset, value); }
  std::uint32_t get(std::uint32_t offset) { return bus_.access(tlm::TLM_READ_COMMAND, offset, 0); }

  void run() {
    set(memvp::common_register::irq_enable, memvp::tile_interrupt::done | memvp::tile_interrupt::error);
    set(memvp::ecram_window::input, get(memvp::ecram_register::input_maximum));
    set(memvp::common_register::command, static_cast<std::uint32_t>(memvp::ecram_operation::multiply));
    wait(interrupt.posedge_event());
    std::cout << "ID 0x" << std::hex << get(memvp::common_register::id) << ", current word " << std::dec
              << get(memvp::ecram_window::result) << ", " << get(memvp::common_register::cycles_low) << " cycles\n";
  }

  wire& bus_;
};

}  // namespace

int sc_main(int, char**) {
  wire your_bus("bus");
  processor your_cpu("cpu", your_bus);
  // clang-format off
  memvp::energy_ledger energy;  memvp::latency_log latency;  memvp::area_inventory area;
  memvp::ecram_tile tile("ecram", memvp::ecram_tile_parameters{}, memvp::clock_grid(10'000 /* ps */),
                         /*seed=*/1, /*instance=*/0, {energy, latency, area});
  sc_core::sc_signal<bool> done, reset;
  tile.interrupt(done);
  tile.reset(reset);
  your_cpu.interrupt(done);
  your_bus.initiator_socket.bind(tile.socket);  // memvp::ecram_tile_address_size bytes; the tile sees addresses from 0
  sc_core::sc_start();
  tile.post_leakage(sc_core::sc_time_stamp().value() / 10'000);  // cycles; then energy.total() is all of it
  // clang-format on
  std::cout << energy.dynamic_total() << " J\n";
  return 0;
}
