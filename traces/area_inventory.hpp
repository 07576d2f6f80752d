// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace memvp {

/// The silicon area of each component. The total is the sum of the components by construction; a part whose area
/// nobody publishes is listed as unknown instead of counting as zero unnoticed.
class area_inventory {
 public:
  /// Adds to the area of a component (created if new), for instance "ecram0.adc".
  /// @param square_micrometres finite and not negative, else std::invalid_argument
  void add(std::string_view component, double square_micrometres);

  /// Notes a component whose area is unknown and missing in the total.
  void add_unknown(std::string_view component);

  /// um^2
  double total() const;
  /// um^2, in order of creation.
  const std::vector<std::pair<std::string, double>>& by_component() const noexcept { return components_; }
  const std::vector<std::string>& unknown() const noexcept { return unknown_; }

  /// Writes component,area_um2; an unknown area is an empty field.
  void write_csv(const std::filesystem::path& path) const;

 private:
  std::vector<std::pair<std::string, double>> components_;
  std::vector<std::string> unknown_;
};

}  // namespace memvp
