// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/image_view.hpp"

#include <algorithm>
#include <cmath>

namespace memvp {

namespace {

using signed_index = std::ptrdiff_t;

/// An image with background all around it.
struct framed_image {
  const double* pixels;
  signed_index rows, columns;

  double at(signed_index row, signed_index column) const {
    return row < 0 || row >= rows || column < 0 || column >= columns ? 0.0 : pixels[row * columns + column];
  }
  double between(double row, double column) const {
    const double top = std::floor(row), left = std::floor(column);
    const auto r = static_cast<signed_index>(top), c = static_cast<signed_index>(left);
    const double below = row - top, right = column - left;
    return (1 - below) * ((1 - right) * at(r, c) + right * at(r, c + 1)) +
           below * ((1 - right) * at(r + 1, c) + right * at(r + 1, c + 1));
  }
};

/// Where in the original a place of the view lies: the view's steps undone in reverse order.
void place(const image_view& view, const framed_image& image, double* seen) {
  const double centre_row = static_cast<double>(image.rows - 1) / 2;
  const double centre_column = static_cast<double>(image.columns - 1) / 2;
  const double cosine = std::cos(view.turn), sine = std::sin(view.turn);
  for (signed_index row = 0; row < image.rows; ++row)
    for (signed_index column = 0; column < image.columns; ++column) {
      const double y = static_cast<double>(row) - centre_row - view.down;
      const double x = static_cast<double>(column) - centre_column - view.right;
      const double upright_y = cosine * y - sine * x, upright_x = cosine * x + sine * y;
      const double straight_x = upright_x - view.shear * upright_y;
      *seen++ = image.between(centre_row + upright_y / view.height, centre_column + straight_x / view.width);
    }
}

void change_strokes(int stroke, const framed_image& image, double* seen) {
  const auto chosen = [stroke](double a, double b) { return stroke > 0 ? std::max(a, b) : std::min(a, b); };
  for (signed_index row = 0; row < image.rows; ++row)
    for (signed_index column = 0; column < image.columns; ++column) {
      double value = image.at(row, column);
      value = chosen(value, chosen(image.at(row - 1, column), image.at(row + 1, column)));
      *seen++ = chosen(value, chosen(image.at(row, column - 1), image.at(row, column + 1)));
    }
}

}  // namespace

void see(const image_view& view, const double* pixels, std::size_t rows, std::size_t columns, double* seen) {
  const auto framed = [&](const double* of) {
    return framed_image{of, static_cast<signed_index>(rows), static_cast<signed_index>(columns)};
  };
  place(view, framed(pixels), seen);
  if (view.stroke != 0) {
    const std::vector<double> placed(seen, seen + rows * columns);
    change_strokes(view.stroke, framed(placed.data()), seen);
  }
  for (std::size_t i = 0; i < rows * columns; ++i) seen[i] *= view.ink;
}

void mean_pool(const double* pixels, std::size_t rows, std::size_t columns, std::size_t square, double* pooled) {
  const double share = 1 / static_cast<double>(square * square);
  for (std::size_t row = 0; row < rows; row += square)
    for (std::size_t column = 0; column < columns; column += square) {
      double sum = 0;
      for (std::size_t y = 0; y < square; ++y)
        for (std::size_t x = 0; x < square; ++x) sum += pixels[(row + y) * columns + column + x];
      *pooled++ = share * sum;
    }
}

}  // namespace memvp
