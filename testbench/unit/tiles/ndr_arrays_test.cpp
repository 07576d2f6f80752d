// SPDX-License-Identifier: Apache-2.0
// Two 1T1R arrays, the halves of a layer's rows, whose currents meet at the neurons' inputs without a converter
// between.
#include <gtest/gtest.h>

#include "memvp/testbench/unit/tiles/ndr_bench.hpp"
#include "memvp/testbench/unit/tiles/rram_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;

TEST(ndr_unit_behind_arrays, evaluates_the_sum_of_their_partial_products) {
  constexpr std::uint32_t rows = 6, outputs = 4, vectors = 5;
  constexpr double ohm = 20e3;
  const rram_tile_parameters array = ideal_rram_tile(rows, 2 * outputs);
  const ndr_unit_parameters neurons = quiet_unit(outputs);
  ndr_bench unit("unit", neurons);
  rram_bench first("first", array), second("second", array);
  first.tile.neurons(unit.unit.columns);
  second.tile.neurons(unit.unit.columns);
  const std::vector<double> cells[2] = {random_conductances(rows * 2 * outputs, 5),
                                        random_conductances(rows * 2 * outputs, 6)};
  draws random(7);
  std::vector<std::int32_t> inputs[2];
  for (auto& codes : inputs)
    for (std::uint32_t i = 0; i < rows * vectors; ++i) codes.push_back(random.between(0, 15));
  bool ended = false;
  unit.host.script = [&](scripted_initiator&) {
    rram_bench* tiles[2] = {&first, &second};
    for (std::size_t t = 0; t < 2; ++t) {
      tiles[t]->tile.array().set_conductances(cells[t].data());
      tiles[t]->host.delay = sc_core::SC_ZERO_TIME;
      tiles[t]->write_codes(inputs[t], rows);
      tiles[t]->synchronise();
    }
    unit.set(common_register::irq_enable, 3);
    unit.arm(outputs, vectors, 2, ohm);
    for (rram_bench* tile : tiles) {
      rram_command command = rram_command_of(rram_operation::multiply, {0, rows, 0, 2 * outputs});
      command.vectors = vectors;
      command.columns = rram_column_mode::differential;
      command.analog_output = true;
      tile->set(common_register::irq_enable, 7);
      tile->start(command);
    }
    EXPECT_EQ(first.finish(), rram_error::none);
    EXPECT_EQ(second.finish(), rram_error::none);
    EXPECT_EQ(unit.finish(), ndr_error::none);

    const ndr_activation function(neurons.device);
    for (std::uint32_t v = 0; v < vectors; ++v) {
      const std::vector<int> codes = unit.codes(v, outputs);
      for (std::uint32_t o = 0; o < outputs; ++o) {
        double amperes = 0;
        for (std::size_t t = 0; t < 2; ++t)
          for (std::uint32_t r = 0; r < rows; ++r) {
            const double volts = read_volts(array, 0.2 * inputs[t][v * rows + r] / 15);  // 4 bits, 0.2 V
            amperes += volts * (in_series(array, cells[t][r * 2 * outputs + 2 * o]) -
                                in_series(array, cells[t][r * 2 * outputs + 2 * o + 1]));
          }
        const double y = function.value(amperes * ohm / 0.3, function.default_theta());
        EXPECT_NEAR(codes[o], y / function.greatest_value() * 255, 1.1) << v << ' ' << o;
      }
    }
    EXPECT_EQ(unit.counter(ndr_register::evaluations_low), vectors * outputs);
    EXPECT_GT(unit.get(ndr_register::rectified), 0u);
    EXPECT_LT(unit.get(ndr_register::rectified), vectors * outputs);
    // The codes lie as an array's input window takes them: byte for byte.
    const auto bytes = unit.look<std::uint8_t>(ndr_window::output, vectors * rram_driver::input_stride(outputs));
    for (std::uint32_t v = 0; v < vectors; ++v)
      for (std::uint32_t o = 0; o < outputs; ++o)
        EXPECT_EQ(bytes[v * rram_driver::input_stride(outputs) + o], unit.codes(v, outputs)[o]);
    ended = true;
  };
  sc_core::sc_start();
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace memvp
