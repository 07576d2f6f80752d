// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "memvp/platforms/workloads/image_data.hpp"

namespace memvp {

/// What stands between an image and the eye: the image is stretched, sheared, turned and shifted about its centre, its
/// strokes are thickened or thinned, and its ink is made fainter. The default changes nothing.
struct image_view {
  double turn = 0;             ///< radians, clockwise as the image is printed (rows run downwards)
  double shear = 0;            ///< columns a row
  double width = 1;            ///< factors on the image's extent, above 0
  double height = 1;           ///<
  double right = 0, down = 0;  ///< pixels
  int stroke = 0;              ///< +1: a pixel takes the maximum of itself and its four neighbours, -1 the minimum
  double ink = 1;              ///< factor on the grey value, 0..1
};

/// An image seen so: bilinear interpolation between the pixels of the original, background beyond its edges.
/// @param pixels  rows x columns grey values, row by row
/// @param seen    as many
void see(const image_view& view, const double* pixels, std::size_t rows, std::size_t columns, double* seen);

/// The mean of every square of `square` x `square` pixels, of which rows and columns must be multiples.
/// @param pooled  rows / square x columns / square values
void mean_pool(const double* pixels, std::size_t rows, std::size_t columns, std::size_t square, double* pooled);

}  // namespace memvp
