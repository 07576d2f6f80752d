// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/processor/random_program.hpp"

namespace memvp {
namespace {

constexpr unsigned deepest = 3;

}  // namespace

random_program::random_program(std::uint64_t seed, std::uint32_t code, std::uint32_t data)
    : random_(seed), data_(data), program_(code) {
  for (unsigned i = 1; i < 32; ++i) registers_[i] = value();
  program_.li(data_register, data_ + 2048);
  const std::uint32_t pieces = 20 + below(60);
  for (std::uint32_t i = 0; i < pieces; ++i) piece(0);
  end_ = program_.address();
  program_.wfi();
}

std::uint32_t random_program::value() {
  constexpr std::uint32_t edges[] = {0, 1, 2, 31, 32, 0x7FFF'FFFF, 0x8000'0000, 0x8000'0001, 0xFFFF'FFFE, 0xFFFF'FFFF};
  switch (below(4)) {
    case 0:
      return edges[below(10)];
    case 1:
      return below(256) - 128;
    default:
      return static_cast<std::uint32_t>(random_());
  }
}

void random_program::piece(unsigned depth) {
  const std::uint32_t kind = below(100);
  if (kind < 62 || depth == deepest) return computation();
  if (kind < 84) return access();
  if (kind < 93) return branch(depth + 1);
  if (kind < 95) return call(depth + 1);
  if (kind < 98) return loop(depth + 1);
  changed_code();
}

void random_program::computation() {
  const std::uint32_t kind = below(100);
  if (kind < 45) {
    const std::uint32_t high = below(3);  // base, M, subtract and arithmetic shift
    const std::uint32_t function = high == 2 ? 5 * below(2) : below(8);
    program_.r_type(0x33, function, high == 2 ? 0x20 : high, target(), any(), any());
  } else if (kind < 75) {
    const std::uint32_t functions[] = {0, 2, 3, 4, 6, 7};
    program_.i_type(0x13, functions[below(6)], target(), any(), immediate());
  } else if (kind < 88) {
    const std::uint32_t shift = below(3);
    program_.r_type(0x13, shift == 0 ? 1 : 5, shift == 2 ? 0x20 : 0, target(), any(), below(32));
  } else if (kind < 93) {
    program_.lui(target(), below(1u << 20));
  } else if (kind < 98) {
    program_.auipc(target(), below(1u << 20));
  } else {
    program_.fence();
  }
}

void random_program::access() {
  constexpr std::uint32_t loads[] = {0, 1, 2, 4, 5};
  const bool store = below(2) == 0;
  const std::uint32_t function = store ? below(3) : loads[below(5)];
  const auto size = static_cast<std::int32_t>(1u << function % 4);
  const std::int32_t offset = immediate() & -size;
  unsigned base = data_register;
  if (below(2) == 0) {  // an address that depends on what was computed
    program_.andi(scratch, any(), 2040);
    program_.add(scratch, scratch, data_register);
    base = scratch;
  }
  if (store)
    program_.s_type(function, base, any(), offset);
  else
    program_.i_type(0x03, function, target(), base, offset);
}

void random_program::branch(unsigned depth) {
  constexpr std::uint32_t functions[] = {0, 1, 4, 5, 6, 7};
  const auto over = program_.forward();
  if (below(6) == 0)
    program_.jal(target(), over);
  else
    program_.branch(functions[below(6)], any(), any(), over);
  const std::uint32_t pieces = below(6);
  for (std::uint32_t i = 0; i < pieces; ++i) piece(depth);
  program_.place(over);
}

/// Over a routine, a call of it, and on.
void random_program::call(unsigned depth) {
  const auto routine = program_.forward(), caller = program_.forward();
  program_.j(caller);
  program_.place(routine);
  for (std::uint32_t i = below(4); i > 0; --i) computation();
  program_.jalr(0, 0, link);
  program_.place(caller);
  program_.jal(link, routine);
  if (below(2) == 0) piece(depth);
  program_.jal(link, routine);
}

/// Only the innermost loop has a register to count with, so that what it repeats holds no loop.
void random_program::loop(unsigned) {
  program_.addi(counter, 0, static_cast<std::int32_t>(1 + below(12)));
  const auto again = program_.here();
  for (std::uint32_t i = 1 + below(8); i > 0; --i) {
    if (below(3) == 0)
      access();
    else if (below(4) == 0)
      branch(deepest);
    else
      computation();
  }
  program_.addi(counter, counter, -1);
  program_.bne(counter, 0, again);
}

/// Stores an instruction over one that is executed a little later; twice, so that it has been executed when it is
/// changed.
void random_program::changed_code() {
  const unsigned shifted = 27;
  program_.addi(counter, 0, 2);
  const auto again = program_.here();
  rv32_assembler instruction(0);
  instruction.addi(target(), any(), immediate());
  program_.auipc(link, 0);
  const std::uint32_t here = program_.address() - 4;
  program_.li(scratch, instruction.words()[0]);
  program_.slli(shifted, counter, 20);
  program_.add(scratch, scratch, shifted);  // another immediate each round
  const std::uint32_t words_between = 1 + below(3);
  const std::uint32_t place = program_.address() + 4 + 4 + 4 * words_between;
  program_.sw(scratch, static_cast<std::int32_t>(place - here), link);
  program_.fence_i();
  for (std::uint32_t i = 0; i < words_between; ++i) computation();
  program_.nop();  // the instruction that is replaced
  program_.addi(counter, counter, -1);
  program_.bne(counter, 0, again);
}

}  // namespace memvp
