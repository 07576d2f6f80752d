// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace memvp {

/// A bus script (bus_script.hpp) as firmware/replay.c finds it in the data memory: little-endian words, first
///
///     number of accesses, cycles of a tick of the timer
///
/// and then, for each access,
///
///     what it is, address, data, start (low half, high half), end (low half)
///
/// where what it is counts as access_kind of firmware/drivers/timed_access.h does, with `replay_compared` added if the
/// data are what a read is to be answered with. Waits are left out: accesses begin when they are to begin.
///
/// \throws std::runtime_error with one sentence if the script cannot be read, has accesses that are no loads or stores
/// of a processor (words anywhere but at multiples of four, halfwords and bytes to be read, anything longer), or does
/// not say when they begin
std::vector<std::uint8_t> replay_image(const std::filesystem::path& script, std::uint32_t cycles_per_tick);

/// See replay_image().
inline constexpr std::uint32_t replay_compared = 16;

}  // namespace memvp
