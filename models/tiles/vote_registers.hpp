// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/tlm/register_map.hpp"

namespace memvp {

/// Value of a unit's ID register: "VOTE".
inline constexpr std::uint32_t vote_unit_id = 0x564F5445;

/// Offsets of the unit's registers and windows, as the register map declares them.
namespace vote_register {
inline constexpr std::uint32_t frame_count = 0x40;
inline constexpr std::uint32_t class_count = 0x44;
inline constexpr std::uint32_t decision_count = 0x48;
inline constexpr std::uint32_t classes = 0x60;
inline constexpr std::uint32_t frames = 0x64;
inline constexpr std::uint32_t score_bytes = 0x68;
inline constexpr std::uint32_t decision_maximum = 0x6C;
inline constexpr std::uint32_t decisions_low = 0x70;
inline constexpr std::uint32_t decisions_high = 0x74;
inline constexpr std::uint32_t votes_low = 0x78;
inline constexpr std::uint32_t votes_high = 0x7C;
inline constexpr std::uint32_t ties_low = 0x80;
inline constexpr std::uint32_t ties_high = 0x84;
}  // namespace vote_register

namespace vote_window {
inline constexpr std::uint32_t scores = 0x00010000;
inline constexpr std::uint32_t decisions = 0x00020000;
inline constexpr std::uint32_t votes = 0x00030000;
inline constexpr std::uint32_t bytes = 0x00010000;  ///< of each window
}  // namespace vote_window

/// Bytes of address space that a unit takes.
inline constexpr std::uint64_t vote_unit_address_size = 0x00040000;

/// The register table: the model, the C header and the documentation page are made from it.
const register_map& vote_unit_registers();

}  // namespace memvp
