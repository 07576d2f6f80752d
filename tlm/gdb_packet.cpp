// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/gdb_packet.hpp"

#include <limits>
#include <utility>

namespace memvp {

namespace {

constexpr char interrupt_byte = '\x03', escape_byte = '}', escape_bit = 0x20;
constexpr std::string_view digits = "0123456789abcdef";

/// Value of a digit; nothing for any other character.
std::optional<unsigned> value_of(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a') + 10;
  if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A') + 10;
  return std::nullopt;
}

std::optional<unsigned> value_of(char high, char low) {
  const auto upper = value_of(high), lower = value_of(low);
  if (!upper || !lower) return std::nullopt;
  return *upper << 4 | *lower;
}

unsigned sum_of(std::string_view raw) {
  unsigned sum = 0;
  for (const char byte : raw) sum += static_cast<unsigned char>(byte);
  return sum & 0xFF;
}

std::string unescaped(std::string_view raw) {
  std::string payload;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const bool escaped = raw[i] == escape_byte && i + 1 < raw.size();
    payload.push_back(escaped ? static_cast<char>(raw[++i] ^ escape_bit) : raw[i]);
  }
  return payload;
}

}  // namespace

void gdb_packet_reader::push(std::string_view bytes) {
  for (const char byte : bytes) push(byte);
}

void gdb_packet_reader::push(char byte) {
  switch (state_) {
    case state::between:
      return between(byte);
    case state::payload:
      if (byte == '#') {
        state_ = state::first_digit;
      } else if (byte == '$') {  // the one before was cut off
        raw_.clear();
        too_long_ = false;
      } else if (raw_.size() < most_bytes) {
        raw_.push_back(byte);
      } else {
        too_long_ = true;
      }
      return;
    case state::first_digit:
      first_digit_ = byte;
      state_ = state::second_digit;
      return;
    case state::second_digit:
      return end_of_packet(byte);
  }
}

void gdb_packet_reader::between(char byte) {
  switch (byte) {
    case '$':
      raw_.clear();
      too_long_ = false;
      state_ = state::payload;
      break;
    case '+':
      inputs_.push_back({gdb_input::kind::acknowledged, {}});
      break;
    case '-':
      inputs_.push_back({gdb_input::kind::rejected, {}});
      break;
    case interrupt_byte:
      inputs_.push_back({gdb_input::kind::interrupt, {}});
      break;
    default:
      break;
  }
}

void gdb_packet_reader::end_of_packet(char second_digit) {
  state_ = state::between;
  const bool whole = !too_long_ && value_of(first_digit_, second_digit) == sum_of(raw_);
  inputs_.push_back({whole ? gdb_input::kind::packet : gdb_input::kind::damaged, whole ? unescaped(raw_) : ""});
}

std::optional<gdb_input> gdb_packet_reader::next() {
  if (inputs_.empty()) return std::nullopt;
  gdb_input input = std::move(inputs_.front());
  inputs_.pop_front();
  return input;
}

std::string gdb_packet(std::string_view payload) {
  std::string raw;
  for (const char byte : payload) {
    if (byte == '#' || byte == '$' || byte == escape_byte || byte == '*') {
      raw.push_back(escape_byte);
      raw.push_back(static_cast<char>(byte ^ escape_bit));
    } else {
      raw.push_back(byte);
    }
  }
  const unsigned sum = sum_of(raw);
  return "$" + raw + "#" + digits[sum >> 4] + digits[sum & 0xF];
}

std::string gdb_hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text.push_back(digits[value >> 4]);
    text.push_back(digits[value & 0xF]);
  }
  return text;
}

std::optional<std::string> gdb_bytes(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const auto value = value_of(hex[i], hex[i + 1]);
    if (!value) return std::nullopt;
    bytes.push_back(static_cast<char>(*value));
  }
  return bytes;
}

std::string gdb_hex_word(std::uint32_t value) {
  std::string bytes;
  for (unsigned shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>(value >> shift));
  return gdb_hex(bytes);
}

std::optional<std::uint32_t> gdb_word(std::string_view hex) {
  const auto bytes = gdb_bytes(hex);
  if (!bytes || bytes->size() != 4) return std::nullopt;
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i) value |= std::uint32_t{static_cast<unsigned char>((*bytes)[i])} << 8 * i;
  return value;
}

std::optional<std::uint32_t> gdb_number(std::string_view hex) {
  if (hex.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (const char digit : hex) {
    const auto next = value_of(digit);
    if (!next) return std::nullopt;
    value = value << 4 | *next;
    if (value > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  }
  return static_cast<std::uint32_t>(value);
}

}  // namespace memvp
