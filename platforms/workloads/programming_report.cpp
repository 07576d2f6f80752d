// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/programming_report.hpp"

#include <cmath>

#include "memvp/platforms/summary_table.hpp"
#include "memvp/platforms/text_table.hpp"

namespace memvp {

void error_statistics::add(double error) {
  ++count_;
  sum_ += error;
  sum_of_squares_ += error * error;
  sum_of_magnitudes_ += std::abs(error);
}

double error_statistics::mean() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }

double error_statistics::mean_absolute() const {
  return count_ == 0 ? 0 : sum_of_magnitudes_ / static_cast<double>(count_);
}

double error_statistics::standard_deviation() const {
  if (count_ < 2) return 0;
  const auto n = static_cast<double>(count_);
  return std::sqrt(std::max(0.0, (sum_of_squares_ - sum_ * sum_ / n) / (n - 1)));
}

void cost_meter::start() {
  pulses_before_ = driver_.pulses();
  reads_before_ = driver_.conversions();
  joules_before_ = driver_.energy();
  cycles_before_ = host_.now_cycles();
}

void cost_meter::stop() {
  cycles_ += host_.now_cycles() - cycles_before_;
  pulses_ += driver_.pulses() - pulses_before_;
  reads_ += driver_.conversions() - reads_before_;
  joules_ += driver_.energy() - joules_before_;
}

void cost_meter::write(nlohmann::ordered_json& results) const {
  results["pulses"] = pulses_;
  results["reads"] = reads_;
  results["time_s"] = seconds();
  results["energy_j"] = joules_;
}

std::string open_closed_table(const nlohmann::ordered_json& results) {
  std::vector<std::vector<std::string>> rows = {{"", "open loop", "closed loop"}};
  const auto& open = results.at("open_loop");
  const auto& closed = results.at("closed_loop");
  for (const auto& [key, value] : open.items())
    rows.push_back({key, figure_text(key, value.get<double>()), figure_text(key, closed.at(key).get<double>())});
  return text_table(rows);
}

}  // namespace memvp
