// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/serial_port.hpp"

#include <sstream>

#include "bus_vocabulary.hpp"
#include "memvp/tlm/finisher.hpp"

namespace memvp {
namespace {

using namespace testing_words;

struct port_bench {
  std::ostringstream out;
  std::istringstream in;
  serial_port port;
  scripted_initiator host{"host"};
  sc_core::sc_signal<bool> line{"line"};

  explicit port_bench(const std::string& input = {}) : in(input), port("port", {}, out, &in) {
    host.socket.bind(port.socket);
    port.interrupt(line);
  }
};

TEST(serial_ports, transmit_characters_in_order) {
  port_bench bench;
  bench.host.script = [](scripted_initiator& self) {
    EXPECT_EQ(self.read32(common_register::id), 0x54524155u);  // "UART"
    for (const char character : std::string("ions\n"))
      self.write32(serial_port::transmit, static_cast<std::uint32_t>(character));
  };
  sc_core::sc_start();
  EXPECT_EQ(bench.out.str(), "ions\n");
}

// 16 characters wait, one a character's time of 10 us leaves; writes take a cycle of 10 ns each.
TEST(serial_ports, have_room_again_when_a_character_has_left) {
  port_bench bench;
  bench.host.script = [](scripted_initiator& self) {
    using port = serial_port;
    for (int i = 0; i < 16; ++i) {
      EXPECT_NE(self.read32(common_register::status) & port::status_transmit_ready, 0u) << i;
      self.write32(port::transmit, 'a');
    }
    EXPECT_EQ(self.read32(common_register::status), 0u);
    self.write32(port::transmit, 'b');
    EXPECT_EQ(self.read32(port::lost), 1u);
    self.delay = sc_core::sc_time(10'020, sc_core::SC_NS);
    EXPECT_EQ(self.read32(common_register::status), port::status_transmit_ready);
    self.delay = sc_core::sc_time(160'010, sc_core::SC_NS);  // the first began at 10 ns
    EXPECT_EQ(self.read32(common_register::status), port::status_transmit_ready | port::status_transmit_idle);
  };
  sc_core::sc_start();
  EXPECT_EQ(bench.out.str(), "aaaaaaaaaaaaaaaa");
}

TEST(serial_ports, receive_what_the_other_end_has_and_interrupt_while_there_is_more) {
  port_bench bench("hi");
  bench.host.script = [&](scripted_initiator& self) {
    const auto settle = [&self] {
      sc_core::wait(self.delay + period());
      self.delay = sc_core::SC_ZERO_TIME;
    };
    settle();
    EXPECT_FALSE(bench.line.read());
    self.write32(common_register::irq_enable, serial_port::irq_received);
    settle();
    EXPECT_TRUE(bench.line.read());
    std::uint32_t seen = 0;
    EXPECT_EQ(self.debug(tlm::TLM_READ_COMMAND, serial_port::receive, &seen, 4), 4u);
    EXPECT_EQ(seen, std::uint32_t{'h'}) << "a debugger takes nothing off";
    EXPECT_EQ(self.read32(serial_port::receive), std::uint32_t{'h'});
    EXPECT_NE(self.read32(common_register::status) & serial_port::status_received, 0u);
    EXPECT_EQ(self.read32(serial_port::receive), std::uint32_t{'i'});
    settle();
    EXPECT_FALSE(bench.line.read());
    EXPECT_EQ(self.read32(serial_port::receive), serial_port::receive_empty);
    EXPECT_EQ(self.read32(common_register::status) & serial_port::status_received, 0u);
  };
  sc_core::sc_start();
}

TEST(serial_ports, need_a_queue) {
  std::ostringstream out;
  serial_port::settings none;
  none.queue = 0;
  EXPECT_EQ(sentence_of<std::invalid_argument>([&] { serial_port("port", none, out); }),
            "serial port port cannot have a queue of no places");
}

TEST(finishers, report_the_status_at_the_time_of_the_write) {
  std::vector<std::pair<std::uint32_t, sc_core::sc_time>> reports;
  finisher end("end", period(), [&](std::uint32_t status) { reports.emplace_back(status, sc_core::sc_time_stamp()); });
  scripted_initiator host("host");
  host.socket.bind(end.socket);
  host.script = [](scripted_initiator& self) {
    self.delay = duration(7, period());
    self.write32(finisher::exit, 3);
  };
  sc_core::sc_start();
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(reports[0].first, 3u);
  EXPECT_EQ(reports[0].second, duration(7, period()));
}

}  // namespace
}  // namespace memvp
