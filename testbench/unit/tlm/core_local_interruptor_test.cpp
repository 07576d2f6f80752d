// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/core_local_interruptor.hpp"

#include "bus_vocabulary.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using clint = core_local_interruptor;

struct timer_bench {
  clint timer;
  scripted_initiator host{"host"};
  sc_core::sc_signal<bool> timer_line{"timer_line"}, software_line{"software_line"};

  explicit timer_bench(sc_core::sc_time tick) : timer("timer", settings(tick)) {
    host.socket.bind(timer.socket);
    timer.timer_interrupt(timer_line);
    timer.software_interrupt(software_line);
  }
  static clint::settings settings(sc_core::sc_time tick) {
    clint::settings chosen;
    chosen.tick = tick;
    return chosen;
  }
  void set_compare(scripted_initiator& self, std::uint64_t value) {
    self.write32(clint::mtimecmp_low, static_cast<std::uint32_t>(value));
    self.write32(clint::mtimecmp_high, static_cast<std::uint32_t>(value >> 32));
  }
};

// Ticks of 30.517578 us are those of a 32.768 kHz crystal to the picosecond: the thousandth falls at 30.517578 ms.
TEST(core_local_interruptors, raise_the_timers_line_at_the_very_tick) {
  timer_bench bench(sc_core::sc_time::from_value(30'517'578));
  bench.host.script = [&](scripted_initiator& self) {
    EXPECT_FALSE(bench.timer_line.read());
    bench.set_compare(self, 1000);
    sc_core::wait(bench.timer_line.posedge_event());
    EXPECT_EQ(sc_core::sc_time_stamp().value(), 30'517'578'000u);
    self.delay = sc_core::SC_ZERO_TIME;
    EXPECT_EQ(self.read32(clint::mtime_low), 1000u);
    bench.set_compare(self, 1001);
    sc_core::wait(bench.timer_line.negedge_event());
    sc_core::wait(bench.timer_line.posedge_event());
    EXPECT_EQ(sc_core::sc_time_stamp().value(), 30'548'095'578u);
  };
  sc_core::sc_start();
  EXPECT_EQ(sc_core::sc_time_stamp().value(), 30'548'095'578u) << "nothing happens afterwards";
}

TEST(core_local_interruptors, wait_without_events_in_between) {
  timer_bench bench(sc_core::sc_time(1, sc_core::SC_US));
  bench.host.script = [&](scripted_initiator& self) {
    bench.set_compare(self, 40'000'000);  // 40 s
    const sc_dt::uint64 before = sc_core::sc_delta_count();
    sc_core::wait(bench.timer_line.posedge_event());
    EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::sc_time(40, sc_core::SC_SEC));
    EXPECT_LT(sc_core::sc_delta_count() - before, 10u);
  };
  sc_core::sc_start();
}

TEST(core_local_interruptors, show_a_host_that_runs_ahead_its_own_time) {
  timer_bench bench(sc_core::sc_time(1, sc_core::SC_US));
  bench.host.script = [](scripted_initiator& self) {
    self.delay = sc_core::sc_time(2'999'990, sc_core::SC_NS);
    EXPECT_EQ(self.read32(clint::mtime_low), 2'999u);  // and a cycle of 10 ns for the access
    EXPECT_EQ(self.read32(clint::mtime_low), 3'000u);
    EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::SC_ZERO_TIME);
  };
  sc_core::sc_start();
}

TEST(core_local_interruptors, count_on_from_what_is_written_to_mtime) {
  timer_bench bench(sc_core::sc_time(1, sc_core::SC_US));
  bench.host.script = [&](scripted_initiator& self) {
    bench.set_compare(self, 0x7'0000'0005);
    self.write32(clint::mtime_high, 7);
    self.write32(clint::mtime_low, 0);
    EXPECT_EQ(self.read32(clint::mtime_high), 7u);
    sc_core::wait(bench.timer_line.posedge_event());
    EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::sc_time(5, sc_core::SC_US));
    EXPECT_EQ(bench.timer.time(sc_core::sc_time_stamp()), 0x7'0000'0005u);
  };
  sc_core::sc_start();
}

TEST(core_local_interruptors, never_interrupt_past_the_longest_simulated_time) {
  timer_bench bench(sc_core::sc_time(1, sc_core::SC_MS));
  bench.host.script = [&](scripted_initiator& self) { bench.set_compare(self, std::uint64_t{1} << 62); };
  sc_core::sc_start();
  EXPECT_FALSE(bench.timer_line.read());
  EXPECT_LT(sc_core::sc_time_stamp(), sc_core::sc_time(1, sc_core::SC_US));
}

TEST(core_local_interruptors, drive_the_software_interrupt_by_a_bit) {
  timer_bench bench(sc_core::sc_time(1, sc_core::SC_US));
  bench.host.script = [&](scripted_initiator& self) {
    self.write32(clint::msip, 1);
    sc_core::wait(bench.software_line.posedge_event());
    self.write32(clint::msip, 2);  // that bit is another hart's
    sc_core::wait(bench.software_line.negedge_event());
  };
  sc_core::sc_start();
  EXPECT_FALSE(bench.software_line.read());
}

}  // namespace
}  // namespace memvp
