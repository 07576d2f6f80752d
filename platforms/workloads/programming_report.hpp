// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "memvp/models/tiles/ecram_driver.hpp"

namespace memvp {

/// Errors of programmed states, as fractions of the window: added up value by value.
class error_statistics {
 public:
  void add(double error);
  std::uint64_t count() const { return count_; }
  double mean() const;
  double standard_deviation() const;  ///< about the mean, of the sample
  double mean_absolute() const;

 private:
  std::uint64_t count_ = 0;
  double sum_ = 0, sum_of_squares_ = 0, sum_of_magnitudes_ = 0;
};

/// What a stretch of a host's program cost: pulses, conversions, time and dynamic energy, from the tile's own counters.
/// Reading them is bus traffic, and is outside of the stretch.
class cost_meter {
 public:
  cost_meter(host_cpu& host, ecram_driver& driver, double clock_period)
      : host_(host), driver_(driver), period_(clock_period) {}
  void start();
  void stop();  ///< adds what has passed since start()

  std::uint64_t pulses() const { return pulses_; }
  std::uint64_t reads() const { return reads_; }
  double seconds() const { return static_cast<double>(cycles_) * period_; }
  double joules() const { return joules_; }

  /// Keys pulses, reads, time_s, energy_j.
  void write(nlohmann::ordered_json& results) const;

 private:
  host_cpu& host_;
  ecram_driver& driver_;
  double period_;
  std::uint64_t pulses_ = 0, reads_ = 0, cycles_ = 0;
  double joules_ = 0;
  std::uint64_t pulses_before_ = 0, reads_before_ = 0, cycles_before_ = 0;
  double joules_before_ = 0;
};

/// Two columns, open loop beside closed loop, of the results' members of these names.
std::string open_closed_table(const nlohmann::ordered_json& results);

}  // namespace memvp
