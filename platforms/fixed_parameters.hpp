// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// Passes on all parameters but those that a system decides itself: they are no keys of its platforms, so that setting
/// one is an error and not something that has no effect. A fixed key that ends with a dot stands for all that begin
/// with it.
class without_fixed_parameters final : public parameter_visitor {
 public:
  without_fixed_parameters(parameter_visitor& visitor, std::vector<std::string_view> fixed)
      : visitor_(visitor), fixed_(std::move(fixed)) {}

  void real(const parameter_info& info, double& value) override {
    if (passes(info)) visitor_.real(info, value);
  }
  void integer(const parameter_info& info, std::int64_t& value) override {
    if (passes(info)) visitor_.integer(info, value);
  }
  void boolean(const parameter_info& info, bool& value) override {
    if (passes(info)) visitor_.boolean(info, value);
  }
  void text(const parameter_info& info, std::string& value) override {
    if (passes(info)) visitor_.text(info, value);
  }
  void path(const parameter_info& info, std::string& value) override {
    if (passes(info)) visitor_.path(info, value);
  }
  void choice(const parameter_info& info, const std::vector<std::string_view>& names, std::size_t& value) override {
    if (passes(info)) visitor_.choice(info, names, value);
  }

 private:
  bool passes(const parameter_info& info) const {
    return std::none_of(fixed_.begin(), fixed_.end(), [&](std::string_view fixed) {
      return fixed.back() == '.' ? info.key.substr(0, fixed.size()) == fixed : info.key == fixed;
    });
  }

  parameter_visitor& visitor_;
  std::vector<std::string_view> fixed_;
};

}  // namespace memvp
