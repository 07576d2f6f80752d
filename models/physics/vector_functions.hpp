// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>

namespace memvp {

/// Functions without a branch or a call, so that loops over them run in vector lanes, whatever the instruction set, and
/// give the same bits in each.

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

/// exp(x) for x up to 700: x = n ln 2 + r with |r| <= ln(2)/2, the series of exp(r) to the thirteenth order (its rest
/// is below 5e-18), and n added to the exponent. Below -700 it is 0 (1e-304 of anything is nothing), so that no state
/// ends in slow subnormal numbers.
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

/// ln x for normal positive x: x = 2^n m with m in [sqrt(1/2), sqrt(2)), and the series of atanh((m-1)/(m+1)) to the
/// twenty-third order (its rest is below 2e-19). The error is below 1.5 units of the last place of the larger of
/// |ln x| and |n| ln 2.
[[gnu::always_inline]] inline double natural_logarithm(double x) {
  constexpr double ln2_high = 0x1.62e42fefa0000p-1;
  constexpr double ln2_low = 0x1.cf79abc9e3b39p-40;
  const std::uint64_t one = bits_of(1.0);
  const std::uint64_t root_half = bits_of(0x1.6a09e667f3bcdp-1);
  const std::uint64_t shifted = bits_of(x) + (one - root_half);
  const double m = from_bits((shifted & 0xFFFFFFFFFFFFFU) + root_half);
  // The exponent becomes a double by way of the lowest bits of 2^52.
  const double n = from_bits((shifted >> 52) | 0x4330000000000000U) - (0x1p52 + 1023);
  const double f = m - 1.0;
  const double t = f / (2.0 + f);
  const double t2 = t * t;
  const double t4 = t2 * t2;
  const double t8 = t4 * t4;
  const double low = (2.0 / 3 + t2 * (2.0 / 5)) + t4 * (2.0 / 7 + t2 * (2.0 / 9));
  const double middle = (2.0 / 11 + t2 * (2.0 / 13)) + t4 * (2.0 / 15 + t2 * (2.0 / 17));
  const double high = (2.0 / 19 + t2 * (2.0 / 21)) + t4 * (2.0 / 23);
  const double rest = t2 * (low + t8 * (middle + t8 * high));
  // ln(1+f) = 2t + t rest, and 2t = f - t f: the greater part is exact.
  return n * ln2_high + (f - (t * (f - rest) - n * ln2_low));
}

/// (double)value by integer operations that AVX2 has: the halves become numbers of 2^84 and of 2^52 by their exponents,
/// both exactly; the one sum is rounded as the conversion would be.
[[gnu::always_inline]] inline double to_double(std::uint64_t value) {
  const double high = from_bits((value >> 32) | 0x4530000000000000U);
  const double low = from_bits((value & 0xFFFFFFFFU) | 0x4330000000000000U);
  return (high - 0x1.00000001p84) + low;
}

/// Seconds since a touch, 0 if it lies ahead.
[[gnu::always_inline]] inline double seconds_since(std::uint64_t touched_ps, std::uint64_t now_ps) {
  constexpr double seconds_per_picosecond = 1e-12;
  const std::uint64_t wrapped = now_ps - touched_ps;
  const std::uint64_t difference = wrapped & ((wrapped >> 63) - 1);  // 0 where it would be negative
  return to_double(difference) * seconds_per_picosecond;
}

}  // namespace memvp
