// SPDX-License-Identifier: Apache-2.0
// The 1T1R tile behind a bus and its driver.
#include <gtest/gtest.h>

#include <memory>

#include "memvp/testbench/unit/tiles/rram_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;

/// A host that programs, reads and multiplies, and what it and its tile have seen.
struct host_and_tile {
  rram_host_bench bench;
  rram_programming_report report;
  std::vector<double> read = std::vector<double>(120);
  std::vector<std::int32_t> words = std::vector<std::int32_t>(40 * 5);
  std::uint64_t end = 0;

  host_and_tile(const rram_tile_parameters& p, const std::string& name, bus_timing timing, bool direct_memory)
      : bench(p, name, timing, direct_memory) {
    bench.set_program([this](rram_driver& driver) {
      const auto targets = random_conductances(120, 71);
      report = driver.program(driver.whole(), targets.data(), {2e-6, 300, 2});
      driver.read_cells(driver.whole(), 1, read.data());
      rram_product product;
      product.region = {1, 9, 0, 10};
      product.input_signed = true;
      product.converter_range = 6;
      std::vector<std::uint8_t> codes(40 * 9);
      draws numbers(72);
      for (auto& code : codes) code = static_cast<std::uint8_t>(numbers.between(-7, 7));
      EXPECT_EQ(driver.most_vectors(product), 12u);  // 256 bytes of results hold 12 vectors of 5 words
      driver.multiply(product, codes.data(), 40, words.data());
      product.region = {0, 4, 0, 10};  // read once more, word by word: accesses that may go past the bus
      driver.multiply(product, codes.data(), 1, words.data() + 195);
      for (std::uint32_t word = 0; word < 5; ++word)
        EXPECT_EQ(static_cast<std::int32_t>(bench.host.read32(driver.result_address() + 4 * word)), words[195 + word]);
      EXPECT_EQ(driver.operations(), 40u * 90 + 40 + report.pulses);
      EXPECT_EQ(driver.conversions(), 41u * 5 + 2 * report.reads + 120);
      end = bench.host.now_cycles();
    });
  }
};

TEST(hosts_of_the_1t1r_tile, see_the_same_cycles_words_and_joules_however_they_speak_to_the_bus) {
  rram_tile_parameters p = quiet_rram_tile(12, 10);
  p.device.read_noise = 0.01;
  p.device.set_spread_low = 0.4;
  p.device.reset_spread = 0.6;
  p.device.relaxation = true;
  p.sequencer.program_cells = 40;
  p.sequencer.result_buffer = 256;
  std::vector<std::unique_ptr<host_and_tile>> hosts;
  hosts.push_back(std::make_unique<host_and_tile>(p, "direct_", bus_timing::loosely_timed, true));
  hosts.push_back(std::make_unique<host_and_tile>(p, "loose_", bus_timing::loosely_timed, false));
  hosts.push_back(std::make_unique<host_and_tile>(p, "approximate_", bus_timing::approximately_timed, false));
  sc_core::sc_start();
  const host_and_tile& first = *hosts.front();
  EXPECT_EQ(first.report.failures, 0u);
  EXPECT_GT(first.report.pulses, 200u);
  EXPECT_GT(first.bench.host.direct_accesses(), 0u);
  for (const auto& other : hosts) {
    other->bench.host.require_finished();
    EXPECT_EQ(other->report.pulses, first.report.pulses);
    EXPECT_EQ(other->report.reads, first.report.reads);
    EXPECT_EQ(other->read, first.read);
    EXPECT_EQ(other->words, first.words);
    EXPECT_EQ(other->end, first.end);
    EXPECT_EQ(other->bench.energy.dynamic_total(), first.bench.energy.dynamic_total());
    ASSERT_EQ(other->bench.latency.rows().size(), first.bench.latency.rows().size());
    for (std::size_t i = 0; i < first.bench.latency.rows().size(); ++i) {
      EXPECT_EQ(other->bench.latency.rows()[i].start, first.bench.latency.rows()[i].start);
      EXPECT_EQ(other->bench.latency.rows()[i].cycles, first.bench.latency.rows()[i].cycles);
    }
  }
}

TEST(the_driver_of_the_1t1r_tile, says_what_words_stand_for) {
  rram_tile_parameters p = ideal_rram_tile(6, 4);
  p.converter.drive = rram_drive::bit_serial;
  rram_host_bench bench(p);
  const auto siemens = random_conductances(24, 73);
  bench.tile.array().set_conductances(siemens.data());
  bench.run([&](rram_driver& driver) {
    EXPECT_EQ(driver.input_maximum(false), 15u);
    EXPECT_EQ(driver.input_maximum(true), 7u);
    EXPECT_NEAR(driver.minimum_conductance(), 1e-6, 1e-12);
    EXPECT_NEAR(driver.maximum_conductance(), 40e-6, 1e-11);
    EXPECT_NEAR(driver.cell_current(20e-6), read_volts(p, 0.2) * in_series(p, 20e-6), 1e-12);
    EXPECT_NEAR(driver.cell_conductance(driver.cell_current(20e-6)), 20e-6, 1e-15);
    rram_product product;
    product.region = {0, 5, 0, 4};  // 5 codes: vectors 8 bytes apart
    product.columns = rram_column_mode::single;
    product.converter_range = 2;
    EXPECT_EQ(rram_driver::input_stride(5), 8u);
    const std::vector<std::uint8_t> codes{15, 1, 2, 3, 4, /**/ 5, 6, 7, 8, 9};
    std::vector<std::int32_t> words(8), loaded(8);
    driver.multiply(product, codes.data(), 2, words.data());
    for (std::size_t vector = 0; vector < 2; ++vector)
      for (std::size_t column = 0; column < 4; ++column) {
        double expected = 0;
        for (std::size_t row = 0; row < 5; ++row)
          expected += driver.cell_current(siemens[row * 4 + column]) * codes[vector * 5 + row] / 15;
        const double lsb = driver.current_lsb(product);
        // half a step of each of four bits: (1 + 2 + 4 + 8) / 2; singles in the registers
        EXPECT_NEAR(words[vector * 4 + column] * lsb, expected, 7.5 * lsb + 1e-6 * expected);
      }
    // Codes that somebody else has put there, at the address and stride that the driver gives.
    std::uint32_t zeros[4] = {};
    bench.host.write(driver.input_address(), zeros, sizeof zeros);
    driver.start_multiply_loaded(product, 2);
    driver.finish_multiply(loaded.data());
    EXPECT_EQ(loaded, std::vector<std::int32_t>(8, 0));
  });
}

TEST(the_driver_of_the_1t1r_tile, reports_refusals_in_a_sentence) {
  rram_host_bench bench(quiet_rram_tile(4, 4));
  bench.run([&](rram_driver& driver) {
    rram_product product;
    product.region = {0, 4, 0, 3};
    const std::vector<std::uint8_t> codes(4, 99);
    std::vector<std::int32_t> words(4);
    const auto refusal = [&] {
      return sentence_of<rram_command_error>([&] { driver.multiply(product, codes.data(), 1, words.data()); });
    };
    EXPECT_NE(refusal().find("do not divide into pairs"), std::string::npos);
    product.region.columns = 4;
    EXPECT_NE(refusal().find("beyond the input converters"), std::string::npos);
    product.analog_output = true;
    EXPECT_NE(refusal().find("no neurons bound"), std::string::npos);
    EXPECT_THROW(rram_driver(bench.host, rram_host_bench::interrupts_base,
                             interrupt_line(bench.host, rram_host_bench::interrupts_base, 0)),
                 std::runtime_error);
  });
}

}  // namespace
}  // namespace memvp
