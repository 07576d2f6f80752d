// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace memvp {

/// What a debugger has sent.
struct gdb_input {
  enum class kind : std::uint8_t {
    packet,        ///< with `payload`
    damaged,       ///< a packet whose checksum is wrong, or that is too long
    acknowledged,  ///< "+"
    rejected,      ///< "-": wants the last packet again
    interrupt,     ///< Ctrl-C
  };
  kind what = kind::packet;
  std::string payload;
};

/// Cuts a stream of bytes into the packets of the GDB remote serial protocol. Whatever comes in, it ends with inputs;
/// bytes between packets that mean nothing are dropped.
///
/// SOURCE: GDB manual, "Remote Serial Protocol: Overview" and "Interrupts".
class gdb_packet_reader {
 public:
  /// Longest packet that is taken, in bytes on the line.
  static constexpr std::size_t most_bytes = 0x4000;

  void push(std::string_view bytes);
  /// The oldest input not yet taken.
  std::optional<gdb_input> next();
  bool empty() const noexcept { return inputs_.empty(); }

 private:
  enum class state : std::uint8_t { between, payload, first_digit, second_digit };

  void push(char byte);
  void between(char byte);
  void end_of_packet(char second_digit);

  state state_ = state::between;
  std::string raw_;
  char first_digit_ = 0;
  bool too_long_ = false;
  std::deque<gdb_input> inputs_;
};

/// The packet with this payload, as it goes over the line: "$payload#checksum", escaped.
std::string gdb_packet(std::string_view payload);

/// Two digits a byte.
std::string gdb_hex(std::string_view bytes);
/// The bytes of pairs of digits. \return nothing if it is no such text
std::optional<std::string> gdb_bytes(std::string_view hex);
/// A register's value: the bytes of a little-endian word.
std::string gdb_hex_word(std::uint32_t value);
/// \return nothing unless `hex` are the eight digits of such a word
std::optional<std::uint32_t> gdb_word(std::string_view hex);
/// A number of at most 32 bits, in hexadecimal digits as people write them.
std::optional<std::uint32_t> gdb_number(std::string_view hex);

}  // namespace memvp
