// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace memvp {

/// A rectangle of cells.
struct array_region {
  std::uint32_t first_row = 0, rows = 0;
  std::uint32_t first_column = 0, columns = 0;

  std::size_t cells() const { return std::size_t{rows} * columns; }
  /// Whether it lies inside an array of that size, however great its numbers are.
  bool inside(std::size_t array_rows, std::size_t array_columns) const {
    return std::uint64_t{first_row} + rows <= array_rows && std::uint64_t{first_column} + columns <= array_columns;
  }
};

}  // namespace memvp
