// SPDX-License-Identifier: Apache-2.0
// The drift tile as a bus target: cycles, words, energy, errors, reset. Every test is a process of its own, since
// SystemC elaborates once.
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <functional>
#include <systemc>

#include "drift_driver.hpp"
#include "drift_tile.hpp"
#include "memvp/tlm/interrupt_controller.hpp"
#include "memvp/tlm/router.hpp"

namespace drift {
namespace {

/// A host with its program, a bus, an interrupt controller and a tile.
struct bench {
  static constexpr std::uint64_t base = 0x40000000, interrupts_base = 0x50000000;
  static sc_core::sc_time cycle() { return sc_core::sc_time(10, sc_core::SC_NS); }

  memvp::energy_ledger energy;
  memvp::latency_log latency;
  memvp::area_inventory area;
  sc_core::sc_signal<bool> host_line{"host_line"}, tile_line{"tile_line"}, reset{"reset"};
  memvp::router bus{"bus", cycle()};
  memvp::host_cpu host{"host", {}};
  memvp::interrupt_controller interrupts{"interrupts", 1, cycle()};
  tile drift;

  explicit bench(const tile_parameters& parameters = {}, memvp::vcd_writer* waves = nullptr)
      : drift("drift", parameters, memvp::clock_grid(cycle().value()), 1, 0, {energy, latency, area, nullptr, waves}) {
    bus.attach(host.socket);
    bus.map(drift.socket, base, address_size);
    bus.map(interrupts.socket, interrupts_base, 0x1000);
    drift.interrupt(tile_line);
    drift.reset(reset);
    interrupts.sources[0](tile_line);
    interrupts.interrupt(host_line);
    host.interrupt(host_line);
  }

  void run(const std::function<void(driver&)>& program) {
    host.set_program([&](memvp::host_cpu& cpu) {
      driver software(cpu, base, memvp::interrupt_line(cpu, interrupts_base, 0));
      program(software);
    });
    sc_core::sc_start();
    host.require_finished();
  }
  double true_resistance(std::uint32_t cell) {
    double ohms = 0;
    EXPECT_EQ(host.debug_read(base + window::resistance + 8 * cell, &ohms, sizeof ohms), sizeof ohms);
    return ohms;
  }
};

constexpr std::uint64_t conversion = 10;  // 8 bits, sampling, finding the range

TEST(drift_tile, takes_the_cycles_of_its_plan) {
  bench b;
  b.run([](driver& software) {
    software.program(2, {3, 0, -1});
    software.read(0, 5);
  });
  ASSERT_EQ(b.latency.rows().size(), 2u);
  EXPECT_EQ(b.latency.rows()[0].cycles, 2u + (300'000 + 10) + (100'000 + 10));  // ms of 10^5 cycles; no pulse for 0
  EXPECT_EQ(b.latency.rows()[1].cycles, 2u + 5 * (20 + conversion));
}

TEST(drift_tile, reads_what_the_pulses_have_left) {
  bench b;
  device_row reference(16, {}, 1, 0);
  b.run([&](driver& software) {
    software.program(0, {0, 100, 500, 900});
    const std::vector<double> amperes = software.read(0, 4);
    const double widths[] = {0, 0.1, 0.5, 0.9};
    for (std::uint32_t i = 0; i < 4; ++i) {
      reference.pulse(i, 1, widths[i]);
      const double expected = 0.02 / reference.resistance(i);
      // Half a step of the narrowest of eight ranges that holds the current: 2^-8 of it.
      EXPECT_NEAR(amperes[i], expected, expected / 127) << i;
      reference.pulse(i, 0.02, 30 * 10e-9);  // reading disturbs
      EXPECT_NEAR(b.true_resistance(i), reference.resistance(i), 1e-9 * reference.resistance(i)) << i;
    }
    EXPECT_EQ(software.pulses(), 3u);
  });
}

TEST(drift_tile, pays_each_joule_once) {
  const tile_parameters p;
  bench b(p);
  double in_registers = 0;
  b.run([&](driver& software) {
    software.program(0, {500, -20});
    software.read(0, 2);
    in_registers = software.energy();
  });
  b.energy.check();
  // The same from the cells' resistances and the circuits' figures. A pulse of 1 V on a cell whose resistance falls
  // from R0 to R: v dq = v dx / rate, rate = 10^4 1/C; at an end of the film: v^2 t / R.
  device_row cells(2, p.device, 1, 0);
  const auto pulse = [&](std::size_t i, double volts, double seconds) {
    const double joules = cells.preview(i, volts, seconds).joules;
    cells.pulse(i, volts, seconds);
    return joules;
  };
  const double writing = pulse(0, 1, 0.5) + pulse(1, -1, 0.02);
  EXPECT_NEAR(writing, cells.state(0) * 1e-4 + 0.02 / 16'000, 1e-12);
  const double reading = pulse(0, 0.02, 300e-9) + pulse(1, 0.02, 300e-9);
  const memvp::sequencer_control control(p.control, p.technology);
  const memvp::successive_approximation_converter converter(p.converter, p.technology);
  const double circuits =
      (2 + 2 * 2 + 2 + 2 * 30) * control.energy_per_active_cycle() + 2 * converter.energy_per_conversion();
  const double expected = writing + reading + circuits;
  EXPECT_NEAR(b.energy.dynamic_total(), expected, 1e-12 * expected);
  EXPECT_NEAR(in_registers, expected, 1e-15);  // a femtojoule
}

TEST(drift_tile, refuses_what_it_cannot_do_and_changes_nothing) {
  bench b;
  b.run([&](driver& software) {
    const auto error_of = [&](const std::function<void()>& asked) {
      EXPECT_THROW(asked(), std::runtime_error);
      return static_cast<error>(b.host.read32(bench::base + memvp::common_register::error));
    };
    EXPECT_EQ(error_of([&] { software.read(10, 7); }), error::cells_outside_row);
    EXPECT_EQ(error_of([&] { software.program(0, {}); }), error::cells_outside_row);
    b.host.write32(bench::base + memvp::common_register::command, 9);
    EXPECT_EQ(b.host.read32(bench::base + memvp::common_register::error),
              static_cast<std::uint32_t>(error::unknown_command));
    b.host.write32(bench::base + memvp::common_register::irq_status, ~0u);
    EXPECT_EQ(software.cycles(), 0u);
    EXPECT_EQ(b.true_resistance(0), 16'000);
    software.program(0, {1});  // and goes on
  });
  EXPECT_LT(b.true_resistance(0), 16'000);
}

TEST(drift_tile, leaves_half_a_pulse_behind_when_it_is_reset) {
  bench b;
  device_row reference(1, {}, 1, 0);
  reference.pulse(0, 1, 0.25);
  b.run([&](driver&) {
    const std::int32_t width = 500;
    b.host.write(bench::base + window::pulse, &width, sizeof width);
    b.host.write32(bench::base + memvp::common_register::command, static_cast<std::uint32_t>(operation::program));
    b.host.spend(2 + 25'000'000 - 2);  // decode and a quarter of a second, less the write of COMMAND and of CONTROL
    b.host.write32(bench::base + memvp::common_register::control, 1);
    EXPECT_EQ(b.host.read32(bench::base + memvp::common_register::status) & memvp::tile_status::busy, 0u);
  });
  EXPECT_NEAR(b.true_resistance(0), reference.resistance(0), 1e-6 * reference.resistance(0));
}

TEST(drift_tile, does_the_same_with_waveforms) {
  const std::filesystem::path file = std::filesystem::temp_directory_path() / "drift_tile_test.vcd";
  {
    memvp::vcd_writer waves(file);
    bench b({}, &waves);
    b.run([](driver& software) {
      software.program(2, {3, 0, -1});
      software.read(0, 5);
    });
    waves.close(sc_core::sc_time_stamp().value());
    // The cycles of the test without.
    EXPECT_EQ(b.latency.rows()[0].cycles, 2u + (300'000 + 10) + (100'000 + 10));
    EXPECT_EQ(b.latency.rows()[1].cycles, 2u + 5 * (20 + conversion));
    b.energy.check();
  }
  EXPECT_GT(std::filesystem::file_size(file), 1000u);
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace drift

int sc_main(int argc, char* argv[]) {
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
