// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/kinetics_layer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "memvp/models/physics/kinetics_cells.hpp"
#include "memvp/models/physics/random.hpp"
#include "memvp/platforms/workloads/kinetics_slopes.hpp"

namespace memvp {
namespace {

using testing::HasSubstr;
using layer = kinetics_layer<double>;
using matrix = layer::matrix;

constexpr kinetics_integrator laws[] = {kinetics_integrator::discrete, kinetics_integrator::exact,
                                        kinetics_integrator::kick};

/// Inputs in [0, 1], one in three of them 0 as in images.
matrix some_inputs(Eigen::Index samples, Eigen::Index places, std::uint64_t seed = 1) {
  matrix inputs(samples, places);
  for (Eigen::Index i = 0; i < inputs.size(); ++i) {
    const double drawn = uniform({seed, random_purpose::test_input}, static_cast<std::uint64_t>(i), 0);
    inputs.data()[i] = std::max(0.0, 1.5 * drawn - 0.5);
  }
  return inputs;
}

kinetics_layer_form form_of(kinetics_integrator law, std::size_t rows, std::size_t columns) {
  kinetics_layer_form form;
  form.rows = rows;
  form.columns = columns;
  form.integrator = law;
  return form;
}

/// x' = x + alpha/x - beta u with alpha 0.5, beta 0.4, u 1 then 0.5, by hand: 1, 1 + 0.5 - 0.4 = 1.1, 1.1 + 0.5/1.1 -
/// 0.2 = 1.3545454...; the last input has no pulse.
TEST(kinetics_layer, the_discrete_law_takes_a_step_a_pulse_and_reads_before_it) {
  layer one(form_of(kinetics_integrator::discrete, 1, 3));
  matrix inputs(1, 3);
  inputs << 1, 0.5, 1;
  const matrix& features = one.forward({{0.5}, {0.4}}, inputs);
  EXPECT_DOUBLE_EQ(features(0, 0), 1);
  EXPECT_DOUBLE_EQ(features(0, 1), 1.1);
  EXPECT_DOUBLE_EQ(features(0, 2), 1.1 + 0.5 / 1.1 - 0.2);
}

/// Fact sheet kinetics.md, check 2: under u = 1, alpha 0.70 and beta 1.00 settle at 0.700.
TEST(kinetics_layer, the_image_set_settles_at_its_fixed_point) {
  layer one(form_of(kinetics_integrator::discrete, 1, 40));
  EXPECT_NEAR(one.forward({{0.7}, {1.0}}, matrix::Ones(1, 40))(0, 39), 0.7, 1e-9);
}

/// Fact sheet kinetics.md, check 1: alpha 0.7, b 1 from 1 for 1 step.
TEST(kinetics_layer, an_exact_step_is_that_of_the_fact_sheet) {
  layer one(form_of(kinetics_integrator::exact, 1, 2));
  EXPECT_NEAR(one.forward({{0.7}, {1.0}}, matrix::Ones(1, 2))(0, 1), 0.7961936185, 1e-10);
}

/// The devices themselves (kinetics_cells), pulsed and looked at at the times of a tile's step: read 10 us, convert 70
/// us, setup and release 1 us, pulse 1 ms, period 1.1 ms.
TEST(kinetics_layer, features_are_the_states_of_devices_at_a_tiles_times) {
  const kinetics_step_seconds seconds{10e-6, 70e-6, 1e-6, 1e-3, 1e-6, 1.1e-3};
  constexpr std::uint64_t us = 1000000, period = 1100 * us;
  for (const auto law : laws)
    for (const bool after_pulse : {false, true}) {
      kinetics_device_parameters device;
      device.integrator = law;
      device.variability = false;
      const auto form = kinetics_form(device, 2, 6, step_timing(seconds, device, after_pulse));
      layer trains(form);
      const matrix inputs = some_inputs(3, 12);
      const matrix& features = trains.forward({{0.6}, {0.8}}, inputs);
      for (Eigen::Index sample = 0; sample < 3; ++sample)
        for (std::size_t train = 0; train < 2; ++train) {
          kinetics_cells cell(1, device, 1);
          cell.write({0.6, 0.8}, 0);
          for (std::size_t step = 0; step < 6; ++step) {
            const auto place = static_cast<Eigen::Index>(train * 6 + step);
            const std::uint64_t begin = step * period;
            const std::uint64_t pulse_at = begin + (after_pulse ? 1 : 81) * us;
            const std::uint64_t read_at = begin + (after_pulse ? 1012 : 10) * us;
            const double volts = device.full_scale_voltage * inputs(sample, place), width = 1e-3;
            if (after_pulse) cell.pulse(0, 1, &volts, &width, pulse_at);
            EXPECT_NEAR(features(sample, place), cell.state(0, read_at), 1e-10)
                << static_cast<int>(law) << ' ' << after_pulse << ' ' << step;
            if (!after_pulse) cell.pulse(0, 1, &volts, &width, pulse_at);
          }
        }
    }
}

TEST(kinetics_layer, trains_along_columns_are_those_of_the_turned_sample) {
  auto turned = form_of(kinetics_integrator::exact, 4, 3);
  turned.column_trains = true;
  const matrix inputs = some_inputs(2, 12);
  matrix upright(2, 12);
  for (Eigen::Index r = 0; r < 4; ++r)
    for (Eigen::Index c = 0; c < 3; ++c) upright.col(c * 4 + r) = inputs.col(r * 3 + c);
  layer rows(form_of(kinetics_integrator::exact, 3, 4)), columns(turned);
  const matrix expected = rows.forward({{0.5}, {0.9}}, upright), features = columns.forward({{0.5}, {0.9}}, inputs);
  for (Eigen::Index r = 0; r < 4; ++r)
    for (Eigen::Index c = 0; c < 3; ++c) EXPECT_EQ(features.col(r * 3 + c), expected.col(c * 4 + r));
}

/// 2^-23 is a float's grain; 28 steps and differences of like numbers add up to less than 100 of them.
TEST(kinetics_layer, single_precision_agrees_with_double) {
  for (const auto law : laws) {
    const matrix inputs = some_inputs(8, 28 * 28);
    layer precise(form_of(law, 28, 28));
    kinetics_layer<float> quick(form_of(law, 28, 28));
    const matrix& expected = precise.forward({{0.7}, {1.0}}, inputs);
    const matrix features = quick.forward({{0.7}, {1.0}}, inputs.cast<float>()).cast<double>();
    EXPECT_LT((features - expected).cwiseAbs().maxCoeff(), 100 * 0x1p-23) << static_cast<int>(law);
  }
}

double cost(layer& trains, const kinetics_step_constants& constants, const matrix& inputs, const matrix& weights,
            const kinetics_offsets& offsets) {
  return trains.forward(constants, inputs, offsets).cwiseProduct(weights).sum();
}

/// Back-propagation against central differences of the cost, step by step. Steps of 1e-5 leave errors of 1e-10 by
/// curvature and 1e-10 by cancellation.
TEST(kinetics_layer, gradients_of_all_laws_agree_with_finite_differences) {
  const kinetics_offsets spread{{0.05, -0.1}, {-0.2, 0.1}};
  const kinetics_step_timing tile{0.01, 0.07, 0.9, 0.02, 1.1};
  kinetics_step_timing after = tile;
  after.sample_after_pulse = true;
  for (const auto law : laws)
    for (const auto& timing : {kinetics_step_timing{}, tile, after})
      for (const auto& offsets : {kinetics_offsets{}, spread}) {
        auto form = form_of(law, 2, 6);
        form.timing = timing;
        form.greatest_state = std::numeric_limits<double>::infinity();
        layer trains(form);
        const matrix inputs = some_inputs(5, 12), weights = some_inputs(5, 12, 2);
        kinetics_step_constants constants{{0.70, 0.60, 0.50, 0.80, 0.75, 0.65}, {0.8, 0.6, 0.7, 0.9, 0.5, 0.8}};
        cost(trains, constants, inputs, weights, {});
        kinetics_gradient gradient;
        trains.forward(constants, inputs, offsets);
        trains.backward(weights, gradient);
        // An offset follows the mean of the table: the derivative is that at fixed steps, so it is moved alone.
        for (std::size_t step = 0; step < 6 && offsets.alpha.empty(); ++step)
          for (auto* values : {&constants.alpha, &constants.beta}) {
            const double kept = (*values)[step], small = 1e-5;
            (*values)[step] = kept + small;
            const double above = cost(trains, constants, inputs, weights, offsets);
            (*values)[step] = kept - small;
            const double below = cost(trains, constants, inputs, weights, offsets);
            (*values)[step] = kept;
            const double found = (values == &constants.alpha ? gradient.alpha : gradient.beta)[step];
            EXPECT_NEAR(found, (above - below) / (2 * small), 1e-7) << static_cast<int>(law) << " step " << step;
          }
        if (offsets.alpha.empty()) continue;
        // One value for all steps: adding to it moves every step of every device alike.
        kinetics_step_constants scalar{{0.7}, {0.8}};
        kinetics_gradient sums;
        trains.forward(scalar, inputs, offsets);
        trains.backward(weights, sums);
        for (auto* values : {&scalar.alpha, &scalar.beta}) {
          const double kept = (*values)[0], small = 1e-5;
          (*values)[0] = kept + small;
          const double above = cost(trains, scalar, inputs, weights, offsets);
          (*values)[0] = kept - small;
          const double below = cost(trains, scalar, inputs, weights, offsets);
          (*values)[0] = kept;
          double found = 0;
          for (const double slope : values == &scalar.alpha ? sums.alpha : sums.beta) found += slope;
          EXPECT_NEAR(found, (above - below) / (2 * small), 1e-7) << static_cast<int>(law);
        }
      }
}

/// Of the exact step itself: both signs of b, b of nearly nothing, states next to the fixed point.
TEST(kinetics_layer, slopes_of_the_exact_step_agree_with_finite_differences) {
  const random_stream random({7, random_purpose::test_input});
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const double alpha = 0.05 + random.uniform(i, 0), s = 0.02 + 2 * random.uniform(i, 2);
    double b = 3 * random.uniform(i, 1) - 1, x = 0.1 + 3 * random.uniform(i, 3);
    if (i % 5 == 0) b *= 1e-6;
    if (i % 5 == 1) x = std::abs(alpha / b) * (1 + 1e-7 * random.uniform(i, 4));
    const auto slopes = slopes_of_exact_step(alpha, b, x, exact_step(alpha, b, x, s), s);
    const auto difference = [&](double da, double db, double dx) {
      const double small = 1e-4;  // fourth order: errors of 1e-12 relative to the third scale of the problem
      const auto at = [&](double k) {
        return exact_step(alpha + k * small * da, b + k * small * db, x + k * small * dx, s);
      };
      return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * small);
    };
    EXPECT_NEAR(slopes.state, difference(0, 0, 1), 1e-7) << alpha << ' ' << b << ' ' << x << ' ' << s;
    EXPECT_NEAR(slopes.alpha, difference(1, 0, 0), 1e-7 * (1 + std::abs(slopes.alpha)))
        << alpha << ' ' << b << ' ' << x << ' ' << s;
    EXPECT_NEAR(slopes.drift, difference(0, 1, 0), 1e-7 * (1 + std::abs(slopes.drift)))
        << alpha << ' ' << b << ' ' << x << ' ' << s;
  }
}

/// alpha 0.01, beta 1, u 1: 1 + 0.01 - 1 = 0.01, below 0.05. Without pulses x passes 1.5 in (2.25 - 1)/(2 0.5) = 1.25
/// steps.
TEST(kinetics_layer, states_at_a_bound_are_counted_and_pass_no_gradient_back) {
  auto form = form_of(kinetics_integrator::discrete, 1, 2);
  layer low(form);
  EXPECT_DOUBLE_EQ(low.forward({{0.01}, {1.0}}, matrix::Ones(4, 2))(0, 1), 0.05);
  EXPECT_EQ(low.guard_events().lower, 4u);
  EXPECT_EQ(low.guard_events().upper, 0u);
  kinetics_gradient gradient;
  low.backward(matrix::Ones(4, 2), gradient);
  EXPECT_EQ(gradient.alpha[0], 0);
  EXPECT_EQ(gradient.beta[0], 0);

  form = form_of(kinetics_integrator::exact, 1, 3);
  form.greatest_state = 1.5;
  layer high(form);
  EXPECT_DOUBLE_EQ(high.forward({{0.5}, {1.0}}, matrix::Zero(1, 3))(0, 2), 1.5);
  EXPECT_EQ(high.guard_events().upper, 1u);
}

TEST(kinetics_layer, an_offset_shifts_one_trains_constants) {
  const matrix inputs = some_inputs(2, 8);
  layer trains(form_of(kinetics_integrator::exact, 2, 4));
  const matrix spread = trains.forward({{0.5}, {0.6}}, inputs, {{0.0, 0.2}, {0.0, -0.1}});
  const matrix first = trains.forward({{0.5}, {0.6}}, inputs), second = trains.forward({{0.7}, {0.5}}, inputs);
  EXPECT_EQ(spread.leftCols(4), first.leftCols(4));
  EXPECT_LT((spread.rightCols(4) - second.rightCols(4)).cwiseAbs().maxCoeff(), 1e-14);
}

template <class action>
std::string refusal(const action& act) {
  try {
    act();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(kinetics_layer, what_it_cannot_do_is_refused_in_a_sentence) {
  const auto form = form_of(kinetics_integrator::exact, 2, 3);
  EXPECT_THAT(refusal([] { layer(form_of(kinetics_integrator::exact, 0, 3)); }), HasSubstr("at least one train"));
  auto bad = form;
  bad.initial_state = 7;
  EXPECT_THAT(refusal([&] { layer{bad}; }), HasSubstr("between its bounds"));
  layer trains(form);
  EXPECT_THAT(refusal([&] { trains.forward({{0.5}, {0.5}}, matrix::Zero(1, 5)); }), HasSubstr("6 places"));
  EXPECT_THAT(refusal([&] {
                trains.forward({{0.5, 0.4}, {0.5}}, matrix::Zero(1, 6));
              }),
              HasSubstr("2 values of alpha"));
  EXPECT_THAT(refusal([&] { trains.forward({{0.5}, {0}}, matrix::Zero(1, 6)); }), HasSubstr("positive and finite"));
  EXPECT_THAT(refusal([&] {
                trains.forward({{0.5}, {0.5}}, matrix::Zero(1, 6), {{}, {0, -0.5}});
              }),
              HasSubstr("positive and finite"));
  EXPECT_THAT(refusal([&] {
                trains.forward({{0.5}, {0.5}}, matrix::Zero(1, 6), {{0.1}, {}});
              }),
              HasSubstr("one a train"));
  kinetics_gradient gradient;
  EXPECT_THAT(refusal([&] { trains.backward(matrix::Zero(2, 6), gradient); }), HasSubstr("another size"));
  const kinetics_device_parameters device;
  EXPECT_THAT(refusal([&] {
                step_timing({1e-5, 1e-5, 0, 1e-3, 0, 1e-3}, device);
              }),
              HasSubstr("device.step_time is shorter"));
}

}  // namespace
}  // namespace memvp
