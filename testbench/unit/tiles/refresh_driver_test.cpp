// SPDX-License-Identifier: Apache-2.0
// The refresh tile behind a bus and its driver.
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "memvp/testbench/unit/tiles/host_bench.hpp"
#include "memvp/testbench/unit/tiles/refresh_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using mode = refresh_mode;

using refresh_host_bench = host_bench<refresh_tile, refresh_driver, refresh_tile_address_size>;

/// A host that writes a model, learns on it, serves products while the timer keeps rows alive, restores and promotes;
/// and what it and its tile have seen.
struct host_and_tile {
  refresh_host_bench bench;
  std::vector<double> read = std::vector<double>(4 * 10), siemens = std::vector<double>(60);
  std::vector<std::int32_t> words = std::vector<std::int32_t>(40 * 5), transposed = std::vector<std::int32_t>(7 * 6);
  std::uint64_t end = 0, rewrites = 0, misses = 0;
  double refresh_energy = 0;

  host_and_tile(const refresh_tile_parameters& p, const std::string& name, bus_timing timing, bool direct_memory,
                sc_core::sc_time quantum = sc_core::sc_time(1, sc_core::SC_US))
      : bench(p, name, timing, direct_memory, quantum) {
    bench.set_program([this](refresh_driver& driver) {
      draws numbers(81);
      std::vector<std::uint8_t> levels(60);
      for (auto& level : levels) level = static_cast<std::uint8_t>(numbers.below(16));
      driver.allocate(0, 6, mode::non_volatile, 1);
      driver.reprogram(1, 3, levels.data());
      driver.reprogram(0, 6, levels.data());
      driver.allocate(0, 6, mode::volatile_ions, 1);
      std::vector<std::int16_t> widths(4 * 10);
      for (auto& width : widths) width = static_cast<std::int16_t>(numbers.between(-500, 900));
      driver.pulse({1, 4, 0, 10}, widths.data(), true);
      refresh_policy policy = driver.policy();
      policy.keep_alive = true;
      policy.rewrite_interval = 30'000;
      driver.set_policy(policy);
      refresh_product product;
      product.region = {1, 5, 0, 10};
      product.columns = refresh_column_mode::pairs;
      product.converter_range = 8;
      std::vector<std::int8_t> codes(40 * 5);
      for (auto& code : codes) code = static_cast<std::int8_t>(numbers.between(-127, 127));
      EXPECT_EQ(driver.most_vectors(product), 12u);  // 256 bytes of results hold 12 vectors of 5 words
      for (int pass = 0; pass < 5; ++pass) driver.multiply(product, codes.data(), 40, words.data());
      product.transposed = true;
      product.region = {0, 6, 0, 10};
      driver.multiply(product, codes.data(), 7, transposed.data());
      // Read once more, word by word: accesses that may go past the bus.
      for (std::uint32_t word = 0; word < 6; ++word)
        EXPECT_EQ(static_cast<std::int32_t>(
                      bench.host.read32(refresh_host_bench::tile_base + refresh_window::result + 4 * word)),
                  transposed[word]);
      const std::uint32_t slot = driver.submit({refresh_request_kind::rewrite, 2, 2});
      driver.read_cells({1, 4, 0, 10}, read.data());
      driver.wait(slot);
      rewrites = driver.rewrites();
      misses = driver.misses();
      policy.keep_alive = false;
      driver.set_policy(policy);
      driver.restore(1, 2);
      driver.promote(3, 1);
      refresh_energy = driver.refresh_energy();
      bench.host.synchronise();  // cells relax: all hosts are to look at the same time
      driver.conductances(siemens.data());
      end = bench.host.now_cycles();
    });
  }
};

TEST(hosts_of_the_refresh_tile, see_the_same_cycles_words_and_joules_however_they_speak_to_the_bus) {
  refresh_tile_parameters p = quick_refresh_tile(6, 10);
  p.device.variability = true;
  p.device.read_noise = 0.01;
  p.device.relaxation_time = 0.02;
  p.controller.level_tolerance = 60;
  p.controller.verify_tolerance = 20;
  p.sequencer.result_buffer = 256;
  std::vector<std::unique_ptr<host_and_tile>> hosts;
  hosts.push_back(std::make_unique<host_and_tile>(p, "direct_", bus_timing::loosely_timed, true));
  hosts.push_back(std::make_unique<host_and_tile>(p, "loose_", bus_timing::loosely_timed, false));
  hosts.push_back(std::make_unique<host_and_tile>(p, "ahead_", bus_timing::loosely_timed, true,
                                                  sc_core::sc_time(1, sc_core::SC_MS)));
  hosts.push_back(std::make_unique<host_and_tile>(p, "approximate_", bus_timing::approximately_timed, false));
  sc_core::sc_start();
  const host_and_tile& first = *hosts.front();
  EXPECT_GT(first.bench.host.direct_accesses(), 0u);
  EXPECT_GT(first.rewrites, 8u);
  for (const auto& other : hosts) {
    other->bench.host.require_finished();
    EXPECT_EQ(other->read, first.read);
    EXPECT_EQ(other->words, first.words);
    EXPECT_EQ(other->transposed, first.transposed);
    EXPECT_EQ(other->siemens, first.siemens);
    EXPECT_EQ(other->rewrites, first.rewrites);
    EXPECT_EQ(other->misses, first.misses);
    EXPECT_EQ(other->refresh_energy, first.refresh_energy);
    EXPECT_EQ(other->end, first.end);
    EXPECT_EQ(other->bench.energy.dynamic_total(), first.bench.energy.dynamic_total());
    ASSERT_EQ(other->bench.latency.rows().size(), first.bench.latency.rows().size());
    for (std::size_t i = 0; i < first.bench.latency.rows().size(); ++i) {
      EXPECT_EQ(other->bench.latency.rows()[i].start, first.bench.latency.rows()[i].start);
      EXPECT_EQ(other->bench.latency.rows()[i].cycles, first.bench.latency.rows()[i].cycles);
    }
  }
}

TEST(the_driver_of_the_refresh_tile, says_what_codes_and_words_stand_for) {
  const refresh_tile_parameters p = quick_refresh_tile(5, 6);
  refresh_host_bench bench(p);
  bench.run([&](refresh_driver& driver) {
    EXPECT_EQ(driver.rows(), 5u);
    EXPECT_EQ(driver.columns(), 6u);
    EXPECT_EQ(driver.slots(), 8u);
    EXPECT_EQ(driver.pulse_lsb_s(), 10e-9);
    EXPECT_EQ(driver.pulse_maximum(), 1000);
    // Single precision of the registers: 1e-6. Nominal cells: 1 nS 1000^(1/16), 1 uS, 10 uS.
    EXPECT_NEAR(driver.level_bottom() / 1.5399e-9, 1, 1e-4);
    EXPECT_NEAR(driver.level_top() / 1e-6, 1, 1e-6);
    EXPECT_NEAR(driver.ionic_top() / 1e-5, 1, 1e-6);
    EXPECT_NEAR(driver.read_voltage(), 0.5 * std::sinh(0.6 / 0.5), 1e-6);
    driver.allocate(0, 5, mode::non_volatile, 1);
    std::vector<std::uint8_t> levels(30);
    for (std::size_t i = 0; i < 30; ++i) levels[i] = static_cast<std::uint8_t>(i % 16);
    driver.reprogram(0, 5, levels.data());
    std::vector<double> truth(30), read(15);
    driver.conductances(truth.data());
    driver.read_cells({1, 5 - 2, 1, 5}, read.data());
    for (std::size_t row = 0; row < 3; ++row)
      for (std::size_t column = 0; column < 5; ++column)  // half a code of 0.01126 nepers
        EXPECT_NEAR(std::log(read[row * 5 + column] / truth[(row + 1) * 6 + column + 1]), 0, 0.00564);
    refresh_product product;
    product.region = {0, 5, 0, 6};  // 5 codes: vectors 8 bytes apart
    product.converter_range = 10;
    const std::vector<std::int8_t> codes{127, -1, 2, -3, 64, /**/ 5, 6, -127, 8, 9};
    std::vector<std::int32_t> words(12);
    driver.multiply(product, codes.data(), 2, words.data());
    for (std::size_t vector = 0; vector < 2; ++vector)
      for (std::size_t column = 0; column < 6; ++column) {
        double expected = 0;
        for (std::size_t row = 0; row < 5; ++row)
          expected += driver.read_voltage() * truth[row * 6 + column] * codes[vector * 5 + row] / 127;
        const double lsb = driver.current_lsb(product);
        EXPECT_NEAR(words[vector * 6 + column] * lsb, expected, 0.5 * lsb + 1e-6 * std::abs(expected));
      }
    // Pairs, and back through the columns: code o drives columns 2o and 2o + 1 with opposite signs.
    product.columns = refresh_column_mode::pairs;
    product.transposed = true;
    EXPECT_EQ(product.inputs(), 3u);
    EXPECT_EQ(product.outputs(), 5u);
    const std::vector<std::int8_t> errors{100, -50, 7};
    driver.multiply(product, errors.data(), 1, words.data());
    for (std::size_t row = 0; row < 5; ++row) {
      double expected = 0;
      for (std::size_t o = 0; o < 3; ++o)
        expected += driver.read_voltage() * (truth[row * 6 + 2 * o] - truth[row * 6 + 2 * o + 1]) * errors[o] / 127;
      const double lsb = driver.current_lsb(product);
      EXPECT_NEAR(words[row] * lsb, expected, 0.5 * lsb + 1e-6 * std::abs(expected));
    }
    EXPECT_EQ(driver.saturations(), 0u);
    // 12 + 5 lines of products, 15 cells, five rows of 6 columns in verifies.
    EXPECT_EQ(driver.conversions(), 12u + 5 + 15 + 30);
  });
}

TEST(the_driver_of_the_refresh_tile, reads_and_sets_the_policy_and_the_pulse_table) {
  refresh_host_bench bench(quick_refresh_tile(4, 4));
  bench.run([&](refresh_driver& driver) {
    refresh_policy policy = driver.policy();
    EXPECT_EQ(policy.restore, refresh_restore_kind::active);
    EXPECT_EQ(policy.rewrite_interval, 51'293'294u);  // -10 s ln 0.95
    EXPECT_EQ(policy.rest_time, 3'912'023'005u);      // 10 s ln 50
    EXPECT_EQ(policy.restore_pulses, 28u);
    EXPECT_EQ(policy.set_pulses, 40u);
    EXPECT_EQ(policy.reset_pulses, 30u);
    EXPECT_EQ(policy.level_step, 0.5);
    policy = {refresh_restore_kind::lazy, true, true, true};
    policy.rewrite_interval = 0x123456789A;
    policy.rest_time = 0xFEDCBA9876;
    policy.guard = 11;
    policy.restore_pulses = 1;
    policy.restore_tolerance = 2;
    policy.verify_tolerance = 3;
    policy.level_tolerance = 4;
    policy.verify_limit = 5;
    policy.promote_after = 6;
    policy.set_pulses = 7;
    policy.reset_pulses = 8;
    policy.level_step = 0.25;
    driver.set_policy(policy);
    const refresh_policy found = bench.tile.controller().policy();
    for (const refresh_policy& same : {found, driver.policy()}) {
      EXPECT_EQ(same.restore, refresh_restore_kind::lazy);
      EXPECT_TRUE(same.keep_alive && same.refuse && same.restore_verify);
      EXPECT_EQ(same.rewrite_interval, 0x123456789Au);
      EXPECT_EQ(same.rest_time, 0xFEDCBA9876u);
      EXPECT_EQ(same.guard, 11u);
      EXPECT_EQ(same.restore_pulses, 1u);
      EXPECT_EQ(same.restore_tolerance, 2u);
      EXPECT_EQ(same.verify_tolerance, 3u);
      EXPECT_EQ(same.level_tolerance, 4u);
      EXPECT_EQ(same.verify_limit, 5u);
      EXPECT_EQ(same.promote_after, 6u);
      EXPECT_EQ(same.set_pulses, 7u);
      EXPECT_EQ(same.reset_pulses, 8u);
      EXPECT_EQ(same.level_step, 0.25);
    }
    refresh_pulse pulse = driver.pulse_entry(refresh_pulse_kind::ion_reset);
    EXPECT_EQ(pulse.volts, 0.22);
    EXPECT_EQ(pulse.gate_volts, -4.0);
    EXPECT_EQ(pulse.width, 2000u);
    EXPECT_EQ(pulse.gap, 0u);
    pulse = {0.3, -3.5, 1234, 567};
    driver.set_pulse_entry(refresh_pulse_kind::ion_reset, pulse);
    const refresh_pulse& set = pulse_of(bench.tile.planner().pulses(), refresh_pulse_kind::ion_reset);
    EXPECT_EQ(set.volts, 0.3);
    EXPECT_EQ(set.gate_volts, -3.5);
    EXPECT_EQ(set.width, 1234u);
    EXPECT_EQ(set.gap, 567u);
    pulse.width = cycle_count{1} << 32;
    EXPECT_THROW(driver.set_pulse_entry(refresh_pulse_kind::ion_reset, pulse), std::invalid_argument);
    pulse.width = 1;
    pulse.volts = std::nan("");
    EXPECT_THROW(driver.set_pulse_entry(refresh_pulse_kind::ion_reset, pulse), std::invalid_argument);
  });
}

TEST(the_driver_of_the_refresh_tile, reports_refusals_and_failures_by_code_and_in_a_sentence) {
  refresh_host_bench bench(quick_refresh_tile(4, 4));
  bench.run([&](refresh_driver& driver) {
    const std::vector<std::int8_t> codes(4, 1);
    std::vector<std::int32_t> words(4);
    refresh_product product;
    product.region = driver.whole();
    try {
      driver.multiply(product, codes.data(), 1, words.data());
      ADD_FAILURE() << "rows that are FREE";
    } catch (const refresh_command_error& refused) {
      EXPECT_EQ(refused.code(), refresh_error::row_not_allocated);
      EXPECT_STREQ(refused.what(), "the refresh tile refused or gave up a multiplication: a row is FREE.");
    }
    try {
      driver.restore(3, 2);
      ADD_FAILURE() << "a region outside";
    } catch (const refresh_request_error& refused) {
      EXPECT_EQ(refused.code(), refresh_error::region_outside_array);
    }
    try {
      driver.restore(3, 1);
      ADD_FAILURE() << "a row that is FREE";
    } catch (const refresh_request_error& failed) {
      EXPECT_EQ(failed.code(), refresh_error::row_not_allocated);
    }
    EXPECT_THROW(driver.pulse({0, 5, 0, 1}, nullptr, false), std::invalid_argument);
    EXPECT_THROW(driver.reprogram(4, 1, nullptr), std::invalid_argument);
    EXPECT_THROW(driver.set_temperature(-1), std::invalid_argument);
    // Nothing is left behind that what comes next could trip over.
    driver.allocate(0, 4, mode::volatile_ions, 1);
    driver.multiply(product, codes.data(), 1, words.data());
    EXPECT_EQ(driver.timer_errors(), 0u);
  });
}

TEST(the_driver_of_the_refresh_tile, tells_the_timers_errors_from_its_own_commands) {
  refresh_tile_parameters p = quick_refresh_tile(2, 8);
  p.controller.keep_alive = true;
  p.controller.verify_limit = 1;
  refresh_host_bench bench(p);
  bench.run([&](refresh_driver& driver) {
    driver.allocate(0, 1, mode::non_volatile, 1);
    const std::vector<std::uint8_t> levels(8, 4);
    driver.reprogram(0, 1, levels.data());
    driver.allocate(0, 2, mode::volatile_ions, 1);
    const std::vector<std::int16_t> widths(8, 300);
    driver.pulse({0, 1, 0, 8}, widths.data(), true);
    // A target that ions cannot reach: each of the timer's rewrites times out.
    const std::vector<std::uint16_t> targets(8, 1023);
    bench.host.write(refresh_host_bench::tile_base + refresh_window::target, targets.data(), 16);
    refresh_policy policy = driver.policy();
    policy.rewrite_interval = 3000;
    driver.set_policy(policy);
    refresh_product product;
    product.region = {1, 1, 0, 8};
    const std::int8_t code = 1;
    std::vector<std::int32_t> words(8);
    for (int i = 0; i < 40; ++i) driver.multiply(product, &code, 1, words.data());
    EXPECT_GT(driver.timer_errors(), 0u);
    policy.keep_alive = false;
    driver.set_policy(policy);
  });
}

TEST(the_driver_of_the_refresh_tile, finds_only_refresh_tiles) {
  refresh_host_bench bench(quick_refresh_tile(1, 1));
  bench.host.set_program([](host_cpu& cpu) {
    EXPECT_THROW(refresh_driver(cpu, refresh_host_bench::interrupts_base,
                                interrupt_line(cpu, refresh_host_bench::interrupts_base, 0)),
                 std::runtime_error);
  });
  sc_core::sc_start();
  bench.host.require_finished();
}

}  // namespace
}  // namespace memvp
