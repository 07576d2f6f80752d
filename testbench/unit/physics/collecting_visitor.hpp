// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// Collects the defaults of every declaration and expects of each what all device models keep to: one key, in the
/// device's own section; a meaning; a default within the range; a source that says what it is.
class collecting_visitor : public parameter_visitor {
 public:
  /// \param section  with its dot, which all keys begin with \param paper  part of the sources that are the paper's;
  /// empty: nothing may be presented as its
  collecting_visitor(std::string section, std::string paper) : section_(std::move(section)), paper_(std::move(paper)) {}

  void real(const parameter_info& info, double& value) override { note(info, value); }
  void integer(const parameter_info& info, std::int64_t& value) override { note(info, static_cast<double>(value)); }
  void boolean(const parameter_info& info, bool& value) override { note(info, value); }
  void text(const parameter_info& info, std::string&) override { note(info, 0); }
  void choice(const parameter_info& info, const std::vector<std::string_view>& names, std::size_t& value) override {
    EXPECT_LT(value, names.size());
    note(info, static_cast<double>(value));
  }

  std::map<std::string, double> defaults;
  std::set<std::string> unknown;
  std::set<std::string> without_source;  ///< only settings may be

 private:
  void note(const parameter_info& info, double value) {
    EXPECT_TRUE(defaults.emplace(std::string(info.key), value).second) << info.key << " is declared twice";
    EXPECT_EQ(info.key.substr(0, section_.size()), section_) << info.key;
    EXPECT_FALSE(info.meaning.empty()) << info.key;
    EXPECT_GE(value, info.minimum) << info.key;
    EXPECT_LE(value, info.maximum) << info.key;
    if (info.source.empty()) {
      EXPECT_EQ(info.origin, provenance::setting) << info.key;
      without_source.emplace(info.key);
    }
    if (info.origin == provenance::assumed) {
      EXPECT_EQ(info.source.substr(0, 8), "assumed:") << info.key;
    }
    if (info.origin == provenance::paper) {
      EXPECT_FALSE(paper_.empty()) << info.key << " is no figure of the paper";
      EXPECT_NE(info.source.find(paper_), std::string_view::npos) << info.key;
    }
    if (info.origin == provenance::unknown) {
      EXPECT_EQ(info.source.substr(0, 17), "published nowhere") << info.key;
      unknown.emplace(info.key);
    }
  }

  std::string section_, paper_;
};

}  // namespace memvp
