// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace memvp {

// Arithmetic of RV32IM on registers, which have no sign of their own. SOURCE: The RISC-V Instruction Set Manual, volume
// I, version 20191213, sections 2.4 and 7.

inline std::int32_t as_signed(std::uint32_t value) noexcept { return static_cast<std::int32_t>(value); }

inline bool less_signed(std::uint32_t a, std::uint32_t b) noexcept { return as_signed(a) < as_signed(b); }

/// @param count 0 to 31
inline std::uint32_t shift_right_signed(std::uint32_t a, std::uint32_t count) noexcept {
  return static_cast<std::uint32_t>(as_signed(a) >> count);
}

inline std::uint32_t multiply_high_signed(std::uint32_t a, std::uint32_t b) noexcept {
  return static_cast<std::uint32_t>((std::int64_t{as_signed(a)} * as_signed(b)) >> 32);
}

inline std::uint32_t multiply_high_signed_unsigned(std::uint32_t a, std::uint32_t b) noexcept {
  return static_cast<std::uint32_t>((std::int64_t{as_signed(a)} * std::int64_t{b}) >> 32);
}

inline std::uint32_t multiply_high_unsigned(std::uint32_t a, std::uint32_t b) noexcept {
  return static_cast<std::uint32_t>((std::uint64_t{a} * b) >> 32);
}

/// Division by zero gives all ones; the one quotient that does not fit gives the dividend (table 7.1).
inline std::uint32_t divide_signed(std::uint32_t a, std::uint32_t b) noexcept {
  if (b == 0) return ~0u;
  if (b == ~0u) return 0u - a;
  return static_cast<std::uint32_t>(as_signed(a) / as_signed(b));
}

inline std::uint32_t divide_unsigned(std::uint32_t a, std::uint32_t b) noexcept { return b == 0 ? ~0u : a / b; }

/// Division by zero leaves the dividend; the quotient that does not fit leaves 0 (table 7.1).
inline std::uint32_t remainder_signed(std::uint32_t a, std::uint32_t b) noexcept {
  if (b == 0) return a;
  if (b == ~0u) return 0;
  return static_cast<std::uint32_t>(as_signed(a) % as_signed(b));
}

inline std::uint32_t remainder_unsigned(std::uint32_t a, std::uint32_t b) noexcept { return b == 0 ? a : a % b; }

}  // namespace memvp
