// SPDX-License-Identifier: Apache-2.0
// A host's program with a unit of neurons, over the bus, loosely and approximately timed.
#include "memvp/models/tiles/ndr_driver.hpp"

#include <gtest/gtest.h>

#include "memvp/testbench/unit/tiles/ndr_bench.hpp"
#include "memvp/tlm/interrupt_controller.hpp"
#include "memvp/tlm/router.hpp"

namespace memvp {
namespace {

using namespace testing_words;

constexpr std::uint64_t unit_base = 0x4000'0000, controller_base = 0x5000'0000;

/// Host, bus, interrupt controller, a unit, and a current source that the program moves by hand.
struct small_system {
  energy_ledger energy;
  latency_log latency;
  area_inventory area;
  router bus;
  host_cpu host;
  interrupt_controller controller;
  ndr_unit unit;
  current_source source;
  sc_core::sc_signal<bool> host_line, unit_line, reset;
  ndr_device_parameters device;

  small_system(const std::string& name, const ndr_unit_parameters& parameters,
               bus_timing timing = bus_timing::loosely_timed)
      : bus((name + "_bus").c_str(), period()),
        host((name + "_host").c_str(), settings_of(timing)),
        controller((name + "_controller").c_str(), 1, period()),
        unit(name.c_str(), parameters, unit_clock(), 1, 0, tile_traces{energy, latency, area, nullptr, nullptr}),
        source((name + "_source").c_str()),
        host_line((name + "_host_line").c_str()),
        unit_line((name + "_unit_line").c_str()),
        reset((name + "_reset").c_str()),
        device(parameters.device) {
    host.interrupt(host_line);
    controller.interrupt(host_line);
    controller.sources[0](unit_line);
    unit.interrupt(unit_line);
    unit.reset(reset);
    source.neurons(unit.columns);
    bus.attach(host.socket);
    bus.map(unit.socket, unit_base, ndr_unit_address_size);
    bus.map(controller.socket, controller_base, 0x1000);
  }
  static host_cpu::settings settings_of(bus_timing timing) {
    host_cpu::settings chosen;
    chosen.timing = timing;
    return chosen;
  }
  void set_program(std::function<void(ndr_driver&)> program) {
    host.set_program([this, program](host_cpu&) {
      ndr_driver driver(host, unit_base, {host, controller_base, 0}, device);
      program(driver);
    });
  }
  void run(const std::function<void(ndr_driver&)>& program) {
    set_program(program);
    sc_core::sc_start();
    host.require_finished();
  }
};

TEST(ndr_driver, tunes_evaluates_and_counts) {
  const ndr_unit_parameters p = quiet_unit(5);
  small_system system("unit", p);
  system.run([&](ndr_driver& driver) {
    EXPECT_EQ(driver.neurons(), 5u);
    EXPECT_EQ(driver.circuit(), activation_circuit::ndr);
    const std::vector<double> theta{0.46, 0.5, 0.6, 0.7, 0.76};
    const ndr_tuning_report report = driver.tune(theta.data());
    EXPECT_TRUE(report.failed_neurons.empty());
    EXPECT_EQ(report.pulses, driver.write_pulses());
    std::vector<double> siemens(5);
    driver.conductances(siemens.data());
    // 0.75 % of 40 uS and half a converter's step of 0.2 uS.
    for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(siemens[i], 13.7e-6 / (theta[i] * 0.3), 0.41e-6) << i;

    // More vectors than the buffers hold: several commands.
    const std::uint32_t vectors = 150;
    std::vector<double> u(vectors * 5);
    for (std::size_t k = 0; k < u.size(); ++k) u[k] = -0.2 + 0.006 * static_cast<double>(k);
    std::vector<std::uint8_t> codes(u.size());
    driver.evaluate(u.data(), vectors, codes.data());
    const ndr_activation& function = driver.nominal();
    std::size_t below = 0, above = 0;
    for (std::size_t k = 0; k < u.size(); ++k) {
      const double own = 13.7e-6 / (siemens[k % 5] * 0.3);
      const double y = function.value(u[k], own) / function.greatest_value() * 255;
      // The DAC's step of 0.0157 times the steepest slope of 1.2 is 2.4 codes from end to end.
      EXPECT_NEAR(codes[k], y, 2.5) << u[k];
      below += u[k] < -0.5 * 4 / 255 ? 1 : 0;
      above += u[k] > 4 + 0.5 * 4 / 255 ? 1 : 0;
    }
    EXPECT_EQ(driver.rectified(), below);
    EXPECT_EQ(driver.limited(), above);
    EXPECT_EQ(driver.evaluations(), vectors * 5u);
    EXPECT_NEAR(driver.activation_time() / static_cast<double>(vectors * 5), 13.27e-9, 0.01e-9);
    EXPECT_GT(driver.activation_energy(), 0);
    EXPECT_NEAR(driver.energy(), system.energy.dynamic_total(), 1e-14);
  });
}

TEST(ndr_driver, waits_for_currents_that_arrays_deliver) {
  const ndr_unit_parameters p = quiet_unit(6);
  small_system system("unit", p);
  system.run([&](ndr_driver& driver) {
    driver.select(1, 3);
    driver.start_analog(2, 1, 10e3, {6, 0});
    system.host.spend(100);
    system.host.synchronise();
    const cycle_count now = system.host.now_cycles();
    EXPECT_TRUE(system.source.deliver(0, 1, {10e-6, 20e-6, 30e-6}, now - 50));
    EXPECT_TRUE(system.source.deliver(1, 1, {40e-6, 50e-6, 60e-6}, now));
    driver.finish();
    std::vector<std::uint8_t> codes(6);
    driver.read_codes(codes.data(), 2);
    const ndr_activation& function = driver.nominal();
    for (std::size_t i = 0; i < 6; ++i) {
      const double u = 10e-6 * static_cast<double>(i + 1) * 10e3 / 0.3;
      EXPECT_NEAR(codes[i], function.value(u, function.default_theta()) / function.greatest_value() * 63, 0.7) << i;
    }
  });
}

TEST(ndr_driver, says_in_a_sentence_what_is_wrong) {
  const ndr_unit_parameters p = quiet_unit(4);
  small_system system("unit", p);
  system.run([&](ndr_driver& driver) {
    const std::vector<double> theta{0.5, 0.5, 0.9, 0.5};
    const std::string sentence = sentence_of<std::invalid_argument>([&] { driver.tune(theta.data()); });
    EXPECT_NE(sentence.find("neuron 2"), std::string::npos) << sentence;
    const double not_a_number = std::nan("");
    driver.select(0, 1);
    EXPECT_THROW(driver.start_evaluate(&not_a_number, 1), std::invalid_argument);
    EXPECT_THROW(driver.tune(&not_a_number), std::invalid_argument);
    driver.select(3, 2);  // neuron 4 does not exist
    const std::vector<double> u{1, 1};
    std::uint8_t codes[2];
    try {
      driver.evaluate(u.data(), 1, codes);
      ADD_FAILURE() << "nothing was thrown";
    } catch (const ndr_command_error& refusal) {
      EXPECT_EQ(refusal.code(), ndr_error::neuron_out_of_range);
    }
    driver.select(0, 4);
    // A target that the pulses do not suffice for is reported, not thrown.
    const std::vector<double> far{0.46, 0.57, 0.57, 0.57};
    ndr_tuning_settings few;
    few.pulse_limit = 3;
    EXPECT_EQ(driver.tune(far.data(), few).failed_neurons, std::vector<std::uint32_t>{0});
  });
}

struct seen {
  cycle_count end = 0;
  std::vector<std::uint8_t> codes;
};

void everything(small_system& system, ndr_driver& driver, seen& result) {
  const std::vector<double> theta{0.5, 0.52, 0.54, 0.56, 0.58, 0.6, 0.62, 0.64, 0.66};
  driver.tune(theta.data());
  driver.calibrate(theta.data());
  std::vector<double> u(9 * 3);
  for (std::size_t k = 0; k < u.size(); ++k) u[k] = 0.15 * static_cast<double>(k);
  result.codes.resize(u.size() + 9);
  driver.evaluate(u.data(), 3, result.codes.data());
  driver.start_analog(1, 1, 10e3);
  system.host.spend(20);
  system.host.synchronise();
  EXPECT_TRUE(system.source.deliver(0, 0, std::vector<double>(9, 40e-6), system.host.now_cycles()));
  driver.finish();
  driver.read_codes(result.codes.data() + u.size(), 1);
  result.end = system.host.now_cycles();
}

TEST(ndr_driver, sees_the_same_loosely_and_approximately_timed) {
  ndr_unit_parameters p;  // with all that is left to chance
  p.unit.neurons = 9;
  small_system loose("loose", p), approximate("approximate", p, bus_timing::approximately_timed);
  seen results[2];
  loose.set_program([&](ndr_driver& driver) { everything(loose, driver, results[0]); });
  approximate.set_program([&](ndr_driver& driver) { everything(approximate, driver, results[1]); });
  sc_core::sc_start();
  loose.host.require_finished();
  approximate.host.require_finished();
  EXPECT_EQ(results[0].end, results[1].end);
  EXPECT_EQ(results[0].codes, results[1].codes);
  EXPECT_EQ(loose.energy.dynamic_total(), approximate.energy.dynamic_total());
  ASSERT_EQ(loose.latency.rows().size(), 4u);
  ASSERT_EQ(approximate.latency.rows().size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(loose.latency.rows()[i].start, approximate.latency.rows()[i].start);
    EXPECT_EQ(loose.latency.rows()[i].cycles, approximate.latency.rows()[i].cycles);
  }
}

}  // namespace
}  // namespace memvp
