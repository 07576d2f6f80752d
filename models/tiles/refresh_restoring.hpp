// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/models/tiles/refresh_context.hpp"

namespace memvp {

/// The restoring of the dirty ones among some rows by ion-reset pulses on all of them at once, and the readings after.
class refresh_restoring {
 public:
  enum class step { pulse, verify, done, timeout };

  explicit refresh_restoring(std::size_t rows) : open_(rows) {}

  /// Which rows take part, a byte each from the first one on: to be set before begin().
  std::uint8_t* open() { return open_.data(); }
  bool takes(std::uint32_t index) const { return open_[index] != 0; }  ///< counted from the first one
  void begin(const refresh_context& context, std::uint32_t first_row, std::uint32_t row_count, bool verify);

  step next() const { return next_; }
  refresh_unit unit() const;
  /// The unit has ended; of a verify, its reading is in the sequencer's codes.
  void ended(const refresh_context& context);

 private:
  void read_from(const refresh_context& context, std::uint32_t row);

  std::vector<std::uint8_t> open_;
  std::uint32_t first_row_ = 0, row_count_ = 0, row_ = 0, pulses_left_ = 0, extra_ = 0;
  bool verify_ = false, above_ = false;
  step next_ = step::done;
};

}  // namespace memvp
