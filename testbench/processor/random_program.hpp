// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <random>

#include "memvp/testbench/processor/rv32_assembler.hpp"

namespace memvp {

/// Random RV32IM programs that end: computation on x1 to x27, loads and stores of all widths in the data memory,
/// forward branches and jumps, calls, loops of a few rounds, and stores of instructions that are executed afterwards.
/// Equal seeds give equal programs.
class random_program {
 public:
  /// @param code where it begins
  /// @param data 4 KiB that loads and stores are about in; the 4 KiB before and behind it belong to the program as well
  random_program(std::uint64_t seed, std::uint32_t code, std::uint32_t data);

  /// It ends with wfi.
  const rv32_assembler& program() const { return program_; }
  /// Address of the wfi.
  std::uint32_t end() const { return end_; }
  /// Registers that it begins with: numbers of all sizes and the ends of their range.
  const std::array<std::uint32_t, 33>& registers() const { return registers_; }

 private:
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_() % limit); }
  unsigned any() { return below(28); }     ///< a source
  unsigned target() { return below(28); }  ///< a destination, x0 at times
  std::int32_t immediate() { return static_cast<std::int32_t>(below(4096)) - 2048; }
  std::uint32_t value();

  void piece(unsigned depth);
  void computation();
  void access();
  void branch(unsigned depth);
  void call(unsigned depth);
  void loop(unsigned depth);
  void changed_code();

  static constexpr unsigned data_register = 28, scratch = 29, counter = 30, link = 31;

  std::mt19937_64 random_;  // the same numbers everywhere, unlike the standard's distributions
  std::uint32_t data_;
  rv32_assembler program_;
  std::array<std::uint32_t, 33> registers_{};
  std::uint32_t end_ = 0;
};

}  // namespace memvp
