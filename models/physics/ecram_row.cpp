// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ecram_row.hpp"

#include "memvp/models/physics/vector_functions.hpp"
#include "memvp/models/physics/vector_instructions.hpp"

namespace memvp {
namespace {

[[gnu::always_inline]] inline double inside_window(double state) {
  const double from_below = state < 0.0 ? 0.0 : state;
  return from_below > 1.0 ? 1.0 : from_below;
}

template <bool rising_first>
[[gnu::always_inline]] inline void states_of(const linear_row& row, double* states) {
  for (std::size_t i = 0; i < row.count; ++i) {
    const double rising = to_double(row.row_rising + row.column_rising[i] - row.seen_rising[i]);
    const double falling = to_double(row.row_falling + row.column_falling[i] - row.seen_falling[i]);
    const double up = row.step_up[i] * (rising * row.quanta_per_picosecond);
    const double down = row.step_down[i] * (falling * row.quanta_per_picosecond);
    states[i] = rising_first ? inside_window(inside_window(row.state[i] + up) - down)
                             : inside_window(inside_window(row.state[i] - down) + up);
  }
}

[[gnu::always_inline]] inline void variances_of(const linear_row& row, double noise, double* variances) {
  for (std::size_t i = 0; i < row.count; ++i) {
    const double rising = to_double(row.row_rising + row.column_rising[i] - row.seen_rising[i]);
    const double falling = to_double(row.row_falling + row.column_falling[i] - row.seen_falling[i]);
    const double up = row.step_up[i] * noise;
    const double down = row.step_down[i] * noise;
    variances[i] = row.quanta_per_picosecond * (up * up * rising + down * down * falling);
  }
}

void states_baseline(const linear_row& row, double* states) {
  row.rising_first ? states_of<true>(row, states) : states_of<false>(row, states);
}
void variances_baseline(const linear_row& row, double noise, double* variances) { variances_of(row, noise, variances); }

// Without fused operations, which round differently.
#if defined(__x86_64__)
[[gnu::target("avx2")]] void states_avx2(const linear_row& row, double* states) {
  row.rising_first ? states_of<true>(row, states) : states_of<false>(row, states);
}
[[gnu::target("avx2")]] void variances_avx2(const linear_row& row, double noise, double* variances) {
  variances_of(row, noise, variances);
}
#else
constexpr auto states_avx2 = states_baseline;
constexpr auto variances_avx2 = variances_baseline;
#endif

}  // namespace

void gathered_states(const linear_row& row, double* states) {
  const auto work_out = has_avx2() ? states_avx2 : states_baseline;
  work_out(row, states);
}

void gathered_variances(const linear_row& row, double noise, double* variances) {
  const auto work_out = has_avx2() ? variances_avx2 : variances_baseline;
  work_out(row, noise, variances);
}

}  // namespace memvp
