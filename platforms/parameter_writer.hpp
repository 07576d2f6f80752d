// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// Writes parameters as a TOML file that parameter_reader reads back to exactly the same values: the `run.toml` of a
/// run.
class writing_visitor final : public parameter_visitor {
 public:
  void real(const parameter_info& info, double& value) override;
  void integer(const parameter_info& info, std::int64_t& value) override;
  void boolean(const parameter_info& info, bool& value) override;
  void text(const parameter_info& info, std::string& value) override;
  /// Made absolute, so that the file can be run from any folder.
  void path(const parameter_info& info, std::string& value) override;
  void choice(const parameter_info& info, const std::vector<std::string_view>& names, std::size_t& value) override;

  /// A top-level text that is no parameter, such as the platform's name.
  void heading(std::string_view key, const std::string& value);

  /// The whole file: headings and keys without a group first, then a table a group, each in order of declaration.
  std::string toml() const;

 private:
  struct line {
    std::string group;
    std::string text;
  };

  void add(std::string_view key, const std::string& value, std::string_view meaning);

  std::vector<line> lines_;
};

/// `text` as a TOML basic string, with its quotes.
std::string toml_text(std::string_view text);

}  // namespace memvp
