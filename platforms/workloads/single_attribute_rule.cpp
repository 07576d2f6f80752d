// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/single_attribute_rule.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <vector>

namespace memvp {
namespace {

using class_counts = std::vector<std::size_t>;

std::uint8_t commonest(const class_counts& counts) {
  return static_cast<std::uint8_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
}

}  // namespace

single_attribute_rule single_attribute_rule_of(const nominal_data& data, const data_split& split,
                                               std::size_t attribute) {
  if (split.training.empty() || split.test.empty()) {
    throw std::invalid_argument("a rule needs records in both the training and the test part of " + data.origin);
  }
  if (attribute >= data.attributes()) {
    throw std::invalid_argument(data.origin + " has " + std::to_string(data.attributes()) +
                                " attributes, there is no number " + std::to_string(attribute));
  }
  class_counts overall(data.class_names.size(), 0);
  std::map<char, class_counts> by_value;
  for (const std::size_t record : split.training) {
    ++overall[data.classes[record]];
    ++by_value.emplace(data.value(record, attribute), class_counts(overall.size(), 0))
          .first->second[data.classes[record]];
  }
  const auto accuracy = [&](const std::vector<std::size_t>& records) {
    std::size_t right = 0;
    for (const std::size_t record : records) {
      const auto found = by_value.find(data.value(record, attribute));
      right += commonest(found == by_value.end() ? overall : found->second) == data.classes[record] ? 1U : 0U;
    }
    return static_cast<double>(right) / static_cast<double>(records.size());
  };
  return {attribute, accuracy(split.training), accuracy(split.test)};
}

single_attribute_rule best_single_attribute_rule(const nominal_data& data, const data_split& split) {
  single_attribute_rule best = single_attribute_rule_of(data, split, 0);
  for (std::size_t attribute = 1; attribute < data.attributes(); ++attribute) {
    const single_attribute_rule rule = single_attribute_rule_of(data, split, attribute);
    if (rule.training_accuracy > best.training_accuracy) {
      best = rule;
    }
  }
  return best;
}

}  // namespace memvp
