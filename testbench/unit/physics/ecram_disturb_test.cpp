// SPDX-License-Identifier: Apache-2.0
// Half-selection in a passive array is worked out when somebody asks. The eager law that it must agree with is written
// here event by event: every cell of the array gets each of its voltages as a pulse of its own.
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "memvp/models/physics/ecram_cells.hpp"

namespace memvp {
namespace {

constexpr std::uint64_t millisecond = 1'000'000'000;  // ps
constexpr double volts = 5;
constexpr partial_selection half{0.5, false}, third{1.0 / 3, true};

ecram_device_parameters quiet() {
  ecram_device_parameters parameters;
  parameters.cycle_noise = 0;
  parameters.read_noise = 0;
  return parameters;  // gains and asymmetries differ from cell to cell
}

/// A write through some lines: rows, columns with their times, sign.
struct write {
  std::vector<std::uint32_t> rows;
  std::vector<line_pulse> columns;
  std::uint64_t picoseconds;
  bool rising;

  line_selection selection() const { return {rows.data(), rows.size(), columns.data(), columns.size(), picoseconds}; }
};

/// Rows and columns by chance, columns for up to 800 ms; sometimes no row or no column at all.
std::vector<write> random_writes(std::size_t count, std::size_t rows, std::size_t columns, std::uint64_t seed) {
  const random_stream chance(random_key{seed, random_purpose::test_input, 0});
  std::vector<write> writes(count);
  for (std::size_t i = 0; i < count; ++i) {
    write& w = writes[i];
    w.rising = chance.uniform(0, i) < 0.5;
    w.picoseconds = 100 * millisecond;
    for (std::uint32_t row = 0; row < rows; ++row)
      if (chance.uniform(1 + row, i) < 0.3) w.rows.push_back(row);
    for (std::uint32_t column = 0; column < columns; ++column) {
      const double drawn = chance.uniform(1000 + column, i);
      if (drawn > 0.4) continue;
      w.columns.push_back({column, static_cast<std::uint64_t>(drawn * 2000) * millisecond});
      w.picoseconds = std::max(w.picoseconds, w.columns.back().picoseconds);
    }
  }
  return writes;
}

/// The eager law: a cell sees the full voltage while both its lines are selected, the partial one while one is, and
/// the opposed one, if there is one, while none is.
void apply_eagerly(ecram_cells& cells, const write& w, const partial_selection& partial, std::uint64_t now) {
  std::vector<bool> row_selected(cells.rows());
  std::vector<std::uint64_t> time(cells.columns());
  for (const std::uint32_t row : w.rows) row_selected[row] = true;
  for (const line_pulse& column : w.columns) time[column.line] = column.picoseconds;
  const double sign = w.rising ? volts : -volts;
  for (std::size_t row = 0; row < cells.rows(); ++row) {
    for (std::size_t column = 0; column < cells.columns(); ++column) {
      const std::size_t cell = row * cells.columns() + column;
      const double during = row_selected[row] ? sign : sign * partial.fraction;
      const double after = row_selected[row]        ? sign * partial.fraction
                           : partial.others_opposed ? -sign * partial.fraction
                                                    : 0;
      cells.apply_pulse(cell, during, static_cast<double>(time[column]) / 1e12, now);
      cells.apply_pulse(cell, after, static_cast<double>(w.picoseconds - time[column]) / 1e12, now + time[column]);
    }
  }
}

std::vector<double> states(const ecram_cells& cells, std::uint64_t now = 0) {
  std::vector<double> result;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) result.push_back(cells.state(cell, now));
  return result;
}

void set_all(ecram_cells& cells, double g) {
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells.set_state(cell, g, 0);
}

struct moments {
  double mean = 0;
  double variance = 0;
};

moments moments_of(const std::vector<double>& values) {
  moments result;
  for (const double value : values) result.mean += value / static_cast<double>(values.size());
  for (const double value : values) {
    result.variance += (value - result.mean) * (value - result.mean) / static_cast<double>(values.size() - 1);
  }
  return result;
}

// Sums of the same terms in another order: 1e-12 is 10^4 roundings of a state.
TEST(half_selected_cells, end_without_noise_where_event_by_event_they_would) {
  for (const partial_selection& partial : {half, third}) {
    ecram_device_parameters parameters = quiet();
    parameters.half_select_ratio = 30;
    ecram_cells lazy(12, 9, parameters, 3, 0, partial), eager(12, 9, parameters, 3, 0, partial);
    set_all(lazy, 0.5);
    set_all(eager, 0.5);
    for (const write& w : random_writes(60, 12, 9, 1)) {
      lazy.select(w.selection(), w.rising, 0);
      apply_eagerly(eager, w, partial, 0);
    }
    for (std::size_t cell = 0; cell < lazy.size(); ++cell) {
      EXPECT_NEAR(lazy.state(cell, 0), eager.state(cell, 0), 1e-12) << cell;
      EXPECT_EQ(lazy.pulses(cell), eager.pulses(cell)) << cell;
    }
    EXPECT_EQ(eager.clipped_events(), 0u);  // or their order would have mattered
    EXPECT_EQ(lazy.clipped_events(), 0u);
  }
}

// At an end of the window the order of the disturbs counts: what is lost there does not come back. Cells start there,
// and some of the writes take others there.
TEST(half_selected_cells, meet_the_ends_of_the_window_disturb_by_disturb) {
  for (const partial_selection& partial : {half, third}) {
    for (const double start : {0.0, 0.03, 0.98, 1.0}) {
      ecram_device_parameters parameters = quiet();
      parameters.half_select_ratio = 30;
      ecram_cells lazy(9, 11, parameters, 3, 0, partial), eager(9, 11, parameters, 3, 0, partial);
      set_all(lazy, start);
      set_all(eager, start);
      for (const write& w : random_writes(200, 9, 11, 5)) {
        lazy.select(w.selection(), w.rising, 0);
        apply_eagerly(eager, w, partial, 0);
      }
      for (std::size_t cell = 0; cell < lazy.size(); ++cell)
        EXPECT_NEAR(lazy.state(cell, 0), eager.state(cell, 0), 1e-12) << cell;
      EXPECT_GT(eager.clipped_events(), 0u);
      EXPECT_EQ(lazy.clipped_events(), eager.clipped_events());
    }
  }
}

// Laws that depend on the state: doses of one sign compose exactly (the branch is the solution of dh/dq = r - s h); of
// both signs, to second order in what is gathered: in each of 40 grains of 0.125 quanta, which are 1.25e-3 of the
// window, twice the bound's 0.4 or 0.7 times half its square.
TEST(half_selected_cells, follow_a_bent_update_law_too) {
  ecram_device_parameters parameters = quiet();
  parameters.law = update_law::soft_bounds;
  parameters.soft_bound_up = 0.4152;
  parameters.soft_bound_down = 0.7342;
  parameters.half_select_ratio = 30;
  for (const bool both_signs : {false, true}) {
    ecram_cells lazy(8, 8, parameters, 3), eager(8, 8, parameters, 3);
    set_all(lazy, 0.3);
    set_all(eager, 0.3);
    for (write w : random_writes(20, 8, 8, 2)) {
      if (!both_signs) w.rising = true;
      w.columns.clear();  // rows alone: nothing but half-selection
      lazy.select(w.selection(), w.rising, 0);
      apply_eagerly(eager, w, half, 0);
    }
    for (std::size_t cell = 0; cell < lazy.size(); ++cell)
      EXPECT_NEAR(lazy.state(cell, 0), eager.state(cell, 0), both_signs ? 40 * 0.73 * 1.25e-3 * 1.25e-3 : 1e-12)
          << cell;
    EXPECT_NE(lazy.state(0, 0), 0.3);
  }
}

// A row of 20,000 cells is half-selected 64 times for half a second: 64 * 5 / 300 = 1.07 quanta. Their variance is
// 0.24^2 times that in quanta, to a standard error of sqrt(2 / 20,000) = 1 %: 4 of them, and the one event of 64 whose
// noise the lazy law has not yet drawn. The mean is the sum of the doses, to 5 standard errors.
TEST(half_selected_cells, have_the_mean_and_the_variance_of_noise_drawn_event_by_event) {
  constexpr std::size_t columns = 20'000;
  ecram_device_parameters parameters;
  parameters.device_spread = parameters.asymmetry_spread = 0;
  ecram_cells lazy(3, columns, parameters, 5), eager(3, columns, parameters, 6);
  set_all(lazy, 0.5);
  set_all(eager, 0.5);
  write w{{0}, {}, 500 * millisecond, true};
  for (int event = 0; event < 64; ++event) {
    lazy.select(w.selection(), true, 0);
    eager.apply_pulse(cell_range{0, columns, 1}, volts / 2, 0.5, 0);
  }
  const auto row_of = [&](const ecram_cells& cells, std::size_t row) {
    const std::vector<double> all = states(cells);
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(row * columns);
    return moments_of({first, first + columns});
  };
  const double quanta = 64 * 5.0 / 300, variance = 0.24 * 0.24 * quanta * 1e-4;
  for (const ecram_cells* cells : {&lazy, &eager}) {
    const moments found = row_of(*cells, 0);
    EXPECT_NEAR(found.mean, 0.5 + quanta / 100, 5 * std::sqrt(variance / columns));
    EXPECT_NEAR(found.variance / variance, 1, 0.04 + 1.0 / 64);
  }
  for (std::size_t cell = 2 * columns; cell < 3 * columns; ++cell) ASSERT_EQ(lazy.state(cell, 0), 0.5);  // another row
}

// Whatever the size of a disturb, and for both signs: the variance is that of all of it but for the grain of the row
// that is being gathered; sqrt(2 / 40,000) = 0.7 % standard error, 5 of them. The mean is always whole.
TEST(half_selected_cells, lack_no_more_than_the_noise_of_a_grain) {
  constexpr std::size_t columns = 40'000;
  ecram_device_parameters parameters = quiet();
  parameters.cycle_noise = 0.24;
  parameters.device_spread = parameters.asymmetry_spread = 0;
  parameters.half_select_ratio = 100;
  for (const double grains_an_event : {0.03, 0.4, 1.7, 8.0}) {
    for (const bool both_signs : {false, true}) {
      ecram_cells cells(1, columns, parameters, 9);
      set_all(cells, 0.5);
      const double quanta = grains_an_event * ecram_cells::disturb_grain;
      const auto time = static_cast<std::uint64_t>(quanta * 100 * 100) * millisecond;
      double rising = 0, all = 0;
      for (int event = 0; event < 39; ++event) {
        const write w{{0}, {}, time, !both_signs || event % 2 == 0};
        cells.select(w.selection(), w.rising, 0);
        const double dose = static_cast<double>(time) * 1e-12 / 0.1 / 100;
        all += dose;
        rising += w.rising ? dose : -dose;
      }
      const moments found = moments_of(states(cells));
      const auto variance = [](double doses) { return 0.24 * 0.24 * doses * 1e-4; };
      EXPECT_GT(found.variance, 0.965 * variance(all - ecram_cells::disturb_grain)) << grains_an_event << both_signs;
      EXPECT_LT(found.variance, 1.035 * variance(all)) << grains_an_event << both_signs;
      EXPECT_NEAR(found.mean, 0.5 + rising / 100, 5 * std::sqrt(variance(all) / columns));
    }
  }
}

// Reading draws nothing: until a grain is full a state is exactly the one without noise.
TEST(half_selected_cells, draw_no_noise_before_a_grain_is_full) {
  ecram_device_parameters parameters;
  ecram_cells cells(1, 1000, parameters, 9);
  parameters.cycle_noise = 0;
  ecram_cells noiseless(1, 1000, parameters, 9);
  set_all(cells, 0.5);
  set_all(noiseless, 0.5);
  // An event of 1/60 quantum: 7 fit into a grain of 1/8.
  const write w{{0}, {}, 500 * millisecond, true};
  for (int event = 0; event < 7; ++event) {
    cells.select(w.selection(), true, 0);
    noiseless.select(w.selection(), true, 0);
    EXPECT_EQ(states(cells), states(noiseless));
  }
  cells.select(w.selection(), true, 0);
  noiseless.select(w.selection(), true, 0);
  std::size_t equal = 0;
  for (std::size_t cell = 0; cell < 1000; ++cell) equal += cells.state(cell, 0) == noiseless.state(cell, 0);
  EXPECT_EQ(equal, 0u);
}

// What grows with one dose and what with another must be independent: covariances of successive stretches vanish to 5
// standard errors, here 5/sqrt(40,000) of the variance.
TEST(half_selected_cells, walk_on_without_memory) {
  constexpr std::size_t columns = 40'000;
  ecram_device_parameters parameters = quiet();
  parameters.cycle_noise = 0.24;
  ecram_cells cells(1, columns, parameters, 10);
  set_all(cells, 0.5);
  const write w{{0}, {}, 9'000 * millisecond, true};
  std::vector<double> before = states(cells), earlier(columns);
  double products = 0, squares = 0;
  for (int stretch = 0; stretch < 2; ++stretch) {
    cells.select(w.selection(), true, 0);
    const std::vector<double> now = states(cells);
    const double mean = moments_of(now).mean - moments_of(before).mean;
    for (std::size_t cell = 0; cell < columns; ++cell) {
      const double step = now[cell] - before[cell] - mean;
      products += step * earlier[cell];
      squares += step * step;
      earlier[cell] = step;
    }
    before = now;
  }
  EXPECT_GT(squares, 0);
  EXPECT_LT(std::abs(products), 5 / std::sqrt(1.0 * columns) * squares / 2);
}

// Looking is no event: neither reading, nor in which order, nor how often, moves the last bit of anything.
TEST(half_selected_cells, are_the_same_bit_for_bit_whenever_and_however_often_they_are_read) {
  for (const partial_selection& partial : {half, third}) {
    ecram_device_parameters parameters;
    parameters.half_select_ratio = 20;
    ecram_cells unread(10, 14, parameters, 11, 0, partial), read(10, 14, parameters, 11, 0, partial),
        looked_at(10, 14, parameters, 11, 0, partial), by_rows(10, 14, parameters, 11, 0, partial);
    for (ecram_cells* cells : {&unread, &read, &looked_at, &by_rows}) set_all(*cells, 0.5);
    std::vector<double> siemens(unread.size());
    std::size_t number = 0;
    for (const write& w : random_writes(300, 10, 14, 4)) {
      for (ecram_cells* cells : {&unread, &read, &looked_at, &by_rows}) cells->select(w.selection(), w.rising, 0);
      for (std::size_t row = 0; row < 10; ++row) read.row_conductances(row, siemens.data(), 0);
      looked_at.conductances(siemens.data(), 0);
      by_rows.row_conductances(number++ * 7 % 10, siemens.data(), 0);
    }
    EXPECT_EQ(states(unread), states(read));
    EXPECT_EQ(states(unread), states(looked_at));
    EXPECT_EQ(states(unread), states(by_rows));
    EXPECT_EQ(unread.clipped_events(), read.clipped_events());
    for (std::size_t row = 0; row < 10; ++row) by_rows.row_conductances(row, &siemens[14 * row], 0);
    for (std::size_t cell = 0; cell < unread.size(); ++cell) EXPECT_EQ(siemens[cell], unread.conductance(cell, 0));
  }
}

// A selected cell's noise is that of the same pulse applied to it alone.
TEST(selected_cells, draw_the_noise_of_their_own_pulses) {
  ecram_device_parameters parameters;
  parameters.half_select_ratio = 0;
  ecram_cells through_lines(4, 5, parameters, 12), alone(4, 5, parameters, 12);
  set_all(through_lines, 0.5);
  set_all(alone, 0.5);
  const write w{{1, 3}, {{0, 70 * millisecond}, {4, 200 * millisecond}}, 200 * millisecond, false};
  for (int repetition = 0; repetition < 3; ++repetition) {
    through_lines.select(w.selection(), false, 0);
    for (const std::uint32_t row : w.rows)
      for (const line_pulse& column : w.columns)
        alone.apply_pulse(row * 5 + column.line, -volts, static_cast<double>(column.picoseconds) / 1e12, 0);
  }
  EXPECT_EQ(states(through_lines), states(alone));
  EXPECT_EQ(through_lines.pulses(1 * 5 + 4), 3u);
  EXPECT_EQ(through_lines.pulses(2 * 5 + 4), 0u);
}

// Where cells relax, every event is applied when it comes, with its own draw: the eager law itself.
TEST(half_selected_cells, that_relax_are_disturbed_at_once) {
  ecram_device_parameters parameters;
  parameters.retention_time = 100;
  ecram_cells cells(5, 6, parameters, 13), eager(5, 6, parameters, 13);
  set_all(cells, 0.6);
  set_all(eager, 0.6);
  std::uint64_t now = 0;
  for (const write& w : random_writes(10, 5, 6, 6)) {
    cells.select(w.selection(), w.rising, now);
    apply_eagerly(eager, w, half, now);
    now += w.picoseconds;
  }
  EXPECT_EQ(states(cells, now), states(eager, now));
}

TEST(a_selection, beyond_the_array_or_longer_than_its_rows_is_refused_and_changes_nothing) {
  ecram_cells cells(2, 3, quiet(), 1);
  set_all(cells, 0.5);
  const std::uint64_t revision = cells.revision();
  EXPECT_THROW(cells.select(write{{2}, {}, 5, true}.selection(), true, 0), std::out_of_range);
  EXPECT_THROW(cells.select(write{{0}, {{3, 5}}, 5, true}.selection(), true, 0), std::out_of_range);
  EXPECT_THROW(cells.select(write{{0}, {{1, 6}}, 5, true}.selection(), true, 0), std::invalid_argument);
  EXPECT_THROW(cells.row_conductances(2, nullptr, 0), std::out_of_range);
  EXPECT_THROW(ecram_cells(2, 3, quiet(), 1, 0, {1.5, false}), std::invalid_argument);
  EXPECT_EQ(cells.revision(), revision);
  EXPECT_EQ(states(cells), std::vector<double>(6, 0.5));
}

}  // namespace
}  // namespace memvp
