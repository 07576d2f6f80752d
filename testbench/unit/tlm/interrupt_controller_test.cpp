// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/interrupt_controller.hpp"

#include "bus_vocabulary.hpp"

namespace memvp {
namespace {

using namespace testing_words;

TEST(interrupt_controllers, raise_their_line_while_an_enabled_source_is_high) {
  interrupt_controller controller("controller", 3, period());
  scripted_initiator host("host");
  host.socket.bind(controller.socket);
  sc_core::sc_vector<sc_core::sc_signal<bool>> lines("lines", 3);
  sc_core::sc_signal<bool> line("line");
  controller.sources.bind(lines);
  controller.interrupt(line);
  host.script = [&](scripted_initiator& self) {
    const auto settle = [] { sc_core::wait(period()); };
    lines[1].write(true);
    settle();
    EXPECT_FALSE(line.read()) << "not enabled";
    EXPECT_EQ(self.read32(interrupt_controller::pending), 0b010u);
    self.write32(interrupt_controller::enable, 0b110);
    settle();
    EXPECT_TRUE(line.read());
    EXPECT_EQ(self.read32(interrupt_controller::enable), 0b110u);
    lines[2].write(true);
    lines[1].write(false);
    settle();
    EXPECT_TRUE(line.read()) << "another source";
    EXPECT_EQ(self.read32(interrupt_controller::pending), 0b100u);
    lines[2].write(false);
    settle();
    EXPECT_FALSE(line.read());
    lines[0].write(true);
    settle();
    EXPECT_FALSE(line.read());
    EXPECT_EQ(self.write32(interrupt_controller::pending, 0), tlm::TLM_COMMAND_ERROR_RESPONSE);
    EXPECT_EQ(self.read32(common_register::id), 0x49525143u);  // "IRQC"
  };
  sc_core::sc_start();
}

TEST(interrupt_controllers, show_a_host_that_runs_ahead_the_lines_of_its_own_time) {
  interrupt_controller controller("controller", 1, period());
  scripted_initiator host("host");
  host.socket.bind(controller.socket);
  sc_core::sc_vector<sc_core::sc_signal<bool>> lines("lines", 1);
  sc_core::sc_signal<bool> line("line");
  controller.sources.bind(lines);
  controller.interrupt(line);
  struct raiser : sc_core::sc_module {
    sc_core::sc_out<bool> out{"out"};
    explicit raiser(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
      SC_HAS_PROCESS(raiser);
      SC_THREAD(raise);
    }
    void raise() {
      wait(duration(50, period()));
      out.write(true);
    }
  } source("source");
  source.out(lines[0]);
  host.script = [](scripted_initiator& self) {
    EXPECT_EQ(self.read32(interrupt_controller::pending), 0u);
    self.delay = duration(60, period());  // ahead of simulated time
    EXPECT_EQ(self.read32(interrupt_controller::pending), 1u);
    EXPECT_EQ(sc_core::sc_time_stamp() + self.delay, duration(61, period()));  // a cycle for the register
  };
  sc_core::sc_start();
}

TEST(interrupt_controllers, take_1_to_32_lines) {
  EXPECT_EQ(sentence_of<std::invalid_argument>([] { interrupt_controller("controller", 0, period()); }),
            "interrupt controller controller takes 1 to 32 lines, not 0");
}

}  // namespace
}  // namespace memvp
