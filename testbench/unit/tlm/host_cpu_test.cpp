// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/host_cpu.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "bus_vocabulary.hpp"
#include "memvp/tlm/dma_driver.hpp"
#include "memvp/tlm/dma_engine.hpp"
#include "memvp/tlm/interrupt_controller.hpp"
#include "memvp/tlm/memory.hpp"
#include "memvp/tlm/router.hpp"

namespace memvp {
namespace {

using testing::HasSubstr;
using namespace testing_words;

constexpr std::uint64_t ram_base = 0x0000'0000, device_base = 0x4000'0000, dma_base = 0x4001'0000,
                        controller_base = 0x4002'0000;

/// A host, a memory, a device, a DMA engine and an interrupt controller: what a platform is made of.
struct small_platform {
  router bus{"bus", period()};
  host_cpu cpu;
  memory ram;
  example_device device{"device"};
  dma_engine dma;
  interrupt_controller controller{"controller", 2, period()};
  sc_core::sc_signal<bool> cpu_line{"cpu_line"}, dma_line{"dma_line"}, other_line{"other_line"};

  explicit small_platform(const host_cpu::settings& chosen)
      : cpu("cpu", chosen), ram("ram", memory_settings()), dma("dma", dma_settings(chosen.timing)) {
    cpu.interrupt(cpu_line);
    controller.interrupt(cpu_line);
    controller.sources[0](dma_line);
    controller.sources[1](other_line);
    dma.interrupt(dma_line);
    bus.attach(cpu.socket);
    bus.attach(dma.initiator_socket);
    bus.map(ram.socket, ram_base, 0x1000);
    bus.map(device.socket, device_base, 0x1000);
    bus.map(dma.socket, dma_base, 0x1000);
    bus.map(controller.socket, controller_base, 0x1000);
  }
  static memory::settings memory_settings() {
    memory::settings chosen;
    chosen.size = 0x1000;
    chosen.first_word_cycles = 4;
    chosen.word_cycles = 2;
    return chosen;
  }
  static dma_engine::settings dma_settings(bus_timing timing) {
    dma_engine::settings chosen;
    chosen.timing = timing;
    return chosen;
  }
  void run(std::function<void(host_cpu&)> program) {
    cpu.set_program(std::move(program));
    sc_core::sc_start();
  }
};

host_cpu::settings with(bus_timing timing, bool use_dmi = true,
                        sc_core::sc_time quantum = sc_core::sc_time(1, sc_core::SC_US)) {
  host_cpu::settings chosen;
  chosen.timing = timing;
  chosen.quantum = quantum;
  chosen.use_dmi = use_dmi;
  return chosen;
}

void start_copy(host_cpu& host, std::uint32_t from, std::uint32_t to, std::uint32_t bytes) {
  host.write32(dma_base + dma_engine::source, from);
  host.write32(dma_base + dma_engine::destination, to);
  host.write32(dma_base + dma_engine::length, bytes);
  host.write32(dma_base + common_register::irq_enable, dma_engine::irq_done | dma_engine::irq_error);
  host.write32(dma_base + common_register::control, dma_engine::control_start);
}

std::uint32_t end_copy(host_cpu& host) {
  host.wait_for_interrupt();
  const std::uint32_t cause = host.read32(dma_base + common_register::irq_status);
  host.write32(dma_base + common_register::irq_status, cause);
  return cause;
}

/// What a program saw, apart from how it got there.
struct outcome {
  std::uint64_t checksum = 0, end_ps = 0, cycles = 0, transactions = 0, dma_transactions = 0, device_write_at = 0;
  bool operator==(const outcome& other) const {
    return checksum == other.checksum && end_ps == other.end_ps && cycles == other.cycles &&
           transactions == other.transactions && dma_transactions == other.dma_transactions &&
           device_write_at == other.device_write_at;
  }
};

std::ostream& operator<<(std::ostream& out, const outcome& seen) {
  return out << "checksum " << seen.checksum << ", end " << seen.end_ps << " ps, " << seen.cycles << " cycles, "
             << seen.transactions << " + " << seen.dma_transactions << " transactions, last device write at "
             << seen.device_write_at << " ps";
}

/// A few hundred random accesses of every kind: registers, words and blocks of memory and of a window, errors, pauses,
/// copies that are waited for by interrupt or by polling.
void random_program(host_cpu& host, unsigned seed, std::uint64_t& checksum) {
  std::mt19937 random(seed);
  const auto below = [&random](std::uint32_t limit) { return static_cast<std::uint32_t>(random() % limit); };
  const auto saw = [&checksum](std::uint64_t value) { checksum = checksum * 6364136223846793005u + value; };
  host.write32(controller_base + interrupt_controller::enable, 1);
  std::vector<unsigned char> block(256);
  for (int step = 0; step < 400; ++step) {
    switch (below(12)) {
      case 0:
        host.write32(device_base + example_device::setting, below(1000));
        break;
      case 1:
        saw(host.read32(device_base + example_device::setting));
        break;
      case 2:
      case 3:
        host.write32(ram_base + 4 * below(0x400), below(1u << 30));
        break;
      case 4:
      case 5:
        saw(host.read32(ram_base + 4 * below(0x400)));
        break;
      case 6: {
        const std::uint32_t bytes = below(256) + 1;
        for (auto& byte : block) {
          byte = static_cast<unsigned char>(below(256));
        }
        host.write(ram_base + below(0x1000 - 256), block.data(), bytes);
        break;
      }
      case 7: {
        const std::uint32_t bytes = below(256) + 1;
        host.read(ram_base + below(0x1000 - 256), block.data(), bytes);
        saw(block[0] + block[bytes - 1]);
        break;
      }
      case 8:
        host.spend(below(300));
        break;
      case 9:
        host.write32(device_base + example_device::buffer + 4 * below(16), below(1000));
        saw(host.read32(device_base + example_device::buffer + 4 * below(16)));
        break;
      case 10:
        try {
          saw(host.read32(below(2) == 0 ? 0x7000'0000 : device_base + example_device::key));
        } catch (const bus_error& refused) {
          saw(static_cast<std::uint64_t>(-refused.status()));
        }
        break;
      default:
        start_copy(host, ram_base + below(0x700), ram_base + 0x800 + below(0x600), below(500));
        if (below(2) == 0) {
          while ((host.read32(dma_base + common_register::status) & dma_engine::status_busy) != 0) {
            host.spend(5);
          }
        }
        saw(end_copy(host));
        break;
    }
    saw(host.now_cycles());
  }
}

/// Runs the program in a process of its own (SystemC elaborates once a process) and hands back what it saw.
outcome outcome_of(const host_cpu::settings& chosen, unsigned seed) {
  int channel[2];
  if (pipe(channel) != 0) {
    throw std::runtime_error("no pipe");
  }
  const pid_t child = fork();
  if (child == 0) {
    outcome seen;
    small_platform platform(chosen);
    platform.run([&](host_cpu& host) { random_program(host, seed, seen.checksum); });
    int status = 1;
    try {
      platform.cpu.require_finished();
      seen.end_ps = picoseconds(sc_core::sc_time_stamp());
      seen.cycles = platform.cpu.now_cycles();
      seen.transactions = platform.cpu.transactions();
      seen.dma_transactions = platform.dma.transactions();
      seen.device_write_at = picoseconds(platform.device.last_write_at);
      status = write(channel[1], &seen, sizeof seen) == static_cast<ssize_t>(sizeof seen) ? 0 : 1;
    } catch (const std::exception& failure) {
      std::fprintf(stderr, "%s\n", failure.what());
    }
    _exit(status);
  }
  close(channel[1]);
  outcome seen;
  EXPECT_EQ(read(channel[0], &seen, sizeof seen), static_cast<ssize_t>(sizeof seen));
  close(channel[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  return seen;
}

class any_program : public testing::TestWithParam<unsigned> {};

TEST_P(any_program, ends_at_the_same_time_in_lt_and_at_with_any_quantum_with_and_without_dmi) {
  const outcome phased = outcome_of(with(bus_timing::approximately_timed), GetParam());
  EXPECT_GT(phased.cycles, 10000u);
  EXPECT_GT(phased.dma_transactions, 20u);
  for (const double quantum_ns : {0., 10., 777., 1e3, 1e6}) {
    for (const bool use_dmi : {false, true}) {
      EXPECT_EQ(outcome_of(with(bus_timing::loosely_timed, use_dmi, {quantum_ns, sc_core::SC_NS}), GetParam()), phased)
          << "quantum " << quantum_ns << " ns, dmi " << use_dmi;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(drawn_at_random, any_program, testing::Range(1u, 7u));

TEST(hosts, take_the_router_and_the_target_into_account) {
  small_platform platform(with(bus_timing::loosely_timed));
  platform.run([](host_cpu& host) {
    EXPECT_EQ(host.read32(device_base), 0xCAFEu);
    EXPECT_EQ(host.now_cycles(), 2u);  // router 1, register 1
    const char text[] = "reservoir computing";
    host.write(ram_base + 3, text, sizeof text);  // 20 bytes: router 1, first word 4, four more words 2 each
    EXPECT_EQ(host.now_cycles(), 15u);
    char back[sizeof text] = {};
    EXPECT_EQ(host.debug_read(ram_base + 3, back, sizeof back), sizeof back);
    EXPECT_STREQ(back, text);
    host.read(ram_base, back, 0);
    host.spend(85);
    EXPECT_EQ(host.now_cycles(), 100u);
    EXPECT_EQ(host.transactions(), 2u);
  });
  platform.cpu.require_finished();
  EXPECT_EQ(sc_core::sc_time_stamp(), duration(100, period()));
}

TEST(hosts, say_in_a_sentence_which_access_failed) {
  small_platform platform(with(bus_timing::loosely_timed));
  platform.run([](host_cpu& host) {
    EXPECT_EQ(sentence_of<bus_error>([&] { host.read32(0x7000'0000); }),
              "cpu: read of 4 bytes at 0x70000000 was answered by TLM_ADDRESS_ERROR_RESPONSE");
    EXPECT_EQ(sentence_of<bus_error>([&] { host.write32(device_base, 1); }),
              "cpu: write of 4 bytes at 0x40000000 was answered by TLM_COMMAND_ERROR_RESPONSE");
  });
  platform.cpu.require_finished();
}

TEST(hosts, keep_what_their_program_throws_and_end_the_simulation) {
  small_platform platform(with(bus_timing::approximately_timed));
  platform.run([](host_cpu& host) { host.write32(0x7000'0000, 1); });
  EXPECT_FALSE(platform.cpu.finished());
  EXPECT_EQ(sc_core::sc_get_status(), sc_core::SC_STOPPED);
  EXPECT_THAT(sentence_of<bus_error>([&] { platform.cpu.rethrow_if_failed(); }), HasSubstr("0x70000000"));
}

TEST(hosts, say_that_they_wait_for_an_interrupt_that_never_comes) {
  small_platform platform(with(bus_timing::loosely_timed));
  platform.run([](host_cpu& host) {
    host.spend(12);
    host.wait_for_interrupt();
  });
  platform.cpu.rethrow_if_failed();  // nothing was thrown
  EXPECT_EQ(sentence_of<std::runtime_error>([&] { platform.cpu.require_finished(); }),
            "cpu: the program did not finish: at cycle 12 it waits for an interrupt, and nothing is left that could "
            "raise one");
}

TEST(hosts, return_at_once_from_waiting_for_a_line_that_is_high) {
  small_platform platform(with(bus_timing::loosely_timed));
  platform.run([](host_cpu& host) {
    host.write32(controller_base + interrupt_controller::enable, 1);
    start_copy(host, 0, 64, 4);
    host.spend(1000);
    const std::uint64_t before = host.now_cycles();
    host.wait_for_interrupt();
    host.wait_for_interrupt();  // level sensitive: nobody has cleared it
    EXPECT_EQ(host.now_cycles(), before);
    end_copy(host);
  });
  platform.cpu.require_finished();
}

TEST(dma_drivers, copy_and_say_what_went_wrong) {
  small_platform platform(with(bus_timing::loosely_timed));
  platform.run([](host_cpu& host) {
    host.write32(controller_base + interrupt_controller::enable, 1);
    dma_driver copier(host, dma_base);
    const char text[] = "a second-order memristor";
    host.write(ram_base + 0x10, text, sizeof text);
    copier.copy(0x10, 0x801, sizeof text);
    char back[sizeof text] = {};
    host.read(ram_base + 0x801, back, sizeof back);
    EXPECT_STREQ(back, text);
    EXPECT_EQ(
        sentence_of<std::runtime_error>([&] { copier.copy(0xFC0, 0x0, 65); }),
        "copying 65 bytes from 0x00000fc0 to 0x00000000 failed after 64 bytes: the source answered with an error");
    EXPECT_THAT(sentence_of<std::runtime_error>([&] { copier.copy(0x0, 0x7000'0000, 4); }),
                HasSubstr("failed after 0 bytes: the destination answered with an error"));
    copier.copy(0x10, 0x900, 4);
    EXPECT_EQ(host.read32(ram_base + 0x900), host.read32(ram_base + 0x10));
  });
  platform.cpu.require_finished();
}

TEST(dma_drivers, poll_while_another_device_holds_the_interrupt_line_up) {
  small_platform platform(with(bus_timing::approximately_timed));
  platform.other_line.write(true);
  platform.run([](host_cpu& host) {
    host.write32(controller_base + interrupt_controller::enable, 3);
    dma_driver(host, dma_base).copy(0x0, 0x800, 0x400);
    EXPECT_GT(host.transactions(), 10u);
  });
  platform.cpu.require_finished();
}

TEST(hosts, refuse_to_compute_past_the_longest_simulated_time) {
  small_platform platform(with(bus_timing::loosely_timed));
  platform.run([](host_cpu& host) {
    host.spend(1);
    EXPECT_THAT(sentence_of<std::overflow_error>([&] { host.spend(~std::uint64_t{0} / 2); }),
                HasSubstr("lie past the longest simulated time, 2^64 ps (213 days)"));
    host.spend(std::uint64_t{1} << 50);  // 130 days of 10 ns cycles
  });
  platform.cpu.require_finished();
}

TEST(hosts, can_end_the_simulation_when_their_program_ends) {
  host_cpu::settings chosen = with(bus_timing::loosely_timed);
  chosen.stop_when_finished = true;
  small_platform platform(chosen);
  platform.run([](host_cpu& host) {
    start_copy(host, 0, 0x800, 0x400);
    host.spend(10);
  });
  EXPECT_TRUE(platform.cpu.finished());
  EXPECT_EQ(sc_core::sc_get_status(), sc_core::SC_STOPPED);
  EXPECT_LT(platform.dma.transactions(), 32u) << "16 bursts were not over";
}

TEST(direct_memory, serves_words_in_the_time_of_the_bus_until_it_is_taken_back) {
  small_platform platform(with(bus_timing::loosely_timed));
  platform.run([&](host_cpu& host) {
    host.write32(ram_base + 0x20, 1);  // over the bus: the answer says that direct access is possible
    EXPECT_EQ(host.direct_accesses(), 0u);
    host.write32(ram_base + 0x24, 2);
    EXPECT_EQ(host.read32(ram_base + 0x20), 1u);
    EXPECT_EQ(host.direct_accesses(), 2u);
    EXPECT_EQ(host.now_cycles(), 15u);  // three times router 1 and word 4
    platform.ram.allow_direct_memory(false);
    EXPECT_EQ(host.read32(ram_base + 0x24), 2u);
    EXPECT_EQ(host.direct_accesses(), 2u);
    EXPECT_EQ(host.now_cycles(), 20u);
    host.write32(device_base + example_device::buffer, 3);
    EXPECT_EQ(host.read32(device_base + example_device::buffer), 3u);
    EXPECT_EQ(host.direct_accesses(), 3u);
    platform.device.allow_direct_memory(false);
    EXPECT_EQ(host.read32(device_base + example_device::buffer), 3u);
    EXPECT_EQ(host.direct_accesses(), 3u);
    platform.device.allow_direct_memory(true);
    EXPECT_EQ(host.read32(device_base + example_device::buffer), 3u);
    EXPECT_EQ(host.read32(device_base + example_device::buffer), 3u);
    EXPECT_EQ(host.direct_accesses(), 4u);
    EXPECT_EQ(host.transactions(), 9u);
  });
  platform.cpu.require_finished();
}

TEST(direct_memory, keeps_to_the_rights_and_the_alignment_of_a_window) {
  small_platform platform(with(bus_timing::loosely_timed));
  platform.run([](host_cpu& host) {
    host.read32(device_base + example_device::constants);
    host.read32(device_base + example_device::constants);
    EXPECT_EQ(host.direct_accesses(), 1u);
    EXPECT_THROW(host.write32(device_base + example_device::constants, 1), bus_error);
    host.read32(device_base + example_device::buffer);
    EXPECT_THROW(host.read32(device_base + example_device::buffer + 2), bus_error);
    EXPECT_THROW(host.read32(device_base + example_device::buffer + 64), bus_error);
  });
  platform.cpu.require_finished();
}

struct transaction_list : transaction_observer {
  std::vector<std::string> lines;
  void transaction(const observed_transaction& seen) override {
    lines.push_back(std::string(seen.initiator) + (seen.is_write ? " writes " : " reads ") +
                    std::to_string(seen.bytes) + " at " + std::to_string(seen.address) + " from " +
                    std::to_string(seen.start_ps) + " to " + std::to_string(seen.end_ps) + (seen.ok ? "" : " in vain"));
  }
};

TEST(observers, are_told_of_every_transaction) {
  small_platform platform(with(bus_timing::loosely_timed));
  transaction_list seen;
  platform.cpu.observe(&seen);
  platform.dma.observe(&seen);
  platform.run([](host_cpu& host) {
    host.write32(ram_base + 8, 1);
    host.read32(ram_base + 8);  // direct, and observed all the same
    EXPECT_THROW(host.read32(0x7000'0000), bus_error);
    start_copy(host, 0, 0x100, 4);
  });
  ASSERT_EQ(seen.lines.size(), 10u);
  EXPECT_EQ(seen.lines[0], "cpu writes 4 at 8 from 0 to 50000");  // 5 cycles of 10 ns
  EXPECT_EQ(seen.lines[1], "cpu reads 4 at 8 from 50000 to 100000");
  EXPECT_EQ(seen.lines[2], "cpu reads 4 at 1879048192 from 100000 to 110000 in vain");
  EXPECT_EQ(seen.lines[8], "dma reads 4 at 0 from 200000 to 250000");  // CONTROL took effect at 110+4*20+10 ns
  EXPECT_EQ(seen.lines[9], "dma writes 4 at 256 from 250000 to 300000");
}

}  // namespace
}  // namespace memvp
