// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/tiles/refresh_code_book.hpp"
#include "memvp/models/tiles/refresh_policy.hpp"

namespace memvp {

/// The writing of one row's polarisation: which groups of pulses on which cells, a reading, and again.
class refresh_row_program {
 public:
  enum class step { reset_pulse, set_pulse, verify, done, timeout };

  explicit refresh_row_program(std::size_t columns) : cells_(columns), open_(columns) {}

  /// Begins with a row whose cells were last written to `written` and are to have `wanted`.
  /// \param readable  whether a reading of the row as it is has been taken
  void begin(const std::uint8_t* written, const std::uint8_t* wanted, bool readable, const refresh_policy& policy,
             std::uint32_t levels);

  step next() const { return next_; }
  std::uint32_t group() const { return group_; }             ///< of a set pulse: its level
  const std::uint8_t* open() const { return open_.data(); }  ///< of a pulse: a byte a column
  bool participates(std::size_t column) const { return cells_[column].written; }
  std::uint8_t wanted(std::size_t column) const { return cells_[column].wanted; }

  /// The pulse that next() named has been given.
  void pulsed(const refresh_policy& policy);
  /// The reading that next() named has been taken.
  void verified(const std::uint16_t* codes, const refresh_code_book& book, const refresh_policy& policy);
  /// Whether a cell was in tolerance in the last reading.
  bool in_tolerance(std::size_t column) const { return cells_[column].in_tolerance; }

 private:
  struct cell {
    std::uint8_t wanted = 0, from = 0;  // level; first set group, beyond `wanted` for none
    bool reset = false, written = false, in_tolerance = false;
  };
  void enter_group(std::uint32_t first, const refresh_policy& policy);
  void enter_round(const refresh_policy& policy);

  std::vector<cell> cells_;
  std::vector<std::uint8_t> open_;
  step next_ = step::done;
  std::uint32_t group_ = 0, levels_ = 0;
  std::uint32_t pulse_ = 0;  // of the group
  std::uint32_t round_ = 0;
};

}  // namespace memvp
