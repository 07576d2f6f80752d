// SPDX-License-Identifier: Apache-2.0
// A network's weights on refresh tiles, over the bus: written to levels, multiplied both ways, changed through ions,
// restored. On nominal cells, so that every figure follows from the laws.
#include "memvp/platforms/workloads/refresh_engine.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>

#include "memvp/platforms/refresh_system.hpp"
#include "program_run.hpp"
#include "watched_bus.hpp"

namespace memvp::system_test {
namespace {

constexpr double weight_limit = 1;
const std::vector<layer_shape> layers = {{6, 4}, {4, 3}};

refresh_system_parameters nominal_system() {
  refresh_system_parameters p;
  p.tile.device.variability = false;
  p.tile.device.read_noise = 0;
  // The widths of the platform's what-if.
  p.tile.device.ferroelectric_width = 0.5e-6;
  p.tile.device.ferroelectric_gap = 20e-6;
  p.tile.device.ion_set_width = 10e-6;
  p.tile.device.ion_reset_width = 20e-6;
  p.tile.device.read_width = 5e-6;
  p.tile.device.set_filling_time = 6.65e-6;
  p.tile.device.reset_filling_time = 5e-6;
  p.tile.driver.pulse_lsb = 10e-9;
  p.tile.controller.restore_pulses = 40;
  return p;
}

std::vector<double> some_weights(std::size_t layer) {
  std::vector<double> weights(layers[layer].inputs * layers[layer].outputs);
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = 0.9 * std::sin(1.0 + 2.3 * static_cast<double>(i));
  return weights;
}

class refresh_engine_on_tiles : public program_test {
 protected:
  template <class Work>
  void with_tiles(Work work) const {
    progress_reporter progress(std::cerr, false);
    watched_bus watched;
    const run_context context{1, {}, folder_, {}, false, progress, watched.link()};
    const refresh_system_parameters parameters = nominal_system();
    run_traces traces(context, parameters.trace, clock_of(parameters));
    refresh_system system(parameters, {{6, 8}, {4, 6}}, context.seed, traces);
    const level_pairs pairs(parameters.tile.device, 8, weight_limit);
    run_summary summary;
    system.run([&](host_cpu& host, const std::vector<refresh_driver*>& drivers) { work(host, pairs, drivers); },
               summary);
  }
  /// Runs `work` with an engine whose layers hold some_weights().
  template <class Work>
  void with_engine(Work work) const {
    with_tiles([&](host_cpu& host, const level_pairs& pairs, const std::vector<refresh_driver*>& drivers) {
      refresh_engine engine(host, drivers, layers, nominal_system().tile, pairs, 1);
      for (std::size_t layer = 0; layer < layers.size(); ++layer) engine.set_weights(layer, some_weights(layer).data());
      work(engine, pairs, drivers);
    });
  }
};

std::vector<double> held(const refresh_engine& engine, std::size_t layer) {
  std::vector<double> weights(layers[layer].inputs * layers[layer].outputs);
  engine.weights(layer, weights.data());
  return weights;
}

TEST_F(refresh_engine_on_tiles, writes_each_weight_as_the_nearest_pair_of_levels) {
  with_engine([](refresh_engine& engine, const level_pairs& pairs, const auto&) {
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
      const auto wanted = some_weights(layer), found = held(engine, layer);
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        const double nearest = pairs.weight(pairs.nearest(wanted[i]));
        // A train of 40 pulses of 1/13.3 of the filling time stops 5 % of the last step short, all lower groups having
        // been passed: 0.05 levels, of which a level is a factor of 1.54; of the larger cell and of the floor cell.
        EXPECT_NEAR(found[i], nearest, 0.05 * std::log(1.54) * (std::abs(nearest) + 0.11)) << layer << " " << i;
      }
    }
  });
}

TEST_F(refresh_engine_on_tiles, multiplies_by_the_weights_that_it_holds_and_by_their_transpose) {
  with_engine([](refresh_engine& engine, const level_pairs&, const auto&) {
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
      const layer_shape shape = layers[layer];
      const auto weights = held(engine, layer);
      std::vector<double> inputs(2 * shape.inputs), outputs(2 * shape.outputs);
      std::vector<double> errors(2 * shape.outputs), input_errors(2 * shape.inputs);
      for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = 3 * std::cos(static_cast<double>(i));
      for (std::size_t i = 0; i < errors.size(); ++i) errors[i] = 0.01 * std::sin(static_cast<double>(i));
      engine.forward(layer, inputs.data(), 2, outputs.data());
      engine.backward(layer, errors.data(), 2, input_errors.data());
      for (std::size_t v = 0; v < 2; ++v) {
        // Codes are off by 1/254 of the greatest input each; a word by one of at least 64, the lowest eighth of 511.
        for (std::size_t o = 0; o < shape.outputs; ++o) {
          double wanted = 0, codes = 0;
          for (std::size_t i = 0; i < shape.inputs; ++i) {
            wanted += inputs[v * shape.inputs + i] * weights[i * shape.outputs + o];
            codes += 3.0 / 254 * std::abs(weights[i * shape.outputs + o]);
          }
          const double greatest = std::abs(*std::max_element(
              outputs.begin(), outputs.end(), [](double a, double b) { return std::abs(a) < std::abs(b); }));
          EXPECT_NEAR(outputs[v * shape.outputs + o], wanted, codes + greatest / 64) << layer << " " << v << " " << o;
        }
        for (std::size_t i = 0; i < shape.inputs; ++i) {
          double wanted = 0, codes = 0;
          for (std::size_t o = 0; o < shape.outputs; ++o) {
            wanted += errors[v * shape.outputs + o] * weights[i * shape.outputs + o];
            codes += 0.01 / 254 * std::abs(weights[i * shape.outputs + o]);
          }
          const double greatest = std::abs(*std::max_element(
              input_errors.begin(), input_errors.end(), [](double a, double b) { return std::abs(a) < std::abs(b); }));
          EXPECT_NEAR(input_errors[v * shape.inputs + i], wanted, codes + greatest / 64)
              << layer << " " << v << " " << i;
        }
      }
    }
  });
}

TEST_F(refresh_engine_on_tiles, changes_weights_through_ions_and_gets_them_back_by_restoring) {
  with_engine([](refresh_engine& engine, const level_pairs&, const auto& drivers) {
    const auto before = held(engine, 0);
    std::vector<double> change(before.size());
    for (std::size_t i = 0; i < change.size(); ++i) change[i] = 0.004 * std::sin(static_cast<double>(i));
    engine.begin_task(1);
    engine.update(0, change.data());
    const auto after = held(engine, 0);
    for (std::size_t i = 0; i < change.size(); ++i) {
      // What the host knows of a cell is a logarithmic code of 1.1 % a step. A width step of 10 ns moves w by
      // 3 / (30 * 10 us) * 10 ns = 1e-4 and G by ln(10) G times that; of a full weight the larger cell is 1.05.
      const double step = 1e-4 * std::log(10.0) * (std::abs(before[i]) + 0.06);
      EXPECT_NEAR(after[i] - before[i], change[i], 0.015 * std::abs(change[i]) + 0.55 * step) << i;
    }
    EXPECT_EQ(engine.updates(), 1u);
    EXPECT_GT(engine.pulse_seconds(), 0);
    EXPECT_EQ(engine.cut_pulses(), 0u);

    const std::uint64_t pulses = drivers[0]->pulses();
    engine.begin_task(2);  // the controller restores rows that change their task
    EXPECT_EQ(drivers[0]->pulses() - pulses, 40 * drivers[0]->whole().cells());
    const auto restored = held(engine, 0);
    // 40 pulses, each a tenth of what is left: e^-4.
    for (std::size_t i = 0; i < change.size(); ++i)
      EXPECT_NEAR(restored[i] - before[i], std::exp(-4) * (after[i] - before[i]), 0.02 * 0.004) << i;
  });
}

TEST_F(refresh_engine_on_tiles, has_no_polarisation_left_in_fresh_arrays) {
  with_engine([](refresh_engine& engine, const level_pairs&, const auto& drivers) {
    engine.depolarise();
    std::vector<double> polarisation(drivers[1]->whole().cells());
    drivers[1]->polarisations(polarisation.data());
    for (const double p : polarisation) EXPECT_EQ(p, 0);
    // And every cell is written anew, whatever its level was: 30 reset pulses and at least 9 groups of 40 each.
    const std::uint64_t pulses = drivers[1]->pulses();
    engine.set_weights(1, some_weights(1).data());
    EXPECT_GE(drivers[1]->pulses() - pulses, (30 + 9 * 40) * drivers[1]->whole().cells());
  });
}

TEST_F(refresh_engine_on_tiles, needs_arrays_of_the_layers_sizes) {
  with_tiles([](host_cpu& host, const level_pairs& pairs, const std::vector<refresh_driver*>& drivers) {
    EXPECT_THROW(refresh_engine(host, {drivers[1], drivers[0]}, layers, nominal_system().tile, pairs, 1),
                 std::invalid_argument);
    EXPECT_THROW(refresh_engine(host, {drivers[0]}, layers, nominal_system().tile, pairs, 1), std::invalid_argument);
  });
}

}  // namespace
}  // namespace memvp::system_test
