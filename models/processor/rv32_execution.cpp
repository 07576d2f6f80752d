// SPDX-License-Identifier: Apache-2.0
// The inner loop of rv32_processor: one switch over what decoded instructions do.
#include <cstring>

#include "memvp/models/processor/rv32_arithmetic.hpp"
#include "memvp/models/processor/rv32_processor.hpp"

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "direct memory is read as little-endian words");

namespace memvp {

/// Everything before `instruction` has been executed, as far as the state goes; it has not.
void rv32_processor::leave_before(const rv32_block& block, const rv32_instruction* instruction,
                                  std::uint64_t cycles) noexcept {
  state_.pc = block.address_of(instruction);
  state_.retired += static_cast<std::uint64_t>(instruction - block.instructions.data());
  state_.cycles = cycles + instruction->cycles_before;
}

template <bool careful>
void rv32_processor::execute(const rv32_block* block, std::uint64_t until) {
  using op = rv32_operation;
  const rv32_timing& timing = configuration_.timing;
  std::uint32_t* const x = state_.x.data();
  std::uint64_t cycles = state_.cycles;  // when the block began, and what memory has added since
  for (;;) {
    const rv32_instruction* const first = block->instructions.data();
    const rv32_instruction* i = first;
    std::uint32_t target = 0;  // where the block is left for
    std::int64_t own = 0;      // cycles of the instruction that leaves it

    // Each returns whether the block goes on; if not, the state is complete.
    const auto load = [&](auto type) {
      using type_of_value = decltype(type);
      constexpr unsigned bytes = sizeof(type_of_value);
      const std::uint32_t address = x[i->rs1] + i->immediate;
      const direct_page* page = &loads_.at(address);
      if (address - page->base >= page->size || address % bytes != 0) {
        page = address % bytes == 0 ? load_page(address) : nullptr;
        if (page == nullptr) {
          leave_before(*block, i, cycles);
          if (const auto word = load_over_bus(address, bytes))
            x[i->rd] = static_cast<std::uint32_t>(static_cast<type_of_value>(*word));
          return false;
        }
      }
      type_of_value value;
      std::memcpy(&value, page->data + (address - page->base), bytes);
      cycles += page->cycles;
      x[i->rd] = static_cast<std::uint32_t>(value);  // extends the sign of signed types
      if constexpr (careful) watch(address, bytes, false);
      return true;
    };
    const auto store = [&](auto type) {
      using type_of_value = decltype(type);
      constexpr unsigned bytes = sizeof(type_of_value);
      const std::uint32_t address = x[i->rs1] + i->immediate;
      const auto value = static_cast<type_of_value>(x[i->rs2]);
      const direct_page* page = &stores_.at(address);
      if (address - page->base >= page->size || address % bytes != 0) {
        page = address % bytes == 0 ? store_page(address) : nullptr;
        if (page == nullptr) {
          leave_before(*block, i, cycles);
          store_over_bus(address, bytes, value);
          return false;
        }
      }
      std::memcpy(page->data + (address - page->base), &value, bytes);
      cycles += page->cycles;
      if constexpr (careful) watch(address, bytes, true);
      if ((page->code_lines & line_of(address)) == 0 || !code_.drop(address, address + (bytes - 1))) return true;
      leave_before(*block, i, cycles);  // what follows may have been decoded from what was there before
      retire(timing.store);
      state_.pc += 4;
      return false;
    };

    for (;; ++i) {
      if constexpr (careful) {
        // It stops before the instruction is fetched, so that this is not counted again when it goes on.
        const std::uint64_t before = cycles - block->fetch_cycles;
        const bool stops = i != first && i->operation != op::end_of_block &&
                           (before + i->cycles_before >= until || watch_hit_.has_value() ||
                            debug_points_.is_breakpoint(block->address_of(i)));
        if (stops) return leave_before(*block, i, before);
      }
      const std::uint32_t a = x[i->rs1], b = x[i->rs2];
      switch (i->operation) {
        case op::nothing:
          continue;
        case op::constant:
          x[i->rd] = i->immediate;
          continue;
        case op::add_immediate:
          x[i->rd] = a + i->immediate;
          continue;
        case op::set_less_immediate:
          x[i->rd] = less_signed(a, i->immediate);
          continue;
        case op::set_less_unsigned_immediate:
          x[i->rd] = a < i->immediate;
          continue;
        case op::xor_immediate:
          x[i->rd] = a ^ i->immediate;
          continue;
        case op::or_immediate:
          x[i->rd] = a | i->immediate;
          continue;
        case op::and_immediate:
          x[i->rd] = a & i->immediate;
          continue;
        case op::shift_left_immediate:
          x[i->rd] = a << i->immediate;
          continue;
        case op::shift_right_immediate:
          x[i->rd] = a >> i->immediate;
          continue;
        case op::shift_right_arithmetic_immediate:
          x[i->rd] = shift_right_signed(a, i->immediate);
          continue;
        case op::add:
          x[i->rd] = a + b;
          continue;
        case op::subtract:
          x[i->rd] = a - b;
          continue;
        case op::shift_left:
          x[i->rd] = a << b % 32;
          continue;
        case op::set_less:
          x[i->rd] = less_signed(a, b);
          continue;
        case op::set_less_unsigned:
          x[i->rd] = a < b;
          continue;
        case op::exclusive_or:
          x[i->rd] = a ^ b;
          continue;
        case op::shift_right:
          x[i->rd] = a >> b % 32;
          continue;
        case op::shift_right_arithmetic:
          x[i->rd] = shift_right_signed(a, b % 32);
          continue;
        case op::inclusive_or:
          x[i->rd] = a | b;
          continue;
        case op::conjunction:
          x[i->rd] = a & b;
          continue;
        case op::multiply:
          x[i->rd] = a * b;
          continue;
        case op::multiply_high:
          x[i->rd] = multiply_high_signed(a, b);
          continue;
        case op::multiply_high_signed_unsigned:
          x[i->rd] = multiply_high_signed_unsigned(a, b);
          continue;
        case op::multiply_high_unsigned:
          x[i->rd] = multiply_high_unsigned(a, b);
          continue;
        case op::divide:
          x[i->rd] = divide_signed(a, b);
          continue;
        case op::divide_unsigned:
          x[i->rd] = divide_unsigned(a, b);
          continue;
        case op::remainder:
          x[i->rd] = remainder_signed(a, b);
          continue;
        case op::remainder_unsigned:
          x[i->rd] = remainder_unsigned(a, b);
          continue;
        case op::load_byte:
          if (load(std::int8_t{})) continue;
          return;
        case op::load_half:
          if (load(std::int16_t{})) continue;
          return;
        case op::load_word:
          if (load(std::uint32_t{})) continue;
          return;
        case op::load_byte_unsigned:
          if (load(std::uint8_t{})) continue;
          return;
        case op::load_half_unsigned:
          if (load(std::uint16_t{})) continue;
          return;
        case op::store_byte:
          if (store(std::uint8_t{})) continue;
          return;
        case op::store_half:
          if (store(std::uint16_t{})) continue;
          return;
        case op::store_word:
          if (store(std::uint32_t{})) continue;
          return;
        case op::branch_equal:
          if (a != b) continue;
          break;
        case op::branch_not_equal:
          if (a == b) continue;
          break;
        case op::branch_less:
          if (!less_signed(a, b)) continue;
          break;
        case op::branch_greater_equal:
          if (less_signed(a, b)) continue;
          break;
        case op::branch_less_unsigned:
          if (a >= b) continue;
          break;
        case op::branch_greater_equal_unsigned:
          if (a < b) continue;
          break;
        case op::jump:
          break;
        case op::jump_register:
          break;
        case op::end_of_block:
          return leave_before(*block, i, cycles);
        default:
          leave_before(*block, i, cycles);
          return execute_special(*i);
      }
      break;
    }
    // A branch that is taken, or a jump.
    const std::uint32_t from = block->address_of(i);
    if (i->operation < op::jump) {
      target = i->immediate;
      own = timing.branch_taken;
    } else {
      target = i->operation == op::jump ? i->immediate : (x[i->rs1] + i->immediate) & ~1u;
      own = timing.jump;
    }
    if (target % 4 != 0) {
      leave_before(*block, i, cycles);
      return raise(rv32_exception::instruction_address_misaligned, target);
    }
    if (i->operation >= op::jump) x[i->rd] = from + 4;
    cycles += i->cycles_before + static_cast<std::uint64_t>(own);
    jumps_.record(from, target);
    state_.cycles = cycles;
    state_.retired += static_cast<std::uint64_t>(i - first) + 1;
    state_.pc = target;
    if constexpr (careful) return;
    block = code_.find_recent(target);
    if (block == nullptr || cycles + block->bound(memories_.most_cycles()) > until) return;
  }
}

template void rv32_processor::execute<false>(const rv32_block* block, std::uint64_t until);
template void rv32_processor::execute<true>(const rv32_block* block, std::uint64_t until);

}  // namespace memvp
