// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// What an array's write drivers allow a learning rule.
struct pulse_scale {
  std::uint64_t full_window = 0;  ///< width of a pulse that takes a nominal cell across its window, in pulse LSB
  std::uint64_t maximum = 0;      ///< widest pulse, in pulse LSB
  double weight_limit = 1;        ///< weight of a pair of cells at opposite ends of their windows
};

/// A rank-one update as outer products of binary rows: weight (i, o) changes by 2 weight_limit / full_window times
/// widths[o] wherever rows[i] is 1. Each is one command of an array: rows of pairs selected with opposite signs,
/// columns for their widths.
struct update_plane {
  std::vector<std::uint8_t> rows;    ///< an input each, 0 or 1
  std::vector<std::int32_t> widths;  ///< an output each, signed, pulse LSB of one of the pair's two cells
};

/// W += rate input^T error as planes. The overlap of a row's and a column's pulse is the shorter of the two, not their
/// product, so that a graded input cannot be a row's width: it is rounded to a code of some bits, and each bit is a
/// plane, whose column widths carry the bit's weight. Binary inputs need one bit and one plane.
///
/// Widths are rounded to the nearest pulse LSB; what is smaller is lost, what is wider than the pulse counter is cut
/// and counted.
class outer_product_planes {
 public:
  /// @param input_bits  of the codes of inputs in 0..1; 1 to 8
  /// @throws std::invalid_argument for other bits or an empty scale
  outer_product_planes(const pulse_scale& scale, unsigned input_bits);

  /// Planes of one update; those that would not change anything are left out. Valid until the next call.
  /// @param inputs  0 to 1 each
  const std::vector<update_plane>& of(const double* inputs, std::size_t input_count, const double* errors,
                                      std::size_t error_count, double rate);

  /// Change of a weight by a width of one LSB.
  double weight_per_width() const { return 2 * scale_.weight_limit / static_cast<double>(scale_.full_window); }
  std::uint64_t cut_pulses() const { return cut_pulses_; }

 private:
  pulse_scale scale_;
  unsigned bits_;
  std::vector<update_plane> planes_, spare_;
  std::vector<std::uint32_t> codes_;
  std::uint64_t cut_pulses_ = 0;
};

}  // namespace memvp
