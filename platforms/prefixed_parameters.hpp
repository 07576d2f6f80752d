// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// Passes every parameter on under a longer key, so that a system can hold two parts whose keys are the same:
/// "device.read_noise" becomes "readout.device.read_noise".
class prefixed_parameters final : public parameter_visitor {
 public:
  /// \param prefix with its dot, for instance "readout."; must outlive the visitor
  prefixed_parameters(parameter_visitor& visitor, std::string_view prefix) : visitor_(visitor), prefix_(prefix) {}

  void real(const parameter_info& info, double& value) override;
  void integer(const parameter_info& info, std::int64_t& value) override;
  void boolean(const parameter_info& info, bool& value) override;
  void text(const parameter_info& info, std::string& value) override;
  void path(const parameter_info& info, std::string& value) override;
  void choice(const parameter_info& info, const std::vector<std::string_view>& names, std::size_t& value) override;

 private:
  parameter_visitor& visitor_;
  std::string_view prefix_;
};

}  // namespace memvp
