// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/tlm/register_map.hpp"

namespace memvp {

/// Value of a 1T1R tile's ID register: "RRAM".
inline constexpr std::uint32_t rram_tile_id = 0x5252414D;

/// Offsets of the 1T1R tile's registers and windows, as the register map declares them.
namespace rram_register {
inline constexpr std::uint32_t first_row = 0x40;
inline constexpr std::uint32_t row_count = 0x44;
inline constexpr std::uint32_t first_column = 0x48;
inline constexpr std::uint32_t column_count = 0x4C;
inline constexpr std::uint32_t vector_count = 0x50;
inline constexpr std::uint32_t column_mode = 0x54;
inline constexpr std::uint32_t slice_count = 0x58;
inline constexpr std::uint32_t slice_bits = 0x5C;
inline constexpr std::uint32_t input_signed = 0x60;
inline constexpr std::uint32_t output = 0x64;
inline constexpr std::uint32_t neuron_first = 0x68;
inline constexpr std::uint32_t converter_range = 0x6C;
inline constexpr std::uint32_t verify_tolerance = 0x70;
inline constexpr std::uint32_t pulse_limit = 0x74;
inline constexpr std::uint32_t read_count = 0x78;
inline constexpr std::uint32_t ramp_step = 0x7C;
inline constexpr std::uint32_t rows = 0x80;
inline constexpr std::uint32_t columns = 0x84;
inline constexpr std::uint32_t input_bits = 0x88;
inline constexpr std::uint32_t drive = 0x8C;
inline constexpr std::uint32_t input_bytes = 0x90;
inline constexpr std::uint32_t result_bytes = 0x94;
inline constexpr std::uint32_t program_cells = 0x98;
inline constexpr std::uint32_t window_bottom = 0x9C;
inline constexpr std::uint32_t window_top = 0xA0;
inline constexpr std::uint32_t read_voltage = 0xA4;
inline constexpr std::uint32_t series_resistance = 0xA8;
inline constexpr std::uint32_t current_lsb = 0xAC;
inline constexpr std::uint32_t cell_current_lsb = 0xB0;
inline constexpr std::uint32_t converter_ranges = 0xB4;
inline constexpr std::uint32_t set_steps = 0xB8;
inline constexpr std::uint32_t reset_steps = 0xBC;
inline constexpr std::uint32_t pulses_low = 0xC0;
inline constexpr std::uint32_t pulses_high = 0xC4;
inline constexpr std::uint32_t verify_reads_low = 0xC8;
inline constexpr std::uint32_t verify_reads_high = 0xCC;
inline constexpr std::uint32_t conversions_low = 0xD0;
inline constexpr std::uint32_t conversions_high = 0xD4;
inline constexpr std::uint32_t saturations_low = 0xD8;
inline constexpr std::uint32_t saturations_high = 0xDC;
inline constexpr std::uint32_t verify_failures = 0xE0;
inline constexpr std::uint32_t clipped_events = 0xE4;
inline constexpr std::uint32_t failure_count = 0xE8;
}  // namespace rram_register

namespace rram_window {
inline constexpr std::uint32_t input = 0x00010000;
inline constexpr std::uint32_t input_bytes = 0x00010000;
inline constexpr std::uint32_t result = 0x00020000;
inline constexpr std::uint32_t result_bytes = 0x00010000;
inline constexpr std::uint32_t target = 0x00030000;
inline constexpr std::uint32_t target_bytes = 0x00004000;  ///< two targets a word
inline constexpr std::uint32_t failure = 0x00040000;
inline constexpr std::uint32_t failure_bytes = 0x00010000;  ///< two words a cell
inline constexpr std::uint32_t conductance = 0x00200000;
inline constexpr std::uint32_t conductance_bytes = 0x00200000;
/// Most cells of a form or program_verify command: their targets fit TARGET, and FAILURE holds them all.
inline constexpr std::uint32_t program_cells = target_bytes / 2;
}  // namespace rram_window

/// Bits of IRQ_ENABLE / IRQ_STATUS beyond `done` (1) and `error` (2) of every tile: cells that stayed out of tolerance,
/// or did not form.
namespace rram_interrupt {
inline constexpr std::uint32_t done = 1, error = 2, failure = 4;
}

/// Bytes of address space that a 1T1R tile takes.
inline constexpr std::uint64_t rram_tile_address_size = 0x00400000;

/// Most rows and columns of a tile: the conductance window holds a double a cell.
inline constexpr std::uint32_t rram_tile_maximum_lines = 512;

/// The register table: the model, the C header and the documentation page are made from it.
const register_map& rram_tile_registers();

}  // namespace memvp
