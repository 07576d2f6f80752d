// SPDX-License-Identifier: Apache-2.0
// Check 7 of the ECRAM reference on an independent imitation of the array: what the settings of training reach, and
// which faults it forgives. The array itself, over the bus, is tested with the platform.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "memvp/platforms/workloads/binary_groups.hpp"
#include "memvp/platforms/workloads/float_engine.hpp"
#include "memvp/platforms/workloads/mushroom_data.hpp"
#include "memvp/platforms/workloads/single_attribute_rule.hpp"
#include "memvp/platforms/workloads/trainer.hpp"
#include "mushroom_files.hpp"
#include "noisy_pair_engine.hpp"

namespace memvp {
namespace {

constexpr std::uint64_t seeds = 10;

/// One seed's share of the data, made ready.
struct prepared_seed {
  std::uint64_t seed;
  labelled_vectors training, test;
  double rule_accuracy;  // of the best single attribute, on the same test part
};

std::vector<prepared_seed> prepare(const nominal_data& data, const training_parameters& parameters) {
  std::vector<prepared_seed> prepared;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const data_split split = stratified_split(data, parameters.training_fraction, seed);
    const auto encoder =
        choose_binary_groups(data, split.training, static_cast<std::size_t>(parameters.inputs), parameters.bias);
    prepared.push_back({seed, encoder.encode(data, split.training), encoder.encode(data, split.test),
                        best_single_attribute_rule(data, split).test_accuracy});
  }
  return prepared;
}

double mean(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) {
    sum += value;
  }
  return sum / static_cast<double>(values.size());
}

/// Test accuracies of all seeds, trained in floating point, in place, and transferred.
struct accuracies {
  std::vector<double> trained_in_float, trained_in_place, transferred;
  std::uint64_t most_pulses = 0;
};

accuracies experiment(const std::vector<prepared_seed>& prepared, const training_parameters& parameters,
                      noisy_pair_settings settings) {
  settings.weight_limit = parameters.weight_limit;
  accuracies result;
  for (const prepared_seed& part : prepared) {
    const auto layers = network_layers(part.training.width, 2, parameters);
    float_engine twin(layers);
    result.trained_in_float.push_back(train(twin, part.training, part.test, parameters, part.seed).test.accuracy);
    noisy_pair_engine array(layers, settings, part.seed);
    result.trained_in_place.push_back(train(array, part.training, part.test, parameters, part.seed).test.accuracy);
    result.most_pulses = std::max(result.most_pulses, array.pulses());
    noisy_pair_engine copy(layers, settings, part.seed);
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
      std::vector<double> weights(layers[layer].inputs * layers[layer].outputs);
      twin.weights(layer, weights.data());
      copy.set_weights(layer, weights.data());
    }
    result.transferred.push_back(evaluate(copy, part.test, parameters).accuracy);
  }
  return result;
}

TEST(trainer_ecram, ten_seeds_of_the_published_records_reach_what_check_7_asks) {
  MEMVP_SKIP_WITHOUT_MUSHROOMS();
  const training_parameters parameters;
  const auto prepared = prepare(read_mushroom_folder(*mushroom_folder()), parameters);
  const accuracies result = experiment(prepared, parameters, {});
  EXPECT_GE(mean(result.trained_in_float), 0.992);  // 99.4 % - 0.5 points, check 7, asked for with more: 99.2 %
  EXPECT_GE(mean(result.trained_in_place), 0.992);
  EXPECT_NEAR(mean(result.trained_in_place), mean(result.trained_in_float), 0.005);  // check 7
  for (std::size_t seed = 0; seed < seeds; ++seed) {
    EXPECT_GE(result.trained_in_place[seed], prepared[seed].rule_accuracy) << "seed " << seed + 1;
    EXPECT_GE(result.trained_in_float[seed], prepared[seed].rule_accuracy) << "seed " << seed + 1;
  }
  EXPECT_LE(result.most_pulses, 100000U);  // check 7: about 1e5 without carrying remainders
}

TEST(trainer_ecram, a_spread_of_gains_spoils_a_transfer_and_not_training_in_place) {
  MEMVP_SKIP_WITHOUT_MUSHROOMS();
  const training_parameters parameters;
  const auto prepared = prepare(read_mushroom_folder(*mushroom_folder()), parameters);
  noisy_pair_settings settings;
  settings.device_spread = 0.3;
  const accuracies result = experiment(prepared, parameters, settings);
  // Check 7: 89.9 % against 99.7 %, to lose at least 5 points; in place less than 0.5.
  EXPECT_LE(mean(result.transferred), mean(result.trained_in_float) - 0.05);
  EXPECT_GE(mean(result.trained_in_place), mean(result.trained_in_float) - 0.005);
}

TEST(trainer_ecram, a_transfer_errs_with_the_conductance_written_and_not_with_the_weight) {
  MEMVP_SKIP_WITHOUT_MUSHROOMS();
  const training_parameters parameters;
  const auto prepared = prepare(read_mushroom_folder(*mushroom_folder()), parameters);
  noisy_pair_settings settings;
  settings.device_spread = 0.3;
  settings.mapping = pair_mapping::one_sided;  // half the cells stay at the bottom, written with no error at all
  const double one_sided = mean(experiment(prepared, parameters, settings).transferred);
  settings.mapping = pair_mapping::centred;
  EXPECT_GT(one_sided, mean(experiment(prepared, parameters, settings).transferred) + 0.05);
}

TEST(trainer_ecram, updates_that_only_potentiate_fill_the_window_and_learn_nothing_lasting) {
  MEMVP_SKIP_WITHOUT_MUSHROOMS();
  const training_parameters parameters;
  const auto prepared = prepare(read_mushroom_folder(*mushroom_folder()), parameters);
  noisy_pair_settings settings;
  settings.up_only = true;
  const accuracies result = experiment(prepared, parameters, settings);
  EXPECT_LE(mean(result.trained_in_place), mean(result.trained_in_float) - 0.05);  // check 7: 74 %
}

TEST(trainer_ecram, the_generated_stand_in_is_learned_as_well_by_the_array_as_in_float) {
  const training_parameters parameters;
  const auto prepared = prepare(generate_mushroom_stand_in(4000, 1), parameters);
  const accuracies result = experiment(prepared, parameters, {});
  // At most 99.8 % on average by construction; of 800 test records 1.6 are turned over, standard deviation 0.16 points
  // a seed; the inputs see the rules, so all but about a point of it is expected.
  EXPECT_GE(mean(result.trained_in_float), 0.985);
  EXPECT_NEAR(mean(result.trained_in_place), mean(result.trained_in_float), 0.005);
  for (std::size_t seed = 0; seed < seeds; ++seed) {
    EXPECT_GT(result.trained_in_place[seed], prepared[seed].rule_accuracy + 0.05) << "seed " << seed + 1;
  }
}

}  // namespace
}  // namespace memvp
