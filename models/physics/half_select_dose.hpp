// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace memvp {

/// A line that is selected, and for how long.
struct line_pulse {
  std::uint32_t line;
  std::uint64_t picoseconds;
};

/// A stretch of time in which some rows and columns of a passive array are selected together: the rows for the whole of
/// it, each column for its own time from the beginning. No line may be named twice.
struct line_selection {
  const std::uint32_t* rows = nullptr;
  std::size_t row_count = 0;
  const line_pulse* columns = nullptr;
  std::size_t column_count = 0;
  std::uint64_t picoseconds = 0;  ///< of the rows: at least the longest column's
};

/// What cells see that are not selected themselves while others of a passive array are. A cell on one selected line
/// sees `fraction` of the write voltage; a cell on none sees nothing, or, with `others_opposed`, `fraction` of it with
/// the opposite sign. V/2 is {1/2, false}, V/3 is {1/3, true}.
struct partial_selection {
  double fraction = 0.5;
  bool others_opposed = false;
};

/// For how long, and with which sign, each cell of a passive array has been half-selected: a sum over the selections so
/// far of what its row has seen and what its column has seen, kept once a line and never a cell. A selection costs as
/// many additions as it has lines.
///
/// Doses are picoseconds at the partial voltage, exact integers. They count modulo 2^64 and wrap: only differences mean
/// something, and these are never longer than the longest run. A cell that is selected itself is counted with its row
/// and with its column for the time of its pulse, in which it was not half-selected: `selected_excess` says by how much
/// its own doses are too large for that.
class half_select_dose {
 public:
  /// Picoseconds at the partial voltage that raise and that lower a state.
  struct doses {
    std::uint64_t rising = 0;
    std::uint64_t falling = 0;
    friend doses operator+(doses a, doses b) noexcept { return {a.rising + b.rising, a.falling + b.falling}; }
    friend doses operator-(doses a, doses b) noexcept { return {a.rising - b.rising, a.falling - b.falling}; }
    friend bool operator==(doses a, doses b) noexcept { return a.rising == b.rising && a.falling == b.falling; }
  };

  half_select_dose(std::size_t rows, std::size_t columns, bool others_opposed)
      : others_opposed_(others_opposed), rows_(rows), columns_rising_(columns), columns_falling_(columns) {}

  /// The two shares of a cell: its doses are of_row(row) + of_column(column).
  doses of_row(std::size_t row) const noexcept { return rows_[row] + all_; }
  doses of_column(std::size_t column) const noexcept { return {columns_rising_[column], columns_falling_[column]}; }
  /// of_column of all columns, for loops over a row.
  const std::uint64_t* columns_rising() const noexcept { return columns_rising_.data(); }
  const std::uint64_t* columns_falling() const noexcept { return columns_falling_.data(); }

  /// What a selection counts too much for a cell whose row and column (for `picoseconds`) are both selected.
  doses selected_excess(bool rising, std::uint64_t picoseconds) const noexcept {
    return oriented({2 * picoseconds, others_opposed_ ? std::uint64_t{0} - picoseconds : 0}, rising);
  }

  /// Counts a selection for a pulse that raises (`rising`) or lowers the selected cells.
  void add(const line_selection& selection, bool rising) noexcept;

 private:
  static doses oriented(doses along_and_against, bool rising) noexcept {
    return rising ? along_and_against : doses{along_and_against.falling, along_and_against.rising};
  }

  bool others_opposed_;
  std::vector<doses> rows_;
  doses all_;
  std::vector<std::uint64_t> columns_rising_, columns_falling_;
};

}  // namespace memvp
