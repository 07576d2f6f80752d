// SPDX-License-Identifier: Apache-2.0
// Platforms with a host in C++: the lines of the interrupt controller are the tiles' in the order of their addresses,
// then the DMA engine's (docs/memory-map.md).
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "memvp/platforms/kinetics_system.hpp"
#include "memvp/platforms/network_system.hpp"
#include "memvp/tlm/dma_engine.hpp"

namespace memvp {
namespace {

constexpr std::uint32_t no_such_command = 0xFFFF;

/// Lines that are high once each tile in turn has refused a command and the DMA engine has copied.
std::vector<std::uint32_t> lines_of(host_cpu& host, std::uint64_t interrupts, const std::vector<std::uint64_t>& tiles,
                                    std::uint64_t dma) {
  std::vector<std::uint32_t> found;
  const auto note_and_clear = [&](std::uint64_t device, std::uint32_t irq_status) {
    host.spend(100);
    found.push_back(host.read32(interrupts + interrupt_controller::pending));
    host.write32(device + irq_status, ~0u);
    host.spend(100);
    EXPECT_EQ(host.read32(interrupts + interrupt_controller::pending), 0u);
  };
  for (const std::uint64_t tile : tiles) {
    host.write32(tile + common_register::irq_enable, tile_interrupt::error);
    host.write32(tile + common_register::command, no_such_command);
    note_and_clear(tile, common_register::irq_status);
  }
  host.write32(dma + common_register::irq_enable, 3);
  host.write32(dma + common_register::control, dma_engine::control_start);  // a copy of nothing is done at once
  note_and_clear(dma, common_register::irq_status);
  return found;
}

/// Traces of a run whose files go into a folder that is removed.
struct run_of_a_system {
  // Of this process alone, since tests run side by side.
  std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / ("memvp_interrupt_map_test_" + std::to_string(getpid()));
  progress_reporter progress{std::cerr, false};
  run_context context{1, {}, folder, {}, false, progress};
  run_summary summary;
  run_of_a_system() { std::filesystem::create_directories(folder); }
  ~run_of_a_system() { std::filesystem::remove_all(folder); }
};

std::vector<std::uint32_t> bits(unsigned count) {
  std::vector<std::uint32_t> expected;
  for (unsigned line = 0; line < count; ++line) expected.push_back(1u << line);
  return expected;
}

TEST(interrupt_map, of_arrays_and_neurons_follows_their_addresses) {
  run_of_a_system run;
  network_system_parameters p;
  run_traces traces(run.context, p.trace, clock_of(p));
  // Two arrays into a bank of neurons, a third with converters; the CMOS units come after the bank.
  network_system system(p, {8, 8, {0, 0, network_layout::no_bank}, {4}}, 1, traces);
  std::vector<std::uint64_t> tiles;
  for (unsigned i = 0; i < 3; ++i) tiles.push_back(0x40000000 + i * rram_tile_address_size);
  for (unsigned i = 0; i < 3; ++i) tiles.push_back(0x60000000 + i * ndr_unit_address_size);
  std::vector<std::uint32_t> found;
  system.run([&](network_hardware& hardware, ndr_driver&,
                 ndr_driver&) { found = lines_of(hardware.host, 0x50010000, tiles, 0x50000000); },
             run.summary);
  EXPECT_EQ(found, bits(7));
}

TEST(interrupt_map, of_a_kinetics_tile_its_readouts_and_votes_follows_their_addresses) {
  run_of_a_system run;
  kinetics_system_parameters p;
  run_traces traces(run.context, p.trace, clock_of(p));
  kinetics_system system(p, {{"readout", {{8, 8}, {8, 8}}}, {"plain", {{8, 8}}}}, true, 1, traces);
  std::vector<std::uint64_t> tiles{0x30000000};
  for (unsigned i = 0; i < 3; ++i) tiles.push_back(0x40000000 + i * rram_tile_address_size);
  tiles.push_back(0x60000000);
  std::vector<std::uint32_t> found;
  system.run([&](kinetics_hardware& hardware) { found = lines_of(hardware.host, 0x50010000, tiles, 0x50000000); },
             run.summary);
  EXPECT_EQ(found, bits(6));
}

}  // namespace
}  // namespace memvp
