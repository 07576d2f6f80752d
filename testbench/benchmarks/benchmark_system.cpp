// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/benchmarks/benchmark_system.hpp"

#include <string>

namespace memvp::benchmarks {

empty_target::empty_target(const sc_core::sc_module_name& name) : sc_module(name), socket("socket") {
  socket.register_b_transport(this, &empty_target::b_transport);
}

void empty_target::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time&) {
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

bare_initiator::bare_initiator(const sc_core::sc_module_name& name) : sc_module(name), socket("socket") {
  socket.bind(*this);
}

tlm::tlm_sync_enum bare_initiator::nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) {
  return tlm::TLM_COMPLETED;
}

void bare_initiator::invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) {}

tile_bench::tile_bench(const char* name, const ecram_tile_parameters& parameters)
    : interrupt_((std::string(name) + "_interrupt").c_str()),
      reset_((std::string(name) + "_reset").c_str()),
      bus_((std::string(name) + "_bus").c_str(), sc_core::sc_time(10, sc_core::SC_NS)),
      host_((std::string(name) + "_host").c_str(), host_cpu::settings{}),
      tile_((std::string(name) + "_tile").c_str(), parameters, clock_, 1, 0, tile_traces{energy_, latency_, area_}) {
  bus_.attach(host_.socket);
  bus_.map(tile_.socket, base, ecram_tile_address_size);
  host_.interrupt(interrupt_);
  tile_.interrupt(interrupt_);
  tile_.reset(reset_);
}

ecram_driver& tile_bench::driver() {
  if (!driver_) driver_ = std::make_unique<ecram_driver>(host_, base);
  return *driver_;
}

namespace {

ecram_tile_parameters array_of(std::int64_t lines, double wire_resistance, double read_noise) {
  ecram_tile_parameters p;
  p.array.rows = p.array.columns = lines;
  p.array.initial_state = 0.5;
  p.array.wire_resistance = wire_resistance;
  p.device.read_noise = read_noise;
  return p;
}

/// Default cells, noise and all: two word lines for each of `inputs`, a bit line for each of `outputs`.
ecram_tile_parameters layer_of(std::int64_t inputs, std::int64_t outputs) {
  ecram_tile_parameters p;
  p.array.rows = 2 * inputs;
  p.array.columns = outputs;
  p.array.initial_state = 0.5;
  return p;
}

}  // namespace

benchmark_system::benchmark_system()
    : bus("bus", sc_core::sc_time(10, sc_core::SC_NS)),
      device("device", 1, sc_core::sc_time(10, sc_core::SC_NS)),
      small("small", ecram_tile_parameters{}),
      ideal("ideal", array_of(128, 0, 0)),
      noisy("noisy", array_of(128, 0, 0.005)),
      wired("wired", array_of(128, 1, 0)),
      wired_noisy("wired_noisy", array_of(128, 1, 0.005)),
      hidden_layer("hidden_layer", layer_of(400, 100)),
      output_layer("output_layer", layer_of(100, 10)) {
  initiator.socket.bind(empty.socket);
  bus.attach(routed_initiator.socket);
  bus.map(device.socket, 0, 0x1000);
  device.sources[0](source_);
  device.interrupt(output_);
}

}  // namespace memvp::benchmarks
