// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ferroionic_row.hpp"

#include <cmath>

#include "memvp/models/physics/vector_functions.hpp"
#include "memvp/models/physics/vector_instructions.hpp"

namespace memvp {
namespace {

[[gnu::always_inline]] inline double relaxed_state(const relaxing_states& cells, std::size_t i, double seconds) {
  return cells.equilibrium +
         (cells.state[i] - cells.equilibrium) * exponential(-(seconds * (cells.rate[i] * cells.thermal_factor)));
}

[[gnu::always_inline]] inline void states_of(const relaxing_states& cells, double* states) {
  for (std::size_t i = 0; i < cells.count; ++i) {
    states[i] = relaxed_state(cells, i, seconds_since(cells.touched_ps[i], cells.now_ps));
  }
}

template <bool additive, bool loses_polarisation>
[[gnu::always_inline]] inline void conductances_of(const relaxing_states& cells, const conductance_law& law,
                                                   const double* polarisation, double* siemens) {
  for (std::size_t i = 0; i < cells.count; ++i) {
    const double seconds = seconds_since(cells.touched_ps[i], cells.now_ps);
    const double ionic = law.log_ionic_ratio * relaxed_state(cells, i, seconds);
    const double p = loses_polarisation ? polarisation[i] * exponential(-(seconds * law.loss_rate)) : polarisation[i];
    const double polar = law.log_lowest + law.log_half_ratio * (1.0 + p);
    siemens[i] = additive ? exponential(polar) + law.lowest * (exponential(ionic) - 1.0) : exponential(polar + ionic);
  }
}

[[gnu::always_inline]] inline void conductances_by_law(const relaxing_states& cells, const conductance_law& law,
                                                       const double* polarisation, double* siemens) {
  if (law.loss_rate > 0) {
    law.additive ? conductances_of<true, true>(cells, law, polarisation, siemens)
                 : conductances_of<false, true>(cells, law, polarisation, siemens);
  } else {
    law.additive ? conductances_of<true, false>(cells, law, polarisation, siemens)
                 : conductances_of<false, false>(cells, law, polarisation, siemens);
  }
}

[[gnu::always_inline]] inline void drive_of(const driven_states& cells) {
  for (std::size_t i = 0; i < cells.count; ++i) {
    const double before = cells.equilibrium + (cells.state[i] - cells.equilibrium) *
                                                  exponential(-(cells.elapsed[i] * cells.rate_before[i]));
    const double rate = cells.drive_rate[i] + cells.rate_after[i];
    const double limit = (cells.drive_rate[i] * cells.target + cells.rate_after[i] * cells.equilibrium) / rate;
    const double after = limit + (before - limit) * exponential(-(rate * cells.seconds[i]));
    // Rounding of the limit must not carry a state out of [0, 1].
    const double from_below = after < 0.0 ? 0.0 : after;
    cells.state[i] = from_below > 1.0 ? 1.0 : from_below;
  }
}

[[gnu::always_inline]] inline void exponentials_of(std::size_t count, const double* scale, double factor,
                                                   const double* x, double* y) {
  for (std::size_t i = 0; i < count; ++i) y[i] = scale[i] * exponential(factor * x[i]);
}

void states_baseline(const relaxing_states& cells, double* states) { states_of(cells, states); }
void conductances_baseline(const relaxing_states& cells, const conductance_law& law, const double* polarisation,
                           double* siemens) {
  conductances_by_law(cells, law, polarisation, siemens);
}
void drive_baseline(const driven_states& cells) { drive_of(cells); }
void exponentials_baseline(std::size_t count, const double* scale, double factor, const double* x, double* y) {
  exponentials_of(count, scale, factor, x, y);
}

// Without fused operations, which round differently.
#if defined(__x86_64__)
[[gnu::target("avx2")]] void states_avx2(const relaxing_states& cells, double* states) { states_of(cells, states); }
[[gnu::target("avx2")]] void conductances_avx2(const relaxing_states& cells, const conductance_law& law,
                                               const double* polarisation, double* siemens) {
  conductances_by_law(cells, law, polarisation, siemens);
}
[[gnu::target("avx2")]] void drive_avx2(const driven_states& cells) { drive_of(cells); }
[[gnu::target("avx2")]] void exponentials_avx2(std::size_t count, const double* scale, double factor, const double* x,
                                               double* y) {
  exponentials_of(count, scale, factor, x, y);
}
#else
constexpr auto states_avx2 = states_baseline;
constexpr auto conductances_avx2 = conductances_baseline;
constexpr auto drive_avx2 = drive_baseline;
constexpr auto exponentials_avx2 = exponentials_baseline;
#endif

}  // namespace

conductance_law::conductance_law(const ferroionic_device_parameters& p)
    : lowest(p.lowest_conductance),
      log_lowest(std::log(p.lowest_conductance)),
      log_half_ratio(std::log(p.polarisation_ratio) / 2),
      log_ionic_ratio(std::log(p.ionic_ratio)),
      loss_rate(1 / p.polarisation_retention),
      additive(p.conduction == ferroionic_conduction::additive) {}

void relaxed_states(const relaxing_states& cells, double* states) {
  const auto work_out = has_avx2() ? states_avx2 : states_baseline;
  work_out(cells, states);
}

void relaxed_conductances(const relaxing_states& cells, const conductance_law& law, const double* polarisation,
                          double* siemens) {
  const auto work_out = has_avx2() ? conductances_avx2 : conductances_baseline;
  work_out(cells, law, polarisation, siemens);
}

void drive(const driven_states& cells) {
  const auto work_out = has_avx2() ? drive_avx2 : drive_baseline;
  work_out(cells);
}

void scaled_exponentials(std::size_t count, const double* scale, double factor, const double* x, double* y) {
  const auto work_out = has_avx2() ? exponentials_avx2 : exponentials_baseline;
  work_out(count, scale, factor, x, y);
}

}  // namespace memvp
