// SPDX-License-Identifier: Apache-2.0
// A tile on a bare bus, with its books at hand: what the tests of all tiles have in common.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <systemc>
#include <vector>

#include "memvp/models/physics/random.hpp"
#include "memvp/models/tiles/tile_traces.hpp"
#include "memvp/testbench/unit/tlm/bus_vocabulary.hpp"

namespace memvp::testing_words {

inline clock_grid tile_clock() { return clock_grid(period().value()); }  // 100 MHz

/// A tile and an initiator that speaks to it without a bus between. All calls but those for debugging are for the
/// initiator's thread.
template <class Tile>
struct device_bench {
  energy_ledger energy;
  latency_log latency;
  area_inventory area;
  pulse_log pulses;
  sc_core::sc_signal<bool> interrupt, reset;
  scripted_initiator host;
  Tile tile;

  template <class Parameters>
  device_bench(const std::string& name, const Parameters& parameters, std::uint64_t seed = 1,
               vcd_writer* waveforms = nullptr)
      : interrupt((name + "_interrupt").c_str()),
        reset((name + "_reset").c_str()),
        host((name + "_host").c_str()),
        tile(name.c_str(), parameters, tile_clock(), seed, 0, tile_traces{energy, latency, area, &pulses, waveforms}) {
    host.socket.bind(tile.socket);
    tile.interrupt(interrupt);
    tile.reset(reset);
  }

  /// Lets simulated time catch up with the initiator.
  void synchronise() {
    sc_core::wait(host.delay);
    host.delay = sc_core::SC_ZERO_TIME;
  }
  void spend(std::uint64_t cycles) {
    host.delay += duration(cycles, period());
    synchronise();
  }
  static cycle_count now() { return cycles_at(sc_core::sc_time_stamp()); }

  std::uint32_t get(std::uint32_t offset) { return host.read32(offset); }
  std::uint64_t counter(std::uint32_t low_offset) {
    const std::uint64_t low = get(low_offset);
    return low | std::uint64_t{get(low_offset + 4)} << 32;
  }
  void set(std::uint32_t offset, std::uint32_t value) {
    EXPECT_EQ(host.write32(offset, value), tlm::TLM_OK_RESPONSE) << "writing " << std::hex << offset;
  }
  template <class Value>
  void write(std::uint32_t window, const std::vector<Value>& values) {
    static_assert(sizeof(Value) % 4 == 0);
    if (values.empty()) return;
    EXPECT_EQ(host.write(window, values.data(), static_cast<unsigned>(values.size() * sizeof(Value))),
              tlm::TLM_OK_RESPONSE);
  }
  template <class Value>
  std::vector<Value> read(std::uint32_t window, std::size_t count) {
    std::vector<Value> values(count);
    EXPECT_EQ(host.read(window, values.data(), static_cast<unsigned>(count * sizeof(Value))), tlm::TLM_OK_RESPONSE);
    return values;
  }
  /// As read(), through transport_dbg: without time.
  template <class Value>
  std::vector<Value> look(std::uint32_t window, std::size_t count) {
    std::vector<Value> values(count);
    const auto bytes = static_cast<unsigned>(count * sizeof(Value));
    EXPECT_EQ(host.debug(tlm::TLM_READ_COMMAND, window, values.data(), bytes), bytes);
    return values;
  }
  std::uint32_t look(std::uint32_t offset) { return look<std::uint32_t>(offset, 1)[0]; }

  /// Begins a command, at a cycle that now() gives.
  void start(std::uint32_t code) {
    synchronise();
    set(common_register::command, code);
  }
};

/// Numbers that are the same on every platform (the distributions of <random> are not).
class draws {
 public:
  explicit draws(std::uint64_t seed) : key_{seed, random_purpose::test_input, 0} {}
  double fraction() { return uniform(key_, 0, next_++); }
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(fraction() * limit); }
  std::int32_t between(std::int32_t least, std::int32_t most) {
    return least + static_cast<std::int32_t>(below(static_cast<std::uint32_t>(most - least + 1)));
  }
  bool chance(double probability) { return fraction() < probability; }

 private:
  random_key key_;
  std::uint64_t next_ = 0;
};

}  // namespace memvp::testing_words
