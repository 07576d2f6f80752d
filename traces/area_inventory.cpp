// SPDX-License-Identifier: Apache-2.0
#include "memvp/traces/area_inventory.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "memvp/traces/compensated_sum.hpp"
#include "memvp/traces/text_file.hpp"

namespace memvp {

void area_inventory::add(std::string_view component, double square_micrometres) {
  if (!(square_micrometres >= 0.0) || std::isinf(square_micrometres))
    throw std::invalid_argument("the area of " + std::string(component) +
                                " must be finite and not negative, but it is " + std::to_string(square_micrometres) +
                                " um^2");
  const auto known = std::find_if(components_.begin(), components_.end(),
                                  [component](const auto& entry) { return entry.first == component; });
  if (known == components_.end())
    components_.emplace_back(component, square_micrometres);
  else
    known->second += square_micrometres;
}

void area_inventory::add_unknown(std::string_view component) {
  if (std::find(unknown_.begin(), unknown_.end(), component) == unknown_.end()) unknown_.emplace_back(component);
}

double area_inventory::total() const {
  compensated_sum sum;
  for (const auto& [component, area] : components_) sum.add(area);
  return sum.value();
}

void area_inventory::write_csv(const std::filesystem::path& path) const {
  text_file file(path);
  file.write("component,area_um2\n");
  for (const auto& [component, area] : components_) file.csv_field(component).write(',').number(area).write('\n');
  for (const std::string& component : unknown_) file.csv_field(component).write(",\n");
  file.close();
}

}  // namespace memvp
