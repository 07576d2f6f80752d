// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "memvp/models/processor/direct_memory.hpp"
#include "memvp/models/processor/rv32_instruction.hpp"

namespace memvp {

/// Instructions that follow each other within a page, entered at the first only. Branches may leave it on the way; it
/// ends with a jump, a special instruction or `end_of_block`.
struct rv32_block {
  std::uint32_t pc = 0;
  std::uint32_t bytes = 0;         ///< of memory that it was decoded from
  std::uint32_t most_cycles = 0;   ///< that it takes, whichever way it is left, without what memory adds
  std::uint32_t accesses = 0;      ///< loads and stores
  std::uint32_t fetch_cycles = 0;  ///< that fetching each instruction adds; in its instructions' cycles_before
  std::vector<rv32_instruction> instructions;

  std::uint32_t address_of(const rv32_instruction* instruction) const noexcept {
    return pc + 4 * static_cast<std::uint32_t>(instruction - instructions.data());
  }
  /// Most cycles that it takes if an access adds at most `access_cycles`.
  std::uint64_t bound(std::uint32_t access_cycles) const noexcept {
    return most_cycles + std::uint64_t{accesses} * access_cycles;
  }
};

/// Decodes a block from `region`, which holds `pc`, a multiple of 4.
rv32_block decode_block(const direct_memory& region, std::uint32_t pc, const rv32_timing& timing);

/// A block of the single instruction `word`, which took `fetch_cycles` to fetch.
rv32_block decode_single(std::uint32_t word, std::uint32_t pc, std::uint32_t fetch_cycles, const rv32_timing& timing);

/// The decoded blocks. One that is dropped stays readable until release(), so that it can be dropped by its own
/// instructions.
class rv32_code_cache {
 public:
  /// The block at `pc` if it was used lately: quick, and enough for all but the first time.
  const rv32_block* find_recent(std::uint32_t pc) const noexcept {
    const rv32_block* block = recent_[slot(pc)];
    return block != nullptr && block->pc == pc ? block : nullptr;
  }
  /// The block at `pc`, or nullptr.
  const rv32_block* find(std::uint32_t pc);
  const rv32_block& insert(rv32_block block);
  /// Drops the blocks decoded from any of the addresses [first, last].
  /// @return whether there were any
  bool drop(std::uint32_t first, std::uint32_t last);
  void clear();
  /// Frees what was dropped. No reference to a dropped block may be in use.
  void release() noexcept { dropped_.clear(); }
  /// Lines of the page of `address` that blocks were decoded from (direct_memory.hpp).
  std::uint64_t code_lines(std::uint32_t address) const;

 private:
  struct code_page {
    std::unordered_map<std::uint32_t, std::unique_ptr<rv32_block>> blocks;
    std::bitset<page_size / 4> words;  ///< that blocks were decoded from
  };
  static constexpr std::size_t recent_count = 4096;

  static std::size_t slot(std::uint32_t pc) noexcept { return (pc >> 2) % recent_count; }
  bool drop_from(code_page& page, std::uint32_t first, std::uint32_t last);

  std::array<const rv32_block*, recent_count> recent_{};
  std::unordered_map<std::uint32_t, code_page> pages_;
  std::vector<std::unique_ptr<rv32_block>> dropped_;
};

}  // namespace memvp
