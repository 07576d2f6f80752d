// SPDX-License-Identifier: Apache-2.0
// A host, a bus, an interrupt controller and a drift tile: pulses of growing width on a row of memristors, and what
// they have become.
//
//   drift_platform [FILE.toml]    with settings from a file; leaves energy.csv, latency.csv, area.csv, waves.vcd
//   drift_platform --registers    the tile's registers, as a page
//   drift_platform --header       ... as a C header for firmware
//   drift_platform --parameters   every parameter, its range, its meaning and its source
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <systemc>

#include "drift_driver.hpp"
#include "drift_tile.hpp"
#include "memvp/platforms/configuration.hpp"
#include "memvp/platforms/parameter_description.hpp"
#include "memvp/platforms/parameter_reader.hpp"
#include "memvp/tlm/interrupt_controller.hpp"
#include "memvp/tlm/router.hpp"

namespace {

constexpr std::uint64_t tile_base = 0x40000000, interrupts_base = 0x50000000;

drift::tile_parameters parameters_from(const std::string& file) {
  drift::tile_parameters parameters;
  const memvp::configuration settings = file.empty() ? memvp::configuration() : memvp::configuration::from_file(file);
  memvp::parameter_reader reader(settings);
  visit_parameters(reader, parameters);
  reader.reject_unknown_keys();
  return parameters;
}

void describe_parameters() {
  drift::tile_parameters parameters;
  memvp::describing_visitor visitor;
  visit_parameters(visitor, parameters);
  std::cout << memvp::description_text(visitor.parameters(), {});
}

/// The host's program.
void pulse_and_read(memvp::host_cpu& host) {
  drift::driver driver(host, tile_base, memvp::interrupt_line(host, interrupts_base, 0));
  std::vector<std::int32_t> widths(driver.cells());
  for (std::uint32_t i = 0; i < driver.cells(); ++i) widths[i] = static_cast<std::int32_t>(55 * i);
  const std::vector<double> before = driver.read(0, driver.cells());
  driver.program(0, widths);
  const std::vector<double> after = driver.read(0, driver.cells());
  std::printf("cell  pulse ms  before uA  after uA\n");
  for (std::uint32_t i = 0; i < driver.cells(); ++i)
    std::printf("%4u  %8.0f  %9.2f  %8.2f\n", i, widths[i] * driver.pulse_lsb() * 1e3, before[i] * 1e6, after[i] * 1e6);
  std::printf("%llu pulses, %llu busy cycles, %.4g J\n", static_cast<unsigned long long>(driver.pulses()),
              static_cast<unsigned long long>(driver.cycles()), driver.energy());
}

void run(const drift::tile_parameters& parameters) {
  const sc_core::sc_time cycle(10, sc_core::SC_NS);
  memvp::energy_ledger energy;
  memvp::latency_log latency;
  memvp::area_inventory area;
  memvp::vcd_writer waves("waves.vcd");
  sc_core::sc_signal<bool> host_line, tile_line, reset;

  memvp::router bus("bus", cycle);
  memvp::host_cpu host("host", memvp::host_cpu::settings{});
  memvp::interrupt_controller interrupts("interrupts", 1, cycle);
  drift::tile tile("drift", parameters, memvp::clock_grid(cycle.value()), /*seed=*/1, /*instance=*/0,
                   {energy, latency, area, nullptr, &waves});
  bus.attach(host.socket);
  bus.map(tile.socket, tile_base, drift::address_size);
  bus.map(interrupts.socket, interrupts_base, 0x1000);
  tile.interrupt(tile_line);
  tile.reset(reset);
  interrupts.sources[0](tile_line);
  interrupts.interrupt(host_line);
  host.interrupt(host_line);

  host.set_program(pulse_and_read);
  sc_core::sc_start();
  host.require_finished();
  tile.post_leakage(host.now_cycles());
  energy.check();
  energy.write_csv("energy.csv", memvp::clock_grid(cycle.value()));
  latency.write_csv("latency.csv");
  area.write_csv("area.csv");
  waves.close(sc_core::sc_time_stamp().value());
  for (const auto& [component, joules] : energy.by_component())
    std::printf("%-16s %11.4g J\n", component.c_str(), joules);
}

}  // namespace

int sc_main(int argc, char* argv[]) {
  const std::string argument = argc > 1 ? argv[1] : "";
  try {
    if (argument == "--registers")
      std::cout << memvp::markdown(drift::tile_registers());
    else if (argument == "--header")
      std::cout << memvp::c_header(drift::tile_registers());
    else if (argument == "--parameters")
      describe_parameters();
    else
      run(parameters_from(argument));
  } catch (const std::exception& error) {
    std::cerr << "drift_platform: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
