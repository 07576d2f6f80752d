// SPDX-License-Identifier: Apache-2.0
// What devices answer to good and bad accesses, loosely timed and through transport_dbg.
#include "bus_vocabulary.hpp"
#include "memvp/tlm/memory.hpp"
#include "memvp/tlm/register_device.hpp"

namespace memvp {
namespace {

using namespace testing_words;

/// Runs a script against one device.
void against_device(const std::function<void(scripted_initiator&, example_device&)>& script) {
  scripted_initiator host("host");
  example_device device("device");
  host.socket.bind(device.socket);
  bool ran = false;
  host.script = [&](scripted_initiator& self) {
    script(self, device);
    ran = true;
  };
  sc_core::sc_start();
  EXPECT_TRUE(ran);
}

void against_memory(const std::function<void(scripted_initiator&, memory&)>& script) {
  scripted_initiator host("host");
  memory::settings chosen;
  chosen.size = 100;
  chosen.first_word_cycles = 3;
  chosen.word_cycles = 2;
  memory ram("ram", chosen);
  host.socket.bind(ram.socket);
  bool ran = false;
  host.script = [&](scripted_initiator& self) {
    script(self, ram);
    ran = true;
  };
  sc_core::sc_start();
  EXPECT_TRUE(ran);
}

TEST(register_devices, answer_a_register_in_one_cycle) {
  against_device([](scripted_initiator& host, example_device& device) {
    EXPECT_EQ(host.read32(0x00), 0xCAFEu);
    EXPECT_EQ(host.delay, period());
    EXPECT_EQ(host.write32(example_device::setting, 12), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(host.read32(example_device::setting), 12u);
    EXPECT_EQ(host.delay, duration(3, period()));
    EXPECT_EQ(device.last_write_at, period());  // one access came before it
    EXPECT_FALSE(host.payload.is_dmi_allowed());
    EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::SC_ZERO_TIME);
  });
}

TEST(register_devices, refuse_an_unaligned_register_by_its_address) {
  against_device([](scripted_initiator& host, example_device& device) {
    std::uint32_t word = 0;
    EXPECT_EQ(host.read(0x02, &word, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(host.write(0x06, &word, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_TRUE(device.writes_seen.empty());
    EXPECT_EQ(host.delay, duration(2, period()));  // a refusal takes a cycle
  });
}

TEST(register_devices, refuse_a_register_access_that_is_not_a_word) {
  against_device([](scripted_initiator& host, example_device& device) {
    std::uint32_t words[2] = {};
    for (const unsigned length : {1u, 2u, 8u}) {
      EXPECT_EQ(host.read(0x00, words, length), tlm::TLM_BURST_ERROR_RESPONSE);
      EXPECT_EQ(host.write(example_device::setting, words, length), tlm::TLM_BURST_ERROR_RESPONSE);
    }
    EXPECT_EQ(device.registers().get(example_device::setting), 7u);
  });
}

TEST(register_devices, refuse_forbidden_directions) {
  against_device([](scripted_initiator& host, example_device& device) {
    std::uint32_t word = 1;
    EXPECT_EQ(host.write(0x00, &word, 4), tlm::TLM_COMMAND_ERROR_RESPONSE);
    EXPECT_EQ(host.read(example_device::key, &word, 4), tlm::TLM_COMMAND_ERROR_RESPONSE);
    EXPECT_EQ(host.write(example_device::constants, &word, 4), tlm::TLM_COMMAND_ERROR_RESPONSE);
    EXPECT_EQ(device.constants_storage[0], 0);
    EXPECT_EQ(word, 1u);
  });
}

TEST(register_devices, refuse_addresses_outside_registers_and_windows) {
  against_device([](scripted_initiator& host, example_device&) {
    std::uint32_t words[2] = {};
    EXPECT_EQ(host.read(0x18, words, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(host.read(0x1000, words, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(host.read(example_device::buffer + 60, words, 8), tlm::TLM_ADDRESS_ERROR_RESPONSE);  // 64 bytes long
    EXPECT_EQ(host.read(example_device::buffer + 2, words, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(host.read(example_device::truth, words, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);  // debug only
  });
}

TEST(register_devices, keep_data_in_windows_a_cycle_a_word) {
  against_device([](scripted_initiator& host, example_device& device) {
    const char text[] = "ferroelectric";  // 14 bytes with the end: 4 words
    EXPECT_EQ(host.write(example_device::buffer + 4, text, sizeof text), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(host.delay, duration(4, period()));
    EXPECT_TRUE(host.payload.is_dmi_allowed());
    EXPECT_STREQ(reinterpret_cast<const char*>(device.buffer_storage.data()) + 4, text);
    char back[sizeof text] = {};
    EXPECT_EQ(host.read(example_device::buffer + 4, back, sizeof back), tlm::TLM_OK_RESPONSE);
    EXPECT_STREQ(back, text);
  });
}

TEST(targets, refuse_byte_enables) {
  against_device([](scripted_initiator& host, example_device& device) {
    std::uint32_t word = 1;
    unsigned char enables[4] = {0xFF, 0xFF, 0xFF, 0xFF};
    host.prepare(tlm::TLM_WRITE_COMMAND, example_device::setting, &word, 4);
    host.payload.set_byte_enable_ptr(enables);
    host.payload.set_byte_enable_length(4);
    EXPECT_EQ(host.send(), tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    EXPECT_EQ(device.registers().get(example_device::setting), 7u);
    EXPECT_FALSE(host.payload.is_dmi_allowed());
  });
}

TEST(targets, refuse_a_streaming_width_below_the_length) {
  against_device([](scripted_initiator& host, example_device& device) {
    std::uint64_t words = ~std::uint64_t{0};
    host.prepare(tlm::TLM_WRITE_COMMAND, example_device::buffer, &words, 8);
    host.payload.set_streaming_width(4);
    EXPECT_EQ(host.send(), tlm::TLM_BURST_ERROR_RESPONSE);
    EXPECT_EQ(device.buffer_storage[0], 0);
  });
}

TEST(targets, refuse_transactions_without_data) {
  against_device([](scripted_initiator& host, example_device&) {
    std::uint32_t word = 0;
    EXPECT_EQ(host.read(0x00, nullptr, 4), tlm::TLM_GENERIC_ERROR_RESPONSE);
    EXPECT_EQ(host.read(0x00, &word, 0), tlm::TLM_BURST_ERROR_RESPONSE);
  });
}

TEST(targets, do_nothing_and_succeed_when_told_to_ignore) {
  against_device([](scripted_initiator& host, example_device& device) {
    std::uint32_t word = 1;
    host.prepare(tlm::TLM_IGNORE_COMMAND, example_device::setting, &word, 4);
    EXPECT_EQ(host.send(), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(host.delay, sc_core::SC_ZERO_TIME);
    EXPECT_TRUE(device.writes_seen.empty());
    EXPECT_EQ(device.registers().get(example_device::setting), 7u);
  });
}

TEST(debug_transport, reads_registers_and_windows_without_time_or_side_effects) {
  against_device([](scripted_initiator& host, example_device& device) {
    device.ticks = 0x1'0000'0002;
    EXPECT_EQ(host.read32(example_device::ticks_low), 2u);  // latches 1
    device.ticks = 0x9'0000'0008;
    host.delay = sc_core::SC_ZERO_TIME;
    const int reads = device.reads_seen;

    std::array<std::uint32_t, 6> all{};
    EXPECT_EQ(host.debug(tlm::TLM_READ_COMMAND, 0x00, all.data(), 24), 24u);
    EXPECT_EQ(all, (std::array<std::uint32_t, 6>{0xCAFE, 7, 0, 0xFF, 8, 9}));
    EXPECT_EQ(host.debug(tlm::TLM_READ_COMMAND, 0x00, all.data(), 28), 24u) << "stops where nothing is";
    unsigned char byte = 0;
    EXPECT_EQ(host.debug(tlm::TLM_READ_COMMAND, 0x01, &byte, 1), 1u);
    EXPECT_EQ(byte, 0xCA);

    EXPECT_EQ(device.reads_seen, reads);
    EXPECT_EQ(host.read32(example_device::flags), 0xFFu);
    EXPECT_EQ(host.read32(example_device::ticks_high), 1u) << "the latch is untouched";
    EXPECT_EQ(host.delay, duration(2, period())) << "only the two bus reads took time";
    EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::SC_ZERO_TIME);
  });
}

TEST(debug_transport, writes_windows_that_may_be_written_but_no_register) {
  against_device([](scripted_initiator& host, example_device& device) {
    std::uint32_t word = 0xFF;
    EXPECT_EQ(host.debug(tlm::TLM_WRITE_COMMAND, example_device::flags, &word, 4), 0u);
    EXPECT_EQ(host.debug(tlm::TLM_WRITE_COMMAND, example_device::constants, &word, 4), 0u);
    EXPECT_EQ(device.registers().get(example_device::flags), 0xFFu) << "no bit was cleared";
    EXPECT_EQ(host.debug(tlm::TLM_WRITE_COMMAND, example_device::buffer + 61, &word, 4), 3u) << "up to the end";
    EXPECT_EQ(device.buffer_storage[61], 0xFF);
    EXPECT_TRUE(device.writes_seen.empty());
  });
}

TEST(debug_transport, sees_what_no_bus_sees) {
  against_device([](scripted_initiator& host, example_device&) {
    unsigned char truth[8] = {};
    EXPECT_EQ(host.debug(tlm::TLM_READ_COMMAND, example_device::truth, truth, 8), 8u);
    EXPECT_THAT(truth, testing::ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));  // computed for this read
  });
}

TEST(memories, take_any_alignment_and_length_at_their_latency) {
  against_memory([](scripted_initiator& host, memory&) {
    const char text[] = "conductances";  // 13 bytes: 3 + 3 * 2 cycles
    EXPECT_EQ(host.write(87, text, 13), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(host.delay, duration(9, period()));
    char back[13] = {};
    EXPECT_EQ(host.read(87, back, 13), tlm::TLM_OK_RESPONSE);
    EXPECT_STREQ(back, text);
    EXPECT_EQ(host.read(1, back, 1), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(host.delay, duration(9 + 9 + 3, period()));
  });
}

TEST(memories, refuse_what_reaches_past_their_end) {
  against_memory([](scripted_initiator& host, memory&) {
    std::uint32_t word = 0;
    EXPECT_EQ(host.read(97, &word, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(host.write(100, &word, 1), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(host.read(~std::uint64_t{0}, &word, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(host.debug(tlm::TLM_READ_COMMAND, 98, &word, 4), 2u);
    EXPECT_EQ(host.debug(tlm::TLM_READ_COMMAND, 100, &word, 4), 0u);
  });
}

TEST(memories, cannot_be_empty) {
  memory::settings chosen;
  chosen.size = 0;
  EXPECT_EQ(sentence_of<std::invalid_argument>([&] { memory("ram", chosen); }),
            "memory ram cannot have a size of zero");
}

TEST(modules, cannot_have_a_clock_period_of_zero) {
  memory::settings chosen;
  chosen.clock_period = sc_core::SC_ZERO_TIME;
  EXPECT_EQ(sentence_of<std::invalid_argument>([&] { memory("ram", chosen); }),
            "ram cannot have a clock period of zero");
}

}  // namespace
}  // namespace memvp
