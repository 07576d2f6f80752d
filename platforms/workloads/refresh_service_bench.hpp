// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/models/tiles/refresh_driver.hpp"

namespace memvp {

/// What keeping some rows alive was seen to take.
struct service_point {
  std::uint32_t rows = 0;      ///< kept alive
  std::uint32_t products = 0;  ///< vector products that the host asked for in an interval
  double seconds = 0;          ///< watched
  double occupancy = 0;        ///< share of the time that rewrites had the row driver
  std::uint64_t rewrites = 0;
  std::uint64_t misses = 0;   ///< contents that outlived their deadline
  double power_w = 0;         ///< dynamic power of the rewrites, periphery included
  double mean_wait_s = 0;     ///< of a product, beyond what it takes on an idle tile
  double longest_wait_s = 0;  ///< likewise
  double least_kept = 0;      ///< mean ionic state of a row at the end over that after deployment, the least of all
};

/// The service view of a refresh tile, seen by its host: rows are written, kept alive by the timer for some intervals,
/// and let go; registers tell what that took.
class refresh_service_bench {
 public:
  /// Writes every row's polarisation once, to `level`. \param line its interrupt line
  refresh_service_bench(host_cpu& host, refresh_driver& driver, std::uint8_t level);

  /// Keeps the first `rows` rows alive for `intervals` times T_REF. \param pulse_share ions are deployed by one ion-set
  /// pulse of that share of the PULSE table's width \param products spread evenly over an interval, on all these rows
  service_point measure(std::uint32_t rows, std::uint32_t intervals, std::uint32_t products, double pulse_share);

  /// Most rows that are kept alive for `intervals` intervals without a miss: by bisection, each guess tried. Rows of
  /// the array bound it.
  std::uint32_t most_rows(std::uint32_t intervals, double pulse_share);

  double interval_s() const { return interval_s_; }  ///< T_REF
  double slot_s() const { return slot_s_; }  ///< ion-set and read pulse with their gaps: a rewrite without periphery

 private:
  void deploy(std::uint32_t rows, double pulse_share);
  void watch(service_point& point, std::uint64_t cycles, std::uint64_t products, std::uint64_t unhindered);
  std::uint64_t product_cycles(std::uint32_t rows);
  std::vector<double> row_states(std::uint32_t rows) const;

  host_cpu& host_;
  refresh_driver& driver_;
  refresh_policy idle_;  // nothing kept alive, nothing restored by itself
  double interval_s_ = 0, slot_s_ = 0;
  std::uint32_t task_ = 0;
  std::vector<std::int8_t> codes_;
  std::vector<std::int32_t> words_;
};

}  // namespace memvp
