// SPDX-License-Identifier: Apache-2.0
// The kinetics tile behind a bus and its driver.
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "memvp/testbench/unit/tiles/kinetics_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;

/// A host that writes, runs and reads, and what it and its tile have seen.
struct host_and_tile {
  kinetics_host_bench bench;
  std::vector<std::uint16_t> features, read;
  std::vector<double> states, alpha, beta;
  std::uint64_t end = 0;
  std::uint32_t unstable = 0;

  host_and_tile(const kinetics_tile_parameters& p, const std::string& name, bus_timing timing, bool direct_memory,
                double quantum_us)
      : bench(p, name, timing, direct_memory, sc_core::sc_time(quantum_us, sc_core::SC_US)) {
    bench.set_program([this](kinetics_driver& driver) {
      unstable = driver.write(0, 5, text_kinetics);
      driver.begin_evaluation();
      kinetics_run run;
      run.trains = 7;
      run.steps = 9;
      run.devices = 5;
      run.beta_table = true;
      run.overlap = true;
      std::vector<double> scale;
      for (int step = 0; step < 9; ++step) scale.push_back(0.25 + 0.1 * step);
      driver.set_beta_table(scale.data(), scale.size());
      EXPECT_EQ(driver.most_samples(run), 8u);  // 126 bytes of codes are 128; 1024 of them
      features.resize(20 * run.features());
      driver.run(run, random_codes(20 * run.codes(), 81).data(), 20, features.data());
      EXPECT_EQ(driver.samples(), 20u);
      driver.refresh(1, 2);
      read.resize(5);
      driver.read(0, 5, read.data());
      // Words that may go past the bus.
      for (std::uint32_t word = 0; word < 2; ++word)
        EXPECT_EQ(bench.host.read32(driver.feature_address() + 4 * word),
                  read[2 * word] | std::uint32_t{read[2 * word + 1]} << 16);
      end = bench.host.now_cycles();
      bench.host.synchronise();
      states.resize(5);
      alpha.resize(5);
      beta.resize(5);
      driver.states(states.data());
      driver.constants(alpha.data(), beta.data());
    });
  }
};

TEST(hosts_of_the_kinetics_tile, see_the_same_cycles_features_and_joules_however_they_speak_to_the_bus) {
  kinetics_tile_parameters p = quiet_kinetics_tile(5);
  p.device.variability = true;
  p.device.redrawn_each_evaluation = kinetics_redraw::both;
  p.converter.bits = 12;
  p.sequencer.input_buffer = p.sequencer.feature_buffer = 1024;
  std::vector<std::unique_ptr<host_and_tile>> hosts;
  using timing = bus_timing;
  hosts.push_back(std::make_unique<host_and_tile>(p, "direct_", timing::loosely_timed, true, 1));
  hosts.push_back(std::make_unique<host_and_tile>(p, "loose_", timing::loosely_timed, false, 1));
  hosts.push_back(std::make_unique<host_and_tile>(p, "patient_", timing::loosely_timed, true, 1000));
  hosts.push_back(std::make_unique<host_and_tile>(p, "prompt_", timing::loosely_timed, true, 0));
  hosts.push_back(std::make_unique<host_and_tile>(p, "approximate_", timing::approximately_timed, false, 1));
  sc_core::sc_start();
  const host_and_tile& first = *hosts.front();
  first.bench.host.require_finished();
  EXPECT_GT(first.bench.host.direct_accesses(), 0u);
  EXPECT_EQ(first.bench.latency.rows().size(), 7u);  // write, begin_evaluation, three runs, refresh, read
  for (const auto& other : hosts) {
    other->bench.host.require_finished();
    EXPECT_EQ(other->features, first.features);
    EXPECT_EQ(other->read, first.read);
    EXPECT_EQ(other->states, first.states);
    EXPECT_EQ(other->alpha, first.alpha);
    EXPECT_EQ(other->beta, first.beta);
    EXPECT_EQ(other->unstable, first.unstable);
    EXPECT_EQ(other->end, first.end);
    EXPECT_EQ(other->bench.energy.dynamic_total(), first.bench.energy.dynamic_total());
    ASSERT_EQ(other->bench.latency.rows().size(), first.bench.latency.rows().size());
    for (std::size_t i = 0; i < first.bench.latency.rows().size(); ++i) {
      EXPECT_EQ(other->bench.latency.rows()[i].start, first.bench.latency.rows()[i].start);
      EXPECT_EQ(other->bench.latency.rows()[i].cycles, first.bench.latency.rows()[i].cycles);
    }
  }
}

TEST(the_driver_of_the_kinetics_tile, makes_the_same_of_many_commands_as_of_one) {
  kinetics_tile_parameters large = fine_discrete_tile(4), small = large;
  small.sequencer.input_buffer = 64;    // four samples of 7 codes, 16 bytes each
  small.sequencer.feature_buffer = 36;  // but three of them of features
  kinetics_host_bench one(large, "one_"), many(small, "many_");
  const auto codes = random_codes(70, 82);
  std::vector<std::uint16_t> whole(70), parts(70), bytes(70);
  one.set_program([&](kinetics_driver& driver) {
    kinetics_run run;
    run.steps = 7;
    driver.run(run, codes.data(), 10, whole.data());
    run.feature_bytes = true;
    driver.run(run, codes.data(), 10, bytes.data());
    EXPECT_EQ(kinetics_driver::input_stride(run), 16u);
    EXPECT_EQ(kinetics_driver::feature_stride(run), 8u);
    driver.run(run, codes.data(), 10, nullptr);
    driver.run(run, codes.data(), 0, bytes.data());
    EXPECT_EQ(driver.samples(), 30u);
    EXPECT_EQ(driver.operations(), 30u * 7 * 2);
    EXPECT_GT(driver.energy(), 0);
    EXPECT_EQ(driver.busy_cycles(), 3 * (2 + 10 * (50 + 6 * 200 + 10 + 17)));
  });
  many.set_program([&](kinetics_driver& driver) {
    kinetics_run run;
    run.steps = 7;
    EXPECT_EQ(driver.most_samples(run), 2u);
    driver.run(run, codes.data(), 10, parts.data());
  });
  sc_core::sc_start();
  one.host.require_finished();
  many.host.require_finished();
  EXPECT_EQ(one.latency.rows().size(), 3u);
  EXPECT_EQ(many.latency.rows().size(), 5u);
  EXPECT_EQ(parts, whole);
  EXPECT_NE(whole, std::vector<std::uint16_t>(70));
  for (std::size_t i = 0; i < 70; ++i) EXPECT_EQ(bytes[i], whole[i] >> 8) << i;
}

TEST(the_driver_of_the_kinetics_tile, says_what_the_tile_is_and_what_codes_stand_for) {
  kinetics_tile_parameters p = quiet_kinetics_tile(6);
  p.converter.bits = 10;
  p.encoder.density_slots = 20;
  kinetics_host_bench bench(p);
  bench.run([&](kinetics_driver& driver) {
    EXPECT_EQ(driver.devices(), 6u);
    EXPECT_EQ(driver.model(), kinetics_model::drift_diffusion);
    EXPECT_EQ(driver.converter_bits(), 10u);
    EXPECT_EQ(driver.greatest_code(), 1023u);
    EXPECT_EQ(driver.encoder_bits(), 8u);
    EXPECT_EQ(driver.density_slots(), 20u);
    EXPECT_EQ(driver.table_steps(), 1024u);
    EXPECT_FALSE(driver.alpha_table_scales_period());
    EXPECT_NEAR(driver.full_scale_voltage(), 3, 1e-6);
    EXPECT_NEAR(driver.read_voltage(), 1.9, 1e-6);
    EXPECT_NEAR(driver.initial_conductance(), 100e-6, 1e-11);
    EXPECT_NEAR(driver.step_time(), 2e-6, 1e-12);
    EXPECT_NEAR(driver.cycle_s(), 10e-9, 1e-20);
    EXPECT_EQ(driver.pulse_width(), 100u);
    EXPECT_EQ(driver.period(), 200u);
    EXPECT_EQ(driver.low_volts(), 0);
    EXPECT_NEAR(driver.high_volts(), 3, 1e-6);
    EXPECT_NEAR(driver.converter_high(), 950e-6, 1e-10);
    EXPECT_NEAR(driver.amperes(1023), 950e-6, 1e-10);
    EXPECT_EQ(driver.amperes(0), 0);
    // Byte 128 stands for codes 512 to 515.
    EXPECT_NEAR(driver.amperes(128, true), 950e-6 * 513.5 / 1023, 1e-10);
    driver.set_converter(100e-6, 300e-6);
    std::uint16_t code = 0;
    driver.refresh(5, 1);
    driver.read(5, 1, &code);
    // x is 1 at the end of the refresh, and sqrt(1 + 2 * 0.7 s) when it is read a few cycles later.
    EXPECT_NEAR(driver.amperes(code), 190e-6, 12e-6);
    EXPECT_GT(driver.amperes(code), 190e-6);
    // V_high and W at half: the drift of a pulse is a quarter; all in the step of the device.
    driver.set_pulse(50, 0, 1.5);
    driver.set_period(0);
    EXPECT_EQ(driver.pulse_width(), 50u);
    EXPECT_EQ(driver.high_volts(), 1.5);
    EXPECT_EQ(driver.period(), 0u);
    kinetics_run run;
    run.steps = 2;
    const std::uint16_t codes[] = {65535, 0};
    driver.set_converter(0, 950e-6);
    std::uint16_t features[2];
    driver.run(run, codes, 1, features);
    // READ and CONVERT last 10 + 11, S 5, W 50, L 4; then READ: x^2 grows by 1.4 a 200 cycles.
    const double before = std::sqrt(1 + 1.4 * (21 + 5) / 200);
    const double pulse = 0.25;  // b s: 1 * 0.5 * 50 / 100
    const double after = before - pulse + 0.7 * 50 / 200 / before;
    EXPECT_NEAR(features[1], std::sqrt(after * after + 1.4 * 14 / 200) / 5 * 1023, 4);  // the pulse to first order
  });
}

TEST(the_driver_of_the_kinetics_tile, overlaps_as_the_configuration_says_unless_a_run_says_otherwise) {
  kinetics_tile_parameters p = quiet_kinetics_tile(4);
  p.sequencer.overlap = true;
  kinetics_host_bench bench(p);
  bench.run([&](kinetics_driver& driver) {
    driver.set_period(0);
    kinetics_run run;
    run.steps = 2;
    const std::uint16_t codes[2] = {};
    driver.run(run, codes, 1, nullptr);
    run.overlap = false;
    driver.run(run, codes, 1, nullptr);
    run.overlap.reset();
    driver.run(run, codes, 1, nullptr);
  });
  // D 2, E 50, T 10, the pulse 109, T 10, C 9; one after the other another C.
  const auto& rows = bench.latency.rows();
  EXPECT_EQ(rows[0].cycles, 190u);
  EXPECT_EQ(rows[1].cycles, 199u);
  EXPECT_EQ(rows[2].cycles, 190u);
}

TEST(the_driver_of_the_kinetics_tile, writes_masks_and_tables_where_the_tile_looks_for_them) {
  kinetics_tile_parameters p = fine_discrete_tile(3);
  kinetics_host_bench bench(p);
  bench.run([&](kinetics_driver& driver) {
    const std::uint8_t bits[] = {0, 1, 0, /**/ 1, 1, 1};
    driver.set_mask(1, 2, 3, bits);
    std::uint32_t words[6];
    bench.host.read(kinetics_host_bench::tile_base + kinetics_window::mask, words, sizeof words);
    EXPECT_EQ(words[0], 0u);
    EXPECT_EQ(words[2], 2u);
    EXPECT_EQ(words[4], 7u);
    std::vector<std::uint8_t> all(64, 0);
    all[33] = all[63] = 1;
    driver.set_mask(0, 1, 64, all.data());
    bench.host.read(kinetics_host_bench::tile_base + kinetics_window::mask, words, sizeof words);
    EXPECT_EQ(words[0], 0u);
    EXPECT_EQ(words[1], 0x80000002u);
    EXPECT_EQ(words[2], 2u);

    const double alpha[] = {1, 0.5, 15.9998, 1.0 / 4096}, beta[] = {0, 2};
    driver.set_alpha_table(alpha, 4);
    driver.set_beta_table(beta, 2);
    bench.host.read(kinetics_host_bench::tile_base + kinetics_window::alpha_table, words, 8);
    EXPECT_EQ(words[0], 0x08001000u);
    EXPECT_EQ(words[1], 0x0001FFFFu);
    bench.host.read(kinetics_host_bench::tile_base + kinetics_window::beta_table, words, 4);
    EXPECT_EQ(words[0], 0x20000000u);

    // Nodes of code 65535 on device 1: 1, 0, 1 of full scale; on device 2 none.
    kinetics_run run;
    run.trains = run.devices = 2;
    run.first_device = 1;
    run.mask_length = 3;
    EXPECT_EQ(run.codes(), 1u);
    EXPECT_EQ(run.features(), 6u);
    const std::uint16_t code = 65535;
    std::vector<std::uint16_t> features(6);
    driver.run(run, &code, 1, features.data());
    for (std::uint32_t device = 0; device < 2; ++device) {
      const auto x =
          device == 0 ? discrete_states(image_kinetics, {1, 0, 1}) : discrete_states(image_kinetics, {0, 0, 0});
      for (std::size_t node = 0; node < 3; ++node) EXPECT_NEAR(features[3 * device + node], x[node] / 5 * 65535, 0.51);
    }
  });
}

TEST(the_driver_of_the_kinetics_tile, counts_what_widths_and_states_run_into) {
  kinetics_tile_parameters p = quiet_kinetics_tile(2);
  p.device.integrator = kinetics_integrator::kick;
  kinetics_host_bench bench(p);
  bench.run([&](kinetics_driver& driver) {
    kinetics_run run;
    run.steps = 3;
    run.encoding = kinetics_encoding::width;
    run.beta_table = true;
    const double twice[] = {2, 2, 2};
    driver.set_beta_table(twice, 3);
    driver.set_pulse(driver.pulse_width(), 0, 4);
    const std::uint16_t codes[] = {65535, 30000, 0};
    driver.run(run, codes, 1, nullptr);
    EXPECT_EQ(driver.limited(), 1u);
    EXPECT_EQ(driver.pulses(), 2u);
    EXPECT_EQ(driver.reads(), 3u);
    EXPECT_EQ(driver.conversions(), 3u);
    EXPECT_EQ(driver.refreshes(), 1u);
    EXPECT_EQ(driver.steps(), 3u);
    // Kicks of 1 * 4/3 on sqrt(1 + 1.4 * 24/200) = 1.08 and, at the least state a step before, of 0.92 * 4/3 on
    // sqrt(0.05^2 + 1.4) = 1.18: both would have gone below 0.
    EXPECT_EQ(driver.sign_changes(), 2u);
    EXPECT_EQ(driver.lower_events(), 2u);
    EXPECT_EQ(driver.upper_events(), 0u);
    driver.set_converter(0, 1e-9);
    std::uint16_t code = 0;
    driver.read(0, 1, &code);
    EXPECT_EQ(code, 255);
    EXPECT_EQ(driver.saturations(), 1u);
    EXPECT_EQ(driver.redraws(), 0u);
    EXPECT_EQ(driver.unstable_devices(), 0u);
    EXPECT_EQ(driver.write(0, 1, {0.3, 0.9}), 1u);
    EXPECT_EQ(driver.write(1, 1, {0.5, 0.5}), 0u);  // stable itself
    EXPECT_EQ(driver.unstable_devices(), 1u);
  });
}

TEST(the_driver_of_the_kinetics_tile, refuses_in_a_sentence_what_no_buffer_holds) {
  kinetics_tile_parameters p = quiet_kinetics_tile(4);
  p.sequencer.input_buffer = 64;
  p.sequencer.feature_buffer = 128;
  p.sequencer.table_steps = 8;
  kinetics_host_bench bench(p);
  bench.run([&](kinetics_driver& driver) {
    const auto transactions = bench.host.transactions();
    const std::vector<std::uint16_t> codes(1000);
    kinetics_run run;
    run.steps = 33;
    EXPECT_EQ(driver.most_samples(run), 0u);
    const auto refusal = [&] {
      return sentence_of<std::invalid_argument>([&] { driver.run(run, codes.data(), 1, nullptr); });
    };
    EXPECT_EQ(refusal(),
              "1 sample of 33 codes and 33 features need 68 and 68 bytes, but the kinetics tile's buffers hold 64 and "
              "128.");
    run.steps = 3;
    run.mask_length = 22;  // 66 half-words
    EXPECT_NE(refusal().find("3 codes and 66 features"), std::string::npos);
    run.trains = run.steps = 0xFFFFFFFF;
    run.mask_length = 0;
    EXPECT_NE(refusal().find("buffers hold 64 and 128"), std::string::npos);
    const std::vector<double> ones(9, 1.0);
    const auto table = [&](const double* scale, std::size_t steps) {
      return sentence_of<std::invalid_argument>([&] { driver.set_alpha_table(scale, steps); });
    };
    EXPECT_NE(table(ones.data(), 9).find("holds 8 steps, not 9"), std::string::npos);
    for (const double scale : {0.0, -1.0, 16.0, 1e-5, std::nan(""), HUGE_VAL})
      EXPECT_NE(table(&scale, 1).find("factor 0"), std::string::npos) << scale;
    for (const double scale : {-0.001, 16.0, std::nan("")})
      EXPECT_THROW(driver.set_beta_table(&scale, 1), std::invalid_argument) << scale;
    const std::uint8_t bits[65] = {};
    EXPECT_THROW(driver.set_mask(3, 2, 1, bits), std::invalid_argument);
    EXPECT_THROW(driver.set_mask(0xFFFFFFFF, 2, 1, bits), std::invalid_argument);
    EXPECT_THROW(driver.set_mask(0, 1, 65, bits), std::invalid_argument);
    EXPECT_EQ(bench.host.transactions(), transactions);  // nothing of it was sent

    // Inputs that are no numbers of 0 to 1 never become codes.
    const double inputs[] = {0, 0.5, 1, std::nan("")};
    EXPECT_EQ(kinetics_codes(inputs, 3), (std::vector<std::uint16_t>{0, 32768, 65535}));
    EXPECT_NE(sentence_of<std::invalid_argument>([&] { kinetics_codes(inputs, 4); }).find("input 3"),
              std::string::npos);
    for (const double input : {-0.001, 1.001, HUGE_VAL, -HUGE_VAL, std::nan("")})
      EXPECT_THROW(kinetics_code(input), std::invalid_argument);
  });
}

TEST(the_driver_of_the_kinetics_tile, reports_refusals_in_a_sentence_and_goes_on) {
  kinetics_host_bench bench(quiet_kinetics_tile(4));
  bench.run([&](kinetics_driver& driver) {
    const auto refusal = [&](const std::function<void()>& action) {
      return sentence_of<kinetics_command_error>(action);
    };
    EXPECT_NE(refusal([&] { driver.refresh(3, 2); }).find("devices that the bank does not have"), std::string::npos);
    EXPECT_NE(refusal([&] { driver.write(0, 1, {-1, 1}); }).find("positive and finite"), std::string::npos);
    std::uint16_t codes[8] = {}, features[8];
    EXPECT_NE(refusal([&] { driver.read(0, 0, codes); }).find("out of range"), std::string::npos);
    kinetics_run run;
    run.steps = 8;
    driver.set_period(120);
    EXPECT_NE(refusal([&] { driver.run(run, codes, 1, features); }).find("longer than its period"), std::string::npos);
    driver.set_period(0);
    driver.set_pulse(100, 0, 1e6);
    try {
      driver.run(run, codes, 1, features);
      ADD_FAILURE() << "a megavolt";
    } catch (const kinetics_command_error& refused) {
      EXPECT_EQ(refused.code(), kinetics_error::voltage_out_of_range);
    }
    driver.set_pulse(100, 0, 3);
    driver.run(run, codes, 1, features);
    EXPECT_EQ(driver.samples(), 1u);
    EXPECT_THROW(kinetics_driver(bench.host, kinetics_host_bench::interrupts_base,
                                 interrupt_line(bench.host, kinetics_host_bench::interrupts_base, 0)),
                 std::runtime_error);
  });
}

}  // namespace
}  // namespace memvp
