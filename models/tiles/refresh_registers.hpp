// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/models/tiles/refresh_command.hpp"
#include "memvp/models/tiles/refresh_policy.hpp"
#include "memvp/tlm/register_map.hpp"

namespace memvp {

/// Value of a refresh tile's ID register: "RFSH".
inline constexpr std::uint32_t refresh_tile_id = 0x52465348;

/// Offsets of the refresh tile's registers, as the register map declares them.
namespace refresh_register {
// Arguments of COMMAND.
inline constexpr std::uint32_t first_row = 0x40;
inline constexpr std::uint32_t row_count = 0x44;
inline constexpr std::uint32_t first_column = 0x48;
inline constexpr std::uint32_t column_count = 0x4C;
inline constexpr std::uint32_t vector_count = 0x50;
inline constexpr std::uint32_t column_mode = 0x54;
inline constexpr std::uint32_t converter_range = 0x58;
inline constexpr std::uint32_t verify = 0x5C;
// Requests.
inline constexpr std::uint32_t request_first_row = 0x60;
inline constexpr std::uint32_t request_row_count = 0x64;
inline constexpr std::uint32_t request_mode = 0x68;
inline constexpr std::uint32_t request_task = 0x6C;
inline constexpr std::uint32_t request = 0x70;
inline constexpr std::uint32_t request_slot = 0x74;
inline constexpr std::uint32_t slots_busy = 0x78;
inline constexpr std::uint32_t request_failed = 0x7C;
// The controller's settings.
inline constexpr std::uint32_t policy = 0x80;
inline constexpr std::uint32_t t_ref_low = 0x84;
inline constexpr std::uint32_t t_ref_high = 0x88;
inline constexpr std::uint32_t t_rest_low = 0x8C;
inline constexpr std::uint32_t t_rest_high = 0x90;
inline constexpr std::uint32_t n_rest = 0x94;
inline constexpr std::uint32_t restore_tolerance = 0x98;
inline constexpr std::uint32_t verify_tolerance = 0x9C;
inline constexpr std::uint32_t level_tolerance = 0xA0;
inline constexpr std::uint32_t verify_limit = 0xA4;
inline constexpr std::uint32_t promote_after = 0xA8;
inline constexpr std::uint32_t set_pulses = 0xAC;
inline constexpr std::uint32_t reset_pulses = 0xB0;
inline constexpr std::uint32_t level_step = 0xB4;
inline constexpr std::uint32_t temperature = 0xB8;
inline constexpr std::uint32_t t_guard = 0xBC;
// The PULSE table: four registers a kind, in the order of refresh_pulse_kind.
inline constexpr std::uint32_t pulse_table = 0xC0;
inline constexpr std::uint32_t pulse_bytes = 0x10;  ///< from a kind's first register to the next kind's
inline constexpr std::uint32_t pulse_voltage = 0x0, pulse_width = 0x4, pulse_gap = 0x8, pulse_gate = 0xC;
inline constexpr std::uint32_t pulse_table_end = pulse_table + refresh_pulse_kinds * pulse_bytes;
// A row of the mode table.
inline constexpr std::uint32_t row_select = 0x120;
inline constexpr std::uint32_t row_mode = 0x124;
inline constexpr std::uint32_t row_age_low = 0x128;
inline constexpr std::uint32_t row_age_high = 0x12C;
inline constexpr std::uint32_t row_rewrites = 0x130;
// Figures of the tile.
inline constexpr std::uint32_t rows = 0x140;
inline constexpr std::uint32_t columns = 0x144;
inline constexpr std::uint32_t slots = 0x148;
inline constexpr std::uint32_t input_bytes = 0x14C;
inline constexpr std::uint32_t result_bytes = 0x150;
inline constexpr std::uint32_t converter_ranges = 0x154;
inline constexpr std::uint32_t cycle_time = 0x158;
inline constexpr std::uint32_t pulse_lsb = 0x15C;
inline constexpr std::uint32_t pulse_maximum = 0x160;
inline constexpr std::uint32_t cell_code_maximum = 0x164;
inline constexpr std::uint32_t log_step = 0x168;
inline constexpr std::uint32_t log_bottom = 0x16C;
inline constexpr std::uint32_t current_lsb = 0x170;
inline constexpr std::uint32_t read_voltage = 0x174;
inline constexpr std::uint32_t level_bottom = 0x178;
inline constexpr std::uint32_t level_top = 0x17C;
inline constexpr std::uint32_t ionic_top = 0x180;
// 64-bit counters.
inline constexpr std::uint32_t restores_low = 0x188;
inline constexpr std::uint32_t rewrites_low = 0x190;
inline constexpr std::uint32_t reprograms_low = 0x198;
inline constexpr std::uint32_t promotes_low = 0x1A0;
inline constexpr std::uint32_t misses_low = 0x1A8;
inline constexpr std::uint32_t verify_reads_low = 0x1B0;
inline constexpr std::uint32_t pulses_low = 0x1B8;
inline constexpr std::uint32_t conversions_low = 0x1C0;
inline constexpr std::uint32_t saturations_low = 0x1C8;
inline constexpr std::uint32_t undefined_pulses_low = 0x1D0;
inline constexpr std::uint32_t refresh_energy_low = 0x1D8;
inline constexpr std::uint32_t refresh_cycles_low = 0x1E0;
inline constexpr std::uint32_t counters_end = refresh_cycles_low + 8;
}  // namespace refresh_register

/// Value of REQUEST_SLOT after a REQUEST that was refused.
inline constexpr std::uint32_t refresh_no_slot = 0xFFFFFFFF;

/// Bits of POLICY.
namespace refresh_policy_bits {
inline constexpr std::uint32_t restore_kind = 3;  ///< a number, refresh_restore_kind
inline constexpr std::uint32_t keep_alive = 4, refuse = 8, restore_verify = 16;
}  // namespace refresh_policy_bits

/// The value of POLICY.
std::uint32_t policy_bits_of(const refresh_policy& policy);
/// Takes what a value of POLICY says; the rest of `policy` stays.
void take_policy_bits(refresh_policy& policy, std::uint32_t bits);

/// Voltages in registers: two's complement millivolts.
inline double volts_of(std::uint32_t millivolts) { return static_cast<std::int32_t>(millivolts) / 1e3; }
/// \throws std::invalid_argument beyond 2,000,000 V
std::uint32_t millivolts(double volts);

/// Bits of an entry of the MODE window and of ROW_MODE.
namespace refresh_row_bits {
inline constexpr std::uint32_t mode = 3;  ///< a number, refresh_mode
inline constexpr std::uint32_t source_valid = 4, dirty = 8, target_valid = 16, suspect = 32, missed = 64, claimed = 128;
inline constexpr unsigned task_shift = 8;  ///< of the 8 bits of the task
inline constexpr std::uint32_t under_pulse = 1u << 16;
}  // namespace refresh_row_bits

namespace refresh_window {
inline constexpr std::uint32_t mode = 0x00010000;
inline constexpr std::uint32_t mode_bytes = 0x00000800;
inline constexpr std::uint32_t input = 0x00100000;
inline constexpr std::uint32_t input_bytes = 0x00100000;
inline constexpr std::uint32_t result = 0x00200000;
inline constexpr std::uint32_t result_bytes = 0x00100000;
inline constexpr std::uint32_t level = 0x00300000;
inline constexpr std::uint32_t level_bytes = 0x00040000;
inline constexpr std::uint32_t source = 0x00380000;
inline constexpr std::uint32_t source_bytes = 0x00080000;
inline constexpr std::uint32_t target = 0x00400000;
inline constexpr std::uint32_t target_bytes = 0x00080000;
inline constexpr std::uint32_t widths = 0x00480000;
inline constexpr std::uint32_t widths_bytes = 0x00080000;
inline constexpr std::uint32_t conductance = 0x00600000;
inline constexpr std::uint32_t polarisation = 0x00800000;
inline constexpr std::uint32_t ionic = 0x00A00000;
inline constexpr std::uint32_t truth_bytes = 0x00200000;  ///< of each of the three
}  // namespace refresh_window

/// Bits of IRQ_ENABLE / IRQ_STATUS: those of every tile, and the tile's own.
namespace refresh_interrupt {
inline constexpr std::uint32_t done = 1, error = 2;
inline constexpr std::uint32_t request_done = 4;       ///< a request has ended, by an error or not
inline constexpr std::uint32_t illegal_voltage = 8;    ///< something was refused for a pulse outside its window
inline constexpr std::uint32_t deadline_miss = 16;     ///< a live row has outlived its deadline
inline constexpr std::uint32_t over_temperature = 32;  ///< TEMPERATURE is at or above the Curie temperature
inline constexpr std::uint32_t suspect = 64;           ///< a product or a reading has touched a suspect row
}  // namespace refresh_interrupt

/// Bytes of address space that a refresh tile takes.
inline constexpr std::uint64_t refresh_tile_address_size = 0x01000000;

/// The register table: the model, the C header and the documentation page are made from it.
const register_map& refresh_tile_registers();

}  // namespace memvp
