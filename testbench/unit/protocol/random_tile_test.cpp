// SPDX-License-Identifier: Apache-2.0
// Every tile among random initiators: it keeps to the base protocol, takes direct memory back when it must, and answers
// as its twin does, which is asked the same by blocking transactions.
#include <tuple>

#include "memvp/models/tiles/ecram_registers.hpp"
#include "memvp/models/tiles/ecram_tile.hpp"
#include "memvp/models/tiles/kinetics_registers.hpp"
#include "memvp/models/tiles/kinetics_tile.hpp"
#include "memvp/models/tiles/ndr_registers.hpp"
#include "memvp/models/tiles/ndr_unit.hpp"
#include "memvp/models/tiles/refresh_registers.hpp"
#include "memvp/models/tiles/refresh_tile.hpp"
#include "memvp/models/tiles/rram_registers.hpp"
#include "memvp/models/tiles/rram_tile.hpp"
#include "memvp/models/tiles/vote_registers.hpp"
#include "memvp/models/tiles/vote_unit.hpp"
#include "twin_bench.hpp"

namespace memvp {
namespace {

/// A tile's books and lines.
struct surroundings {
  energy_ledger energy;
  latency_log latency;
  area_inventory area;
  recorded_line line;
  sc_core::sc_signal<bool> reset;

  explicit surroundings(const std::string& name) : line((name + "_line").c_str()) {}
  tile_traces traces() { return {energy, latency, area}; }
};

/// Name, first cycle and cycles of every command.
std::vector<std::tuple<std::string, cycle_count, cycle_count>> commands_of(const latency_log& log) {
  std::vector<std::tuple<std::string, cycle_count, cycle_count>> commands;
  for (const latency_log::row& row : log.rows()) commands.emplace_back(log.name(row.command), row.start, row.cycles);
  return commands;
}

class random_initiators_at : public testing::TestWithParam<users> {
 protected:
  /// \param useful commands and registers
  /// \param make a tile of that name, with those traces
  template <class Make>
  void use(std::uint64_t size, const tile_use& useful, Make make) {
    surroundings here("here"), there("there");
    const auto target = make("target", here.traces()), twin = make("twin", there.traces());
    for (const auto& [tile, around] : {std::pair(target.get(), &here), std::pair(twin.get(), &there)}) {
      tile->interrupt(around->line.signal);
      tile->reset(around->reset);
    }
    const auto next = [&](std::uint64_t base) { return tile_accesses(target->map(), base, size, useful); };
    twin_bench bench(GetParam(), target->socket, twin->socket, size, next);
    bench.run();
    EXPECT_EQ(content_of(*target->socket.get_base_export().operator->(), target->map()),
              content_of(*twin->socket.get_base_export().operator->(), twin->map()));
    EXPECT_EQ(here.line.changes, there.line.changes);
    EXPECT_GT(here.line.changes.size(), 2u);
    EXPECT_EQ(here.energy.total(), there.energy.total());
    EXPECT_GT(here.energy.total(), 0);
    EXPECT_EQ(commands_of(here.latency), commands_of(there.latency));
    EXPECT_GT(here.latency.rows().size(), 10u);
    EXPECT_GT(bench.log.direct_requests, 20u);
    EXPECT_GT(bench.log.invalidations, 10u);  // of windows, while a command runs
  }
};

const clock_grid ten_nanoseconds(10'000);

// Small tiles, whose pulses are shortened so that they end while the initiators are still there.

TEST_P(random_initiators_at, an_ecram_tile) {
  ecram_tile_parameters parameters;
  parameters.array.rows = parameters.array.columns = 6;
  parameters.sequencer.pulse_lsb = 10e-9;
  parameters.sequencer.setup_time = parameters.sequencer.release_time = 50e-9;
  use(ecram_tile_address_size, {1, 10, {{"FIRST_ROW", 0, 2}, {"FIRST_COLUMN", 0, 2}}},
      [&](const char* name, const tile_traces& traces) {
        return std::make_unique<ecram_tile>(name, parameters, ten_nanoseconds, 1, 0, traces);
      });
}

TEST_P(random_initiators_at, a_1t1r_tile) {
  rram_tile_parameters parameters;
  parameters.array.rows = parameters.array.columns = 6;
  parameters.trace = {"", "", ""};
  use(rram_tile_address_size,
      {1, 8, {{"FIRST_ROW", 0, 2}, {"COLUMN_MODE", 0, 1}, {"INPUT_SIGNED", 0, 2}, {"OUTPUT", 0, 1}}},
      [&](const char* name, const tile_traces& traces) {
        return std::make_unique<rram_tile>(name, parameters, ten_nanoseconds, 1, 0, traces);
      });
}

TEST_P(random_initiators_at, a_bank_of_neurons) {
  ndr_unit_parameters parameters;
  parameters.unit.neurons = 6;
  parameters.unit.read_time = parameters.device.ecram_settle_time = 20e-9;
  parameters.device.ecram_pulse_width = 50e-9;
  // From evaluate_input on: evaluate_analog waits for the currents of arrays, of which there are none.
  use(ndr_unit_address_size,
      {2,
       5,
       {{"FIRST_NEURON", 0, 2}, {"INPUT_STEP", 0x3a800000, 0x3a800000}, {"PULSE_LIMIT", 1, 9}, {"SWEEP_POINTS", 2, 9}}},
      [&](const char* name, const tile_traces& traces) {
        return std::make_unique<ndr_unit>(name, parameters, ten_nanoseconds, 1, 0, traces);
      });
}

TEST_P(random_initiators_at, a_refresh_tile) {
  refresh_tile_parameters parameters;
  parameters.array.rows = parameters.array.columns = 6;
  parameters.driver.pulse_lsb = 10e-9;
  ferroionic_device_parameters& device = parameters.device;
  for (double* seconds :
       {&device.ferroelectric_width, &device.ferroelectric_gap, &device.ion_set_width, &device.ion_reset_width,
        &device.read_width, &device.set_filling_time, &device.reset_filling_time})
    *seconds /= 500'000;
  parameters.trace = {"", ""};
  use(refresh_tile_address_size,
      {1, 5, {{"FIRST_ROW", 0, 2}, {"REQUEST", 1, 1}, {"REQUEST", 1, 5}, {"REQUEST_MODE", 1, 2}, {"VERIFY", 0, 1}}},
      [&](const char* name, const tile_traces& traces) {
        return std::make_unique<refresh_tile>(name, parameters, ten_nanoseconds, 1, 0, traces);
      });
}

TEST_P(random_initiators_at, a_kinetics_tile) {
  kinetics_tile_parameters parameters;
  parameters.bank.devices = 4;
  parameters.device.step_time = 2e-6;
  parameters.device.pulse_width = 1e-6;
  parameters.device.read_width = 100e-9;
  parameters.sequencer.refresh_time = 500e-9;
  parameters.trace.devices = "";
  use(kinetics_tile_address_size,
      {1,
       6,
       {{"AXIS", 0, 1},
        {"ENCODING", 0, 2},
        {"SAMPLING", 0, 2},
        {"FEATURE_SIZE", 0, 1},
        {"OVERLAP", 0, 1},
        {"REFRESH", 0, 1}}},
      [&](const char* name, const tile_traces& traces) {
        return std::make_unique<kinetics_tile>(name, parameters, ten_nanoseconds, 1, 0, traces);
      });
}

TEST_P(random_initiators_at, a_vote_unit) {
  const vote_unit_parameters parameters;
  use(vote_unit_address_size, {}, [&](const char* name, const tile_traces& traces) {
    return std::make_unique<vote_unit>(name, parameters, ten_nanoseconds, traces);
  });
}

INSTANTIATE_TEST_SUITE_P(of_all_kinds, random_initiators_at,
                         testing::Values(users::blocking_ahead, users::in_phases, users::all_kinds),
                         [](const testing::TestParamInfo<users>& parameter) { return name_of(parameter.param); });

}  // namespace
}  // namespace memvp
