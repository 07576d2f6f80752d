// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <string_view>
#include <tlm>
#include <vector>

#include "memvp/tlm/register_map.hpp"

namespace memvp {

using random_source = std::mt19937_64;

/// A number from `least` to `most`, both included.
inline std::uint64_t draw(random_source& source, std::uint64_t least, std::uint64_t most) {
  return std::uniform_int_distribution<std::uint64_t>(least, most)(source);
}
/// True this often in a hundred.
inline bool chance(random_source& source, unsigned percent) { return draw(source, 1, 100) <= percent; }

/// What an initiator asks for.
struct random_access {
  tlm::tlm_command command = tlm::TLM_READ_COMMAND;
  std::uint64_t address = 0;
  unsigned width = 4;                  ///< streaming width, bytes
  std::vector<unsigned char> data;     ///< to be written, or to be overwritten
  std::vector<unsigned char> enables;  ///< byte enables; none if empty
  bool null_pointer = false;           ///< data pointer null whatever `data` holds

  unsigned length() const { return static_cast<unsigned>(data.size()); }
};

/// Makes accesses, one after the other.
using access_generator = std::function<random_access(random_source&)>;

/// Puts a request into a payload that keeps pointing to `access`'s own data.
void fill(tlm::tlm_generic_payload& payload, random_access& access);

/// Reads and writes of any alignment and length, in and around `size` bytes from `base`; with byte enables, short
/// streaming widths, ignored commands, and a few commands that no initiator should send.
access_generator memory_accesses(std::uint64_t base, std::uint64_t size);

/// Accesses to the registers and windows of a device at `base`: mostly whole words where the map has some, with small
/// or any values; and all that memory_accesses() does.
/// \param size of the device's address range
access_generator device_accesses(const register_map& map, std::uint64_t base, std::uint64_t size);

/// What somebody writes who wants to see a tile work.
struct tile_use {
  struct useful_register {
    std::string_view name;
    std::uint64_t least, most;
  };
  std::uint64_t first_command = 0, last_command = 10;  ///< codes, some of which may be none
  std::vector<useful_register> registers;              ///< besides counts, which are from 1 to 3
};

/// As device_accesses(), but often a command, its counts, small words for the windows, and what is useful; no other
/// argument of a command is written, so that few are refused and none goes on for hours.
access_generator tile_accesses(const register_map& map, std::uint64_t base, std::uint64_t size, const tile_use& use);

}  // namespace memvp
