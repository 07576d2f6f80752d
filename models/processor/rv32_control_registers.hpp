// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "memvp/models/processor/rv32_bus.hpp"
#include "memvp/models/processor/rv32_state.hpp"

namespace memvp {

/// Numbers of control and status registers. SOURCE: The RISC-V Instruction Set Manual, volume II, version 20211203,
/// tables 2.2 to 2.6.
enum class rv32_csr : std::uint32_t {
  mstatus = 0x300,
  misa = 0x301,
  mie = 0x304,
  mtvec = 0x305,
  mstatush = 0x310,
  mcountinhibit = 0x320,
  mhpmevent3 = 0x323,
  mhpmevent31 = 0x33F,
  mscratch = 0x340,
  mepc = 0x341,
  mcause = 0x342,
  mtval = 0x343,
  mip = 0x344,
  mcycle = 0xB00,
  minstret = 0xB02,
  mhpmcounter3 = 0xB03,
  mhpmcounter31 = 0xB1F,
  mcycleh = 0xB80,
  minstreth = 0xB82,
  mhpmcounter3h = 0xB83,
  mhpmcounter31h = 0xB9F,
  cycle = 0xC00,
  time = 0xC01,
  instret = 0xC02,
  hpmcounter3 = 0xC03,
  hpmcounter31 = 0xC1F,
  cycleh = 0xC80,
  timeh = 0xC81,
  instreth = 0xC82,
  hpmcounter3h = 0xC83,
  hpmcounter31h = 0xC9F,
  mvendorid = 0xF11,
  marchid = 0xF12,
  mimpid = 0xF13,
  mhartid = 0xF14,
  mconfigptr = 0xF15,
};

/// misa of RV32IM: 32 bits, extensions I and M.
inline constexpr std::uint32_t rv32im_misa = 1u << 30 | 1u << ('I' - 'A') | 1u << ('M' - 'A');

/// Whether the number's two highest bits say that writing is illegal.
inline constexpr bool is_read_only(std::uint32_t csr) noexcept { return csr >> 10 == 3; }

/// Value of a control and status register, without side effects. mvendorid, marchid, mimpid and mconfigptr read as 0,
/// "not implemented"; so do the event counters 3 to 31.
/// @return nothing if there is no such register
std::optional<std::uint32_t> read_csr(const rv32_state& state, std::uint32_t csr, std::uint32_t hart, rv32_bus& bus);

/// Writes a register that exists; fields that have only certain values keep a legal one. Read-only registers and those
/// with a fixed value (misa, mip, event counters) stay as they are. Counters count on from the value written.
void write_csr(rv32_state& state, std::uint32_t csr, std::uint32_t value);

}  // namespace memvp
