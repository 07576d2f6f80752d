// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "memvp/testbench/per_clock/refresh_clocked_types.hpp"

namespace memvp {

/// What a job does next.
enum class clocked_job_step : std::uint32_t {
  look,            ///< its row, or all rows of an ALLOC or RESTORE, have not had their turn yet
  rest,            ///< passive restoration: waits without the driver
  restore_pulse,   ///< `pulses_left` of them
  restore_verify,  ///< of `verified_row`
  table,
  rewrite,       ///< first try; further ones follow by themselves
  read_level,    ///< PROMOTE: what the row reads with its ions
  reset_pulse,   ///< until `pulses_given` are RESET_PULSES
  set_pulse,     ///< of group `level`, until `pulses_given` are SET_PULSES
  level_verify,  ///< ends a round of REPROGRAM
  compute,       ///< unit `row` of a compute command
};

/// Classes of the arbiter, in its order.
enum class clocked_job_class : std::uint32_t { rewrite, compute, restore, reprogram, promote };

/// A compute command or a request that has not ended yet.
struct clocked_refresh_job {
  std::uint64_t number = 0;  ///< in the order of acceptance, from 1; 0: this place is free
  cycle_count accepted = 0;
  bool is_compute = false;
  refresh_request request;  ///< with the rows of a compute command as well
  bool reading = false;     ///< PROMOTE: the present row's reading has begun
  bool begun = false;       ///< one of its units has begun
  clocked_job_step step = clocked_job_step::look;
  std::uint32_t row = 0;  ///< counted from the request's first one; compute: number of the unit

  // Restoration: which rows of the request take part, what is left to do, how far its verifies have come.
  std::vector<std::uint8_t> restored;
  std::uint32_t pulses_left = 0;
  std::uint32_t verified_row = 0, further_pulses = 0;
  bool verified = false, too_high = false;
  cycle_count rest_until = 0;

  // A row of REPROGRAM: the levels that its cells shall have, and which groups of pulses they see in this round.
  struct cell_plan {
    bool written = false, reset = false;
    std::uint32_t first_group = 0;  ///< of its set groups; the last one is that of its target
  };
  std::vector<std::uint8_t> target;
  std::vector<cell_plan> plan;
  std::uint32_t round = 0, level = 0, pulses_given = 0;
  bool pulsed = false;
  std::uint64_t heats = 0;  ///< before the last pulse

  std::uint32_t first_row() const { return request.first_row; }
  std::uint32_t row_end() const { return request.first_row + request.row_count; }
  bool has(std::uint32_t r) const { return r >= first_row() && r < row_end(); }
  /// Whether it does away with the ionic content of that row of its: nobody keeps it alive any more.
  bool takes(std::uint32_t r) const {
    switch (request.kind) {
      case refresh_request_kind::restore:
        return true;
      case refresh_request_kind::alloc:
        return step != clocked_job_step::look && step != clocked_job_step::table && restored[r - first_row()] != 0;
      case refresh_request_kind::promote:
        return reading && r == first_row() + row;
      default:
        return false;
    }
  }
  clocked_job_class class_of() const {
    if (is_compute) return clocked_job_class::compute;
    switch (request.kind) {
      case refresh_request_kind::rewrite:
        return clocked_job_class::rewrite;
      case refresh_request_kind::reprogram:
        return clocked_job_class::reprogram;
      case refresh_request_kind::promote:
        return clocked_job_class::promote;
      default:
        return clocked_job_class::restore;
    }
  }
};

}  // namespace memvp
