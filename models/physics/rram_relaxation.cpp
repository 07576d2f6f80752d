// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/rram_relaxation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace memvp {
namespace {

constexpr double microsiemens = 1e-6;

// Logarithms to base 10 of 10 ms, 0.1 s, 1 s, 4 s and 1e5 s.
constexpr std::array<double, 5> decades{-2, -1, 0, 0.60205999132796239, 5};

struct conductance_bin {
  double centre;                    // uS
  std::array<double, 5> deviation;  // uS, at each of `decades`
  double mean;                      // uS, at 1e5 s
};

constexpr double towards_zero = 1.053 / (1.053 + 0.2374 * 3.5 - 0.01167 * 3.5 * 3.5 + 1.536e-4 * 3.5 * 3.5 * 3.5);

constexpr conductance_bin lowest_bin{3.5, {0.86, 1.31, 1.77, 1.95, 2.56}, 0.45};

constexpr conductance_bin at_zero() {
  conductance_bin bin = lowest_bin;
  bin.centre = 0;
  for (std::size_t i = 0; i < bin.deviation.size(); ++i) bin.deviation[i] *= towards_zero;
  bin.mean *= towards_zero;
  return bin;
}

constexpr std::array<conductance_bin, 6> bins{{at_zero(),
                                               lowest_bin,
                                               {12.5, {1.04, 1.80, 2.38, 2.80, 3.97}, -1.22},
                                               {22.5, {0.96, 1.69, 2.23, 2.48, 3.83}, -1.97},
                                               {32.5, {0.84, 1.42, 1.81, 2.30, 3.33}, -2.14},
                                               {37.5, {0.71, 1.16, 1.55, 1.67, 3.25}, -2.08}}};

struct bin_position {
  const conductance_bin* lower;
  const conductance_bin* upper;
  double share;  // of the upper
};

bin_position locate(double siemens) {
  const double conductance = siemens / microsiemens;
  std::size_t upper = 1;
  while (upper + 1 < bins.size() && conductance > bins[upper].centre) ++upper;
  const conductance_bin& a = bins[upper - 1];
  const conductance_bin& b = bins[upper];
  return {&a, &b, std::clamp((conductance - a.centre) / (b.centre - a.centre), 0.0, 1.0)};
}

}  // namespace

double relaxation_deviation(double siemens, double seconds) noexcept {
  if (!(seconds > 0)) return 0;
  const double decade = std::log10(seconds);
  std::size_t after = 1;
  while (after + 1 < decades.size() && decade > decades[after]) ++after;
  const bin_position bin = locate(siemens);
  const auto at = [&](std::size_t i) {
    return bin.lower->deviation[i] + bin.share * (bin.upper->deviation[i] - bin.lower->deviation[i]);
  };
  const double before = at(after - 1);
  const double place = (decade - decades[after - 1]) / (decades[after] - decades[after - 1]);
  return microsiemens * std::max(0.0, before + place * (at(after) - before));
}

double relaxation_mean_share(double siemens) noexcept {
  const bin_position bin = locate(siemens);
  const double mean = bin.lower->mean + bin.share * (bin.upper->mean - bin.lower->mean);
  const double deviation =
      bin.lower->deviation.back() + bin.share * (bin.upper->deviation.back() - bin.lower->deviation.back());
  return mean / deviation;
}

double relaxation_mean(double siemens, double seconds) noexcept {
  return relaxation_mean_share(siemens) * relaxation_deviation(siemens, seconds);
}

double relaxation_onset() noexcept {
  double earliest = decades[0];
  for (const conductance_bin& bin : bins) {
    const double slope = (bin.deviation[1] - bin.deviation[0]) / (decades[1] - decades[0]);
    earliest = std::min(earliest, decades[0] - bin.deviation[0] / slope);
  }
  return std::pow(10.0, earliest);
}

}  // namespace memvp
