// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace memvp {

/// Writes RV32IM programs for tests, an instruction a call, after the instruction formats of The RISC-V Instruction Set
/// Manual, volume I, version 20191213, chapter 24. Registers are numbers 0 to 31; operands are encoded as they are,
/// cut to their field.
class rv32_assembler {
 public:
  /// A place in the program: where it was made with here(), or will be put with place().
  struct label {
    std::size_t number;
  };

  explicit rv32_assembler(std::uint32_t base) : base_(base) {}

  std::uint32_t base() const { return base_; }
  /// Address of the next instruction.
  std::uint32_t address() const { return base_ + 4 * static_cast<std::uint32_t>(words_.size()); }
  label here();
  label forward();
  void place(label where);
  std::uint32_t address_of(label where) const;
  /// The program, with all labels resolved. @throws std::logic_error if one has not been placed
  std::vector<std::uint32_t> words() const;

  void word(std::uint32_t bits) { words_.push_back(bits); }

  void lui(unsigned rd, std::uint32_t upper) { word(upper << 12 | rd << 7 | 0x37); }
  void auipc(unsigned rd, std::uint32_t upper) { word(upper << 12 | rd << 7 | 0x17); }
  /// Any constant in one or two instructions.
  void li(unsigned rd, std::uint32_t value);
  void mv(unsigned rd, unsigned rs) { addi(rd, rs, 0); }
  void nop() { addi(0, 0, 0); }

  void addi(unsigned rd, unsigned rs1, std::int32_t value) { i_type(0x13, 0, rd, rs1, value); }
  void slli(unsigned rd, unsigned rs1, unsigned count) { r_type(0x13, 1, 0, rd, rs1, count); }
  void slti(unsigned rd, unsigned rs1, std::int32_t value) { i_type(0x13, 2, rd, rs1, value); }
  void sltiu(unsigned rd, unsigned rs1, std::int32_t value) { i_type(0x13, 3, rd, rs1, value); }
  void xori(unsigned rd, unsigned rs1, std::int32_t value) { i_type(0x13, 4, rd, rs1, value); }
  void srli(unsigned rd, unsigned rs1, unsigned count) { r_type(0x13, 5, 0, rd, rs1, count); }
  void srai(unsigned rd, unsigned rs1, unsigned count) { r_type(0x13, 5, 0x20, rd, rs1, count); }
  void ori(unsigned rd, unsigned rs1, std::int32_t value) { i_type(0x13, 6, rd, rs1, value); }
  void andi(unsigned rd, unsigned rs1, std::int32_t value) { i_type(0x13, 7, rd, rs1, value); }

  void add(unsigned rd, unsigned rs1, unsigned rs2) { r_type(0x33, 0, 0, rd, rs1, rs2); }
  void sub(unsigned rd, unsigned rs1, unsigned rs2) { r_type(0x33, 0, 0x20, rd, rs1, rs2); }
  void sll(unsigned rd, unsigned rs1, unsigned rs2) { r_type(0x33, 1, 0, rd, rs1, rs2); }
  void slt(unsigned rd, unsigned rs1, unsigned rs2) { r_type(0x33, 2, 0, rd, rs1, rs2); }
  void sltu(unsigned rd, unsigned rs1, unsigned rs2) { r_type(0x33, 3, 0, rd, rs1, rs2); }
  void xor_(unsigned rd, unsigned rs1, unsigned rs2) { r_type(0x33, 4, 0, rd, rs1, rs2); }
  void srl(unsigned rd, unsigned rs1, unsigned rs2) { r_type(0x33, 5, 0, rd, rs1, rs2); }
  void sra(unsigned rd, unsigned rs1, unsigned rs2) { r_type(0x33, 5, 0x20, rd, rs1, rs2); }
  void or_(unsigned rd, unsigned rs1, unsigned rs2) { r_type(0x33, 6, 0, rd, rs1, rs2); }
  void and_(unsigned rd, unsigned rs1, unsigned rs2) { r_type(0x33, 7, 0, rd, rs1, rs2); }

  void mul(unsigned rd, unsigned rs1, unsigned rs2) { r_type(0x33, 0, 1, rd, rs1, rs2); }
  void mulh(unsigned rd, unsigned rs1, unsigned rs2) { r_type(0x33, 1, 1, rd, rs1, rs2); }
  void mulhsu(unsigned rd, unsigned rs1, unsigned rs2) { r_type(0x33, 2, 1, rd, rs1, rs2); }
  void mulhu(unsigned rd, unsigned rs1, unsigned rs2) { r_type(0x33, 3, 1, rd, rs1, rs2); }
  void div(unsigned rd, unsigned rs1, unsigned rs2) { r_type(0x33, 4, 1, rd, rs1, rs2); }
  void divu(unsigned rd, unsigned rs1, unsigned rs2) { r_type(0x33, 5, 1, rd, rs1, rs2); }
  void rem(unsigned rd, unsigned rs1, unsigned rs2) { r_type(0x33, 6, 1, rd, rs1, rs2); }
  void remu(unsigned rd, unsigned rs1, unsigned rs2) { r_type(0x33, 7, 1, rd, rs1, rs2); }

  void lb(unsigned rd, std::int32_t offset, unsigned rs1) { i_type(0x03, 0, rd, rs1, offset); }
  void lh(unsigned rd, std::int32_t offset, unsigned rs1) { i_type(0x03, 1, rd, rs1, offset); }
  void lw(unsigned rd, std::int32_t offset, unsigned rs1) { i_type(0x03, 2, rd, rs1, offset); }
  void lbu(unsigned rd, std::int32_t offset, unsigned rs1) { i_type(0x03, 4, rd, rs1, offset); }
  void lhu(unsigned rd, std::int32_t offset, unsigned rs1) { i_type(0x03, 5, rd, rs1, offset); }
  void sb(unsigned rs2, std::int32_t offset, unsigned rs1) { s_type(0, rs1, rs2, offset); }
  void sh(unsigned rs2, std::int32_t offset, unsigned rs1) { s_type(1, rs1, rs2, offset); }
  void sw(unsigned rs2, std::int32_t offset, unsigned rs1) { s_type(2, rs1, rs2, offset); }

  void beq(unsigned rs1, unsigned rs2, label to) { branch(0, rs1, rs2, to); }
  void bne(unsigned rs1, unsigned rs2, label to) { branch(1, rs1, rs2, to); }
  void blt(unsigned rs1, unsigned rs2, label to) { branch(4, rs1, rs2, to); }
  void bge(unsigned rs1, unsigned rs2, label to) { branch(5, rs1, rs2, to); }
  void bltu(unsigned rs1, unsigned rs2, label to) { branch(6, rs1, rs2, to); }
  void bgeu(unsigned rs1, unsigned rs2, label to) { branch(7, rs1, rs2, to); }
  void branch(std::uint32_t function, unsigned rs1, unsigned rs2, label to);
  void jal(unsigned rd, label to);
  void j(label to) { jal(0, to); }
  void jalr(unsigned rd, std::int32_t offset, unsigned rs1) { i_type(0x67, 0, rd, rs1, offset); }

  void fence() { word(0x0FF0000F); }
  void fence_i() { word(0x0000100F); }
  void ecall() { word(0x00000073); }
  void ebreak() { word(0x00100073); }
  void mret() { word(0x30200073); }
  void wfi() { word(0x10500073); }
  void csrrw(unsigned rd, std::uint32_t csr, unsigned rs1) { csr_type(1, rd, csr, rs1); }
  void csrrs(unsigned rd, std::uint32_t csr, unsigned rs1) { csr_type(2, rd, csr, rs1); }
  void csrrc(unsigned rd, std::uint32_t csr, unsigned rs1) { csr_type(3, rd, csr, rs1); }
  void csrrwi(unsigned rd, std::uint32_t csr, unsigned value) { csr_type(5, rd, csr, value); }
  void csrrsi(unsigned rd, std::uint32_t csr, unsigned value) { csr_type(6, rd, csr, value); }
  void csrrci(unsigned rd, std::uint32_t csr, unsigned value) { csr_type(7, rd, csr, value); }
  void csrr(unsigned rd, std::uint32_t csr) { csrrs(rd, csr, 0); }
  void csrw(std::uint32_t csr, unsigned rs1) { csrrw(0, csr, rs1); }

  void r_type(std::uint32_t opcode, std::uint32_t function, std::uint32_t high, unsigned rd, unsigned rs1,
              unsigned rs2) {
    word(high << 25 | (rs2 & 31) << 20 | rs1 << 15 | function << 12 | rd << 7 | opcode);
  }
  void i_type(std::uint32_t opcode, std::uint32_t function, unsigned rd, unsigned rs1, std::int32_t value) {
    word(static_cast<std::uint32_t>(value) << 20 | rs1 << 15 | function << 12 | rd << 7 | opcode);
  }
  void s_type(std::uint32_t function, unsigned rs1, unsigned rs2, std::int32_t value);

 private:
  struct reference {
    std::size_t index, label;
  };

  void csr_type(std::uint32_t function, unsigned rd, std::uint32_t csr, unsigned rs1) {
    word(csr << 20 | rs1 << 15 | function << 12 | rd << 7 | 0x73);
  }

  std::uint32_t base_;
  std::vector<std::uint32_t> words_;
  std::vector<std::uint32_t> labels_;  ///< their addresses
  std::vector<reference> branches_, jumps_;
};

}  // namespace memvp
