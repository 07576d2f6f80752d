// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace memvp::system_test {

/// A CSV file of a run: a line of names, then a line a row; lines that begin with # are passed over. Fields hold no
/// commas.
class csv_table {
 public:
  explicit csv_table(const std::filesystem::path& file) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error("there is no file " + file.string());
    for (std::string line; std::getline(in, line);) {
      if (line.empty() || line.front() == '#') continue;
      std::vector<std::string> fields;
      std::istringstream rest(line);
      for (std::string field; std::getline(rest, field, ',');) fields.push_back(field);
      if (names_.empty())
        names_ = fields;
      else
        rows_.push_back(fields);
    }
  }

  const std::vector<std::string>& names() const { return names_; }
  std::size_t rows() const { return rows_.size(); }

  std::size_t column(const std::string& name) const {
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (names_[i] == name) return i;
    throw std::runtime_error("the table has no column " + name);
  }
  double number(std::size_t row, const std::string& name) const { return std::stod(rows_.at(row).at(column(name))); }

  double sum(std::size_t column) const {
    double sum = 0;
    for (const auto& row : rows_) sum += std::stod(row.at(column));
    return sum;
  }

 private:
  std::vector<std::string> names_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace memvp::system_test
