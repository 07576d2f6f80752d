// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace memvp {

/// Memory that a processor may touch without its bus, as a bus target has granted it. Not owned.
struct direct_memory {
  std::uint32_t base = 0;  ///< multiple of 4
  std::uint64_t size = 0;  ///< bytes, multiple of 4, not 0; ends at 2^32 at the latest
  std::uint8_t* data = nullptr;
  bool readable = true;  ///< for loads and for fetching instructions
  bool writable = true;
  std::uint32_t load_cycles = 0;   ///< that each load takes beyond its own
  std::uint32_t store_cycles = 0;  ///< that each store takes beyond its own
  std::uint32_t fetch_cycles = 0;  ///< that each instruction takes beyond its own

  std::uint32_t last() const noexcept { return static_cast<std::uint32_t>(base + size - 1); }
};

/// The regions of direct memory that a processor knows; no two overlap.
class direct_memory_map {
 public:
  /// Regions that it overlaps are removed.
  /// @throws std::invalid_argument if the region is empty, misaligned, without data or beyond 2^32
  void add(const direct_memory& region);
  /// Removes every region, whole, that holds one of the addresses [first, last].
  void remove(std::uint32_t first, std::uint32_t last);
  /// The region that holds `address`, or nullptr. Valid until the next add() or remove().
  const direct_memory* find(std::uint32_t address) const noexcept;
  const std::vector<direct_memory>& regions() const noexcept { return regions_; }
  /// Most cycles that a load or a store takes beyond its own.
  std::uint32_t most_cycles() const noexcept { return most_cycles_; }

 private:
  void find_most_cycles() noexcept;

  std::vector<direct_memory> regions_;
  std::uint32_t most_cycles_ = 0;
};

/// Pages are what is remembered of regions for quick access, and what decoded instructions are kept by.
inline constexpr unsigned page_bits = 12;
inline constexpr std::uint32_t page_size = 1u << page_bits;
/// Stores look out for instructions by lines of a page: 64 lines of 64 bytes, a bit each.
inline constexpr unsigned line_bits = 6;

inline std::uint64_t line_of(std::uint32_t address) noexcept {
  return std::uint64_t{1} << ((address & (page_size - 1)) >> line_bits);
}

/// The part of a page that lies in one region. An empty one holds no address.
struct direct_page {
  std::uint32_t base = 0;
  std::uint32_t size = 0;
  std::uint8_t* data = nullptr;
  std::uint32_t cycles = 0;
  std::uint64_t code_lines = 0;  ///< lines that instructions were decoded from, for stores
};

/// The pages used last, each in the one place that its address gives it.
class direct_pages {
 public:
  direct_page& at(std::uint32_t address) noexcept { return pages_[(address >> page_bits) % count]; }
  void clear() noexcept { pages_.fill(direct_page{}); }
  /// The part of `address`'s page that `region` holds; `address` lies in it.
  static direct_page page_in(const direct_memory& region, std::uint32_t address, std::uint32_t cycles) noexcept;

 private:
  static constexpr std::size_t count = 256;
  std::array<direct_page, count> pages_{};
};

}  // namespace memvp
