// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "memvp/platforms/workloads/labelled_vectors.hpp"
#include "memvp/platforms/workloads/nominal_data.hpp"

namespace memvp {

/// One binary input: does `attribute` have a value out of `inside`?
struct value_group {
  std::size_t attribute = 0;
  std::string inside;   ///< letters that drive the row with +1
  std::string outside;  ///< the other letters of the training part, which drive it with -1
  /// H(class | this input and all before it) on the training part, in bits.
  double conditional_entropy = 0.0;

  /// +1, -1, or 0 (row not driven) for a letter that the training part does not hold: it says nothing.
  double drive(char letter) const;
};

/// Turns a record of nominal attributes into row drives: a group an input, then (optionally) a bias row at +1.
struct binary_group_encoder {
  std::vector<value_group> groups;
  bool bias = true;

  /// Rows of the array that the inputs take.
  std::size_t rows() const { return groups.size() + (bias ? 1 : 0); }
  /// Row drives of the named records, in units of the read voltage.
  labelled_vectors encode(const nominal_data& data, const std::vector<std::size_t>& records) const;
  /// Letters of the named records that no group of their attribute knows.
  std::size_t unknown_values(const nominal_data& data, const std::vector<std::size_t>& records) const;
};

/// Chooses `count` groups one after another, looking at nothing but the `training` records.
///
/// Each is the split of one attribute's values in two that leaves the least H(class | inputs so far, candidate): every
/// split of every attribute is tried, which is exact (2^(k-1) - 1 splits of k values). Letters that are not met among
/// the records still undecided may go either way: of equal candidates the one that tells most alone, with the least
/// H(class | candidate), is taken, and then the first, so the result does not depend on the order of the records.
/// Once the inputs so far tell the classes of the training part apart entirely there is nothing more to gain, and the
/// search begins anew from no inputs, without the attributes that the finished sequences split: the further inputs are
/// a second opinion by other features, which helps on records not seen.
/// Source: check 7 of the ECRAM reference asks for binary groups by conditional entropy; the choice among equals and
/// the fresh start are assumptions of this project.
/// @throws std::invalid_argument if `training` is empty, an attribute has more than 16 values, or the attributes do
///         not allow `count` inputs
binary_group_encoder choose_binary_groups(const nominal_data& data, const std::vector<std::size_t>& training,
                                          std::size_t count, bool bias);

/// The group as text, for logs and summaries: "odor in {a, l, n}".
std::string describe(const value_group& group, const nominal_data& data);

}  // namespace memvp
