// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/tlm/register_map.hpp"

namespace memvp {

/// Value of an ECRAM tile's ID register: "ECRA".
inline constexpr std::uint32_t ecram_tile_id = 0x45435241;

/// Offsets of the ECRAM tile's registers and windows, as the register map declares them.
namespace ecram_register {
inline constexpr std::uint32_t first_row = 0x40;
inline constexpr std::uint32_t row_count = 0x44;
inline constexpr std::uint32_t first_column = 0x48;
inline constexpr std::uint32_t column_count = 0x4C;
inline constexpr std::uint32_t vector_count = 0x50;
inline constexpr std::uint32_t slot_count = 0x54;
inline constexpr std::uint32_t slot_width = 0x58;
inline constexpr std::uint32_t stream_seed = 0x5C;
inline constexpr std::uint32_t verify_tolerance = 0x60;
inline constexpr std::uint32_t verify_tries = 0x64;
inline constexpr std::uint32_t read_count = 0x68;
inline constexpr std::uint32_t sweep_count = 0x6C;
inline constexpr std::uint32_t purpose = 0x70;
inline constexpr std::uint32_t rows = 0x80;
inline constexpr std::uint32_t columns = 0x84;
inline constexpr std::uint32_t pulse_lsb = 0x88;
inline constexpr std::uint32_t pulse_maximum = 0x8C;
inline constexpr std::uint32_t input_maximum = 0x90;
inline constexpr std::uint32_t current_lsb = 0x94;
inline constexpr std::uint32_t vector_maximum = 0x98;
inline constexpr std::uint32_t pulses_low = 0xA0;
inline constexpr std::uint32_t pulses_high = 0xA4;
inline constexpr std::uint32_t conversions_low = 0xA8;
inline constexpr std::uint32_t conversions_high = 0xAC;
inline constexpr std::uint32_t verify_failures = 0xB0;
inline constexpr std::uint32_t saturations = 0xB4;
inline constexpr std::uint32_t clipped_events = 0xB8;
}  // namespace ecram_register

namespace ecram_window {
inline constexpr std::uint32_t input = 0x00010000;
inline constexpr std::uint32_t result = 0x00020000;
inline constexpr std::uint32_t vector_bytes = 0x00010000;  ///< size of the input window and of the result window
inline constexpr std::uint32_t pulse = 0x00100000;
inline constexpr std::uint32_t pulse_bytes = 0x00100000;
inline constexpr std::uint32_t conductance = 0x00200000;
inline constexpr std::uint32_t conductance_bytes = 0x00200000;
}  // namespace ecram_window


namespace ecram_status = tile_status;
namespace ecram_interrupt = tile_interrupt;

/// Bytes of address space that an ECRAM tile takes.
inline constexpr std::uint64_t ecram_tile_address_size = 0x00400000;

/// Most rows and columns of a tile, and most cells: the pulse window holds a word a cell.
inline constexpr std::uint32_t ecram_tile_maximum_lines = 1024;
inline constexpr std::uint32_t ecram_tile_maximum_cells = ecram_window::pulse_bytes / 4;

/// The register table: the model, the C header and the documentation page are made from it.
const register_map& ecram_tile_registers();

}  // namespace memvp
