// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace memvp {

/// Comma separated globs (*, ?, [...]) on dotted names; `*` also spans dots. A glob that matches a scope matches all
/// that is in it. Without globs everything matches.
class name_filter {
 public:
  /// @throws std::invalid_argument for an empty glob between commas
  explicit name_filter(std::string_view globs);

  /// Whether "top.ecram0.phase", or one of its scopes "top" and "top.ecram0", matches a glob.
  bool matches(const std::string& dotted_name);

  /// Globs that matched nothing so far.
  std::vector<std::string> unmatched() const;

 private:
  struct glob {
    std::string pattern;
    bool matched = false;
  };
  std::vector<glob> globs_;
};

}  // namespace memvp
