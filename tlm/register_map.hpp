// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace memvp {

/// What the bus may do with a register.
enum class register_access {
  read_only,          ///< a write gets TLM_COMMAND_ERROR_RESPONSE
  read_write,         ///< reads return what was written, or what the device computes
  write_only,         ///< a read gets TLM_COMMAND_ERROR_RESPONSE
  write_one_to_clear  ///< a written 1 clears the bit, a written 0 leaves it
};

/// Bits `low_bit` to `low_bit + width - 1` of a register.
struct register_field {
  const char* name;
  unsigned low_bit;
  unsigned width;
  const char* meaning;
};

/// One 32-bit register.
struct register_entry {
  const char* name;      ///< a C identifier in capitals, for instance "IRQ_STATUS"
  std::uint32_t offset;  ///< bytes from the device's base, a multiple of 4
  register_access access;
  std::uint32_t reset;  ///< value after reset
  const char* meaning;  ///< one line
  std::vector<register_field> fields;
};

/// A stretch of addresses behind which a device keeps data: buffers, images, results.
struct buffer_window {
  const char* name;
  std::uint32_t offset;  ///< bytes from the device's base, a multiple of 4
  std::uint32_t size;    ///< bytes, a multiple of 4
  bool read;
  bool write;
  bool debug_only;  ///< reached by transport_dbg alone: what no bus could see, for instance true conductances
  const char* meaning;
};

/// The one declaration of a device's programming interface. The model (register_bank, register_device), the firmware's
/// C header and the documentation are made from it.
///
/// Two read-only registers `X_LOW` and, 4 bytes on, `X_HIGH` are a 64-bit counter: reading X_LOW latches X_HIGH.
struct register_map {
  const char* name;     ///< the device, a C identifier in lower case, for instance "ecram_tile"
  std::string meaning;  ///< one or two sentences
  std::vector<register_entry> registers;
  std::vector<buffer_window> windows;
};

/// \throws std::invalid_argument with a sentence about the first mistake: names that are not identifiers or occur
/// twice, unaligned offsets, registers or windows on the same addresses, windows that are empty or pass 2^32, fields
/// that overlap or do not fit
void check(const register_map& map);

/// \throws std::invalid_argument if the map has no register of that name
const register_entry& find_register(const register_map& map, std::string_view name);

/// Bytes from the base to the end of the last register or window.
std::uint64_t address_span(const register_map& map);

/// The first registers of every device, the same everywhere: ID 0x00, VERSION 0x04, CONTROL 0x08, STATUS 0x0C,
/// IRQ_ENABLE 0x10, IRQ_STATUS 0x14, COMMAND 0x18, ERROR 0x1C, CYCLES 0x20, OPERATIONS 0x28, ENERGY 0x30 (femtojoule).
/// A device's own registers begin at 0x40.
/// \param identity reset value of ID
/// \param version reset value of VERSION: major in bits 31-16, minor in bits 15-0
std::vector<register_entry> common_registers(std::uint32_t identity = 0, std::uint32_t version = 0x00010000);

/// Where the common registers are.
namespace common_register {
inline constexpr std::uint32_t id = 0x00, version = 0x04, control = 0x08, status = 0x0C, irq_enable = 0x10,
                               irq_status = 0x14, command = 0x18, error = 0x1C, cycles_low = 0x20, cycles_high = 0x24,
                               operations_low = 0x28, operations_high = 0x2C, energy_low = 0x30, energy_high = 0x34,
                               first_own = 0x40;
}

/// Bits of a tile's STATUS, and of its IRQ_ENABLE and IRQ_STATUS; a tile may add interrupts of its own above them.
namespace tile_status {
inline constexpr std::uint32_t busy = 1, done = 2, error = 4;
}
namespace tile_interrupt {
inline constexpr std::uint32_t done = 1, error = 2;
}

/// "read only", "read/write", "write only", "write 1 to clear".
const char* description(register_access access);

/// A C header for firmware: offsets, reset values, field shifts and masks, window sizes, two access functions.
std::string c_header(const register_map& map);
/// A page for the documentation.
std::string markdown(const register_map& map);
/// A plain text table for a terminal.
std::string table(const register_map& map);
/// A CMSIS-SVD device with one peripheral at address 0, for debuggers and header generators.
std::string svd(const register_map& map);

}  // namespace memvp
