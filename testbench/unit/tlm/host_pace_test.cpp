// SPDX-License-Identifier: Apache-2.0
// A host's program at the pace of a processor: by itself, and by firmware that does its loads and stores.
#include <optional>

#include "bus_vocabulary.hpp"
#include "memvp/tlm/firmware_relay.hpp"
#include "memvp/tlm/host_cpu.hpp"
#include "memvp/tlm/memory.hpp"
#include "memvp/tlm/router.hpp"

namespace memvp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace testing_words;

constexpr std::uint64_t ram_base = 0x0000'0000, device_base = 0x4000'0000, program_base = 0x8000'0000,
                        relay_base = 0x8100'0000;

/// Says in words what a program does.
struct step_list : program_observer, transaction_observer {
  std::vector<std::string> steps, transactions;
  void step(const program_step& done) override {
    const char* what = done.what == program_step::action::read    ? "read "
                       : done.what == program_step::action::write ? "write "
                                                                  : "wait ";
    std::string text = what + std::to_string(done.length) + " at " + std::to_string(done.address) + ": " +
                       std::to_string(done.start_cycle) + " to " + std::to_string(done.end_cycle);
    for (unsigned i = 0; i < done.length; ++i) text += " " + std::to_string(done.data[i]);
    steps.push_back(text);
  }
  void transaction(const observed_transaction& seen) override {
    transactions.push_back(std::string(seen.is_write ? "writes " : "reads ") + std::to_string(seen.bytes) + ": " +
                           std::to_string(seen.start_ps) + " to " + std::to_string(seen.end_ps) +
                           (seen.ok ? "" : " in vain"));
  }
};

/// Raises the host's line at a given time.
struct late_line : sc_core::sc_module {
  sc_core::sc_signal<bool> line{"line"};
  std::uint64_t cycle = 0;
  explicit late_line(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
    SC_HAS_PROCESS(late_line);
    SC_THREAD(raise);
  }
  void raise() {
    wait(duration(cycle, period()));
    line.write(true);
  }
};

struct manner {
  bool firmware;
  bus_timing timing;
  bool direct_memory = true;
};

std::string text_of(const manner& how) {
  return std::string(how.firmware ? "by_firmware" : "by_itself") +
         (how.timing == bus_timing::loosely_timed ? "_loosely_timed" : "_approximately_timed") +
         (how.direct_memory ? "" : "_over_the_bus");
}
void PrintTo(const manner& how, std::ostream* out) { *out << text_of(how); }

struct paced_platform {
  router bus{"bus", period()};
  host_cpu cpu;
  memory ram{"ram", memory::settings()};
  example_device device{"device"};
  late_line line{"line"};
  latency_log latency;
  step_list seen;
  std::optional<riscv_cpu> processor;
  std::optional<memory> program_memory;
  std::optional<firmware_relay> relay;
  sc_core::sc_signal<bool> requested{"requested"}, never{"never"};

  paced_platform(const manner& how, std::uint64_t word_cycles, sc_core::sc_time max_time = {})
      : cpu("cpu", host_settings(how, word_cycles, max_time)) {
    bus.map(ram.socket, ram_base, 0x1000);
    bus.map(device.socket, device_base, 0x1000);
    cpu.interrupt(line.line);
    cpu.follow(&seen);
    cpu.observe(&seen);
    cpu.log_waits(latency, [this] { return latency.command("cpu", "wait for line"); });
    if (how.firmware)
      add_firmware(how, word_cycles);
    else
      bus.attach(cpu.socket);
  }
  void add_firmware(const manner& how, std::uint64_t word_cycles) {
    riscv_cpu::settings chosen;
    chosen.timing = how.timing;
    chosen.use_dmi = how.direct_memory;
    chosen.direct_first = program_base;
    chosen.direct_last = program_base + 0xFFFFF;
    processor.emplace("processor", chosen);
    processor->set_program(elf_file::read(MEMVP_SOURCE_DIR "/platforms/firmware/relay.elf"));
    memory::settings room;
    room.size = 0x100000;
    program_memory.emplace("program_memory", room);
    relay.emplace("relay", firmware_relay::settings{period(), word_cycles}, *processor);
    bus.attach(processor->socket);
    bus.map(program_memory->socket, program_base, room.size);
    bus.map(relay->socket, relay_base, 0x1000);
    cpu.socket.bind(relay->program.socket);
    relay->interrupt(requested);
    processor->external_interrupt(requested);
    processor->timer_interrupt(never);
    processor->software_interrupt(never);
  }
  static host_cpu::settings host_settings(const manner& how, std::uint64_t word_cycles, sc_core::sc_time max_time) {
    host_cpu::settings chosen;
    chosen.timing = how.firmware ? bus_timing::loosely_timed : how.timing;
    chosen.use_dmi = how.direct_memory && !how.firmware;
    if (how.firmware) chosen.quantum = sc_core::SC_ZERO_TIME;
    chosen.handed_over = how.firmware && word_cycles != 0;
    chosen.stop_when_finished = true;
    chosen.word_cycles = word_cycles;
    chosen.max_time = max_time;
    return chosen;
  }
  void run(std::function<void(host_cpu&)> program) {
    cpu.set_program(std::move(program));
    sc_core::sc_start();
  }
};

class paced_hosts : public testing::TestWithParam<manner> {};

// Words begin at multiples of 200 cycles, the first when a processor has started up (1000), the others at least 200
// cycles after the program asks for them, which it does 100 cycles after the access before. An access takes a cycle on
// the bus and one in memory or device.
TEST_P(paced_hosts, take_word_after_word_on_a_grid) {
  paced_platform platform(GetParam(), 200);
  platform.line.cycle = 3333;
  std::uint64_t handed_over = 0;
  platform.run([&](host_cpu& host) {
    const unsigned char bytes[7] = {1, 2, 3, 4, 5, 6, 7};
    host.write(ram_base + 2, bytes, 7);  // halfword, word, byte
    handed_over = host.now_cycles();
    unsigned char back[7] = {};
    host.read(ram_base + 2, back, 7);  // three words that hold them
    EXPECT_THAT(back, ElementsAre(1, 2, 3, 4, 5, 6, 7));
    host.wait_for_interrupt();
    EXPECT_EQ(host.now_cycles(), 3333u);
    EXPECT_EQ(host.read32(device_base), 0xCAFEu);
    host.spend(900);
    host.write32(device_base + example_device::setting, 9);
    EXPECT_EQ(host.transactions(), 8u);
  });
  platform.cpu.require_finished();
  EXPECT_EQ(handed_over, 1902u);  // half of the pace after the end
  EXPECT_THAT(
      platform.seen.steps,
      ElementsAre("write 2 at 2: 1000 to 1002 1 2", "write 4 at 4: 1400 to 1402 3 4 5 6",
                  "write 1 at 8: 1800 to 1802 7", "read 4 at 0: 2200 to 2202 0 0 1 2",
                  "read 4 at 4: 2600 to 2602 3 4 5 6", "read 4 at 8: 3000 to 3002 7 0 0 0", "wait 0 at 0: 3102 to 3333",
                  "read 4 at 1073741824: 3600 to 3602 254 202 0 0",  // 200 after the wait: 3533
                  "write 4 at 1073741828: 5000 to 5002 9 0 0 0"));   // asked for at 3702 + 900 spent
  EXPECT_EQ(platform.device.last_write_at, duration(5001, period()));
  ASSERT_EQ(platform.seen.transactions.size(), 8u);
  EXPECT_EQ(platform.seen.transactions.front(), "writes 2: 10000000 to 10020000");
  ASSERT_EQ(platform.latency.rows().size(), 1u);
  EXPECT_EQ(platform.latency.rows()[0].start, 3102u);
  EXPECT_EQ(platform.latency.rows()[0].cycles, 231u);
  EXPECT_EQ(sc_core::sc_time_stamp(), duration(5102, period()));
}

TEST_P(paced_hosts, keep_the_grid_at_every_phase_of_it) {
  // The firmware's loop and branches fill any number of cycles.
  paced_platform platform(GetParam(), 151);
  platform.run([](host_cpu& host) {
    for (std::uint32_t i = 0; i < 40; ++i) {
      host.spend(i);
      host.write32(ram_base + 4 * i, i);
    }
  });
  platform.cpu.require_finished();
  ASSERT_EQ(platform.seen.steps.size(), 40u);
  // The firmware counts cycles itself: that an access has ended two cycles after its start says that it began there.
  for (const std::string& step : platform.seen.steps) {
    const std::uint64_t start = std::stoull(step.substr(step.find(": ") + 2));
    EXPECT_EQ(start % 151, 0u) << step;
    EXPECT_THAT(step, HasSubstr(std::to_string(start) + " to " + std::to_string(start + 2) + " "));
  }
}

TEST_P(paced_hosts, say_in_a_sentence_which_word_failed_and_go_on_in_time) {
  paced_platform platform(GetParam(), 200);
  platform.run([](host_cpu& host) {
    EXPECT_EQ(sentence_of<bus_error>([&] { host.read32(0x7000'0000); }),
              "cpu: read of 4 bytes at 0x70000000 was answered by TLM_ADDRESS_ERROR_RESPONSE");
    EXPECT_EQ(host.now_cycles(), 1101u);  // a cycle on the bus, and half of the pace
    EXPECT_EQ(sentence_of<bus_error>([&] { host.write32(device_base, 1); }),
              "cpu: write of 4 bytes at 0x40000000 was answered by TLM_COMMAND_ERROR_RESPONSE");
    EXPECT_EQ(host.now_cycles(), 1502u);  // asked for at 1101
    EXPECT_EQ(host.read32(device_base), 0xCAFEu);
  });
  platform.cpu.require_finished();
  EXPECT_THAT(platform.seen.steps, ElementsAre("read 4 at 1073741824: 1800 to 1802 254 202 0 0"));
}

TEST_P(paced_hosts, are_given_up_at_the_limit) {
  paced_platform platform(GetParam(), 200, duration(5000, period()));
  platform.run([](host_cpu& host) {
    for (;;) host.read32(device_base);
  });
  EXPECT_EQ(sentence_of<std::runtime_error>([&] { platform.cpu.require_finished(); }),
            "cpu: the program has not ended after 50 us of simulated time; its last access was a read of 4 bytes at "
            "0x40000000");
}

TEST_P(paced_hosts, that_wait_are_given_up_at_the_limit) {
  paced_platform platform(GetParam(), 200, duration(5000, period()));
  platform.line.cycle = 1'000'000;
  platform.run([](host_cpu& host) {
    host.write32(ram_base + 8, 1);
    host.wait_for_interrupt();
  });
  EXPECT_EQ(sentence_of<std::runtime_error>([&] { platform.cpu.require_finished(); }),
            "cpu: the program has not ended after 50 us of simulated time; its last access was a write of 4 bytes at "
            "0x00000008, and it waits for an interrupt");
}

INSTANTIATE_TEST_SUITE_P(
    in, paced_hosts,
    testing::Values(manner{false, bus_timing::loosely_timed}, manner{false, bus_timing::loosely_timed, false},
                    manner{false, bus_timing::approximately_timed}, manner{true, bus_timing::loosely_timed},
                    manner{true, bus_timing::loosely_timed, false}, manner{true, bus_timing::approximately_timed}),
    [](const auto& named) { return text_of(named.param); });

TEST(firmware_relays, carry_out_bursts_of_any_length_and_alignment) {
  paced_platform platform({true, bus_timing::loosely_timed}, 0);
  platform.run([](host_cpu& host) {
    std::vector<unsigned char> bytes(901), back(901);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<unsigned char>(7 * i);
    for (const std::uint64_t address : {0, 1, 2, 3}) {
      host.write(ram_base + address, bytes.data(), bytes.size() - address);
      host.read(ram_base + address, back.data(), back.size() - address);
      back.resize(bytes.size());
      EXPECT_TRUE(std::equal(back.begin(), back.end() - static_cast<std::ptrdiff_t>(address), bytes.begin()));
      EXPECT_EQ(host.debug_read(ram_base + address, back.data(), 5), 5u);
      EXPECT_TRUE(std::equal(back.begin(), back.begin() + 5, bytes.begin()));
    }
    EXPECT_EQ(sentence_of<bus_error>([&] { host.write(ram_base + 0xFF8, bytes.data(), 16); }),
              "cpu: write of 16 bytes at 0x00000ff8 was answered by TLM_ADDRESS_ERROR_RESPONSE");
    EXPECT_THROW(host.read32(0x1'0000'0000), bus_error);
    EXPECT_EQ(host.read32(device_base), 0xCAFEu);
  });
  platform.cpu.require_finished();
}

TEST(firmware_relays, say_when_the_pace_is_too_short) {
  paced_platform platform({true, bus_timing::loosely_timed}, 40);
  platform.run([](host_cpu& host) {
    host.write32(ram_base, 1);
    host.write32(ram_base, 2);
  });
  EXPECT_THAT(sentence_of<std::runtime_error>([&] { platform.cpu.require_finished(); }),
              HasSubstr("host.word_cycles is too short for the firmware: of the access at 0x00000000, it "));
}

}  // namespace
}  // namespace memvp
