// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/henon_map.hpp"

#include "memvp/models/physics/random.hpp"

namespace memvp {

std::vector<double> henon_series(std::size_t points, double noise, std::uint64_t seed) {
  const random_stream draws({seed, random_purpose::generated_data, 0});
  std::vector<double> x(points);
  double last = 0, before = 0;
  for (std::size_t n = 0; n < points; ++n) {
    x[n] = 1 - 1.4 * last * last + 0.3 * before + noise * draws.standard_normal(n, 0);
    before = last;
    last = x[n];
  }
  return x;
}

}  // namespace memvp
