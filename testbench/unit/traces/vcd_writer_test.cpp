// SPDX-License-Identifier: Apache-2.0
#include "memvp/traces/vcd_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "memvp/traces/gtkwave_save_file.hpp"
#include "scratch_folder.hpp"
#include "vcd_reader.hpp"

namespace memvp {
namespace {

using wave = vcd_content::waveform;

TEST(vcd_writer, declares_nested_scopes_and_every_kind_of_signal) {
  const scratch_folder folder;
  vcd_writer writer(folder / "a.vcd");
  writer.bit("top.ecram0", "irq");
  writer.word("top.ecram0.drivers", "rows", 10);
  writer.word("top.ecram0.drivers", "one", 1);
  writer.real("top.ecram0.array", "siemens");
  writer.state("top.ecram0.sequencer", "phase", {"idle"});
  writer.bit("top", "reset");
  writer.bit("other", "reset");
  writer.close();
  auto vcd = read_vcd(folder / "a.vcd");
  EXPECT_EQ(vcd.timescale, "1 ps");
  EXPECT_EQ(vcd.version, "memvp");
  ASSERT_EQ(vcd.variables.size(), 7u);
  EXPECT_EQ(vcd.variables["top.ecram0.irq"].width, "1");
  EXPECT_EQ(vcd.variables["top.ecram0.drivers.rows"].range, "[9:0]");
  EXPECT_EQ(vcd.variables["top.ecram0.array.siemens"].type, "real");
  EXPECT_EQ(vcd.variables["top.ecram0.sequencer.phase"].type, "string");
  EXPECT_EQ(vcd.initial["top.ecram0.irq"], "x");
  EXPECT_EQ(vcd.initial["top.ecram0.drivers.rows"], "x");
  EXPECT_EQ(vcd.variables.count("other.reset"), 1u);
}

TEST(vcd_writer, ten_thousand_signals_have_identifiers_of_their_own) {
  const scratch_folder folder;
  vcd_writer writer(folder / "a.vcd");
  std::vector<signal_id> signals;
  for (int i = 0; i < 10'000; ++i) signals.push_back(writer.bit("top", "s" + std::to_string(i)));
  for (const signal_id signal : signals) writer.change(5, signal, signal.index % 2);
  writer.close();
  auto vcd = read_vcd(folder / "a.vcd");  // checks that no identifier is given twice
  EXPECT_EQ(vcd.wave("top.s9999"), (wave{{5, "1"}}));
  EXPECT_EQ(vcd.wave("top.s9998"), (wave{{5, "0"}}));
}

TEST(vcd_writer, values_come_back_in_order) {
  const scratch_folder folder;
  enum class phase { idle, drive };
  vcd_writer writer(folder / "a.vcd");
  const auto irq = writer.bit("top", "irq");
  const auto rows = writer.word("top", "rows", 64);
  const auto volts = writer.real("top", "volts");
  const auto state = writer.state("top", "phase", {"idle", "drive"});
  writer.change(0, irq, false);
  writer.change(0, state, phase::idle);
  writer.change(10, irq, true);
  writer.change(10, rows, UINT64_MAX);
  writer.change(20, rows, 5);
  writer.change(20, volts, 0.1 + 0.2);
  writer.change(30, volts, -5);
  writer.change(40, state, phase::drive);
  writer.change(50, state, "write back");
  writer.close(1000);
  auto vcd = read_vcd(folder / "a.vcd");
  EXPECT_EQ(vcd.initial["top.irq"], "0");
  EXPECT_EQ(vcd.initial["top.phase"], "idle");
  EXPECT_EQ(vcd.wave("top.irq"), (wave{{10, "1"}}));
  EXPECT_EQ(vcd.wave("top.rows"), (wave{{10, std::string(64, '1')}, {20, "101"}}));
  EXPECT_EQ(vcd.wave("top.phase"), (wave{{40, "drive"}, {50, "write_back"}}));
  ASSERT_EQ(vcd.wave("top.volts").size(), 2u);
  EXPECT_EQ(std::stod(vcd.wave("top.volts")[0].second), 0.1 + 0.2);  // to the last bit
  EXPECT_EQ(vcd.wave("top.volts")[1], (std::pair<std::uint64_t, std::string>(30, "-5")));
  EXPECT_EQ(vcd.times, (std::vector<std::uint64_t>{0, 10, 20, 30, 40, 50, 1000}));
}

TEST(vcd_writer, equal_values_are_not_written_again) {
  const scratch_folder folder;
  vcd_writer writer(folder / "a.vcd");
  const auto irq = writer.bit("top", "irq");
  const auto volts = writer.real("top", "volts");
  for (std::uint64_t t = 10; t < 100; t += 10) {
    writer.change(t, irq, t >= 50);
    writer.change(t, volts, std::nan(""));
  }
  writer.close();
  auto vcd = read_vcd(folder / "a.vcd");
  EXPECT_EQ(vcd.wave("top.irq"), (wave{{10, "0"}, {50, "1"}}));
  EXPECT_EQ(vcd.wave("top.volts"), (wave{{10, "nan"}}));
}

TEST(vcd_writer, of_several_values_at_one_instant_the_last_counts) {
  const scratch_folder folder;
  vcd_writer writer(folder / "a.vcd");
  const auto code = writer.word("top", "code", 8);
  writer.change(10, code, 1);
  writer.change(20, code, 2);
  writer.change(20, code, 3);
  writer.change(30, code, 4);  // a glitch of no width: back to 3 at the same instant
  writer.change(30, code, 3);
  writer.change(20, code, 7);  // comes later, and so counts for 20 ps
  writer.close();
  EXPECT_EQ(read_vcd(folder / "a.vcd").wave("top.code"), (wave{{10, "1"}, {20, "111"}, {30, "11"}}));
}

TEST(vcd_writer, stamps_that_lie_ahead_of_one_another_are_put_in_order) {
  const scratch_folder folder;
  vcd_writer writer(folder / "a.vcd");
  const auto tile = writer.word("top", "tile", 8), host = writer.word("top", "host", 8);
  writer.change(100, tile, 1);  // a plan
  writer.change(300, tile, 2);
  writer.change(200, host, 1);  // an initiator between its phases
  writer.change(50, host, 0);
  writer.flush_until(150);
  writer.change(150, host, 9);  // what is stamped now may still come
  writer.change(120, tile, 3);  // not yet written: the last one written is stamped 100
  writer.flush_until(301);
  writer.close();
  auto vcd = read_vcd(folder / "a.vcd");
  EXPECT_EQ(vcd.wave("top.tile"), (wave{{100, "1"}, {120, "11"}, {300, "10"}}));
  EXPECT_EQ(vcd.wave("top.host"), (wave{{50, "0"}, {150, "1001"}, {200, "1"}}));
  EXPECT_EQ(vcd.times, (std::vector<std::uint64_t>{0, 50, 100, 120, 150, 200, 300}));
}

TEST(vcd_writer, random_stamps_within_a_horizon_come_out_sorted_and_complete) {
  const scratch_folder folder;
  vcd_writer writer(folder / "a.vcd");
  std::vector<signal_id> signals;
  for (int i = 0; i < 8; ++i) signals.push_back(writer.word("top", "s" + std::to_string(i), 32));
  std::mt19937_64 generator(2);
  std::map<std::pair<std::size_t, std::uint64_t>, std::uint64_t> expected;  // (signal, time) -> value
  std::uint32_t value = 0;
  for (std::uint64_t now = 1; now < 50'000; ++now) {
    writer.flush_until(now);
    const std::size_t signal = generator() % signals.size();
    const std::uint64_t stamp = now + generator() % 1000;
    writer.change(stamp, signals[signal], ++value);
    expected[{signal, stamp}] = value;
  }
  writer.close();
  auto vcd = read_vcd(folder / "a.vcd");
  std::size_t found = 0;
  for (std::size_t signal = 0; signal < signals.size(); ++signal)
    for (const auto& [time, bits] : vcd.wave("top.s" + std::to_string(signal))) {
      ASSERT_EQ(std::stoull(bits, nullptr, 2), (expected[{signal, time}]));
      ++found;
    }
  EXPECT_EQ(found, expected.size());
}

TEST(vcd_writer, a_change_before_what_is_written_is_refused) {
  const scratch_folder folder;
  vcd_writer writer(folder / "a.vcd");
  const auto irq = writer.bit("top", "irq");
  writer.change(100, irq, 1);
  writer.flush_until(101);
  EXPECT_THAT(sentence_of<std::logic_error>([&] { writer.change(99, irq, 0); }),
              testing::HasSubstr("changes at 99 ps, but the waveform file is already written up to 100 ps"));
  EXPECT_NO_THROW(writer.change(100, irq, 0));
  EXPECT_THROW(writer.bit("top", "late"), std::logic_error);
  writer.close();
  EXPECT_THAT(sentence_of<std::logic_error>([&] { writer.change(200, irq, 1); }), testing::HasSubstr("was closed"));
}

TEST(vcd_writer, a_window_shows_the_values_that_hold_at_its_start_and_nothing_after_its_stop) {
  const scratch_folder folder;
  vcd_writer writer(folder / "a.vcd", {1000, 2000, ""});
  const auto irq = writer.bit("top", "irq");
  const auto code = writer.word("top", "code", 8);
  const auto volts = writer.real("top", "volts");
  for (std::uint64_t t = 0; t <= 900; t += 100) {
    writer.change(t, code, t / 100);
    writer.flush_until(t);
  }
  writer.change(1000, irq, 1);
  writer.change(1500, code, 100);
  writer.change(2000, code, 101);
  writer.change(2001, code, 102);
  writer.change(3000, volts, 1.0);
  writer.close(5000);
  auto vcd = read_vcd(folder / "a.vcd");
  EXPECT_EQ(vcd.initial, (std::map<std::string, std::string>{{"top.irq", "1"}, {"top.code", "1001"}}));
  EXPECT_EQ(vcd.wave("top.code"), (wave{{1500, "1100100"}, {2000, "1100101"}}));
  EXPECT_EQ(vcd.wave("top.volts"), wave{});
  EXPECT_EQ(vcd.times, (std::vector<std::uint64_t>{1000, 1500, 2000}));
}

TEST(vcd_writer, a_window_after_the_end_of_the_run_shows_the_last_values) {
  const scratch_folder folder;
  vcd_writer writer(folder / "a.vcd", {1000, 2000, ""});
  const auto irq = writer.bit("top", "irq");
  writer.change(10, irq, 1);
  writer.close(500);
  auto vcd = read_vcd(folder / "a.vcd");
  EXPECT_EQ(vcd.initial["top.irq"], "1");
  EXPECT_EQ(vcd.times, (std::vector<std::uint64_t>{1000}));
  EXPECT_THROW(vcd_writer(folder / "b.vcd", {2000, 1000, ""}), std::invalid_argument);
}

TEST(vcd_writer, only_the_instances_of_the_filter_are_written) {
  const scratch_folder folder;
  vcd_writer writer(folder / "a.vcd", {{}, {}, "top.ecram0, *.irq,nowhere*"});
  const auto phase = writer.bit("top.ecram0.sequencer", "phase");  // in a scope that is named
  const auto irq = writer.bit("top.ecram1", "irq");
  const auto other = writer.bit("top.ecram1.sequencer", "phase");
  const auto similar = writer.bit("top.ecram00", "phase");
  EXPECT_TRUE(phase.valid());
  EXPECT_TRUE(irq.valid());
  EXPECT_FALSE(other.valid());
  EXPECT_FALSE(similar.valid());
  for (const signal_id signal : {phase, irq, other, similar}) writer.change(10, signal, 1);
  writer.close();
  auto vcd = read_vcd(folder / "a.vcd");
  EXPECT_EQ(vcd.variables.size(), 2u);
  EXPECT_EQ(vcd.wave("top.ecram1.irq"), (wave{{10, "1"}}));
  EXPECT_EQ(writer.displayed_name(other), "");
  EXPECT_THAT(writer.unmatched_globs(), testing::ElementsAre("nowhere*"));
  EXPECT_THROW(vcd_writer(folder / "b.vcd", {{}, {}, "a,,b"}), std::invalid_argument);
}

TEST(vcd_writer, a_clock_toggles_inside_a_short_window) {
  const scratch_folder folder;
  vcd_writer writer(folder / "a.vcd", {25'000, 60'000, ""});
  writer.clock("top", "clk", 10'000);
  const auto irq = writer.bit("top", "irq");
  writer.change(0, irq, 0);
  writer.change(43'000, irq, 1);
  writer.change(50'000, irq, 0);
  writer.close(1'000'000);
  auto vcd = read_vcd(folder / "a.vcd");
  // Rising at whole periods, falling half a period later; low at 25 ns, when the window opens.
  EXPECT_EQ(vcd.initial["top.clk"], "0");
  EXPECT_EQ(
      vcd.wave("top.clk"),
      (wave{{30'000, "1"}, {35'000, "0"}, {40'000, "1"}, {45'000, "0"}, {50'000, "1"}, {55'000, "0"}, {60'000, "1"}}));
  EXPECT_EQ(vcd.wave("top.irq"), (wave{{43'000, "1"}, {50'000, "0"}}));
  EXPECT_EQ(vcd.variables.count("top.cycle"), 0u);
}

TEST(vcd_writer, two_clocks_of_different_periods_interleave) {
  const scratch_folder folder;
  vcd_writer writer(folder / "a.vcd", {0, 12, ""});
  writer.clock("top", "fast", 4);
  writer.clock("top", "slow", 7);  // high for 3 ps, low for 4
  writer.close(12);
  auto vcd = read_vcd(folder / "a.vcd");
  EXPECT_EQ(vcd.initial["top.fast"] + vcd.initial["top.slow"], "11");
  EXPECT_EQ(vcd.wave("top.fast"), (wave{{2, "0"}, {4, "1"}, {6, "0"}, {8, "1"}, {10, "0"}, {12, "1"}}));
  EXPECT_EQ(vcd.wave("top.slow"), (wave{{3, "0"}, {7, "1"}, {10, "0"}}));
}

TEST(vcd_writer, a_cycle_number_stands_for_the_clock_outside_of_a_short_window) {
  const scratch_folder folder;
  // No window, a window without end, and one of 10^6 + 1 cycles.
  const std::vector<vcd_options> options{{}, {5, {}, ""}, {0, 10'000'010'000, ""}};
  for (const vcd_options& option : options) {
    vcd_writer writer(folder / "a.vcd", option);
    writer.clock("top", "clk", 10'000);
    const auto irq = writer.bit("top", "irq");
    writer.change(0, irq, 0);
    writer.change(30'000, irq, 1);
    writer.change(35'000, irq, 0);
    writer.change(40'000, irq, 0);             // no change, so no cycle number
    writer.change(1'000'000'070'000, irq, 1);  // 1 s: 10^8 idle cycles
    writer.close(2'000'000'000'000);
    auto vcd = read_vcd(folder / "a.vcd");
    EXPECT_EQ(vcd.variables.count("top.clk"), 0u);
    EXPECT_EQ(vcd.variables["top.cycle"].range, "[63:0]");
    const wave& cycles = vcd.wave("top.cycle");
    ASSERT_EQ(cycles.size(), option.stop_ps ? 1u : 2u);
    EXPECT_EQ(cycles[0], (std::pair<std::uint64_t, std::string>(30'000, "11")));
    if (cycles.size() > 1) {
      EXPECT_EQ(std::stoull(cycles[1].second, nullptr, 2), 100'000'007u);
    }
    EXPECT_LT(std::filesystem::file_size(folder / "a.vcd"), 500u);
  }
  vcd_writer exactly(folder / "b.vcd", {0, 10'000'000'000, ""});  // 10^6 cycles still toggle
  exactly.clock("top", "clk", 10'000);
  EXPECT_EQ(exactly.signals()[0].name, "clk");
}

TEST(vcd_writer, what_a_signal_cannot_hold_is_refused) {
  const scratch_folder folder;
  enum class phase { idle };
  vcd_writer writer(folder / "a.vcd");
  const auto irq = writer.bit("top", "irq");
  const auto rows = writer.word("top", "rows", 10);
  const auto volts = writer.real("top", "volts");
  const auto state = writer.state("top", "phase", {"idle"});
  const auto empty = writer.state("top", "nameless");
  EXPECT_THROW(writer.change(0, irq, 2), std::logic_error);
  EXPECT_THROW(writer.change(0, rows, 1024), std::logic_error);
  EXPECT_THROW(writer.change(0, rows, -1), std::logic_error);
  EXPECT_THROW(writer.change(0, rows, 1.5), std::logic_error);
  EXPECT_THROW(writer.change(0, irq, "high"), std::logic_error);
  EXPECT_THROW(writer.change(0, state, 1), std::logic_error);
  EXPECT_THROW(writer.change(0, empty, 0), std::logic_error);
  EXPECT_THROW(writer.change(0, volts, phase::idle), std::logic_error);
  EXPECT_NO_THROW(writer.change(0, rows, 1023));
  EXPECT_NO_THROW(writer.change(0, signal_id{}, 99));
}

TEST(vcd_writer, what_is_no_name_is_refused) {
  const scratch_folder folder;
  vcd_writer writer(folder / "a.vcd");
  writer.bit("top", "irq");
  EXPECT_THROW(writer.real("top", "irq"), std::invalid_argument);
  EXPECT_THROW(writer.bit("top", ""), std::invalid_argument);
  EXPECT_THROW(writer.bit("", "irq"), std::invalid_argument);
  EXPECT_THROW(writer.bit("top..ecram", "irq"), std::invalid_argument);
  EXPECT_THROW(writer.bit("top", "a b"), std::invalid_argument);
  EXPECT_THROW(writer.bit("top", "a.b"), std::invalid_argument);
  EXPECT_THROW(writer.real("top", "g[3][4]"), std::invalid_argument);
  EXPECT_THROW(writer.word("top", "none", 0), std::invalid_argument);
  EXPECT_THROW(writer.word("top", "wide", 65), std::invalid_argument);
  EXPECT_THROW(writer.clock("top", "clk", 1), std::invalid_argument);
}

TEST(vcd_writer, the_same_changes_give_the_same_bytes) {
  const scratch_folder folder;
  const auto write = [&](const std::string& name, std::uint64_t flush_every) {
    vcd_writer writer(folder / name);
    writer.clock("top", "clk", 10'000);
    const auto code = writer.word("top.adc", "code", 8);
    const auto volts = writer.real("top.adc", "volts");
    std::mt19937_64 generator(3);
    for (std::uint64_t t = 1; t < 20'000; ++t) {
      if (t % flush_every == 0) writer.flush_until(t * 1000);
      writer.change(t * 1000 + (generator() % 10) * 700, code, generator() % 256);
      writer.change(t * 1000, volts, static_cast<double>(generator() % 1000) / 7.0);
    }
    writer.close(30'000'000);
    return content_of(folder / name);
  };
  const std::string reference = write("a.vcd", 1);
  EXPECT_GT(reference.size(), 128u * 1024u);  // passes the buffer
  EXPECT_EQ(write("b.vcd", 1), reference);
  EXPECT_EQ(write("c.vcd", 777), reference);  // however often it is flushed
}

TEST(vcd_writer, a_full_disk_is_reported_at_close) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "this system has no /dev/full";
  vcd_writer writer("/dev/full");
  const auto code = writer.word("top", "code", 64);
  for (std::uint64_t t = 0; t < 50'000; ++t) {
    writer.change(t, code, t);
    writer.flush_until(t);
  }
  EXPECT_THAT(sentence_of<std::runtime_error>([&] { writer.close(); }),
              testing::HasSubstr("cannot write /dev/full: No space left on device"));
}

TEST(gtkwave_save_file, names_groups_formats_and_heights) {
  const scratch_folder folder;
  vcd_writer writer(folder / "waves.vcd", {{}, {}, "top.ecram0"});
  const auto phase = writer.state("top.ecram0", "phase", {"idle"});
  const auto volts = writer.real("top.ecram0", "volts");
  const auto rows = writer.word("top.ecram0", "rows", 10);
  const auto hidden = writer.bit("top.bus", "busy");
  gtkwave_save_file save("waves.vcd");
  save.show(0, 800'000);
  save.set_marker(1234);
  save.add_group("tile");
  save.add_signal(writer.displayed_name(phase), wave_format::text);
  save.add_signal(writer.displayed_name(volts), wave_format::analog_step, 3);
  save.add_group("filtered");
  save.add_signal(writer.displayed_name(hidden), wave_format::binary);
  save.add_group("words", true);
  save.add_signal(writer.displayed_name(rows), wave_format::hexadecimal);
  save.add_signal(writer.displayed_name(rows), wave_format::signed_decimal);
  const std::string text = save.text();
  EXPECT_THAT(text, testing::StartsWith("[dumpfile] \"waves.vcd\"\n"));
  // 800 pixels for 800,000 ps: 200 pixels are 2^17.6096 ps.
  EXPECT_THAT(text, testing::HasSubstr("*-17.609640 1234 -1 "));
  // The flags are GTKWave's own, as it saves such signals itself.
  EXPECT_THAT(text,
              testing::HasSubstr("@800200\n-tile\n@820\ntop.ecram0.phase\n@88420\ntop.ecram0.volts\n@20000\n-\n-\n"
                                 "@1000200\n-tile\n"));
  EXPECT_THAT(text, testing::HasSubstr("@c00200\n-words\n@22\ntop.ecram0.rows[9:0]\n@424\ntop.ecram0.rows[9:0]\n"
                                       "@1400200\n-words\n"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("filtered")));
  save.write(folder / "waves.gtkw");
  EXPECT_EQ(content_of(folder / "waves.gtkw"), text);
}

TEST(gtkwave_save_file, can_show_all_signals_a_group_a_scope) {
  const scratch_folder folder;
  vcd_writer writer(folder / "waves.vcd");
  writer.bit("top.a", "irq");
  writer.real("top.b", "volts");
  writer.word("top.a", "code", 8);
  gtkwave_save_file save("waves.vcd");
  add_all_signals(save, writer);
  EXPECT_THAT(save.text(),
              testing::HasSubstr("@800200\n-top.a\n@28\ntop.a.irq\n@24\ntop.a.code[7:0]\n@1000200\n-top.a\n"
                                 "@800200\n-top.b\n@88420\ntop.b.volts\n"));
}

}  // namespace
}  // namespace memvp
