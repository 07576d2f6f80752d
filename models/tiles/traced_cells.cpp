// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/traced_cells.hpp"

#include <sstream>
#include <stdexcept>

namespace memvp {

std::vector<traced_cell> parse_traced_cells(const std::string& text, std::uint64_t rows, std::uint64_t columns) {
  std::vector<traced_cell> cells;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    traced_cell cell{};
    char comma = 0;
    std::istringstream pair(word);
    if (!(pair >> cell.row >> comma >> cell.column) || comma != ',' || !pair.eof())
      throw std::invalid_argument("trace.cells names cells as row,column separated by spaces, not \"" + word + "\".");
    if (cell.row >= rows || cell.column >= columns)
      throw std::invalid_argument("trace.cells names cell " + word + ", but the array has " + std::to_string(rows) +
                                  " rows and " + std::to_string(columns) + " columns.");
    cells.push_back(cell);
  }
  return cells;
}

std::vector<std::uint32_t> parse_traced_numbers(std::string_view key, const std::string& text, std::uint64_t limit) {
  std::vector<std::uint32_t> numbers;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const bool digits = word.find_first_not_of("0123456789") == std::string::npos && word.size() <= 9;
    if (!digits)
      throw std::invalid_argument(std::string(key) + " names numbers separated by spaces, not \"" + word + "\".");
    const std::uint32_t number = static_cast<std::uint32_t>(std::stoul(word));
    if (number >= limit)
      throw std::invalid_argument(std::string(key) + " names " + word + ", but there are only " +
                                  std::to_string(limit) + ", counted from 0.");
    numbers.push_back(number);
  }
  return numbers;
}

}  // namespace memvp
