// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/models/tiles/refresh_command.hpp"

namespace memvp {

/// What the row driver does in one piece: see docs/refresh-controller.md, "Units".
enum class refresh_unit_kind : std::uint32_t {
  table,          ///< rows of the mode table are written
  verify,         ///< a row is read, all columns
  ferroelectric,  ///< one pulse on the cells of a row whose gates are open
  restore,        ///< one ion-reset pulse on many rows
  rewrite,        ///< ion-set slot, perhaps an ion-reset slot, and a verify
  update,         ///< a row of PULSE
  vector,         ///< a vector of a product
  read_row,       ///< a row of READ_CELLS
};

/// A unit as the controller hands it over. Pointers stay valid until the unit has ended.
struct refresh_unit {
  refresh_unit_kind kind = refresh_unit_kind::table;
  std::uint32_t first_row = 0, row_count = 1;  ///< the rows at work; one but for table, restore and vector
  refresh_pulse_kind pulse = refresh_pulse_kind::ion_reset;  ///< ferroelectric: set or reset; verify: which read
  double volts = 0;                                          ///< ferroelectric: the pulse's amplitude
  bool biased = false;      ///< ferroelectric, restore: continues the train of the unit before, without B
  bool reset_slot = false;  ///< rewrite: with an ion-reset slot
  std::uint32_t index = 0;  ///< vector, update, read_row: number within the command
  /// ferroelectric: a byte a column, restore: a byte a row of first_row.. : whether it takes part. Null: all do.
  const std::uint8_t* open = nullptr;
  /// rewrite: seconds of the ion-set slot, and of the ion-reset slot, a column each.
  const double* set_seconds = nullptr;
  const double* reset_seconds = nullptr;
};

}  // namespace memvp
