// SPDX-License-Identifier: Apache-2.0
// The unit of neurons, evaluating what lies in its input window.
#include <gtest/gtest.h>

#include "memvp/models/physics/ndr_activation.hpp"
#include "memvp/testbench/unit/tiles/ndr_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = ndr_operation;
namespace reg = ndr_register;

/// Code of an output, rounded to `bits` bits of the full scale.
int code_of(double y, double full_scale, int bits = 8) {
  const double most = std::exp2(bits) - 1;
  return static_cast<int>(std::lround(std::min(y / full_scale, 1.0) * most));
}

TEST(ndr_unit, says_what_it_is) {
  on_a_unit(quiet_unit(20), [](ndr_bench& unit) {
    const ndr_activation function(quiet_unit(20).device);
    EXPECT_EQ(unit.get(common_register::id), ndr_unit_id);
    EXPECT_EQ(unit.get(reg::neurons), 20u);
    EXPECT_EQ(unit.get(reg::circuit), 0u);
    EXPECT_EQ(unit.get(reg::vector_maximum), 64u);
    EXPECT_EQ(unit.get(reg::input_maximum), 255u);
    EXPECT_EQ(unit.get(reg::output_bits_maximum), 8u);
    EXPECT_FLOAT_EQ(static_cast<float>(unit.get_float(reg::input_unit)), 0.3f);  // V_p
    EXPECT_FLOAT_EQ(static_cast<float>(unit.get_float(reg::input_limit)), 4);
    EXPECT_NEAR(unit.get_float(reg::full_scale), function.greatest_value(), 1e-6);
  });
}

// The neuron as a function, in codes: half a step is what settling leaves out, half a step is rounding.
TEST(ndr_unit, outputs_are_the_functions_of_the_inputs) {
  on_a_unit(quiet_unit(16), [](ndr_bench& unit) {
    const ndr_activation function(quiet_unit(16).device);
    std::vector<std::vector<int>> vectors(16, std::vector<int>(16));
    for (int v = 0; v < 16; ++v)
      for (int i = 0; i < 16; ++i) vectors[static_cast<std::size_t>(v)][static_cast<std::size_t>(i)] = 16 * v + i;
    unit.select(16, 16);
    unit.write_inputs(vectors);
    EXPECT_EQ(unit.carry_out(operation::evaluate_input), ndr_error::none);
    for (std::uint32_t v = 0; v < 16; ++v) {
      const std::vector<int> codes = unit.codes(v, 16);
      for (std::uint32_t i = 0; i < 16; ++i) {
        const double u = (16.0 * v + i) / 255 * 4;
        EXPECT_NEAR(codes[i], code_of(function.value(u, function.default_theta()), function.greatest_value()), 1) << u;
      }
    }
    EXPECT_EQ(unit.get(reg::rectified), 0u);
    EXPECT_EQ(unit.get(reg::limited), 0u);
    EXPECT_EQ(unit.get(reg::saturations), 0u);
    EXPECT_EQ(unit.counter(reg::evaluations_low), 256u);
    EXPECT_EQ(unit.counter(reg::conversions_low), 256u);
    // Of the circuit itself, not of the clock: within a picosecond of the settling time each.
    const ndr_transient transient(function);
    EXPECT_NEAR(static_cast<double>(unit.counter(reg::activation_time_low)), 256 * transient.settle_time() * 1e12, 256);
  });
}

TEST(ndr_unit, takes_as_many_cycles_as_its_phases) {
  const expected_unit_times times;
  on_a_unit(quiet_unit(20), [&](ndr_bench& unit) {  // 3 converters of 8 neurons each
    unit.select(20, 5);
    EXPECT_EQ(unit.cycles_of(operation::evaluate_input), times.decode + 5 * times.vector(20, 3, true));
    unit.select(3, 2);
    EXPECT_EQ(unit.cycles_of(operation::evaluate_input), times.decode + 2 * times.vector(3, 3, true));
    // Fewer bits, fewer comparisons.
    unit.set(reg::output_bits, 4);
    EXPECT_EQ(unit.cycles_of(operation::evaluate_input), times.decode + 2 * times.vector(3, 3, true, 4));
  });
}

TEST(ndr_unit, evaluates_the_neurons_that_it_is_told_to) {
  on_a_unit(quiet_unit(10), [](ndr_bench& unit) {
    // Neurons are told apart by their ECRAMs.
    auto& neurons = dynamic_cast<ndr_neurons&>(unit.unit.neurons());
    for (std::uint32_t i = 0; i < 10; ++i) neurons.set_conductance(i, (60 + 4 * i) * 1e-6);
    const ndr_device_parameters device = quiet_unit(10).device;
    const ndr_activation function(device);
    unit.set(reg::first_neuron, 3);
    unit.select(5, 2);
    unit.write_inputs({{150, 150, 150, 150, 150}, {60, 60, 60, 60, 60}});
    EXPECT_EQ(unit.carry_out(operation::evaluate_input), ndr_error::none);
    for (std::uint32_t v = 0; v < 2; ++v) {
      const std::vector<int> codes = unit.codes(v, 5);
      for (std::uint32_t i = 0; i < 5; ++i) {
        const double theta = ecram_theta(device, function.kernel(), (60 + 4 * (3 + i)) * 1e-6);
        const double u = (v == 0 ? 150 : 60) / 255.0 * 4;
        EXPECT_NEAR(codes[i], code_of(function.value(u, theta), function.greatest_value()), 1);
      }
    }
  });
}

TEST(ndr_unit, rounds_outputs_to_the_bits_and_the_full_scale_asked_for_and_counts_what_is_beyond) {
  on_a_unit(quiet_unit(4), [](ndr_bench& unit) {
    const ndr_activation function(quiet_unit(4).device);
    const std::vector<int> inputs{0, 20, 60, 100};
    unit.select(4);
    unit.write_inputs({inputs});
    unit.set(reg::output_bits, 3);
    unit.set_float(reg::output_full_scale, 0.9);
    EXPECT_EQ(unit.carry_out(operation::evaluate_input), ndr_error::none);
    unsigned beyond = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const double y = function.value(inputs[i] / 255.0 * 4, function.default_theta());
      EXPECT_EQ(unit.codes(0, 4)[i], code_of(y, 0.9, 3)) << i;
      beyond += y / 0.9 * 7 >= 7.5 ? 1 : 0;
    }
    EXPECT_EQ(beyond, 1u);  // y(100 / 255 * 4 = 1.57) = 0.9995 is 1.11 of the full scale, 7.8 steps of 7
    EXPECT_EQ(unit.get(reg::saturations), beyond);
  });
}

TEST(ndr_unit, counts_inputs_that_it_rectifies_or_limits) {
  on_a_unit(quiet_unit(5), [](ndr_bench& unit) {
    unit.select(5);
    unit.write_inputs({{-1, -32768, 0, 255, 256}});
    EXPECT_EQ(unit.carry_out(operation::evaluate_input), ndr_error::none);
    EXPECT_EQ(unit.get(reg::rectified), 2u);
    EXPECT_EQ(unit.get(reg::limited), 1u);
    const std::vector<int> codes = unit.codes(0, 5);
    EXPECT_EQ(codes[0], codes[2]);
    EXPECT_EQ(codes[1], codes[2]);
    EXPECT_EQ(codes[4], codes[3]);
  });
}

// The digital unit computes the same function without variation or settling, to half a step.
TEST(ndr_unit, digital_circuits_compute_the_nominal_function_to_the_code) {
  on_a_unit(quiet_unit(8, activation_circuit::digital), [](ndr_bench& unit) {
    const ndr_activation function(quiet_unit(8).device);
    EXPECT_EQ(unit.get(reg::circuit), 1u);
    unit.select(8);
    unit.write_inputs({{0, 30, 60, 90, 120, 150, 200, 255}});
    // D 2, 4 words, 1 ns: one cycle, 2 words. No DAC, no input stage, no output converter.
    EXPECT_EQ(unit.cycles_of(operation::evaluate_input), 2u + 4 + 1 + 2);
    const std::vector<int> inputs{0, 30, 60, 90, 120, 150, 200, 255};
    for (std::size_t i = 0; i < 8; ++i)
      EXPECT_EQ(unit.codes(0, 8)[i],
                code_of(function.value(inputs[i] / 255.0 * 4, function.default_theta()), function.greatest_value()));
    EXPECT_EQ(unit.counter(reg::conversions_low), 0u);
    EXPECT_EQ(unit.counter(reg::activation_time_low), 8 * 1000u);       // 1 ns each
    EXPECT_EQ(unit.counter(reg::activation_energy_low), 8 * 260'000u);  // 0.26 mW for 1 ns: 0.26 pJ
    // Outputs beyond the full scale are counted although no converter finds them.
    EXPECT_EQ(unit.get(reg::saturations), 0u);
    unit.set_float(reg::output_full_scale, 0.5);
    unsigned beyond = 0;
    for (const int input : inputs)
      beyond += function.value(input / 255.0 * 4, function.default_theta()) / 0.5 * 255 >= 255.5 ? 1 : 0;
    EXPECT_GT(beyond, 2u);
    EXPECT_EQ(unit.carry_out(operation::evaluate_input), ndr_error::none);
    EXPECT_EQ(unit.get(reg::saturations), beyond);
  });
}

TEST(ndr_unit, analog_sigmoids_take_inputs_of_either_sign) {
  on_a_unit(quiet_unit(6, activation_circuit::analog), [](ndr_bench& unit) {
    EXPECT_EQ(unit.get(reg::circuit), 2u);
    unit.select(6);
    const std::vector<int> inputs{-256, -255, -64, 0, 64, 255};
    unit.write_inputs({inputs});
    // 49.5 ns: 5 cycles. D 2, 3 words, DAC 1, stage 1, 5, sample 1, 6 rounds of 9 on one converter, 2 words.
    EXPECT_EQ(unit.cycles_of(operation::evaluate_input), 2u + 3 + 1 + 1 + 5 + 1 + 54 + 2);
    for (std::size_t i = 0; i < 6; ++i) {
      const double u = std::max(inputs[i], -255) / 255.0 * 4;
      EXPECT_EQ(unit.codes(0, 6)[i], code_of(1 / (1 + std::exp(-u)), 1)) << i;
    }
    EXPECT_EQ(unit.get(reg::rectified), 1u);
    EXPECT_EQ(unit.counter(reg::activation_time_low), 6 * 49'500u);
  });
}

TEST(ndr_unit, both_kernels_and_both_connections_evaluate) {
  for (const ndr_kernel_type kernel : {ndr_kernel_type::n_type, ndr_kernel_type::s_type})
    for (const ndr_connection connection : {ndr_connection::series, ndr_connection::parallel}) {
      // Without SystemC: the planner and its neurons are plain C++, and a second elaboration would fail.
      ndr_unit_parameters parameters = quiet_unit(4);
      parameters.device.kernel = kernel;
      parameters.device.connection = connection;
      const auto neurons = build_neurons(parameters, 1, 0);
      energy_ledger ledger;
      ndr_periphery periphery(parameters, unit_clock(), "unit", ledger);
      ndr_buffers buffers;
      buffers.input.assign(64, 0);
      buffers.output.assign(64, 0);
      ndr_planner planner(*neurons, buffers, periphery, parameters.unit, unit_clock());
      const ndr_activation function(parameters.device);
      const std::int16_t codes[4] = {10, 70, 130, 250};
      std::memcpy(buffers.input.data(), codes, sizeof codes);
      ndr_command command;
      command.operation = operation::evaluate_input;
      command.neurons = 4;
      command.input_step = function.input_limit() / 255 * function.kernel().voltage_scale();
      ASSERT_EQ(planner.begin(command, 100), ndr_error::none);
      planner.execute(0, planner.current().length());
      ASSERT_TRUE(planner.next(102));
      const auto& phases = planner.current().phases();
      for (std::size_t i = 0; i < phases.size(); ++i) planner.execute(i, phases[i].interval.length);
      EXPECT_FALSE(planner.next(200));
      std::uint8_t out[4];
      std::memcpy(out, buffers.output.data(), 4);
      for (std::size_t i = 0; i < 4; ++i)
        EXPECT_NEAR(out[i],
                    code_of(function.value(codes[i] / 255.0 * function.input_limit(), function.default_theta()),
                            function.greatest_value()),
                    1);
    }
}

}  // namespace
}  // namespace memvp
