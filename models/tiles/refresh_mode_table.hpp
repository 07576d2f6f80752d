// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/tiles/refresh_sequencer.hpp"

namespace memvp {

/// What the controller knows of a row (docs/refresh-controller.md).
struct refresh_row {
  refresh_mode mode = refresh_mode::free;
  std::uint8_t task = 0;
  bool source_valid = false;   ///< the polarisation was written, SOURCE holds what was read then
  bool dirty = false;          ///< ions were written since they were last restored
  bool target_valid = false;   ///< TARGET holds the row's ionic content
  bool suspect = false;        ///< it has been too hot for the polarisation
  bool missed = false;         ///< the present content has outlived its deadline
  cycle_count last_write = 0;  ///< end of the last ionic pulse
  std::uint32_t rewrites = 0;  ///< by the timer, since the row was allocated
};

/// The mode table: rows, the levels their cells were last written to, and the images of their content.
struct refresh_mode_table {
  refresh_mode_table(std::size_t row_count, std::size_t column_count, const refresh_images& cell_images)
      : columns(column_count),
        rows(row_count),
        written(row_count * column_count, refresh_level_unknown),
        images(cell_images) {}

  std::uint8_t* written_levels(std::size_t row) { return written.data() + row * columns; }
  std::uint8_t* levels(std::size_t row) const { return images.level + row * refresh_row_stride(columns); }
  std::uint16_t* source(std::size_t row) const { return images.source + row * refresh_row_stride(columns); }
  std::uint16_t* target(std::size_t row) const { return images.target + row * refresh_row_stride(columns); }

  std::size_t columns;
  std::vector<refresh_row> rows;
  std::vector<std::uint8_t> written;  ///< rows x columns
  refresh_images images;
  std::uint64_t heats = 0;  ///< how often the polarisation of all cells has been lost
};

}  // namespace memvp
