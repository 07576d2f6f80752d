// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/binary_groups.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <utility>

namespace memvp {
namespace {

constexpr std::size_t most_values = 16;         // 32,767 splits
constexpr double equal_entropy = 1e-9;          // record-bits: rounding of the sums, far below one record's worth
constexpr std::size_t letter_codes = 1U << 8U;  // every char

/// The training records cut into cells: records of one cell look the same to the inputs chosen so far.
struct partition {
  std::vector<std::size_t> cell;  // of each training record
  std::size_t cells = 1;

  explicit partition(std::size_t records) : cell(records, 0) {}
};

/// How often each class occurs for each cell and letter of one attribute.
struct letter_counts {
  std::string letters;         // of the training part, ascending
  std::vector<double> counts;  // cells x letters x classes; cells of a single class are left out: no split changes them
};

double times_log2(double x) { return x > 0.0 ? x * std::log2(x) : 0.0; }

std::string letters_of(const nominal_data& data, const std::vector<std::size_t>& records, std::size_t attribute) {
  std::array<bool, letter_codes> present{};
  for (const std::size_t record : records) {
    present[static_cast<unsigned char>(data.value(record, attribute))] = true;
  }
  std::string letters;
  for (std::size_t code = 0; code < letter_codes; ++code) {
    if (present[code]) {
      letters.push_back(static_cast<char>(code));
    }
  }
  return letters;
}

letter_counts count_letters(const nominal_data& data, const std::vector<std::size_t>& training, const partition& parts,
                            std::size_t attribute) {
  const std::size_t classes = data.class_names.size();
  letter_counts result{letters_of(data, training, attribute), {}};
  const std::size_t cell_size = result.letters.size() * classes;
  std::vector<double> all(parts.cells * cell_size, 0.0);
  std::vector<double> cell_classes(parts.cells * classes, 0.0);
  for (std::size_t place = 0; place < training.size(); ++place) {
    const std::size_t record = training[place];
    const std::size_t letter = result.letters.find(data.value(record, attribute));
    all[parts.cell[place] * cell_size + letter * classes + data.classes[record]] += 1.0;
    cell_classes[parts.cell[place] * classes + data.classes[record]] += 1.0;
  }
  for (std::size_t cell = 0; cell < parts.cells; ++cell) {
    const double* of_cell = cell_classes.data() + cell * classes;
    const auto present = std::count_if(of_cell, of_cell + classes, [](double records) { return records > 0.0; });
    if (present > 1) {
      const auto first = all.begin() + static_cast<std::ptrdiff_t>(cell * cell_size);
      result.counts.insert(result.counts.end(), first, first + static_cast<std::ptrdiff_t>(cell_size));
    }
  }
  return result;
}

/// Records times H(class | cell, split), in bits: letters whose bit is set in `inside` against the others.
double split_entropy(const letter_counts& table, std::size_t classes, std::uint32_t inside,
                     std::vector<double>& halves) {
  double entropy = 0.0;
  const std::size_t letters = table.letters.size();
  for (const double* cell = table.counts.data(); cell != table.counts.data() + table.counts.size();
       cell += letters * classes) {
    halves.assign(2 * classes, 0.0);
    for (std::size_t letter = 0; letter < letters; ++letter) {
      double* half = halves.data() + ((inside >> letter) & 1U) * classes;
      for (std::size_t k = 0; k < classes; ++k) {
        half[k] += cell[letter * classes + k];
      }
    }
    for (const double* half : {halves.data(), halves.data() + classes}) {
      entropy += times_log2(std::accumulate(half, half + classes, 0.0));
      for (std::size_t k = 0; k < classes; ++k) {
        entropy -= times_log2(half[k]);
      }
    }
  }
  return std::max(entropy, 0.0);
}

/// The best split of any attribute that is not `barred`.
std::optional<value_group> best_group(const nominal_data& data, const std::vector<std::size_t>& training,
                                      const partition& parts, const std::vector<bool>& barred) {
  std::optional<value_group> best;
  double least = std::numeric_limits<double>::infinity();
  double least_alone = std::numeric_limits<double>::infinity();
  std::vector<double> halves;
  const partition whole(training.size());
  for (std::size_t attribute = 0; attribute < data.attributes(); ++attribute) {
    if (barred[attribute]) {
      continue;
    }
    const letter_counts table = count_letters(data, training, parts, attribute);
    const letter_counts table_alone = count_letters(data, training, whole, attribute);
    if (table.letters.size() > most_values) {
      throw std::invalid_argument("attribute " + data.attribute_names[attribute] + " of " + data.origin + " has " +
                                  std::to_string(table.letters.size()) + " values, at most " +
                                  std::to_string(most_values) + " can be grouped");
    }
    // The first letter stays outside: the complement of a split is the same input with its sign turned.
    const std::uint32_t end = 1U << table.letters.size();
    for (std::uint32_t inside = 2; inside < end; inside += 2) {
      const double entropy = split_entropy(table, data.class_names.size(), inside, halves);
      if (entropy > least + equal_entropy) {
        continue;
      }
      const double alone = split_entropy(table_alone, data.class_names.size(), inside, halves);
      if (entropy < least - equal_entropy || alone < least_alone - equal_entropy) {
        least = entropy;
        least_alone = alone;
        best = value_group{attribute, {}, {}, entropy / static_cast<double>(training.size())};
        for (std::size_t letter = 0; letter < table.letters.size(); ++letter) {
          (((inside >> letter) & 1U) != 0 ? best->inside : best->outside).push_back(table.letters[letter]);
        }
      }
    }
  }
  return best;
}

void refine(partition& parts, const value_group& group, const nominal_data& data,
            const std::vector<std::size_t>& training) {
  std::map<std::pair<std::size_t, bool>, std::size_t> cells;
  for (std::size_t place = 0; place < training.size(); ++place) {
    const bool inside = group.drive(data.value(training[place], group.attribute)) > 0.0;
    parts.cell[place] = cells.emplace(std::pair{parts.cell[place], inside}, cells.size()).first->second;
  }
  parts.cells = cells.size();
}

}  // namespace

double value_group::drive(char letter) const {
  if (inside.find(letter) != std::string::npos) {
    return 1.0;
  }
  return outside.find(letter) != std::string::npos ? -1.0 : 0.0;
}

labelled_vectors binary_group_encoder::encode(const nominal_data& data, const std::vector<std::size_t>& records) const {
  labelled_vectors result;
  result.width = rows();
  result.inputs.reserve(records.size() * result.width);
  result.classes.reserve(records.size());
  for (const std::size_t record : records) {
    for (const value_group& group : groups) {
      result.inputs.push_back(group.drive(data.value(record, group.attribute)));
    }
    if (bias) {
      result.inputs.push_back(1.0);
    }
    result.classes.push_back(data.classes[record]);
  }
  return result;
}

std::size_t binary_group_encoder::unknown_values(const nominal_data& data,
                                                 const std::vector<std::size_t>& records) const {
  std::size_t unknown = 0;
  for (const std::size_t record : records) {
    for (const value_group& group : groups) {
      unknown += group.drive(data.value(record, group.attribute)) == 0.0 ? 1U : 0U;
    }
  }
  return unknown;
}

binary_group_encoder choose_binary_groups(const nominal_data& data, const std::vector<std::size_t>& training,
                                          std::size_t count, bool bias) {
  if (training.empty()) {
    throw std::invalid_argument("inputs cannot be chosen: the training part of " + data.origin + " is empty");
  }
  binary_group_encoder encoder;
  encoder.bias = bias;
  std::vector<bool> barred(data.attributes(), false);
  partition parts(training.size());
  std::size_t sequence_start = 0;
  while (encoder.groups.size() < count) {
    const std::optional<value_group> group = best_group(data, training, parts, barred);
    if (!group) {
      throw std::invalid_argument(data.origin + " allows " + std::to_string(encoder.groups.size()) +
                                  " binary inputs, but " + std::to_string(count) + " were asked for");
    }
    encoder.groups.push_back(*group);
    refine(parts, *group, data, training);
    if (group->conditional_entropy * static_cast<double>(training.size()) < equal_entropy) {
      for (; sequence_start < encoder.groups.size(); ++sequence_start) {
        barred[encoder.groups[sequence_start].attribute] = true;
      }
      parts = partition(training.size());
    }
  }
  return encoder;
}

std::string describe(const value_group& group, const nominal_data& data) {
  std::string text = data.attribute_names[group.attribute] + " in {";
  for (std::size_t letter = 0; letter < group.inside.size(); ++letter) {
    text += (letter == 0 ? "" : ", ");
    text += group.inside[letter];
  }
  return text + "}";
}

}  // namespace memvp
