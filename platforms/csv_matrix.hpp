// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string_view>

namespace memvp {

using matrix_by_rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Reads a matrix of plain numbers: a line a row, values between commas, blank lines and lines that begin with # passed
/// over.
/// @throws std::runtime_error naming file and line: file missing, no rows, a field that is not a finite number,
///         rows of different lengths
matrix_by_rows read_csv_matrix(const std::filesystem::path& file);

/// Writes one with 17 significant digits, after a line that begins with # and says what it holds.
/// @throws std::runtime_error if the file cannot be written
void write_csv_matrix(const std::filesystem::path& file, std::string_view comment, const matrix_by_rows& matrix);

}  // namespace memvp
