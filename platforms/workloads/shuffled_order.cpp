// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/shuffled_order.hpp"

#include <numeric>
#include <utility>

namespace memvp {

std::vector<std::size_t> shuffled_order(std::size_t count, random_key key, std::uint64_t event) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  const random_stream stream(key);
  for (std::size_t left = count; left > 1; --left) {
    const auto chosen = static_cast<std::size_t>(stream.uniform(left, event) * static_cast<double>(left));
    std::swap(order[left - 1], order[chosen]);
  }
  return order;
}

}  // namespace memvp
