// SPDX-License-Identifier: Apache-2.0
// What the waveforms of a kinetics tile show, read back from the file.
#include <gtest/gtest.h>

#include "memvp/testbench/unit/tiles/kinetics_bench.hpp"
#include "memvp/testbench/unit/traces/scratch_folder.hpp"
#include "memvp/testbench/unit/traces/vcd_reader.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using error = kinetics_error;
using operation = kinetics_operation;

constexpr std::uint64_t end_ps = 1'000'000'000;

/// A run of commands with a waveform file, and what the file says at cycles of 10 ns.
struct shown_tile {
  scratch_folder folder;
  vcd_content content;
  double joules = 0;

  shown_tile(const kinetics_tile_parameters& parameters, const std::function<void(kinetics_bench&)>& script) {
    {
      vcd_writer writer(folder / "waves.vcd");
      kinetics_bench tile("tile", parameters, 1, &writer);
      bool ended = false;
      tile.host.script = [&](scripted_initiator&) {
        tile.set(common_register::irq_enable, kinetics_interrupt::done | kinetics_interrupt::error);
        script(tile);
        ended = true;
      };
      sc_core::sc_start();
      EXPECT_TRUE(ended);
      joules = tile.energy.dynamic_total();
      writer.close(end_ps);
    }
    content = read_vcd(folder / "waves.vcd");
  }

  std::string text(const std::string& name, cycle_count cycle) {
    std::string value = content.initial["top.tile." + name];
    for (const auto& [ps, next] : content.wave("top.tile." + name)) {
      if (ps > cycle * 10'000) break;
      value = next;
    }
    return value;
  }
  double number(const std::string& name, cycle_count cycle) { return std::stod(text(name, cycle)); }
  unsigned long word(const std::string& name, cycle_count cycle) { return std::stoul(text(name, cycle), nullptr, 2); }
  /// Cycles at which a signal takes a value.
  std::vector<cycle_count> cycles_of(const std::string& name, const std::string& value) {
    std::vector<cycle_count> cycles;
    for (const auto& [ps, next] : content.wave("top.tile." + name))
      if (next == value) cycles.push_back(ps / 10'000);
    return cycles;
  }
  double power_integral() {
    double sum = 0, watts = 0;
    std::uint64_t since = 0;
    for (const auto& [ps, next] : content.wave("top.tile.power_W")) {
      sum += watts * static_cast<double>(ps - since) * 1e-12;
      watts = std::stod(next);
      since = ps;
    }
    EXPECT_EQ(watts, 0);
    return sum;
  }
};

TEST(waveforms_of_the_kinetics_tile, show_a_sample_from_pulses_to_features) {
  auto p = quiet_kinetics_tile(4);
  p.device.integrator = kinetics_integrator::discrete;
  p.encoder.dac_bits = 16;
  p.converter.devices_per_converter = 2;  // two converters
  p.trace.devices = "0 2";
  cycle_count s = 0;
  std::vector<std::uint16_t> features;
  shown_tile shown(p, [&](kinetics_bench& tile) {
    tile.spend(5);
    tile.write_codes({65535, 0, /**/ 32768, 0, /**/ 13107, 0, /**/ 52428, 0});
    EXPECT_EQ(tile.carry_out(run_of(4, 2, 3, p)), error::none);
    s = tile.latency.rows().back().start;
    features = tile.features(8);
  });
  // D 2, E 50; T 10, two rounds of 9 (trains 0 and 1, then 2), S 5, W 100, L 4, idle to 200; the second step: T, 2 C.
  EXPECT_EQ(shown.text("sequencer.command", s), "run");
  EXPECT_EQ(shown.text("sequencer.activity", s), "decode");
  EXPECT_EQ(shown.text("sequencer.activity", s + 2), "refresh");
  EXPECT_EQ(shown.text("sequencer.refresh", s + 2), "1");
  EXPECT_EQ(shown.text("sequencer.refresh", s + 52), "0");
  const cycle_count step = s + 52;
  EXPECT_EQ(shown.text("sequencer.activity", step), "read");
  EXPECT_EQ(shown.text("sequencer.fetch", step), "1");
  EXPECT_EQ(shown.text("sequencer.fetch", step + 3), "0");  // three words, one a train
  EXPECT_NEAR(shown.number("device_0.voltage_V", step), 1.9, 1e-9);
  EXPECT_EQ(shown.number("device_0.voltage_V", step + 10), 0);
  // Nothing before the sample, then V_r G0 of x = 1.
  EXPECT_EQ(shown.number("device_0.sampled_uA", step + 9), 0);
  EXPECT_NEAR(shown.number("device_0.sampled_uA", step + 10), 190, 1e-9);
  EXPECT_EQ(shown.text("sequencer.activity", step + 10), "convert");
  EXPECT_EQ(shown.word("read_path.round", step + 10), 0u);
  EXPECT_EQ(shown.word("read_path.round", step + 19), 1u);
  EXPECT_EQ(shown.text("read_path.convert", step + 27), "1");
  EXPECT_EQ(shown.text("read_path.convert", step + 28), "0");
  // x = 1 of 5, 255 codes: 51
  EXPECT_EQ(shown.word("device_0.feature", step + 18), 0u);
  EXPECT_EQ(shown.word("device_0.feature", step + 19), 51u);
  EXPECT_EQ(shown.word("device_2.feature", step + 27), 0u);
  EXPECT_EQ(shown.word("device_2.feature", step + 28), 51u);
  // A pulse from 33 to 133: 3 V for train 0, 0.6 V for train 2.
  EXPECT_EQ(shown.text("sequencer.activity", step + 28), "setup");
  EXPECT_EQ(shown.text("sequencer.pulse", step + 32), "0");
  EXPECT_EQ(shown.text("sequencer.pulse", step + 33), "1");
  EXPECT_EQ(shown.text("sequencer.pulse", step + 133), "0");
  EXPECT_EQ(shown.number("device_0.voltage_V", step + 32), 0);
  EXPECT_NEAR(shown.number("device_0.voltage_V", step + 33), 3, 1e-9);
  EXPECT_NEAR(shown.number("device_2.voltage_V", step + 33), 0.6, 1e-9);
  EXPECT_EQ(shown.number("device_0.voltage_V", step + 133), 0);
  EXPECT_EQ(shown.number("device_0.state", step + 132), 1);
  EXPECT_NEAR(shown.number("device_0.state", step + 133), 0.7, 1e-9);
  EXPECT_NEAR(shown.number("device_2.state", step + 133), 1.5, 1e-9);
  EXPECT_EQ(shown.text("sequencer.activity", step + 133), "release");
  EXPECT_EQ(shown.text("sequencer.activity", step + 137), "idle");
  EXPECT_EQ(shown.text("sequencer.activity", step + 200), "read");
  EXPECT_EQ(shown.word("sequencer.step", step + 199), 0u);
  EXPECT_EQ(shown.word("sequencer.step", step + 200), 1u);
  EXPECT_NEAR(shown.number("device_0.sampled_uA", step + 210), 133, 1e-9);
  // The second pass: train 3 in device 0; device 2 has no part in it.
  const cycle_count pass = step + 200 + 28;
  EXPECT_EQ(shown.word("sequencer.pass", pass - 1), 0u);
  EXPECT_EQ(shown.word("sequencer.pass", pass), 1u);
  EXPECT_EQ(shown.number("device_0.state", pass + 50), 1);
  EXPECT_NEAR(shown.number("device_0.voltage_V", pass + 50 + 24), 2.4, 1e-9);
  EXPECT_EQ(shown.number("device_2.voltage_V", pass + 50 + 24), 0);
  EXPECT_EQ(shown.number("device_2.voltage_V", pass + 50), 0);
  const cycle_count end = pass + 50 + 200 + 19;
  EXPECT_EQ(shown.text("sequencer.command", end - 1), "run");
  EXPECT_EQ(shown.text("sequencer.command", end), "idle");
  EXPECT_EQ(shown.text("sequencer.activity", end), "idle");
  // A write of features at the end of each round, a cycle long; which feature of the sample is the first of it.
  const auto writes = shown.cycles_of("read_path.feature_write", "1");
  EXPECT_EQ(writes, (std::vector<cycle_count>{step + 19, step + 28, step + 219, step + 228, pass + 69, pass + 269}));
  const unsigned long first_features[] = {0, 4, 1, 5, 6, 7};
  for (std::size_t i = 0; i < writes.size(); ++i) {
    EXPECT_EQ(shown.word("read_path.feature", writes[i]), first_features[i]);
    EXPECT_EQ(shown.text("read_path.feature_write", writes[i] + 1), "0");
  }
  EXPECT_EQ(shown.word("device_0.feature", step + 219), features[1]);
  EXPECT_EQ(shown.word("device_2.feature", step + 228), features[5]);
  EXPECT_EQ(shown.word("device_0.feature", end), features[7]);
  EXPECT_FALSE(shown.cycles_of("interrupt", "1").empty());
  EXPECT_NEAR(shown.power_integral() / shown.joules, 1, 1e-9);
}

TEST(waveforms_of_the_kinetics_tile, show_widths_and_densities_as_the_line_has_them) {
  auto p = quiet_kinetics_tile(1);
  p.encoder.density_slots = 4;
  p.trace.devices = "0";
  cycle_count width = 0, density = 0;
  shown_tile shown(p, [&](kinetics_bench& tile) {
    tile.write_codes({32768, 0});
    kinetics_command command = run_of(1, 2, 1, p);
    command.encoding = kinetics_encoding::width;
    EXPECT_EQ(tile.carry_out(command), error::none);
    width = tile.latency.rows().back().start + 76;  // D 2, E 50, T 10, C 9, S 5
    command.encoding = kinetics_encoding::density;
    EXPECT_EQ(tile.carry_out(command), error::none);
    density = tile.latency.rows().back().start + 76;
  });
  const auto volts = [&](cycle_count cycle) { return shown.number("device_0.voltage_V", cycle); };
  EXPECT_EQ(volts(width), 3);
  EXPECT_EQ(volts(width + 49), 3);
  EXPECT_EQ(volts(width + 50), 0);
  EXPECT_EQ(shown.text("sequencer.pulse", width + 99), "1");
  // Two of four parts of 25 cycles: the second and the fourth.
  EXPECT_EQ(volts(density), 0);
  EXPECT_EQ(volts(density + 25), 3);
  EXPECT_EQ(volts(density + 50), 0);
  EXPECT_EQ(volts(density + 75), 3);
  EXPECT_EQ(volts(density + 100), 0);
  EXPECT_NEAR(shown.power_integral() / shown.joules, 1, 1e-9);
}

// Energies that only the devices know are shown from the beginning of a phase on, whatever the settings.
TEST(waveforms_of_the_kinetics_tile, show_the_power_that_is_paid) {
  auto p = quiet_kinetics_tile(5);
  p.device.variability = true;
  p.sequencer.refresh_energy = p.sequencer.write_energy = 1e-12;
  p.trace.devices = "4";
  shown_tile shown(p, [&](kinetics_bench& tile) {
    tile.write_codes(random_codes(7 * 3, 91));
    tile.write_half_words(kinetics_window::alpha_table, {2048, 8192, 4096});
    tile.write_half_words(kinetics_window::beta_table, {4096, 1024, 6000});
    for (const auto encoding : {kinetics_encoding::amplitude, kinetics_encoding::width, kinetics_encoding::density})
      for (const auto sampling :
           {kinetics_sampling::before_pulse, kinetics_sampling::after_pulse, kinetics_sampling::in_pulse})
        for (const std::uint32_t tables : {0u, 1u, 2u, 3u}) {
          kinetics_command command = run_of(7, 3, 5, p);
          command.encoding = encoding;
          command.sampling = sampling;
          command.tables = tables;
          command.overlap = tables == 3;
          command.refresh = tables != 1;
          EXPECT_EQ(tile.carry_out(command), error::none);
        }
    for (const auto code : {operation::read, operation::refresh, operation::write, operation::begin_evaluation}) {
      kinetics_command command = run_of(1, 1, 5, p);
      command.operation = code;
      EXPECT_EQ(tile.carry_out(command), error::none);
    }
  });
  EXPECT_NEAR(shown.power_integral() / shown.joules, 1, 1e-9);
}

TEST(waveforms_of_the_kinetics_tile, count_what_devices_run_into) {
  auto p = quiet_kinetics_tile(1);
  p.device.integrator = kinetics_integrator::kick;
  p.trace.devices = "0";
  cycle_count s = 0;
  shown_tile shown(p, [&](kinetics_bench& tile) {
    tile.write_codes({65535, 0, 0});
    kinetics_command command = run_of(1, 3, 1, p);
    command.high_volts = 4;
    EXPECT_EQ(tile.carry_out(command), error::none);
    s = tile.latency.rows().back().start;
  });
  // A kick of 4/3 on sqrt(1 + 1.4 * 24/200) = 1.08, in the pulse from 76 to 176.
  EXPECT_EQ(shown.word("guards.sign_changes", s + 175), 0u);
  EXPECT_EQ(shown.word("guards.sign_changes", s + 176), 1u);
  EXPECT_EQ(shown.word("guards.lower_events", s + 176), 1u);
  EXPECT_EQ(shown.word("guards.upper_events", s + 176), 0u);
}

TEST(waveforms_of_the_kinetics_tile, take_back_what_a_reset_undoes) {
  auto p = quiet_kinetics_tile(4);
  p.trace.devices = "0";
  cycle_count s = 0;
  double state = 0;
  shown_tile shown(p, [&](kinetics_bench& tile) {
    tile.write_codes({32768, 0});
    kinetics_command command = run_of(1, 2, 1, p);
    command.encoding = kinetics_encoding::width;
    tile.load(command);
    tile.synchronise();
    s = kinetics_bench::now();
    tile.set(common_register::command, 1);
    sc_core::wait(duration(76 + 20, period()));
    tile.reset_now();
    state = tile.states(1)[0];
    tile.spend(1000);
  });
  EXPECT_EQ(shown.number("device_0.voltage_V", s + 95), 3);
  EXPECT_EQ(shown.number("device_0.voltage_V", s + 96), 0);
  EXPECT_EQ(shown.text("sequencer.pulse", s + 96), "0");
  EXPECT_EQ(shown.text("sequencer.command", s + 96), "idle");
  EXPECT_EQ(shown.text("sequencer.activity", s + 96), "idle");
  EXPECT_EQ(shown.number("power_W", s + 96), 0);
  // Three cycles of diffusion later: x^2 has grown by 1.4 * 3/200.
  const double cut = shown.number("device_0.state", s + 96);
  EXPECT_NEAR(state * state, cut * cut + 1.4 * 3 / 200, 1e-6);
  for (const auto& [name, wave] : shown.content.waves)
    for (const auto& [ps, value] : wave) {
      EXPECT_LE(ps, (s + 96 + 3) * 10'000) << name << " " << value;
    }
}

TEST(waveforms_of_the_kinetics_tile, change_nothing_of_what_happens) {
  const scratch_folder folder;
  vcd_writer waveforms(folder / "waves.vcd");
  kinetics_tile_parameters p = quiet_kinetics_tile(6);
  p.device.variability = true;
  p.trace.devices = "0 1 2 3 4 5";
  kinetics_bench silent("silent", p), shown("shown", p, 1, &waveforms);
  int ended = 0;
  std::vector<std::uint16_t> features[2];
  for (kinetics_bench* tile : {&silent, &shown})
    tile->host.script = [&, tile](scripted_initiator&) {
      tile->set(common_register::irq_enable, 3);
      tile->write_codes(random_codes(36, 92));
      tile->write_half_words(kinetics_window::alpha_table, {2048, 8192, 4096, 5000});
      for (const auto encoding : {kinetics_encoding::amplitude, kinetics_encoding::density}) {
        kinetics_command command = run_of(9, 4, 6, p);
        command.encoding = encoding;
        command.tables = 1;
        EXPECT_EQ(tile->carry_out(command), error::none);
      }
      features[tile == &shown] = tile->features(36);
      ++ended;
    };
  sc_core::sc_start();
  EXPECT_EQ(ended, 2);
  EXPECT_EQ(silent.energy.dynamic_total(), shown.energy.dynamic_total());
  EXPECT_EQ(silent.states(6), shown.states(6));
  EXPECT_EQ(features[0], features[1]);
  ASSERT_EQ(silent.latency.rows().size(), shown.latency.rows().size());
  for (std::size_t i = 0; i < silent.latency.rows().size(); ++i)
    EXPECT_EQ(silent.latency.rows()[i].cycles, shown.latency.rows()[i].cycles);
}

}  // namespace
}  // namespace memvp
