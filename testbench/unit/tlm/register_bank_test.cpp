// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/register_bank.hpp"

#include "bus_vocabulary.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using device = example_device;

/// A bank without a device behind it, and the hooks it calls.
struct bank_with_hooks : register_hooks {
  register_bank bank{device::example_map(), this};
  std::uint64_t ticks = 0;
  std::vector<std::uint32_t> reads;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> writes;

  bank_with_hooks() { bank.compute({device::ticks_low, device::ticks_high}); }
  std::uint32_t register_value(std::uint32_t offset, std::uint32_t, const sc_core::sc_time&) const override {
    return static_cast<std::uint32_t>(offset == device::ticks_high ? ticks >> 32 : ticks);
  }
  void after_read(std::uint32_t offset, const sc_core::sc_time&) override { reads.push_back(offset); }
  void after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time&) override {
    writes.push_back({offset, value});
  }
  std::uint32_t read(std::uint32_t offset) {
    std::uint32_t value = 0;
    EXPECT_EQ(bank.read(offset, value, sc_core::SC_ZERO_TIME), tlm::TLM_OK_RESPONSE);
    return value;
  }
  tlm::tlm_response_status read_status(std::uint64_t offset) {
    std::uint32_t value = 0xABCD;
    const tlm::tlm_response_status status = bank.read(offset, value, sc_core::SC_ZERO_TIME);
    EXPECT_EQ(value, 0xABCDu) << "an error must leave the value alone";
    return status;
  }
  tlm::tlm_response_status write(std::uint64_t offset, std::uint32_t value) {
    return bank.write(offset, value, sc_core::SC_ZERO_TIME);
  }
};

TEST(register_banks, begin_with_reset_values_and_return_to_them) {
  bank_with_hooks tested;
  EXPECT_EQ(tested.read(device::setting), 7u);
  EXPECT_EQ(tested.write(device::setting, 99), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(tested.read(device::setting), 99u);
  tested.bank.reset();
  EXPECT_EQ(tested.read(device::setting), 7u);
}

TEST(register_banks, refuse_to_write_what_is_read_only_and_to_read_what_is_write_only) {
  bank_with_hooks tested;
  EXPECT_EQ(tested.write(0x00, 1), tlm::TLM_COMMAND_ERROR_RESPONSE);
  EXPECT_EQ(tested.read(0x00), 0xCAFEu);
  EXPECT_EQ(tested.read_status(device::key), tlm::TLM_COMMAND_ERROR_RESPONSE);
  EXPECT_TRUE(tested.writes.empty());
}

TEST(register_banks, know_no_register_between_or_after_theirs) {
  bank_with_hooks tested;
  for (const std::uint64_t offset : {std::uint64_t{0x18}, std::uint64_t{0x06}, std::uint64_t{1} << 40}) {
    EXPECT_EQ(tested.read_status(offset), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(tested.write(offset, 1), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  }
  register_bank sparse({"sparse", "", {{"FAR", 0x20, register_access::read_write, 0, "alone", {}}}, {}}, nullptr);
  std::uint32_t value = 0;
  EXPECT_EQ(sparse.read(0x10, value, sc_core::SC_ZERO_TIME), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(sparse.write(0x20, 5, sc_core::SC_ZERO_TIME), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(sparse.get(0x20), 5u);
  EXPECT_EQ(sentence_of<std::out_of_range>([&] { sparse.set(0x10, 1); }),
            "register map 'sparse' has no register at 0x10");
}

TEST(register_banks, clear_the_bits_that_are_written_as_one) {
  bank_with_hooks tested;
  EXPECT_EQ(tested.write(device::flags, 0x0F), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(tested.read(device::flags), 0xF0u);  // reset value 0xFF
  EXPECT_EQ(tested.writes.back(), std::make_pair(device::flags, 0x0Fu));
}

TEST(register_banks, latch_the_high_half_of_a_counter_when_the_low_half_is_read) {
  bank_with_hooks tested;
  tested.ticks = 0x1'FFFF'FFFF;
  EXPECT_EQ(tested.read(device::ticks_low), 0xFFFFFFFFu);
  tested.ticks = 0x2'0000'0000;
  EXPECT_EQ(tested.read(device::ticks_high), 1u);  // of the same instant as the low half
  EXPECT_EQ(tested.read(device::ticks_low), 0u);
  EXPECT_EQ(tested.read(device::ticks_high), 2u);
  EXPECT_EQ(tested.reads.size(), 4u);
}

TEST(register_banks, latch_counters_that_are_stored_too) {
  register_bank stored({"stored", "", common_registers(), {}}, nullptr);
  stored.set_counter(common_register::energy_low, 0x5'0000'0001);
  std::uint32_t low = 0, high = 0;
  stored.read(common_register::energy_low, low, sc_core::SC_ZERO_TIME);
  stored.set_counter(common_register::energy_low, 0x6'0000'0002);
  stored.read(common_register::energy_high, high, sc_core::SC_ZERO_TIME);
  EXPECT_EQ(low, 1u);
  EXPECT_EQ(high, 5u);
}

TEST(register_banks, show_a_debugger_live_values_without_side_effects) {
  bank_with_hooks tested;
  tested.ticks = 0x1'0000'0000;
  tested.read(device::ticks_low);
  tested.ticks = 0x7'0000'0003;
  EXPECT_EQ(tested.bank.peek(device::ticks_low, sc_core::SC_ZERO_TIME), 3u);
  EXPECT_EQ(tested.bank.peek(device::ticks_high, sc_core::SC_ZERO_TIME), 7u);
  EXPECT_EQ(tested.bank.peek(device::key, sc_core::SC_ZERO_TIME), 0u);
  EXPECT_EQ(tested.reads.size(), 1u);
  EXPECT_EQ(tested.read(device::ticks_high), 1u);  // the latch of before is untouched
  EXPECT_THROW(tested.bank.peek(0x18, sc_core::SC_ZERO_TIME), std::out_of_range);
}

}  // namespace
}  // namespace memvp
