// SPDX-License-Identifier: Apache-2.0
// Check 7 of the ECRAM reference on an independent imitation of the array: what the settings of training reach, and
// which faults it forgives. The array itself, over the bus, is tested with the platform.
#include <gtest/gtest.h>

#include <cstdint>
#include <utility>
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

/// The float twin of one seed, trained.
struct trained_twin {
  std::vector<std::vector<double>> weights;
  double accuracy;  // on the test part, as everywhere here
};

std::vector<trained_twin> train_in_float(const std::vector<prepared_seed>& prepared,
                                         const training_parameters& parameters) {
  std::vector<trained_twin> twins;
  for (const prepared_seed& part : prepared) {
    float_engine engine(network_layers(part.training.width, 2, parameters));
    trained_twin twin{{}, train(engine, part.training, part.test, parameters, part.seed).test.accuracy};
    for (std::size_t layer = 0; layer < 2; ++layer) {
      twin.weights.emplace_back(engine.layers()[layer].inputs * engine.layers()[layer].outputs);
      engine.weights(layer, twin.weights.back().data());
    }
    twins.push_back(std::move(twin));
  }
  return twins;
}

double mean_accuracy(const std::vector<trained_twin>& twins) {
  std::vector<double> accuracies;
  for (const trained_twin& twin : twins) {
    accuracies.push_back(twin.accuracy);
  }
  return mean(accuracies);
}

/// Accuracy of each seed, trained in place; the pulses of all into `pulses`.
std::vector<double> train_in_place(const std::vector<prepared_seed>& prepared, const training_parameters& parameters,
                                   noisy_pair_settings settings, std::vector<std::uint64_t>* pulses = nullptr) {
  settings.weight_limit = parameters.weight_limit;
  std::vector<double> accuracies;
  for (const prepared_seed& part : prepared) {
    noisy_pair_engine array(network_layers(part.training.width, 2, parameters), settings, part.seed);
    accuracies.push_back(train(array, part.training, part.test, parameters, part.seed).test.accuracy);
    if (pulses != nullptr) {
      pulses->push_back(array.pulses());
    }
  }
  return accuracies;
}

/// Mean accuracy of the twins' weights programmed open loop into arrays.
double transfer(const std::vector<trained_twin>& twins, const std::vector<prepared_seed>& prepared,
                const training_parameters& parameters, noisy_pair_settings settings) {
  settings.weight_limit = parameters.weight_limit;
  std::vector<double> accuracies;
  for (std::size_t which = 0; which < twins.size(); ++which) {
    const prepared_seed& part = prepared[which];
    noisy_pair_engine array(network_layers(part.training.width, 2, parameters), settings, part.seed);
    for (std::size_t layer = 0; layer < 2; ++layer) {
      array.set_weights(layer, twins[which].weights[layer].data());
    }
    accuracies.push_back(evaluate(array, part.test, parameters).accuracy);
  }
  return mean(accuracies);
}

noisy_pair_settings with_device_spread(double spread) {
  noisy_pair_settings settings;
  settings.device_spread = spread;
  return settings;
}

TEST(trainer_ecram, ten_seeds_of_the_published_records_reach_what_check_7_asks) {
  MEMVP_SKIP_WITHOUT_MUSHROOMS();
  const training_parameters parameters;
  const auto prepared = prepare(read_mushroom_folder(*mushroom_folder()), parameters);
  const auto twins = train_in_float(prepared, parameters);
  std::vector<std::uint64_t> pulses;
  const auto in_place = train_in_place(prepared, parameters, {}, &pulses);
  EXPECT_GE(mean_accuracy(twins), 0.992);  // the paper's 99.4 % less check 7's 0.5 points, and a margin of 0.3
  EXPECT_GE(mean(in_place), 0.992);
  EXPECT_NEAR(mean(in_place), mean_accuracy(twins), 0.005);  // check 7
  for (std::size_t which = 0; which < seeds; ++which) {
    EXPECT_GE(in_place[which], prepared[which].rule_accuracy) << "seed " << which + 1;
    EXPECT_GE(twins[which].accuracy, prepared[which].rule_accuracy) << "seed " << which + 1;
    EXPECT_LE(pulses[which], 100000U);  // check 7: 1e5 where no remainder is carried
  }
}

TEST(trainer_ecram, a_spread_of_gains_spoils_a_transfer_and_not_training_in_place) {
  MEMVP_SKIP_WITHOUT_MUSHROOMS();
  const training_parameters parameters;
  const auto prepared = prepare(read_mushroom_folder(*mushroom_folder()), parameters);
  const auto twins = train_in_float(prepared, parameters);
  const double in_float = mean_accuracy(twins);
  // Check 7: transferred at a spread of 0.03, 0.1 and 0.3 99.7, 99.3 and 89.9 %, to lose at least 5 points at 0.3;
  // in place less than 0.5.
  EXPECT_GE(transfer(twins, prepared, parameters, with_device_spread(0.03)), in_float - 0.005);
  EXPECT_GE(transfer(twins, prepared, parameters, with_device_spread(0.1)), in_float - 0.02);
  EXPECT_LE(transfer(twins, prepared, parameters, with_device_spread(0.3)), in_float - 0.05);
  EXPECT_GE(mean(train_in_place(prepared, parameters, with_device_spread(0.3))), in_float - 0.005);
}

TEST(trainer_ecram, a_transfer_errs_with_the_conductance_written_and_not_with_the_weight) {
  MEMVP_SKIP_WITHOUT_MUSHROOMS();
  const training_parameters parameters;
  const auto prepared = prepare(read_mushroom_folder(*mushroom_folder()), parameters);
  const auto twins = train_in_float(prepared, parameters);
  const noisy_pair_settings centred = with_device_spread(0.3);
  noisy_pair_settings one_sided = centred;
  one_sided.mapping = pair_mapping::one_sided;
  // About the middle each cell errs by 0.3 of g near 1/2, whatever the weight; one-sided by 0.3 of |w| alone.
  EXPECT_GT(transfer(twins, prepared, parameters, one_sided), transfer(twins, prepared, parameters, centred) + 0.05);
}

TEST(trainer_ecram, updates_that_only_potentiate_fill_the_window_and_lose_what_was_learned) {
  MEMVP_SKIP_WITHOUT_MUSHROOMS();
  const training_parameters parameters;
  const auto prepared = prepare(read_mushroom_folder(*mushroom_folder()), parameters);
  noisy_pair_settings settings;
  settings.up_only = true;
  EXPECT_LE(mean(train_in_place(prepared, parameters, settings)),
            mean_accuracy(train_in_float(prepared, parameters)) - 0.05);  // check 7: 74 %
}

TEST(trainer_ecram, carrying_the_remainder_to_whole_quanta_learns_as_well_with_a_tenth_of_the_pulses) {
  MEMVP_SKIP_WITHOUT_MUSHROOMS();
  const training_parameters parameters;
  const auto prepared = prepare(read_mushroom_folder(*mushroom_folder()), parameters);
  noisy_pair_settings settings;
  settings.carry = true;
  settings.width_step = 0.01;  // a quantum
  std::vector<std::uint64_t> pulses;
  const auto in_place = train_in_place(prepared, parameters, settings, &pulses);
  EXPECT_NEAR(mean(in_place), mean_accuracy(train_in_float(prepared, parameters)), 0.005);
  for (const std::uint64_t of_seed : pulses) {
    EXPECT_LE(of_seed, 7000U);  // check 7: 2e3 to 7e3 pulses instead of 1e5
  }
}

TEST(trainer_ecram, the_generated_stand_in_is_learned_as_well_by_the_array_as_in_float) {
  const training_parameters parameters;
  const auto prepared = prepare(generate_mushroom_stand_in(4000, 1), parameters);
  const double in_float = mean_accuracy(train_in_float(prepared, parameters));
  const auto in_place = train_in_place(prepared, parameters, {});
  // The rules of the stand-in give 99.8 %, one class in 500 being turned over; a point less is allowed for learning.
  EXPECT_GE(in_float, 0.988);
  EXPECT_NEAR(mean(in_place), in_float, 0.005);
  for (std::size_t which = 0; which < seeds; ++which) {
    EXPECT_GT(in_place[which], prepared[which].rule_accuracy + 0.05) << "seed " << which + 1;
  }
}

}  // namespace
}  // namespace memvp
