// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/text_table.hpp"

#include <algorithm>
#include <numeric>

namespace memvp {

std::string text_table(const std::vector<std::vector<std::string>>& rows, bool heading) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t column = 0; column < row.size(); ++column) {
      widths[column] = std::max(widths[column], row[column].size());
    }
  }
  std::string text;
  for (std::size_t index = 0; index < rows.size(); ++index) {
    std::string line;
    for (std::size_t column = 0; column < rows[index].size(); ++column) {
      const std::string& cell = rows[index][column];
      const std::string blanks(widths[column] - cell.size(), ' ');
      line += column == 0 ? "  " + cell + blanks : "  " + blanks + cell;
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    if (heading && index == 0) {
      const std::size_t width = std::accumulate(widths.begin(), widths.end(), 2 * (widths.size() - 1));
      text += "  " + std::string(width, '-') + "\n";
    }
  }
  return text;
}

}  // namespace memvp
