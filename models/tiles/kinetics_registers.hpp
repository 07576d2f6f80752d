// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/tlm/register_map.hpp"

namespace memvp {

/// Value of a kinetics tile's ID register: "KINE".
inline constexpr std::uint32_t kinetics_tile_id = 0x4B494E45;

/// Offsets of the kinetics tile's registers, as the register map declares them. What the arguments mean is in
/// docs/kinetics-sequencer.md.
namespace kinetics_register {
// Arguments of COMMAND.
inline constexpr std::uint32_t first_device = 0x40;
inline constexpr std::uint32_t device_count = 0x44;
inline constexpr std::uint32_t sample_count = 0x48;
inline constexpr std::uint32_t train_count = 0x4C;
inline constexpr std::uint32_t step_count = 0x50;
inline constexpr std::uint32_t axis = 0x54;
inline constexpr std::uint32_t mask_length = 0x58;
inline constexpr std::uint32_t encoding = 0x5C;
inline constexpr std::uint32_t sampling = 0x60;
inline constexpr std::uint32_t refresh = 0x64;
inline constexpr std::uint32_t tables = 0x68;
inline constexpr std::uint32_t feature_size = 0x6C;
inline constexpr std::uint32_t overlap = 0x70;
inline constexpr std::uint32_t pulse_width = 0x74;
inline constexpr std::uint32_t period = 0x78;
inline constexpr std::uint32_t voltage_low = 0x7C;
inline constexpr std::uint32_t voltage_high = 0x80;
inline constexpr std::uint32_t converter_low = 0x84;
inline constexpr std::uint32_t converter_high = 0x88;
inline constexpr std::uint32_t alpha = 0x8C;
inline constexpr std::uint32_t beta = 0x90;
inline constexpr std::uint32_t arguments_end = 0x94;
// Figures of the tile.
inline constexpr std::uint32_t devices = 0xA0;
inline constexpr std::uint32_t model = 0xA4;
inline constexpr std::uint32_t integrator = 0xA8;
inline constexpr std::uint32_t converter_bits = 0xAC;
inline constexpr std::uint32_t encoder_bits = 0xB0;
inline constexpr std::uint32_t density_slots = 0xB4;
inline constexpr std::uint32_t input_bytes = 0xB8;
inline constexpr std::uint32_t feature_bytes = 0xBC;
inline constexpr std::uint32_t table_steps = 0xC0;
inline constexpr std::uint32_t alpha_table_use = 0xC4;
inline constexpr std::uint32_t cycle_time = 0xC8;
inline constexpr std::uint32_t read_voltage = 0xCC;
inline constexpr std::uint32_t full_scale_voltage = 0xD0;
inline constexpr std::uint32_t initial_conductance = 0xD4;
inline constexpr std::uint32_t step_time = 0xD8;
inline constexpr std::uint32_t unstable_devices = 0xDC;
// Counters since reset, 64 bits each.
inline constexpr std::uint32_t samples_low = 0x100;
inline constexpr std::uint32_t steps_low = 0x108;
inline constexpr std::uint32_t pulses_low = 0x110;
inline constexpr std::uint32_t reads_low = 0x118;
inline constexpr std::uint32_t conversions_low = 0x120;
inline constexpr std::uint32_t saturations_low = 0x128;
inline constexpr std::uint32_t limited_low = 0x130;
inline constexpr std::uint32_t refreshes_low = 0x138;
inline constexpr std::uint32_t lower_events_low = 0x140;
inline constexpr std::uint32_t upper_events_low = 0x148;
inline constexpr std::uint32_t sign_changes_low = 0x150;
inline constexpr std::uint32_t redraws_low = 0x158;
inline constexpr std::uint32_t counters_end = 0x160;
}  // namespace kinetics_register

/// Bits of TABLES.
namespace kinetics_tables {
inline constexpr std::uint32_t alpha = 1, beta = 2;
}

namespace kinetics_window {
inline constexpr std::uint32_t alpha_table = 0x00010000;
inline constexpr std::uint32_t beta_table = 0x00014000;
inline constexpr std::uint32_t table_bytes = 0x00004000;  ///< of each table: 8192 steps
inline constexpr std::uint32_t mask = 0x00018000;
inline constexpr std::uint32_t mask_bytes = 0x00002000;  ///< two words a device
inline constexpr std::uint32_t constants = 0x00020000;
inline constexpr std::uint32_t constants_bytes = 0x00004000;  ///< two doubles a device
inline constexpr std::uint32_t state = 0x00024000;
inline constexpr std::uint32_t state_bytes = 0x00002000;  ///< a double a device
inline constexpr std::uint32_t feature = 0x00080000;
inline constexpr std::uint32_t feature_bytes = 0x00080000;
inline constexpr std::uint32_t input = 0x00100000;
inline constexpr std::uint32_t input_bytes = 0x00100000;
}  // namespace kinetics_window

namespace kinetics_status = tile_status;

/// Interrupts of the tile's own, besides those of every tile.
namespace kinetics_interrupt {
inline constexpr std::uint32_t done = tile_interrupt::done, error = tile_interrupt::error;
inline constexpr std::uint32_t unstable = 4;
}  // namespace kinetics_interrupt

/// Bytes of address space that a tile takes.
inline constexpr std::uint64_t kinetics_tile_address_size = 0x00200000;

/// Most devices of a bank: MASK holds two words each.
inline constexpr std::uint32_t kinetics_tile_maximum_devices = kinetics_window::mask_bytes / 8;
/// Most virtual nodes of a mask: a bit each in a device's two words.
inline constexpr std::uint32_t kinetics_maximum_nodes = 64;
/// Fixed-point one of the entries of the ALPHA and BETA tables.
inline constexpr std::uint32_t kinetics_table_one = 4096;

/// The register table: the model, the C header and the documentation page are made from it.
const register_map& kinetics_tile_registers();

}  // namespace memvp
