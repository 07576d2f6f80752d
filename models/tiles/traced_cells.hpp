// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace memvp {

/// A cell that the waveforms show.
struct traced_cell {
  std::uint32_t row, column;
};

/// Parses "0,0 3,4" (trace.cells). Throws std::invalid_argument for anything else and for cells outside the array.
std::vector<traced_cell> parse_traced_cells(const std::string& text, std::uint64_t rows, std::uint64_t columns);

/// Parses "0 3 17", the value of `key`. Throws std::invalid_argument for anything else and for numbers not below
/// `limit`.
std::vector<std::uint32_t> parse_traced_numbers(std::string_view key, const std::string& text, std::uint64_t limit);

}  // namespace memvp
