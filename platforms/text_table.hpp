// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace memvp {

/// Rows of cells as lines of aligned columns, the first column to the left, the others to the right. With `heading` the
/// first row is underlined. Rows may be of different lengths.
std::string text_table(const std::vector<std::vector<std::string>>& rows, bool heading = true);

}  // namespace memvp
