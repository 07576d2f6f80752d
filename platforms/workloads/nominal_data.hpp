// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace memvp {

/// Records of nominal attributes (each value one letter, without order) and a class each.
struct nominal_data {
  std::string origin;                        ///< where it came from: a path, or "generated"
  std::vector<std::string> attribute_names;  ///< one name an attribute
  std::vector<std::string> class_names;      ///< name of class 0, 1, ...
  std::vector<char> values;                  ///< records x attributes, row-major
  std::vector<std::uint8_t> classes;         ///< class of each record, an index into `class_names`

  std::size_t attributes() const { return attribute_names.size(); }
  std::size_t records() const { return classes.size(); }
  char value(std::size_t record, std::size_t attribute) const { return values[record * attributes() + attribute]; }
};

/// Which records are learned from and which are only asked about. Both lists ascend and have no record in common.
struct data_split {
  std::vector<std::size_t> training;
  std::vector<std::size_t> test;
};

/// Splits at random, class by class, so that both parts hold the classes in the same proportion (to one record).
/// @param training_fraction  share of each class that goes to the training part, within (0, 1)
/// @throws std::invalid_argument if the fraction is not within (0, 1) or a class would be missing from either part
data_split stratified_split(const nominal_data& data, double training_fraction, std::uint64_t seed);

}  // namespace memvp
