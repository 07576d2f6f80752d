// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/processor/rv32_code_cache.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace memvp {
namespace {

constexpr std::size_t most_instructions = 64;

bool is_access(rv32_operation operation) {
  return operation >= rv32_operation::load_byte && operation <= rv32_operation::store_word;
}

bool ends_block(rv32_operation operation) { return operation >= rv32_operation::jump; }

void append(rv32_block& block, rv32_instruction instruction, std::uint32_t& cycles, std::uint32_t fetch_cycles,
            const rv32_timing& timing) {
  const rv32_instruction_cycles own = cycles_of(instruction.operation, timing);
  cycles += fetch_cycles;
  instruction.cycles_before = cycles;
  cycles += own.straight;
  block.most_cycles += fetch_cycles + own.most;
  if (is_access(instruction.operation)) ++block.accesses;
  block.instructions.push_back(instruction);
}

void end(rv32_block& block, std::uint32_t cycles) {
  if (ends_block(block.instructions.back().operation)) return;
  rv32_instruction end_of_block;
  end_of_block.operation = rv32_operation::end_of_block;
  end_of_block.cycles_before = cycles;
  block.instructions.push_back(end_of_block);
}

std::size_t word_of(std::uint32_t address) { return address % page_size / 4; }

template <class Bits>
void mark(Bits& words, const rv32_block& block) {
  for (std::uint32_t offset = 0; offset < block.bytes; offset += 4) words.set(word_of(block.pc + offset));
}

}  // namespace

rv32_block decode_block(const direct_memory& region, std::uint32_t pc, const rv32_timing& timing) {
  rv32_block block;
  block.pc = pc;
  block.fetch_cycles = region.fetch_cycles;
  const direct_page page = direct_pages::page_in(region, pc, 0);
  std::uint32_t cycles = 0;
  for (std::uint32_t at = pc; at - page.base < page.size && block.instructions.size() < most_instructions; at += 4) {
    std::uint32_t word;
    std::memcpy(&word, page.data + (at - page.base), sizeof(word));
    append(block, decode(word, at), cycles, region.fetch_cycles, timing);
    block.bytes += 4;
    if (ends_block(block.instructions.back().operation)) break;
  }
  end(block, cycles);
  return block;
}

rv32_block decode_single(std::uint32_t word, std::uint32_t pc, std::uint32_t fetch_cycles, const rv32_timing& timing) {
  rv32_block block;
  block.pc = pc;
  block.bytes = 4;
  block.fetch_cycles = fetch_cycles;
  std::uint32_t cycles = 0;
  append(block, decode(word, pc), cycles, fetch_cycles, timing);
  end(block, cycles);
  return block;
}

const rv32_block* rv32_code_cache::find(std::uint32_t pc) {
  if (const rv32_block* recent = find_recent(pc)) return recent;
  const auto page = pages_.find(pc >> page_bits);
  if (page == pages_.end()) return nullptr;
  const auto block = page->second.blocks.find(pc);
  if (block == page->second.blocks.end()) return nullptr;
  return recent_[slot(pc)] = block->second.get();
}

const rv32_block& rv32_code_cache::insert(rv32_block block) {
  const std::uint32_t pc = block.pc;
  code_page& page = pages_[pc >> page_bits];
  mark(page.words, block);
  std::unique_ptr<rv32_block>& place = page.blocks[pc];
  place = std::make_unique<rv32_block>(std::move(block));
  recent_[slot(pc)] = place.get();
  return *place;
}

bool rv32_code_cache::drop_from(code_page& page, std::uint32_t first, std::uint32_t last) {
  const std::size_t blocks_before = page.blocks.size();
  for (auto entry = page.blocks.begin(); entry != page.blocks.end();) {
    const rv32_block& block = *entry->second;
    if (block.pc > last || block.pc + (block.bytes - 1) < first) {
      ++entry;
      continue;
    }
    const rv32_block*& recent = recent_[slot(block.pc)];
    if (recent == &block) recent = nullptr;
    dropped_.push_back(std::move(entry->second));
    entry = page.blocks.erase(entry);
  }
  page.words.reset();
  for (const auto& [pc, block] : page.blocks) mark(page.words, *block);
  return page.blocks.size() != blocks_before;
}

bool rv32_code_cache::drop(std::uint32_t first, std::uint32_t last) {
  if (first >> page_bits == last >> page_bits) {
    const auto page = pages_.find(first >> page_bits);
    if (page == pages_.end()) return false;
    // Data beside code: most stores into a line of code hit none.
    bool any = false;
    for (std::size_t word = word_of(first); word <= word_of(last); ++word) any = any || page->second.words[word];
    return any && drop_from(page->second, first, last);
  }
  bool any = false;
  for (auto& [number, page] : pages_) any = drop_from(page, first, last) || any;
  return any;
}

void rv32_code_cache::clear() { drop(0, ~std::uint32_t{0}); }

std::uint64_t rv32_code_cache::code_lines(std::uint32_t address) const {
  const auto page = pages_.find(address >> page_bits);
  if (page == pages_.end()) return 0;
  std::uint64_t lines = 0;
  for (std::uint32_t word = 0; word < page_size / 4; ++word)
    if (page->second.words[word]) lines |= line_of(4 * word);
  return lines;
}

}  // namespace memvp
