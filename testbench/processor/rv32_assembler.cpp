// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/processor/rv32_assembler.hpp"

#include <stdexcept>

namespace memvp {
namespace {

constexpr std::uint32_t nowhere = 1;  // no instruction lies at an odd address

std::uint32_t bits(std::uint32_t value, unsigned low, unsigned width) { return value >> low & ((1u << width) - 1); }

}  // namespace

rv32_assembler::label rv32_assembler::here() {
  labels_.push_back(address());
  return {labels_.size() - 1};
}

rv32_assembler::label rv32_assembler::forward() {
  labels_.push_back(nowhere);
  return {labels_.size() - 1};
}

void rv32_assembler::place(label where) { labels_[where.number] = address(); }

std::uint32_t rv32_assembler::address_of(label where) const {
  const std::uint32_t address = labels_.at(where.number);
  if (address == nowhere) throw std::logic_error("A label of the program has not been placed.");
  return address;
}

std::vector<std::uint32_t> rv32_assembler::words() const {
  std::vector<std::uint32_t> words = words_;
  const auto offset = [&](const reference& use) {
    return address_of({use.label}) - (base_ + 4 * static_cast<std::uint32_t>(use.index));
  };
  for (const reference& use : branches_) {
    const std::uint32_t o = offset(use);
    words[use.index] |= bits(o, 12, 1) << 31 | bits(o, 5, 6) << 25 | bits(o, 1, 4) << 8 | bits(o, 11, 1) << 7;
  }
  for (const reference& use : jumps_) {
    const std::uint32_t o = offset(use);
    words[use.index] |= bits(o, 20, 1) << 31 | bits(o, 1, 10) << 21 | bits(o, 11, 1) << 20 | bits(o, 12, 8) << 12;
  }
  return words;
}

void rv32_assembler::li(unsigned rd, std::uint32_t value) {
  const std::uint32_t upper = (value + 0x800) >> 12 & 0xFFFFF;
  if (upper != 0) lui(rd, upper);
  if (upper == 0 || value % 0x1000 != 0) addi(rd, upper != 0 ? rd : 0, static_cast<std::int32_t>(value));
}

void rv32_assembler::branch(std::uint32_t function, unsigned rs1, unsigned rs2, label to) {
  branches_.push_back({words_.size(), to.number});
  word(rs2 << 20 | rs1 << 15 | function << 12 | 0x63);
}

void rv32_assembler::jal(unsigned rd, label to) {
  jumps_.push_back({words_.size(), to.number});
  word(rd << 7 | 0x6F);
}

void rv32_assembler::s_type(std::uint32_t function, unsigned rs1, unsigned rs2, std::int32_t value) {
  const auto offset = static_cast<std::uint32_t>(value);
  word(bits(offset, 5, 7) << 25 | rs2 << 20 | rs1 << 15 | function << 12 | bits(offset, 0, 5) << 7 | 0x23);
}

}  // namespace memvp
