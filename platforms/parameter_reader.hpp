// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "memvp/models/physics/parameters.hpp"
#include "memvp/platforms/configuration.hpp"

namespace memvp {

/// Fills parameters from a configuration. Each declared key is looked up and its type, dimension and range are checked;
/// a parameter without a value keeps its default. After all declarations, reject_unknown_keys() finds keys that
/// nothing declared.
///
/// Every member function throws configuration_error for a value that its declaration does not allow.
class parameter_reader final : public parameter_visitor {
 public:
  /// `settings` must outlive the reader.
  explicit parameter_reader(const configuration& settings) : settings_(settings) {}

  void real(const parameter_info& info, double& value) override;
  void integer(const parameter_info& info, std::int64_t& value) override;
  void boolean(const parameter_info& info, bool& value) override;
  void text(const parameter_info& info, std::string& value) override;
  /// A relative path in a file is relative to that file's folder, on the command line to the working directory.
  void path(const parameter_info& info, std::string& value) override;
  void choice(const parameter_info& info, const std::vector<std::string_view>& names, std::size_t& value) override;

  /// @throws configuration_error for the first key that was not declared, with the nearest declared key
  void reject_unknown_keys() const;

  /// True if a key of this group was declared: "device" has "device.pulse_width".
  bool declares_group(std::string_view group) const;

  /// Accepts a key that something else reads.
  void declare(std::string_view key);

 private:
  const configuration_entry* look_up(const parameter_info& info);

  const configuration& settings_;
  std::vector<std::string> declared_;
};

/// The allowed range in words, for instance "at least 1 us and at most 100 s"; empty if everything finite is allowed.
std::string range_in_words(const parameter_info& info);

}  // namespace memvp
