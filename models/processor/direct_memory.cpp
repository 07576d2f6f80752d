// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/processor/direct_memory.hpp"

#include <algorithm>
#include <stdexcept>

namespace memvp {

void direct_memory_map::add(const direct_memory& region) {
  if (region.size == 0 || region.size % 4 != 0 || region.base % 4 != 0 || region.data == nullptr)
    throw std::invalid_argument("Direct memory needs data, and a base and a size that are multiples of 4 bytes.");
  if (region.size > (std::uint64_t{1} << 32) - region.base)
    throw std::invalid_argument("Direct memory must not reach beyond the last 32-bit address.");
  remove(region.base, region.last());
  regions_.push_back(region);
  find_most_cycles();
}

void direct_memory_map::remove(std::uint32_t first, std::uint32_t last) {
  const auto touched = [&](const direct_memory& region) { return region.base <= last && region.last() >= first; };
  regions_.erase(std::remove_if(regions_.begin(), regions_.end(), touched), regions_.end());
  find_most_cycles();
}

const direct_memory* direct_memory_map::find(std::uint32_t address) const noexcept {
  for (const direct_memory& region : regions_)
    if (address - region.base < region.size) return &region;
  return nullptr;
}

void direct_memory_map::find_most_cycles() noexcept {
  most_cycles_ = 0;
  for (const direct_memory& region : regions_)
    most_cycles_ = std::max({most_cycles_, region.load_cycles, region.store_cycles});
}

direct_page direct_pages::page_in(const direct_memory& region, std::uint32_t address, std::uint32_t cycles) noexcept {
  const std::uint32_t page = address & ~(page_size - 1);
  const std::uint32_t first = std::max(page, region.base);
  const std::uint32_t last = std::min(page + (page_size - 1), region.last());
  return {first, last - first + 1, region.data + (first - region.base), cycles, 0};
}

}  // namespace memvp
