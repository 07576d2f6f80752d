// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/processor/rv32_control_registers.hpp"

namespace memvp {
namespace {

constexpr std::uint32_t interrupts =
    bit_of(rv32_interrupt::software) | bit_of(rv32_interrupt::timer) | bit_of(rv32_interrupt::external);
constexpr std::uint32_t inhibit_cycle = 1u << 0, inhibit_instret = 1u << 2;

std::uint32_t low(std::uint64_t value) { return static_cast<std::uint32_t>(value); }
std::uint32_t high(std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); }
std::uint64_t with_low(std::uint64_t value, std::uint32_t part) { return (value >> 32 << 32) | part; }
std::uint64_t with_high(std::uint64_t value, std::uint32_t part) { return std::uint64_t{part} << 32 | low(value); }

/// Whether `csr` is one of the event counters 3 to 31 or of their selectors, which all count nothing.
bool is_event_counter(rv32_csr csr) {
  return (csr >= rv32_csr::mhpmevent3 && csr <= rv32_csr::mhpmevent31) ||
         (csr >= rv32_csr::mhpmcounter3 && csr <= rv32_csr::mhpmcounter31) ||
         (csr >= rv32_csr::mhpmcounter3h && csr <= rv32_csr::mhpmcounter31h) ||
         (csr >= rv32_csr::hpmcounter3 && csr <= rv32_csr::hpmcounter31) ||
         (csr >= rv32_csr::hpmcounter3h && csr <= rv32_csr::hpmcounter31h);
}

}  // namespace

std::optional<std::uint32_t> read_csr(const rv32_state& state, std::uint32_t csr, std::uint32_t hart, rv32_bus& bus) {
  switch (static_cast<rv32_csr>(csr)) {
    case rv32_csr::mstatus:
      return state.mstatus;
    case rv32_csr::misa:
      return rv32im_misa;
    case rv32_csr::mie:
      return state.mie;
    case rv32_csr::mtvec:
      return state.mtvec;
    case rv32_csr::mcountinhibit:
      return (state.mcycle.inhibited() ? inhibit_cycle : 0) | (state.minstret.inhibited() ? inhibit_instret : 0);
    case rv32_csr::mscratch:
      return state.mscratch;
    case rv32_csr::mepc:
      return state.mepc;
    case rv32_csr::mcause:
      return state.mcause;
    case rv32_csr::mtval:
      return state.mtval;
    case rv32_csr::mip:
      return state.mip;
    case rv32_csr::mcycle:
    case rv32_csr::cycle:
      return low(state.mcycle.value(state.cycles));
    case rv32_csr::mcycleh:
    case rv32_csr::cycleh:
      return high(state.mcycle.value(state.cycles));
    case rv32_csr::minstret:
    case rv32_csr::instret:
      return low(state.minstret.value(state.retired));
    case rv32_csr::minstreth:
    case rv32_csr::instreth:
      return high(state.minstret.value(state.retired));
    case rv32_csr::time:
      return low(bus.time());
    case rv32_csr::timeh:
      return high(bus.time());
    case rv32_csr::mhartid:
      return hart;
    case rv32_csr::mstatush:
    case rv32_csr::mvendorid:
    case rv32_csr::marchid:
    case rv32_csr::mimpid:
    case rv32_csr::mconfigptr:
      return 0;
    default:
      if (is_event_counter(static_cast<rv32_csr>(csr))) return 0;
      return std::nullopt;
  }
}

void write_csr(rv32_state& state, std::uint32_t csr, std::uint32_t value) {
  switch (static_cast<rv32_csr>(csr)) {
    case rv32_csr::mstatus:
      state.mstatus = (value & (mstatus_mie | mstatus_mpie)) | mstatus_mpp;
      break;
    case rv32_csr::mie:
      state.mie = value & interrupts;
      break;
    case rv32_csr::mtvec:
      state.mtvec = value & ~2u;  // modes 2 and 3 are reserved
      break;
    case rv32_csr::mcountinhibit:
      state.mcycle.inhibit((value & inhibit_cycle) != 0, state.cycles);
      state.minstret.inhibit((value & inhibit_instret) != 0, state.retired);
      break;
    case rv32_csr::mscratch:
      state.mscratch = value;
      break;
    case rv32_csr::mepc:
      state.mepc = value & ~3u;  // instructions lie at multiples of 4
      break;
    case rv32_csr::mcause:
      state.mcause = value;
      break;
    case rv32_csr::mtval:
      state.mtval = value;
      break;
    case rv32_csr::mcycle:
      state.mcycle.set(with_low(state.mcycle.value(state.cycles), value), state.cycles);
      break;
    case rv32_csr::mcycleh:
      state.mcycle.set(with_high(state.mcycle.value(state.cycles), value), state.cycles);
      break;
    case rv32_csr::minstret:
      state.minstret.set(with_low(state.minstret.value(state.retired), value), state.retired);
      break;
    case rv32_csr::minstreth:
      state.minstret.set(with_high(state.minstret.value(state.retired), value), state.retired);
      break;
    default:
      break;
  }
}

}  // namespace memvp
