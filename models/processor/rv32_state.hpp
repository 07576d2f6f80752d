// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace memvp {

/// Synchronous causes of traps, as mcause numbers them. SOURCE: The RISC-V Instruction Set Manual, volume II, version
/// 20211203, table 3.6.
enum class rv32_exception : std::uint32_t {
  instruction_address_misaligned = 0,
  instruction_access_fault = 1,
  illegal_instruction = 2,
  breakpoint = 3,
  load_address_misaligned = 4,
  load_access_fault = 5,
  store_address_misaligned = 6,
  store_access_fault = 7,
  environment_call = 11,  ///< from machine mode
};

/// Interrupts by their bit in mip and mie, which is also the cause in mcause. SOURCE: as above.
enum class rv32_interrupt : std::uint32_t { software = 3, timer = 7, external = 11 };

inline constexpr std::uint32_t bit_of(rv32_interrupt interrupt) noexcept {
  return 1u << static_cast<std::uint32_t>(interrupt);
}

inline constexpr std::uint32_t mcause_interrupt = 1u << 31;  ///< set in mcause by interrupts
inline constexpr std::uint32_t mstatus_mie = 1u << 3;        ///< interrupts enabled
inline constexpr std::uint32_t mstatus_mpie = 1u << 7;       ///< interrupts enabled before the trap
inline constexpr std::uint32_t mstatus_mpp = 3u << 11;       ///< previous mode: always machine mode

/// A 64-bit counter that software can set and inhibit, as a function of a count that never stops.
class rv32_counter {
 public:
  std::uint64_t value(std::uint64_t count) const noexcept { return inhibited_ ? held_ : count - offset_; }
  void set(std::uint64_t value, std::uint64_t count) noexcept {
    held_ = value;
    offset_ = count - value;
  }
  bool inhibited() const noexcept { return inhibited_; }
  void inhibit(bool inhibited, std::uint64_t count) noexcept {
    set(value(count), count);
    inhibited_ = inhibited;
  }

 private:
  std::uint64_t offset_ = 0, held_ = 0;
  bool inhibited_ = false;
};

/// Everything that a program can observe of a processor, besides memory. Copies are independent.
struct rv32_state {
  /// Registers x0 to x31. x0 is never written; the last entry takes what instructions write to it.
  std::array<std::uint32_t, 33> x{};
  std::uint32_t pc = 0;

  std::uint32_t mstatus = mstatus_mpp;
  std::uint32_t mie = 0;
  std::uint32_t mip = 0;  ///< follows the interrupt inputs alone
  std::uint32_t mtvec = 0;
  std::uint32_t mscratch = 0;
  std::uint32_t mepc = 0;
  std::uint32_t mcause = 0;
  std::uint32_t mtval = 0;
  rv32_counter mcycle, minstret;

  std::uint64_t cycles = 0;   ///< since reset, also those asleep; software cannot change it
  std::uint64_t retired = 0;  ///< instructions since reset; software cannot change it
  bool asleep = false;        ///< wfi waits for an interrupt
  /// A trap has been entered and its handler has neither read mepc nor returned: another exception would lose the way
  /// back.
  bool trap_open = false;
};

}  // namespace memvp
