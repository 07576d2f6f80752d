// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ferroionic_row.hpp"

#include <cmath>
#include <cstring>

#include "memvp/models/physics/vector_instructions.hpp"

namespace memvp {
namespace {

constexpr double seconds_per_picosecond = 1e-12;

[[gnu::always_inline]] inline std::uint64_t bits_of(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

[[gnu::always_inline]] inline double from_bits(std::uint64_t bits) {
  double value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// exp(x) for x up to 700 without a branch, so that it runs in lanes: x = n ln 2 + r with |r| <= ln(2)/2, the series of
// exp(r) to the thirteenth order (its rest is below 5e-18), and n added to the exponent. Below -700 it is 0
// (1e-304 of anything is nothing), so that no state ends in slow subnormal numbers.
[[gnu::always_inline]] inline double exponential(double x) {
  constexpr double rounding = 0x1.8p52;  // a sum with it has the nearest integer in its lowest bits
  constexpr double ln2_high = 0x1.62e42fefa0000p-1;
  constexpr double ln2_low = 0x1.cf79abc9e3b39p-40;
  // As unsigned numbers the bits of negative doubles rise with their magnitude, above those of all positive ones. A
  // comparison of the doubles themselves becomes a branch, since it may trap.
  const std::uint64_t least = bits_of(-700.0);
  const std::uint64_t bits = bits_of(x);
  const double limited = from_bits(bits < least ? bits : least);
  const double shifted = limited * 0x1.71547652b82fep0 + rounding;
  const double n = shifted - rounding;
  const double r = (limited - n * ln2_high) - n * ln2_low;
  const double r2 = r * r;
  const double r4 = r2 * r2;
  const double low = (1.0 + r) + r2 * (1.0 / 2 + r * (1.0 / 6));
  const double middle = (1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720 + r * (1.0 / 5040));
  const double high = (1.0 / 40320 + r * (1.0 / 362880)) + r2 * (1.0 / 3628800 + r * (1.0 / 39916800));
  const double highest = 1.0 / 479001600 + r * (1.0 / 6227020800.0);
  const double series = low + r4 * (middle + r4 * (high + r4 * highest));
  const std::uint64_t kept = (bits_of(x - limited) >> 63) - 1;  // all bits, or none where x is below the least
  return from_bits((bits_of(series) + (bits_of(shifted) << 52)) & kept);
}

// Seconds since a touch, by integer operations that AVX2 has: the halves become numbers of 2^84 and 2^52 by their
// exponents.
[[gnu::always_inline]] inline double seconds_since(std::uint64_t touched_ps, std::uint64_t now_ps) {
  const std::uint64_t wrapped = now_ps - touched_ps;
  const std::uint64_t difference = wrapped & ((wrapped >> 63) - 1);  // 0 where it would be negative
  const double high = from_bits((difference >> 32) | 0x4530000000000000U);
  const double low = from_bits((difference & 0xFFFFFFFFU) | 0x4330000000000000U);
  return ((high - 0x1.00000001p84) + low) * seconds_per_picosecond;
}

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
