// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/csv_matrix.hpp"

#include <charconv>
#include <cmath>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "memvp/traces/text_file.hpp"

namespace memvp {

namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, std::size_t line, const std::string& what) {
  throw std::runtime_error(file.string() + ":" + std::to_string(line) + ": " + what);
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view white = " \t\r";
  const auto first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white) - first + 1);
}

double number(std::string_view field, const std::filesystem::path& file, std::size_t line) {
  double value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error != std::errc{} || end != field.data() + field.size() || !std::isfinite(value))
    refuse(file, line, "\"" + std::string(field) + "\" is not a finite number.");
  return value;
}

}  // namespace

matrix_by_rows read_csv_matrix(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error(file.string() + ": the file cannot be read.");
  std::vector<double> values;
  std::size_t rows = 0, columns = 0, line_number = 0;
  for (std::string line; std::getline(in, line);) {
    ++line_number;
    std::string_view rest = trimmed(line);
    if (rest.empty() || rest.front() == '#') continue;
    std::size_t fields = 0;
    for (bool more = true; more; ++fields) {
      const auto comma = rest.find(',');
      more = comma != std::string_view::npos;
      values.push_back(number(trimmed(rest.substr(0, comma)), file, line_number));
      if (more) rest = rest.substr(comma + 1);
    }
    if (rows == 0) columns = fields;
    if (fields != columns)
      refuse(file, line_number,
             "the line has " + std::to_string(fields) + " values, but the first line has " + std::to_string(columns) +
                 ".");
    ++rows;
  }
  if (in.bad()) throw std::runtime_error(file.string() + ": the file cannot be read to its end.");
  if (rows == 0) throw std::runtime_error(file.string() + ": the file has no values.");
  return Eigen::Map<const matrix_by_rows>(values.data(), static_cast<Eigen::Index>(rows),
                                          static_cast<Eigen::Index>(columns));
}

void write_csv_matrix(const std::filesystem::path& file, std::string_view comment, const matrix_by_rows& matrix) {
  text_file out(file);
  out.write("# ");
  out.write(comment);
  out.write("\n");
  for (Eigen::Index r = 0; r < matrix.rows(); ++r) {
    for (Eigen::Index c = 0; c < matrix.cols(); ++c) {
      char text[32];
      const auto end = std::to_chars(text, text + sizeof text, matrix(r, c)).ptr;
      out.write(std::string_view(text, static_cast<std::size_t>(end - text)));
      out.write(c + 1 < matrix.cols() ? "," : "\n");
    }
  }
  out.close();
}

}  // namespace memvp
