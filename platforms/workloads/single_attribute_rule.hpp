// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "memvp/platforms/workloads/nominal_data.hpp"

namespace memvp {

/// What the rule "the class is the commonest one among training records of the same value" achieves for one attribute:
/// the least that a trained network has to beat.
struct single_attribute_rule {
  std::size_t attribute = 0;
  double training_accuracy = 0.0;  ///< fraction of the training part
  double test_accuracy = 0.0;      ///< fraction of the test part
};

/// The rule of one attribute, learned from the training part. A value not seen there gets the commonest class of all.
/// @throws std::invalid_argument if either part is empty or there is no such attribute
single_attribute_rule single_attribute_rule_of(const nominal_data& data, const data_split& split,
                                               std::size_t attribute);

/// The rule of the attribute that is best on the training part (the first of equals). On the UCI mushroom data that is
/// odor, 98.52 % of all records.
single_attribute_rule best_single_attribute_rule(const nominal_data& data, const data_split& split);

}  // namespace memvp
