// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/dma_engine.hpp"

#include "bus_vocabulary.hpp"
#include "memvp/tlm/memory.hpp"
#include "memvp/tlm/router.hpp"

namespace memvp {
namespace {

using namespace testing_words;
namespace at = common_register;

constexpr std::uint64_t dma_base = 0x8000;

/// A DMA engine and a memory of 4 KiB at 0, one cycle a word.
struct copying_platform {
  router bus{"bus", period()};
  memory ram;
  dma_engine dma;
  scripted_initiator host{"host"};
  sc_core::sc_signal<bool> line{"line"};

  explicit copying_platform(const dma_engine::settings& chosen = {}) : ram("ram", small()), dma("dma", chosen) {
    bus.attach(host.socket);
    bus.attach(dma.initiator_socket);
    bus.map(ram.socket, 0, 0x1000);
    bus.map(dma.socket, dma_base, 0x100);
    dma.interrupt(line);
  }
  static memory::settings small() {
    memory::settings chosen;
    chosen.size = 0x1000;
    return chosen;
  }
  void run(std::function<void(scripted_initiator&)> script) {
    bool ran = false;
    host.script = [&](scripted_initiator& self) {
      script(self);
      ran = true;
    };
    sc_core::sc_start();
    EXPECT_TRUE(ran);
  }
  void set(std::uint32_t offset, std::uint32_t value) {
    EXPECT_EQ(host.write32(dma_base + offset, value), tlm::TLM_OK_RESPONSE);
  }
  std::uint32_t get(std::uint32_t offset) { return host.read32(dma_base + offset); }
  void start(std::uint32_t from, std::uint32_t to, std::uint32_t bytes) {
    set(dma_engine::source, from);
    set(dma_engine::destination, to);
    set(dma_engine::length, bytes);
    set(at::irq_enable, dma_engine::irq_done | dma_engine::irq_error);
    set(at::control, dma_engine::control_start);
  }
  void wait_for_line() {
    sc_core::wait(host.delay);
    host.delay = sc_core::SC_ZERO_TIME;
    while (!line.read()) {
      sc_core::wait(line.posedge_event());
    }
  }
};

TEST(dma_engines, copy_in_bursts_and_raise_the_interrupt) {
  copying_platform platform;
  platform.run([&](scripted_initiator& host) {
    std::vector<unsigned char> pattern(150), copied(150);
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      pattern[i] = static_cast<unsigned char>(7 * i + 1);
    }
    host.write(0x101, pattern.data(), 150);
    platform.start(0x101, 0x803, 150);
    const sc_core::sc_time started = sc_core::sc_time_stamp();  // the engine made the host catch up
    EXPECT_EQ(platform.get(at::status), dma_engine::status_busy);
    platform.wait_for_line();
    // Bursts of 64, 64 and 22 bytes: 16, 16 and 6 words, each read and written, a cycle each for the router.
    EXPECT_EQ(sc_core::sc_time_stamp() - started, duration(2 * (17 + 17 + 7), period()));
    EXPECT_EQ(platform.get(at::irq_status), dma_engine::irq_done);
    EXPECT_EQ(platform.get(at::status), 0u);
    EXPECT_EQ(platform.get(at::error), 0u);
    EXPECT_EQ(platform.get(dma_engine::transferred), 150u);
    host.read(0x803, copied.data(), 150);
    EXPECT_EQ(copied, pattern);
    platform.set(at::irq_status, dma_engine::irq_done);
    sc_core::wait(period());
    EXPECT_FALSE(platform.line.read());
    EXPECT_EQ(platform.dma.transactions(), 6u);
  });
}

TEST(dma_engines, report_a_source_that_refuses) {
  copying_platform platform;
  platform.run([&](scripted_initiator&) {
    platform.start(0xFF0, 0x100, 64);  // the memory ends 16 bytes on
    platform.wait_for_line();
    EXPECT_EQ(platform.get(at::irq_status), dma_engine::irq_error);
    EXPECT_EQ(platform.get(at::error), static_cast<std::uint32_t>(dma_engine::fault::source_refused));
    EXPECT_EQ(platform.get(at::status), 0u);
    platform.set(at::irq_status, dma_engine::irq_error);
    platform.start(0x0, 0x100, 64);
    EXPECT_EQ(platform.get(at::error), 0u) << "a new start forgets";
    platform.wait_for_line();
    EXPECT_EQ(platform.get(at::irq_status), dma_engine::irq_done);
  });
}

TEST(dma_engines, report_a_destination_that_refuses_and_how_far_they_came) {
  copying_platform platform;
  platform.run([&](scripted_initiator&) {
    platform.start(0x0, 0xF80, 200);  // the third burst would pass the end
    platform.wait_for_line();
    EXPECT_EQ(platform.get(at::irq_status), dma_engine::irq_error);
    EXPECT_EQ(platform.get(at::error), static_cast<std::uint32_t>(dma_engine::fault::destination_refused));
    EXPECT_EQ(platform.get(dma_engine::transferred), 128u);
  });
}

TEST(dma_engines, refuse_a_start_while_busy_and_go_on) {
  copying_platform platform;
  platform.run([&](scripted_initiator&) {
    platform.start(0x0, 0x800, 256);
    platform.set(dma_engine::length, 4);
    platform.set(at::control, dma_engine::control_start);
    EXPECT_EQ(platform.get(at::irq_status), dma_engine::irq_error);
    EXPECT_EQ(platform.get(at::error), static_cast<std::uint32_t>(dma_engine::fault::start_while_busy));
    platform.set(at::irq_status, dma_engine::irq_error);
    platform.wait_for_line();
    EXPECT_EQ(platform.get(at::irq_status), dma_engine::irq_done);
    EXPECT_EQ(platform.get(dma_engine::transferred), 256u) << "the length was latched";
  });
}

TEST(dma_engines, are_done_at_once_with_nothing) {
  copying_platform platform;
  platform.run([&](scripted_initiator&) {
    platform.start(0x0, 0x800, 0);
    platform.wait_for_line();
    EXPECT_EQ(platform.get(at::irq_status), dma_engine::irq_done);
    EXPECT_EQ(platform.dma.transactions(), 0u);
  });
}

TEST(dma_engines, move_lines_between_buffers_of_different_stride) {
  copying_platform platform;
  platform.run([&](scripted_initiator& host) {
    std::vector<unsigned char> source(3 * 16), destination(3 * 24, 0xAA);
    for (std::size_t i = 0; i < source.size(); ++i) {
      source[i] = static_cast<unsigned char>(i);
    }
    host.write(0x100, source.data(), 48);
    host.write(0x800, destination.data(), 72);
    platform.set(dma_engine::lines, 3);
    platform.set(dma_engine::source_stride, 16);
    platform.set(dma_engine::destination_stride, 24);
    platform.start(0x100, 0x800, 10);
    platform.wait_for_line();
    EXPECT_EQ(platform.get(dma_engine::transferred), 30u);
    host.read(0x800, destination.data(), 72);
    for (std::size_t i = 0; i < 72; ++i) {
      const std::size_t line = i / 24, byte = i % 24;
      EXPECT_EQ(destination[i], byte < 10 ? source[16 * line + byte] : 0xAA) << "byte " << i;
    }
    EXPECT_EQ(platform.dma.transactions(), 6u);
  });
}

TEST(dma_engines, take_bursts_of_another_length) {
  dma_engine::settings chosen;
  chosen.burst_bytes = 16;
  copying_platform platform(chosen);
  platform.run([&](scripted_initiator&) {
    platform.start(0x0, 0x800, 64);
    platform.wait_for_line();
    EXPECT_EQ(platform.dma.transactions(), 8u);  // four bursts, read and written
  });
}

TEST(dma_engines, cannot_move_bursts_of_nothing) {
  dma_engine::settings chosen;
  chosen.burst_bytes = 0;
  EXPECT_EQ(sentence_of<std::invalid_argument>([&] { dma_engine("dma", chosen); }),
            "DMA engine dma cannot move bursts of zero bytes");
}

}  // namespace
}  // namespace memvp
