// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "memvp/models/tiles/refresh_unit.hpp"

namespace memvp {

/// Elements from a row's first one to the next row's in the buffers that hold one for each cell: rows begin at
/// multiples of four bytes, so that the bus can write them one by one.
inline constexpr std::size_t refresh_row_stride(std::size_t columns) { return (columns + 3) / 4 * 4; }

/// What is kept digitally of each cell, row by row, refresh_row_stride(columns) elements apart. Not owned.
struct refresh_images {
  std::uint8_t* level = nullptr;    ///< the level its polarisation is to have
  std::uint16_t* source = nullptr;  ///< the code read after its polarisation was written
  std::uint16_t* target = nullptr;  ///< the code that its ions are to keep
};

/// Who carries out units, as the controller sees it.
class refresh_sequencer {
 public:
  virtual ~refresh_sequencer() = default;

  /// How long the unit takes, in cycles.
  virtual cycle_count length(const refresh_unit& unit) const = 0;
  /// Of a rewrite or an update: from its start to the end of its last ionic pulse slot; 0 if it has none.
  virtual cycle_count ionic_end(const refresh_unit& unit) const = 0;
  /// Logarithmic codes of the row read last, one a column.
  virtual const std::uint16_t* codes() const = 0;
  virtual const refresh_pulse_table& pulses() const = 0;
};

}  // namespace memvp
