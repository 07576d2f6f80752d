// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/nominal_data.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "memvp/platforms/workloads/shuffled_order.hpp"

namespace memvp {

data_split stratified_split(const nominal_data& data, double training_fraction, std::uint64_t seed) {
  if (!(training_fraction > 0.0 && training_fraction < 1.0)) {
    throw std::invalid_argument("the training fraction is " + std::to_string(training_fraction) +
                                ", but must lie between 0 and 1 (both excluded)");
  }
  data_split split;
  for (std::size_t wanted = 0; wanted < data.class_names.size(); ++wanted) {
    std::vector<std::size_t> members;
    for (std::size_t record = 0; record < data.records(); ++record) {
      if (data.classes[record] == wanted) {
        members.push_back(record);
      }
    }
    const auto training =
        static_cast<std::size_t>(std::llround(training_fraction * static_cast<double>(members.size())));
    if (training == 0 || training == members.size()) {
      throw std::invalid_argument("class " + data.class_names[wanted] + " of " + data.origin + " has " +
                                  std::to_string(members.size()) +
                                  " records: too few for both a training and a test part");
    }
    // A stream of its own for each class: the split of one class does not depend on the size of another.
    const auto order = shuffled_order(members.size(), {seed, random_purpose::data_split}, wanted);
    for (std::size_t place = 0; place < order.size(); ++place) {
      (place < training ? split.training : split.test).push_back(members[order[place]]);
    }
  }
  std::sort(split.training.begin(), split.training.end());
  std::sort(split.test.begin(), split.test.end());
  return split;
}

}  // namespace memvp
