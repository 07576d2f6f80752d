// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace memvp {

/// Half-word k of a buffer of 32-bit words: bits 16 (k mod 2) on of word k / 2.
inline std::uint32_t half_word(const std::vector<std::uint32_t>& words, std::uint64_t index) {
  return (words[static_cast<std::size_t>(index / 2)] >> (16 * (index % 2))) & 0xFFFFu;
}
inline void set_half_word(std::vector<std::uint32_t>& words, std::uint64_t index, std::uint32_t value) {
  const auto shift = static_cast<unsigned>(16 * (index % 2));
  std::uint32_t& word = words[static_cast<std::size_t>(index / 2)];
  word = (word & ~(0xFFFFu << shift)) | (value & 0xFFFFu) << shift;
}
/// Byte k: bits 8 (k mod 4) on of word k / 4.
inline void set_byte(std::vector<std::uint32_t>& words, std::uint64_t index, std::uint32_t value) {
  const auto shift = static_cast<unsigned>(8 * (index % 4));
  std::uint32_t& word = words[static_cast<std::size_t>(index / 4)];
  word = (word & ~(0xFFu << shift)) | (value & 0xFFu) << shift;
}

}  // namespace memvp
