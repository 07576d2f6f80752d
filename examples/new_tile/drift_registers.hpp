// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "memvp/tlm/register_map.hpp"

namespace drift {

/// Value of the tile's ID register: "DRFT".
inline constexpr std::uint32_t tile_id = 0x44524654;

/// Offsets of the tile's own registers; those of the first 0x40 bytes are every tile's (memvp::common_register).
namespace reg {
inline constexpr std::uint32_t first_cell = 0x40, cell_count = 0x44, cells = 0x60, pulse_lsb = 0x64, current_lsb = 0x68,
                               pulses_low = 0x70, pulses_high = 0x74;
}

/// Offsets and size of the windows.
namespace window {
inline constexpr std::uint32_t pulse = 0x1000, result = 0x2000, resistance = 0x4000;
inline constexpr std::uint32_t bytes = 0x1000;  ///< of PULSE and of RESULT: a word a cell
inline constexpr std::uint32_t most_cells = bytes / 4;
}  // namespace window

/// Bytes of address space that the tile takes.
inline constexpr std::uint64_t address_size = 0x8000;

/// Values of COMMAND.
enum class operation : std::uint32_t { none = 0, program = 1, read = 2 };

/// Codes of ERROR; 3 is every tile's "busy".
enum class error : std::uint32_t { none = 0, unknown_command = 1, cells_outside_row = 2, busy = 3, too_long = 4 };

/// The register table: the model, the C header for firmware and the documentation are made from it.
const memvp::register_map& tile_registers();

}  // namespace drift
