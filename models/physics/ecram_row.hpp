// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace memvp {

/// A row of cells of the linear update law, and what their lines have gathered: see `ecram_cells` and
/// `half_select_dose`. Pointers have `count` values each.
struct linear_row {
  std::size_t count;
  const double *state, *step_up, *step_down;
  const std::uint64_t *seen_rising, *seen_falling;      // doses at which the cells were settled
  const std::uint64_t *column_rising, *column_falling;  // doses of the columns
  std::uint64_t row_rising, row_falling;                // doses of the row
  double quanta_per_picosecond;
  bool rising_first;
};

/// States with what has been gathered, in the widest vector instructions that the processor has; to the last bit the
/// same as cell by cell.
void gathered_states(const linear_row& row, double* states);

/// Variances of what has been gathered, for a cycle noise of `noise` quanta.
void gathered_variances(const linear_row& row, double noise, double* variances);

}  // namespace memvp
