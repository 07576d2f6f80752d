// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace memvp {

inline std::string little_endian_bytes(std::uint32_t value, std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>(value >> 8 * i & 0xFF);
  return bytes;
}

/// A WAV file of linear PCM, 16 bits, one channel: 44 bytes, then the samples.
inline std::string wav_bytes(const std::vector<std::int16_t>& values, std::uint32_t rate) {
  const auto size = static_cast<std::uint32_t>(2 * values.size());
  std::string bytes = "RIFF" + little_endian_bytes(36 + size, 4) + "WAVEfmt " + little_endian_bytes(16, 4) +
                      little_endian_bytes(1, 2) + little_endian_bytes(1, 2) + little_endian_bytes(rate, 4) +
                      little_endian_bytes(2 * rate, 4) + little_endian_bytes(2, 2) + little_endian_bytes(16, 2) +
                      "data" + little_endian_bytes(size, 4);
  for (const std::int16_t value : values) bytes += little_endian_bytes(static_cast<std::uint16_t>(value), 2);
  return bytes;
}

}  // namespace memvp
