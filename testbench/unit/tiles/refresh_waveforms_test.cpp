// SPDX-License-Identifier: Apache-2.0
// What the waveforms of a refresh tile show, read back from the file.
#include <gtest/gtest.h>

#include "memvp/testbench/unit/tiles/refresh_bench.hpp"
#include "memvp/testbench/unit/traces/scratch_folder.hpp"
#include "memvp/testbench/unit/traces/vcd_reader.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using error = refresh_error;
using kind = refresh_request_kind;
using mode = refresh_mode;
using operation = refresh_operation;
namespace reg = refresh_register;

/// Value of a signal at a cycle of 10 ns.
std::string value_at(vcd_content& content, const std::string& name, std::uint64_t cycle) {
  std::string value = content.initial[name];
  for (const auto& [ps, next] : content.wave(name)) {
    if (ps > cycle * 10'000) break;
    value = next;
  }
  return value;
}

double number_at(vcd_content& content, const std::string& name, std::uint64_t cycle) {
  return std::stod(value_at(content, name, cycle));
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

TEST(waveforms_of_the_refresh_tile, show_modes_pulses_readings_and_what_becomes_of_a_cell) {
  const scratch_folder folder;
  cycle_count programmed = 0, updated = 0, restored = 0, multiplied = 0, rewritten = 0, end = 0;
  double joules = 0, excess = 0;
  {
    vcd_writer writer(folder / "waves.vcd");
    refresh_tile_parameters p = quick_refresh_tile(4, 8);
    p.trace = {"0,0 1,1", "0 3"};
    p.device.relaxation_time = 10e-3;
    refresh_bench tile("tile", p, 1, &writer);
    tile.host.script = [&](scripted_initiator&) {
      tile.set(common_register::irq_enable, 7);
      tile.prepare_rows(0, 2, 4);
      const auto& log = tile.latency.rows();
      programmed = log[1].start;
      tile.write_ions(0, 1, 1000);
      updated = tile.last().start;
      excess = tile.ionic_states()[0];
      tile.write_codes({100, -100}, 2);
      EXPECT_EQ(tile.carry_out(refresh_command_of(operation::multiply, {0, 2, 0, 8})), error::none);
      multiplied = tile.last().start;
      tile.set_policy([](refresh_policy& policy) {
        policy.keep_alive = true;
        policy.rewrite_interval = 20'000;
      });
      tile.spend(30'000);
      for (const latency_log::row& row : log)
        if (tile.latency.name(row.command) == "timer_rewrite") rewritten = row.start;
      EXPECT_EQ(tile.ask({kind::restore, 0, 1}), error::none);
      restored = tile.last().start;
      tile.set(reg::temperature, 320'000);
      tile.spend(100);
      end = refresh_bench::now();
      sc_core::sc_stop();
    };
    sc_core::sc_start();
    joules = tile.energy.dynamic_total();
    writer.close(end * 10'000);
  }
  vcd_content content = read_vcd(folder / "waves.vcd");
  const std::string control = "top.tile.controller.", driver = "top.tile.row_driver.", rows = "top.tile.mode_table.",
                    cells = "top.tile.cells.";
  // REPROGRAM: B 100, then 30 reset pulses of 50 cycles, 2000 apart.
  EXPECT_EQ(value_at(content, control + "at_work", programmed), "reprogram");
  EXPECT_EQ(value_at(content, control + "command", programmed), "idle");
  EXPECT_EQ(value_at(content, control + "unit", programmed), "ferroelectric");
  EXPECT_EQ(value_at(content, control + "slots_busy", programmed), "1");
  EXPECT_EQ(value_at(content, driver + "bias", programmed + 99), "1");
  EXPECT_EQ(value_at(content, driver + "pulse", programmed + 99), "0");
  EXPECT_EQ(value_at(content, driver + "activity", programmed + 100), "fe_pulse");
  EXPECT_EQ(value_at(content, driver + "bias", programmed + 100), "0");
  EXPECT_EQ(value_at(content, driver + "pulse", programmed + 100), "1");
  EXPECT_EQ(value_at(content, driver + "pulse_kind", programmed + 100), "fe_reset");
  EXPECT_EQ(number_at(content, driver + "row_V", programmed + 100), -6.6);
  EXPECT_EQ(number_at(content, driver + "gate_V", programmed + 100), -4);
  EXPECT_EQ(value_at(content, driver + "cells_open", programmed + 100), "1000");
  EXPECT_EQ(value_at(content, driver + "activity", programmed + 150), "gap");
  EXPECT_EQ(number_at(content, driver + "row_V", programmed + 150), 0);
  EXPECT_EQ(value_at(content, driver + "pulse", programmed + 100 + 2050), "1");
  // Group 4, after the 30: 9 V.
  const cycle_count set = programmed + 100 + 30 * 2050 + 100;
  EXPECT_EQ(value_at(content, driver + "pulse_kind", set), "fe_set");
  EXPECT_EQ(value_at(content, control + "row", set), "0");
  EXPECT_GT(number_at(content, cells + "cell_0_0_p", updated), -0.45);
  EXPECT_EQ(value_at(content, control + "rows_v", updated), "10");
  EXPECT_EQ(value_at(content, rows + "row_0_mode", updated), "V");
  EXPECT_EQ(value_at(content, rows + "row_0_mode", programmed), "NV");
  EXPECT_EQ(value_at(content, rows + "row_3_mode", updated), "FREE");
  // PULSE: four words of widths, B, the pulse, the reading that is compared.
  EXPECT_EQ(value_at(content, control + "command", updated), "pulse");
  EXPECT_EQ(value_at(content, control + "at_work", updated), "pulse");
  EXPECT_EQ(value_at(content, driver + "activity", updated), "fetch");
  EXPECT_EQ(value_at(content, driver + "pulse_kind", updated + 104), "ion_set");
  EXPECT_EQ(number_at(content, driver + "row_V", updated + 104), -1.5);
  EXPECT_EQ(number_at(content, cells + "cell_0_0_w", updated + 103), 0);
  EXPECT_NEAR(number_at(content, cells + "cell_0_0_w", updated + 1104), excess, 2e-4);
  EXPECT_EQ(value_at(content, driver + "verify", updated + 1103), "0");
  EXPECT_EQ(value_at(content, driver + "verify", updated + 1104), "1");
  EXPECT_EQ(value_at(content, driver + "pulse_kind", updated + 1104), "read_ion");
  EXPECT_EQ(value_at(content, driver + "read", updated + 1603), "1");
  EXPECT_EQ(value_at(content, driver + "convert", updated + 1604), "1");
  EXPECT_EQ(value_at(content, driver + "activity", updated + 1692), "decide");
  EXPECT_EQ(value_at(content, rows + "row_0_dirty", updated + 1700), "1");
  EXPECT_EQ(value_at(content, rows + "row_0_live", updated + 1700), "0");
  // The product: a word of codes, B, the positive codes, the negative ones, the conversions; nothing is compared.
  EXPECT_EQ(value_at(content, control + "unit", multiplied), "vector");
  EXPECT_EQ(value_at(content, driver + "activity", multiplied + 101), "integrate_positive");
  EXPECT_EQ(value_at(content, driver + "activity", multiplied + 101 + 137), "integrate_negative");
  EXPECT_EQ(number_at(content, driver + "row_V", multiplied + 101), -0.6);
  EXPECT_EQ(number_at(content, driver + "gate_V", multiplied + 101), 0);
  EXPECT_EQ(value_at(content, driver + "verify", multiplied + 101), "0");
  EXPECT_EQ(value_at(content, driver + "convert", multiplied + 101 + 274), "1");
  // The timer's rewrite.
  ASSERT_GT(rewritten, multiplied);
  EXPECT_EQ(value_at(content, control + "at_work", rewritten), "timer_rewrite");
  EXPECT_EQ(value_at(content, control + "command", rewritten), "idle");
  EXPECT_EQ(value_at(content, control + "rows_live", rewritten), "1");
  EXPECT_EQ(value_at(content, rows + "row_0_live", rewritten), "1");
  // It began B and the ion-set slot before the deadline.
  EXPECT_NEAR(number_at(content, rows + "row_0_age_s", rewritten), (20'000 - 1100) * 10e-9, 1e-12);
  // What relaxation has left of the cell when its rewrite begins (19,000 cycles at a tau of 10 ms: 1.9 %), and after.
  EXPECT_LT(number_at(content, cells + "cell_0_0_w", rewritten + 100), 0.985 * excess);
  EXPECT_GT(number_at(content, cells + "cell_0_0_w", rewritten + 1100), 0.99 * excess);
  // RESTORE, then the heat.
  EXPECT_EQ(value_at(content, control + "unit", restored), "restore");
  EXPECT_EQ(value_at(content, driver + "pulse_kind", restored + 100), "ion_reset");
  EXPECT_EQ(number_at(content, driver + "row_V", restored + 100), 0.22);
  EXPECT_EQ(value_at(content, rows + "row_0_dirty", end), "0");
  EXPECT_EQ(value_at(content, rows + "row_0_suspect", end), "1");
  EXPECT_EQ(value_at(content, rows + "row_3_suspect", end), "0");
  EXPECT_EQ(number_at(content, "top.tile.temperature_K", end), 320);
  EXPECT_EQ(number_at(content, cells + "cell_0_0_p", end), 0);
  EXPECT_EQ(value_at(content, driver + "activity", end), "idle");
  EXPECT_EQ(value_at(content, control + "at_work", end), "idle");
  EXPECT_FALSE(content.wave("top.tile.interrupt").empty());
  EXPECT_NEAR(integral(content, "top.tile.power_W", end * 10'000) / joules, 1, 1e-9);
}

TEST(waveforms_of_the_refresh_tile, show_nothing_of_what_a_reset_has_prevented) {
  const scratch_folder folder;
  cycle_count start = 0, cut = 0, end = 0;
  {
    vcd_writer writer(folder / "waves.vcd");
    refresh_tile_parameters p = quick_refresh_tile(2, 8);
    p.trace = {"0,0", "0"};
    refresh_bench tile("tile", p, 1, &writer);
    tile.host.script = [&](scripted_initiator&) {
      tile.set(common_register::irq_enable, 7);
      tile.prepare_rows(0, 1, 4);
      tile.write_ions(0, 1, 1000);
      tile.submit({kind::restore, 0, 1});
      tile.synchronise();
      start = refresh_bench::now();
      tile.spend(5000);
      cut = refresh_bench::now();
      tile.reset.write(true);
      tile.spend(100'000);
      end = refresh_bench::now();
      sc_core::sc_stop();
    };
    sc_core::sc_start();
    writer.close(end * 10'000);
  }
  vcd_content content = read_vcd(folder / "waves.vcd");
  const std::string control = "top.tile.controller.", driver = "top.tile.row_driver.";
  EXPECT_EQ(value_at(content, control + "at_work", cut - 1), "restore");
  EXPECT_EQ(value_at(content, driver + "pulse", cut - 1), "1");
  for (const cycle_count cycle : {cut, end}) {
    EXPECT_EQ(value_at(content, control + "at_work", cycle), "idle");
    EXPECT_EQ(value_at(content, control + "unit", cycle), "none");
    EXPECT_EQ(value_at(content, control + "slots_busy", cycle), "0");
    EXPECT_EQ(value_at(content, driver + "pulse", cycle), "0");
    EXPECT_EQ(value_at(content, driver + "activity", cycle), "idle");
    EXPECT_EQ(number_at(content, driver + "row_V", cycle), 0);
    EXPECT_EQ(value_at(content, "top.tile.mode_table.row_0_mode", cycle), "FREE");
    EXPECT_EQ(number_at(content, "top.tile.power_W", cycle), 0);
  }
}

}  // namespace
}  // namespace memvp
