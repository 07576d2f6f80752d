// SPDX-License-Identifier: Apache-2.0
// Writes through the lines of a passive array: selected cells at once, half-selected ones by what their lines gather.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "memvp/models/physics/ecram_cells.hpp"

namespace memvp {
namespace {

constexpr double picoseconds_per_second = 1e12;
constexpr double longest_grain = 0x1p62;  // ps; no run is so long that more would be gathered

double inside_window(double state) { return std::min(1.0, std::max(0.0, state)); }

// Counts what it clips.
double inside_window(double state, std::uint64_t& clipped) {
  const double inside = inside_window(state);
  clipped += inside != state;
  return inside;
}

}  // namespace

void ecram_cells::prepare_disturbs() {
  row_states_.resize(columns_);
  row_variances_.resize(columns_);
  row_draws_.resize(columns_);
  drawn_cells_.resize(columns_);
  drawn_events_.resize(columns_);
  const double factor = field_factor(partial_.fraction * parameters_.pulse_voltage, parameters_);
  if (factor == 0) return;
  quanta_per_picosecond_ = factor / (parameters_.pulse_width * picoseconds_per_second);
  grain_ = static_cast<std::uint64_t>(std::min(longest_grain, disturb_grain / quanta_per_picosecond_));
  seen_rising_.assign(size(), 0);
  seen_falling_.assign(size(), 0);
  row_gathered_.assign(rows_, 0);
  column_gathered_.assign(columns_, 0);
  // What a row, a column and the whole array may gather at most moves no cell by more.
  double longest_step = 0;
  for (std::size_t cell = 0; cell < size(); ++cell)
    longest_step = std::max({longest_step, step_up_[cell] * rising_.rate, step_down_[cell] * falling_.rate});
  edge_ = 3 * disturb_grain * longest_step;
  edge_places_.assign(size(), 0);
  for (std::size_t cell = 0; cell < size(); ++cell)
    if (near_edge(state_[cell])) list_edge_cell(cell);
}

void ecram_cells::check_selection(const line_selection& selection) const {
  for (std::size_t r = 0; r < selection.row_count; ++r)
    if (selection.rows[r] >= rows_) throw std::out_of_range("A row beyond the array was selected.");
  for (std::size_t c = 0; c < selection.column_count; ++c) {
    if (selection.columns[c].line >= columns_) throw std::out_of_range("A column beyond the array was selected.");
    if (selection.columns[c].picoseconds > selection.picoseconds)
      throw std::invalid_argument("A column cannot be selected for longer than the rows.");
  }
}

void ecram_cells::select(const line_selection& selection, bool rising, std::uint64_t now_ps) {
  check_selection(selection);
  if (selection.picoseconds == 0) return;
  if (relaxes()) return select_relaxing(selection, rising, now_ps);
  const bool any_cell = selection.row_count > 0 && selection.column_count > 0;
  if (!any_cell && !disturbs()) return;
  ++revision_;
  if (disturbs()) settle_full_lines(selection, false);
  if (any_cell) {
    column_events_.clear();
    for (std::size_t c = 0; c < selection.column_count; ++c) {
      const line_pulse& column = selection.columns[c];
      if (column.picoseconds == 0) continue;
      const double quanta = static_cast<double>(column.picoseconds) / picoseconds_per_second / parameters_.pulse_width;
      column_events_.push_back({column.line, quanta, parameters_.cycle_noise * std::sqrt(quanta),
                                dose_.of_column(column.line) + dose_.selected_excess(rising, column.picoseconds)});
    }
    for (std::size_t r = 0; r < selection.row_count; ++r) pulse_row(selection.rows[r], rising);
  }
  if (!disturbs()) return;
  dose_.add(selection, rising);
  last_rising_ = rising;
  settle_edge_cells();
  settle_full_lines(selection, true);
}

// Settles the lines that this selection would make gather more than a grain, before it, and those that have gathered
// more than a grain by this selection alone, after it.
void ecram_cells::settle_full_lines(const line_selection& selection, bool after) {
  const auto full = [&](std::uint64_t& gathered, std::uint64_t more) {
    if (after) gathered += more;
    if (gathered == 0 || gathered + (after ? 0 : more) <= grain_) return false;
    gathered = 0;
    return true;
  };
  if (partial_.others_opposed && full(all_gathered_, selection.picoseconds))
    for (std::size_t row = 0; row < rows_; ++row) settle_row(row);
  for (std::size_t r = 0; r < selection.row_count; ++r)
    if (full(row_gathered_[selection.rows[r]], selection.picoseconds)) settle_row(selection.rows[r]);
  for (std::size_t c = 0; c < selection.column_count; ++c)
    if (full(column_gathered_[selection.columns[c].line], selection.columns[c].picoseconds))
      settle_column(selection.columns[c].line);
}

void ecram_cells::settle_row(std::size_t row) {
  const doses of_row = dose_.of_row(row);
  for (std::size_t column = 0; column < columns_; ++column)
    settle(row * columns_ + column, of_row + dose_.of_column(column));
}

void ecram_cells::settle_column(std::size_t column) {
  const doses of_column = dose_.of_column(column);
  for (std::size_t row = 0; row < rows_; ++row) settle(row * columns_ + column, dose_.of_row(row) + of_column);
}

void ecram_cells::settle_edge_cells() {
  // From the back: a cell that leaves the list is replaced by the last, which has had its turn.
  for (std::size_t place = edge_cells_.size(); place-- > 0;) settle(edge_cells_[place], doses_of(edge_cells_[place]));
}

void ecram_cells::settle(std::size_t cell, doses now) {
  const doses gathered = now - seen(cell);
  if (gathered.rising == 0 && gathered.falling == 0) return;
  const double variance = gathered_variance(cell, gathered);
  double moved = gathered_state(cell, gathered, clipped_events_);
  if (variance > 0) moved += std::sqrt(variance) * noise_.standard_normal(cell, events_[cell]++);
  seen_rising_[cell] = now.rising;
  seen_falling_[cell] = now.falling;
  move_to(cell, inside_window(moved, clipped_events_));
}

// Before the selection is counted: each cell is pulsed where it has come to by then, and sees beforehand what the
// selection will be counted for too much.
void ecram_cells::pulse_row(std::size_t row, bool rising) {
  const std::size_t first = row * columns_;
  const doses of_row = dose_.of_row(row);
  const bool noisy = parameters_.cycle_noise != 0;
  const double* from = &state_[first];
  if (disturbs()) {
    gather_row(row, row_states_.data());
    from = row_states_.data();
    if (noisy) gather_row_variances(row, row_variances_.data());
  }
  if (noisy) draw_row(first);
  // What the loop reads and writes, in locals, so that the compiler need not fetch it again after every store.
  const update_branch branch = rising ? rising_ : falling_;
  const double* steps = (rising ? step_up_ : step_down_).data() + first;
  const double* variances = noisy && disturbs() ? row_variances_.data() : nullptr;
  double* states = &state_[first];
  std::uint64_t* pulses = &pulses_[first];
  std::uint64_t* seen_rising = disturbs() ? &seen_rising_[first] : nullptr;
  std::uint64_t* seen_falling = disturbs() ? &seen_falling_[first] : nullptr;
  const double edge = edge_;
  std::uint64_t clipped = 0;
  const std::size_t count = column_events_.size();
  for (std::size_t i = 0; i < count; ++i) {
    const column_event& event = column_events_[i];
    const std::size_t column = event.column;
    const double before = from[column];
    const double step = steps[column];
    const double magnitude = branch.increment(rising ? before : 1 - before, step * event.quanta);
    double moved = rising ? before + magnitude : before - magnitude;
    if (noisy) {
      const double deviation = step * event.noise;
      const double variance = deviation * deviation + (variances != nullptr ? variances[column] : 0);
      moved += std::sqrt(variance) * row_draws_[i];
    }
    if (seen_rising != nullptr) {
      seen_rising[column] = of_row.rising + event.seen.rising;
      seen_falling[column] = of_row.falling + event.seen.falling;
    }
    ++pulses[column];
    const double last = states[column];
    const bool inside = moved > edge && moved < 1 - edge && last > edge && last < 1 - edge;
    if (inside) {
      states[column] = moved;  // as nearly always; no edge cell, neither before nor now
    } else {
      move_to(first + column, inside_window(moved, clipped));
    }
  }
  clipped_events_ += clipped;
}

// A number for each selected cell of a row that begins at `first`, all at once.
void ecram_cells::draw_row(std::size_t first) {
  for (std::size_t i = 0; i < column_events_.size(); ++i) {
    const std::size_t cell = first + column_events_[i].column;
    drawn_cells_[i] = cell;
    drawn_events_[i] = events_[cell]++;
  }
  noise_.standard_normals(drawn_cells_.data(), drawn_events_.data(), row_draws_.data(), column_events_.size());
}

void ecram_cells::pulse(std::size_t cell, bool rising, double quanta, double noise) {
  const double step = rising ? step_up_[cell] : step_down_[cell];
  const double before = state_[cell];
  const double magnitude = (rising ? rising_ : falling_).increment(rising ? before : 1 - before, step * quanta);
  double moved = rising ? before + magnitude : before - magnitude;
  if (noise != 0) moved += step * noise * noise_.standard_normal(cell, events_[cell]++);
  move_to(cell, inside_window(moved, clipped_events_));
}

// With relaxation the time of every event counts: as the lines' voltages come, cell by cell.
void ecram_cells::select_relaxing(const line_selection& selection, bool rising, std::uint64_t now_ps) {
  const double full = rising ? parameters_.pulse_voltage : -parameters_.pulse_voltage;
  const double along = full * partial_.fraction;
  const double against = partial_.others_opposed ? -along : 0.0;
  std::vector<bool> row_selected(rows_);
  std::vector<std::uint64_t> column_time(columns_);
  for (std::size_t r = 0; r < selection.row_count; ++r) row_selected[selection.rows[r]] = true;
  for (std::size_t c = 0; c < selection.column_count; ++c)
    column_time[selection.columns[c].line] = selection.columns[c].picoseconds;
  const auto seconds = [](std::uint64_t picoseconds) {
    return static_cast<double>(picoseconds) / picoseconds_per_second;
  };
  for (std::size_t row = 0; row < rows_; ++row) {
    const double during = row_selected[row] ? full : along;
    const double after = row_selected[row] ? along : against;
    for (std::size_t column = 0; column < columns_; ++column) {
      const std::size_t cell = row * columns_ + column;
      const std::uint64_t time = column_time[column];
      if (time > 0) apply_pulse(cell, during, seconds(time), now_ps);
      if (time < selection.picoseconds && after != 0)
        apply_pulse(cell, after, seconds(selection.picoseconds - time), now_ps + time);
    }
  }
}

// The sign of the last selection first, as it came: where several are gathered, no end of the window is near and the
// order does not matter.
double ecram_cells::gathered_state(std::size_t cell, doses gathered, std::uint64_t& clipped) const {
  const double up = step_up_[cell] * (static_cast<double>(gathered.rising) * quanta_per_picosecond_);
  const double down = step_down_[cell] * (static_cast<double>(gathered.falling) * quanta_per_picosecond_);
  const auto raised = [&](double g) { return inside_window(g + rising_.increment(g, up), clipped); };
  const auto lowered = [&](double g) { return inside_window(g - falling_.increment(1 - g, down), clipped); };
  return last_rising_ ? lowered(raised(state_[cell])) : raised(lowered(state_[cell]));
}

double ecram_cells::gathered_state(std::size_t cell, doses gathered) const {
  std::uint64_t nobody_counts = 0;
  return gathered_state(cell, gathered, nobody_counts);
}

double ecram_cells::gathered_variance(std::size_t cell, doses gathered) const {
  const double noise = parameters_.cycle_noise;
  if (noise == 0) return 0;
  const double up = step_up_[cell] * noise;
  const double down = step_down_[cell] * noise;
  return quanta_per_picosecond_ *
         (up * up * static_cast<double>(gathered.rising) + down * down * static_cast<double>(gathered.falling));
}

// Keeps the list of edge cells.
void ecram_cells::move_to(std::size_t cell, double state) {
  const bool was = near_edge(state_[cell]);
  state_[cell] = state;
  if (was == near_edge(state) || !disturbs()) return;
  was ? forget_edge_cell(cell) : list_edge_cell(cell);
}

void ecram_cells::list_edge_cell(std::size_t cell) {
  edge_places_[cell] = edge_cells_.size();
  edge_cells_.push_back(cell);
}

void ecram_cells::forget_edge_cell(std::size_t cell) {
  const std::size_t last = edge_cells_.back();
  edge_cells_[edge_places_[cell]] = last;
  edge_places_[last] = edge_places_[cell];
  edge_cells_.pop_back();
}

linear_row ecram_cells::linear_row_of(std::size_t row) const {
  const std::size_t first = row * columns_;
  const doses of_row = dose_.of_row(row);
  return {columns_,
          &state_[first],
          &step_up_[first],
          &step_down_[first],
          &seen_rising_[first],
          &seen_falling_[first],
          dose_.columns_rising(),
          dose_.columns_falling(),
          of_row.rising,
          of_row.falling,
          quanta_per_picosecond_,
          last_rising_};
}

// gathered_state of all cells of a row.
void ecram_cells::gather_row(std::size_t row, double* states) const {
  if (rising_.saturation == 0 && falling_.saturation == 0) return gathered_states(linear_row_of(row), states);
  for (std::size_t column = 0; column < columns_; ++column) {
    const std::size_t cell = row * columns_ + column;
    states[column] = gathered_state(cell, doses_of(cell) - seen(cell));
  }
}

// gathered_variance of all cells of a row, which is the same for every law.
void ecram_cells::gather_row_variances(std::size_t row, double* variances) const {
  gathered_variances(linear_row_of(row), parameters_.cycle_noise, variances);
}

void ecram_cells::row_conductances(std::size_t row, double* siemens, std::uint64_t now_ps) const {
  if (row >= rows_) throw std::out_of_range("A row beyond the array was read.");
  if (relaxes() || !disturbs()) {
    for (std::size_t column = 0; column < columns_; ++column)
      siemens[column] = conductance(row * columns_ + column, now_ps);
    return;
  }
  gather_row(row, siemens);
  const double window = parameters_.maximum_conductance - parameters_.minimum_conductance;
  for (std::size_t column = 0; column < columns_; ++column)
    siemens[column] = parameters_.minimum_conductance + siemens[column] * window;
}

}  // namespace memvp
