// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/mushroom_task.hpp"

#include <spdlog/spdlog.h>

#include "memvp/platforms/workloads/binary_groups.hpp"
#include "memvp/platforms/workloads/mushroom_data.hpp"
#include "memvp/platforms/workloads/single_attribute_rule.hpp"

namespace memvp {

namespace {

constexpr std::size_t stand_in_records = 8124;  // as many as the real data has

}  // namespace

mushroom_records prepare_mushrooms(const run_context& context, const training_parameters& parameters) {
  const bool real = !context.data_directory.empty();
  const nominal_data data =
      real ? read_mushroom_folder(context.data_directory) : generate_mushroom_stand_in(stand_in_records, context.seed);
  const data_split split = stratified_split(data, parameters.training_fraction, context.seed);
  const binary_group_encoder encoder =
      choose_binary_groups(data, split.training, static_cast<std::size_t>(parameters.inputs), parameters.bias);
  spdlog::info("data: {} records from {}, {} to learn from, {} to test", data.records(), data.origin,
               split.training.size(), split.test.size());
  for (const value_group& group : encoder.groups) spdlog::info("input: {}", describe(group, data));
  return {real ? "UCI mushroom" : "generated", encoder.encode(data, split.training), encoder.encode(data, split.test),
          best_single_attribute_rule(data, split).test_accuracy};
}

}  // namespace memvp
