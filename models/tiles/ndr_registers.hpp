// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/tlm/register_map.hpp"

namespace memvp {

/// Value of a unit's ID register: "NDRU".
inline constexpr std::uint32_t ndr_unit_id = 0x4E445255;

/// Offsets of the unit's registers and windows, as the register map declares them.
namespace ndr_register {
inline constexpr std::uint32_t first_neuron = 0x40;
inline constexpr std::uint32_t neuron_count = 0x44;
inline constexpr std::uint32_t vector_count = 0x48;
inline constexpr std::uint32_t source_count = 0x4C;
inline constexpr std::uint32_t transimpedance = 0x50;
inline constexpr std::uint32_t input_step = 0x54;
inline constexpr std::uint32_t output_bits = 0x58;
inline constexpr std::uint32_t output_full_scale = 0x5C;
inline constexpr std::uint32_t tune_tolerance = 0x60;
inline constexpr std::uint32_t pulse_limit = 0x64;
inline constexpr std::uint32_t read_count = 0x68;
inline constexpr std::uint32_t sweep_points = 0x6C;
inline constexpr std::uint32_t neurons = 0x80;
inline constexpr std::uint32_t circuit = 0x84;
inline constexpr std::uint32_t vector_maximum = 0x88;
inline constexpr std::uint32_t input_maximum = 0x8C;
inline constexpr std::uint32_t output_bits_maximum = 0x90;
inline constexpr std::uint32_t input_unit = 0x94;
inline constexpr std::uint32_t input_limit = 0x98;
inline constexpr std::uint32_t full_scale = 0x9C;
inline constexpr std::uint32_t evaluations_low = 0xA0;
inline constexpr std::uint32_t evaluations_high = 0xA4;
inline constexpr std::uint32_t activation_time_low = 0xA8;
inline constexpr std::uint32_t activation_time_high = 0xAC;
inline constexpr std::uint32_t activation_energy_low = 0xB0;
inline constexpr std::uint32_t activation_energy_high = 0xB4;
inline constexpr std::uint32_t conversions_low = 0xB8;
inline constexpr std::uint32_t conversions_high = 0xBC;
inline constexpr std::uint32_t write_pulses_low = 0xC0;
inline constexpr std::uint32_t write_pulses_high = 0xC4;
inline constexpr std::uint32_t rectified = 0xC8;
inline constexpr std::uint32_t limited = 0xCC;
inline constexpr std::uint32_t saturations = 0xD0;
inline constexpr std::uint32_t tune_failures = 0xD4;
inline constexpr std::uint32_t refused_deliveries = 0xD8;
inline constexpr std::uint32_t clipped_events = 0xDC;
}  // namespace ndr_register

namespace ndr_window {
inline constexpr std::uint32_t tuning = 0x00010000;
inline constexpr std::uint32_t measured = 0x00020000;
inline constexpr std::uint32_t tuning_bytes = 0x00004000;  ///< of TUNING and of MEASURED
inline constexpr std::uint32_t truth = 0x00040000;
inline constexpr std::uint32_t truth_bytes = 0x00020000;
inline constexpr std::uint32_t output = 0x00080000;
inline constexpr std::uint32_t output_bytes = 0x00080000;
inline constexpr std::uint32_t input = 0x00100000;
inline constexpr std::uint32_t input_bytes = 0x00100000;
}  // namespace ndr_window

namespace ndr_status = tile_status;
namespace ndr_interrupt = tile_interrupt;

/// Bytes of address space that a unit takes.
inline constexpr std::uint64_t ndr_unit_address_size = 0x00200000;

/// Most neurons of a unit: TUNING holds a word each.
inline constexpr std::uint32_t ndr_unit_maximum_neurons = ndr_window::tuning_bytes / 4;

/// The register table: the model, the C header and the documentation page are made from it.
const register_map& ndr_unit_registers();

}  // namespace memvp
