// SPDX-License-Identifier: Apache-2.0
#include "memvp/traces/name_filter.hpp"

#include <fnmatch.h>

#include <stdexcept>

namespace memvp {

namespace {

bool matches_name_or_scope(const std::string& pattern, const std::string& dotted_name) {
  if (fnmatch(pattern.c_str(), dotted_name.c_str(), 0) == 0) return true;
  for (std::size_t dot = dotted_name.find('.'); dot != std::string::npos; dot = dotted_name.find('.', dot + 1))
    if (fnmatch(pattern.c_str(), dotted_name.substr(0, dot).c_str(), 0) == 0) return true;
  return false;
}

}  // namespace

name_filter::name_filter(std::string_view globs) {
  if (globs.empty()) return;
  for (std::size_t begin = 0; begin <= globs.size();) {
    const std::size_t comma = globs.find(',', begin);
    const std::size_t end = comma == std::string_view::npos ? globs.size() : comma;
    std::string_view pattern = globs.substr(begin, end - begin);
    while (!pattern.empty() && pattern.front() == ' ') pattern.remove_prefix(1);
    while (!pattern.empty() && pattern.back() == ' ') pattern.remove_suffix(1);
    if (pattern.empty())
      throw std::invalid_argument("the filter \"" + std::string(globs) +
                                  "\" must be a comma separated list of names, none of them empty");
    globs_.push_back({std::string(pattern)});
    begin = end + 1;
  }
}

bool name_filter::matches(const std::string& dotted_name) {
  bool any = globs_.empty();
  for (glob& entry : globs_)
    if (matches_name_or_scope(entry.pattern, dotted_name)) any = entry.matched = true;
  return any;
}

std::vector<std::string> name_filter::unmatched() const {
  std::vector<std::string> patterns;
  for (const glob& entry : globs_)
    if (!entry.matched) patterns.push_back(entry.pattern);
  return patterns;
}

}  // namespace memvp
