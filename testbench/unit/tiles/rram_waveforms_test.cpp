// SPDX-License-Identifier: Apache-2.0
// What the waveforms of a 1T1R tile show, read back from the file.
#include <gtest/gtest.h>

#include "memvp/testbench/unit/tiles/rram_bench.hpp"
#include "memvp/testbench/unit/traces/scratch_folder.hpp"
#include "memvp/testbench/unit/traces/vcd_reader.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = rram_operation;
using waveform = vcd_content::waveform;

/// Cycles of 10 ns and the values taken at them.
std::vector<std::pair<std::uint64_t, std::string>> in_cycles(const waveform& wave) {
  std::vector<std::pair<std::uint64_t, std::string>> changes;
  for (const auto& [ps, value] : wave) changes.emplace_back(ps / 10'000, value);
  return changes;
}

/// Value of a signal at a cycle.
std::string value_at(vcd_content& content, const std::string& name, std::uint64_t cycle) {
  std::string value = content.initial[name];
  for (const auto& [ps, next] : content.wave(name)) {
    if (ps > cycle * 10'000) break;
    value = next;
  }
  return value;
}

double integral(vcd_content& content, const std::string& name, std::uint64_t end_ps) {
  double sum = 0, value = 0;
  std::uint64_t since = 0;
  for (const auto& [ps, next] : content.wave(name)) {
    sum += value * static_cast<double>(ps - since) * 1e-12;
    value = std::stod(next);
    since = ps;
  }
  return sum + value * static_cast<double>(end_ps - since) * 1e-12;
}

TEST(waveforms_of_the_1t1r_tile, show_a_product_from_input_codes_to_the_bits_of_the_converters) {
  const scratch_folder folder;
  cycle_count start = 0, end = 0;
  std::vector<std::int32_t> words;
  double joules = 0;
  {
    vcd_writer writer(folder / "waves.vcd");
    rram_tile_parameters p = quiet_rram_tile(4, 8);
    p.array.row_resistance = p.array.column_resistance = 0;
    p.converter.drive = rram_drive::bit_serial;
    p.converter.columns_per_adc = 2;  // four converters: one round
    p.converter.full_scale = 20e-6;
    p.read.settle_time = 10e-9;  // T 2, I 10, C 9
    p.trace = {"1,2", "1 3", "0 3"};
    rram_bench tile("tile", p, 1, &writer);
    tile.host.script = [&](scripted_initiator&) {
      const auto siemens = random_conductances(32, 51);
      tile.tile.array().set_conductances(siemens.data());
      tile.write_codes({7, -5, 0, 2}, 4);
      rram_command command = rram_command_of(operation::multiply, {0, 4, 0, 8});
      command.columns = rram_column_mode::differential;
      command.input_signed = true;
      tile.set(common_register::irq_enable, 7);
      EXPECT_EQ(tile.carry_out(command), rram_error::none);
      start = tile.latency.rows().back().start;
      end = start + tile.latency.rows().back().cycles;
      words = tile.results(4);
    };
    sc_core::sc_start();
    joules = tile.energy.dynamic_total();
    writer.close(1'000'000'000);
  }
  vcd_content content = read_vcd(folder / "waves.vcd");
  const std::string read = "top.tile.read_path.", lines = "top.tile.lines.";
  // D 2, F 1, then three bits: T 2, I 10; a conversion of bit k beside the drive of bit k + 1; A 1.
  const std::uint64_t drive = start + 3;
  ASSERT_EQ(end, drive + 3 * 12 + 9 + 1);
  EXPECT_EQ(value_at(content, "top.tile.sequencer.command", drive), "multiply");
  EXPECT_EQ(value_at(content, "top.tile.sequencer.activity", drive), "drive");
  EXPECT_EQ(value_at(content, "top.tile.sequencer.activity", drive + 2), "integrate");
  EXPECT_EQ(value_at(content, "top.tile.sequencer.activity", end), "idle");
  EXPECT_EQ(value_at(content, lines + "word_line_V", drive), "2.5");
  EXPECT_EQ(value_at(content, lines + "word_lines_on", drive), "100");
  EXPECT_EQ(value_at(content, read + "dac_code_1", drive), "111111011");  // -5 in nine bits
  EXPECT_EQ(value_at(content, read + "dac_code_3", drive), "10");
  EXPECT_EQ(value_at(content, read + "bit_lines_driven", drive), "10");       // 7 and -5 have bit 0
  EXPECT_EQ(value_at(content, read + "bit_lines_driven", drive + 12), "10");  // 7 and 2 have bit 1
  EXPECT_EQ(value_at(content, read + "bit_lines_driven", drive + 24), "10");  // 7 and -5 have bit 2
  EXPECT_EQ(value_at(content, read + "input_bit", drive + 24), "10");
  EXPECT_EQ(value_at(content, read + "integrate", drive + 11), "1");

  // The successive approximation of converter 3 in bit 2: from the top, a bit a cycle.
  const auto bits_at = [&](std::uint64_t cycle) {
    return std::stoul(value_at(content, read + "adc_3_bits", cycle), nullptr, 2);
  };
  const std::uint64_t conversion = drive + 36;
  const unsigned long code = bits_at(conversion + 9);
  EXPECT_EQ(bits_at(conversion), 0u);
  for (unsigned known = 1; known <= 8; ++known)
    EXPECT_EQ(bits_at(conversion + known), code & (0xFFul << (8 - known)) & 0xFF) << known;
  // Offset binary: the sums of the three bits' words are the results.
  std::int64_t sum = 0;
  for (int bit = 0; bit < 3; ++bit) sum += (static_cast<std::int64_t>(bits_at(drive + 12 * bit + 12 + 9)) - 128) << bit;
  EXPECT_EQ(sum, words[3]);
  EXPECT_EQ(value_at(content, read + "shift_add", end - 1), "1");
  const unsigned long first_sum = std::stoul(value_at(content, read + "sum", end), nullptr, 2);
  EXPECT_EQ(static_cast<std::int32_t>(static_cast<std::uint32_t>(first_sum)), words[0]);
  EXPECT_NEAR(integral(content, "top.tile.power_W", 1'000'000'000) / joules, 1, 1e-9);
  EXPECT_FALSE(in_cycles(content.wave("top.tile.interrupt")).empty());
}

TEST(waveforms_of_the_1t1r_tile, show_pulses_their_voltages_and_what_they_did) {
  const scratch_folder folder;
  cycle_count start = 0;
  double joules = 0;
  {
    vcd_writer writer(folder / "waves.vcd");
    rram_tile_parameters p = quiet_rram_tile(2, 2);
    p.trace = {"1,0", "", ""};
    rram_bench tile("tile", p, 1, &writer);
    tile.host.script = [&](scripted_initiator&) {
      tile.set(common_register::irq_enable, 7);
      rram_command command = rram_command_of(operation::set_pulses, {1, 1, 0, 1});
      command.ramp_step = 7;
      EXPECT_EQ(tile.carry_out(command), rram_error::none);
      start = tile.latency.rows().back().start;
      command.operation = operation::reset_pulses;
      command.ramp_step = 6;
      EXPECT_EQ(tile.carry_out(command), rram_error::none);
    };
    sc_core::sc_start();
    joules = tile.energy.dynamic_total();
    writer.close(1'000'000'000);
  }
  vcd_content content = read_vcd(folder / "waves.vcd");
  const auto number = [&](const std::string& name, std::uint64_t cycle) {
    return std::stod(value_at(content, "top.tile." + name, cycle));
  };
  // D 2, S 2, the pulse from cycle 4 to 14.
  EXPECT_NEAR(number("lines.word_line_V", start + 3), 2.7, 1e-9);
  EXPECT_NEAR(number("lines.bit_line_V", start + 3), 2.0, 1e-9);
  EXPECT_EQ(number("lines.pulse_active", start + 3), 0);
  EXPECT_EQ(number("lines.pulse_active", start + 4), 1);
  EXPECT_EQ(number("lines.pulse_active", start + 14), 0);
  // Formed cells begin at 128 uS.
  EXPECT_NEAR(number("cells.cell_1_0_uS", start + 13), 128, 1e-6);
  EXPECT_NEAR(number("cells.cell_1_0_uS", start + 14), 167, 0.5);
  EXPECT_EQ(number("lines.word_line_V", start + 16), 0);
  const auto levels = content.wave("top.tile.lines.source_line_V");
  ASSERT_GE(levels.size(), 2u);
  EXPECT_NEAR(std::stod(levels[levels.size() - 2].second), 1.4, 1e-9);
  EXPECT_NEAR(std::stod(content.wave("top.tile.cells.cell_1_0_uS").back().second), 25, 0.1);
  EXPECT_NEAR(integral(content, "top.tile.power_W", 1'000'000'000) / joules, 1, 1e-9);
}

}  // namespace
}  // namespace memvp
