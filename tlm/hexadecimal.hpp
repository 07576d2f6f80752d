// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace memvp {

/// "0x" and at least `digits` lower-case digits: how addresses and register values are written everywhere.
inline std::string hexadecimal(std::uint64_t value, unsigned digits = 2) {
  std::string text;
  for (; value != 0 || text.size() < digits; value /= 16) {
    text.insert(text.begin(), "0123456789abcdef"[value % 16]);
  }
  return "0x" + text;
}

}  // namespace memvp
