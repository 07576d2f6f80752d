// SPDX-License-Identifier: Apache-2.0
// Every device of the bus among random initiators: it keeps to the base protocol, and answers as its twin does, which
// is asked the same by blocking transactions.
#define SC_INCLUDE_DYNAMIC_PROCESSES
#include <sstream>

#include "memvp/tlm/core_local_interruptor.hpp"
#include "memvp/tlm/dma_engine.hpp"
#include "memvp/tlm/finisher.hpp"
#include "memvp/tlm/interrupt_controller.hpp"
#include "memvp/tlm/memory.hpp"
#include "memvp/tlm/serial_port.hpp"
#include "twin_bench.hpp"

namespace memvp {
namespace {

const sc_core::sc_time cycle(10, sc_core::SC_NS);

class random_initiators : public testing::TestWithParam<users> {
 protected:
  template <class device>
  void use(device& target, device& twin, std::uint64_t size = 0x1000, unsigned accesses = 1500) {
    const auto next = [&](std::uint64_t base) { return device_accesses(target.map(), base, size); };
    twin_bench bench(GetParam(), target.socket, twin.socket, size, next, accesses);
    bench.run();
    EXPECT_EQ(content_of(*target.socket.get_base_export().operator->(), target.map()),
              content_of(*twin.socket.get_base_export().operator->(), twin.map()));
  }
};

TEST_P(random_initiators, use_memory) {
  memory::settings chosen;
  chosen.size = 0x400;
  memory target("target", chosen), twin("twin", chosen);
  twin_bench bench(GetParam(), target.socket, twin.socket, chosen.size,
                   [](std::uint64_t base) { return memory_accesses(base, 0x400); });
  bench.run();
  EXPECT_GT(bench.initiators.front()->direct_reads(), 10u);
}

TEST_P(random_initiators, use_memory_that_takes_direct_access_back) {
  memory::settings chosen;
  chosen.size = 0x400;
  memory target("target", chosen), twin("twin", chosen);
  twin_bench bench(GetParam(), target.socket, twin.socket, chosen.size,
                   [](std::uint64_t base) { return memory_accesses(base, 0x400); });
  sc_core::sc_spawn([&] {
    for (bool allowed = false;; allowed = !allowed) {
      sc_core::wait(1'234'500, sc_core::SC_PS);
      target.allow_direct_memory(allowed);
      sc_core::wait(sc_core::SC_ZERO_TIME);
      twin.allow_direct_memory(allowed);
    }
  });
  bench.run();
  EXPECT_GT(bench.initiators.front()->invalidations(), 10u);
  EXPECT_GT(bench.log.invalidations, 10u);
}

TEST_P(random_initiators, use_a_timer) {
  core_local_interruptor::settings chosen;
  chosen.tick = sc_core::sc_time(100, sc_core::SC_NS);
  core_local_interruptor target("target", chosen), twin("twin", chosen);
  recorded_line lines[4]{recorded_line("line0"), recorded_line("line1"), recorded_line("line2"),
                         recorded_line("line3")};
  target.timer_interrupt(lines[0].signal);
  twin.timer_interrupt(lines[1].signal);
  target.software_interrupt(lines[2].signal);
  twin.software_interrupt(lines[3].signal);
  use(target, twin, core_local_interruptor::address_size);
  EXPECT_EQ(lines[0].changes, lines[1].changes);
  EXPECT_EQ(lines[2].changes, lines[3].changes);
  EXPECT_GT(lines[0].changes.size() + lines[2].changes.size(), 5u);
}

TEST_P(random_initiators, use_an_interrupt_controller) {
  interrupt_controller target("target", 3, cycle), twin("twin", 3, cycle);
  sc_core::sc_vector<sc_core::sc_signal<bool>> sources("source", 3);
  target.sources.bind(sources);
  twin.sources.bind(sources);
  recorded_line line("line"), twin_line("twin_line");
  target.interrupt(line.signal);
  twin.interrupt(twin_line.signal);
  sc_core::sc_spawn([&] {
    random_source random(7);
    while (true) {
      sc_core::wait(sc_core::sc_time::from_value(1'000'000 + 10'000 * draw(random, 0, 300) + 500));
      sources[draw(random, 0, 2)].write(chance(random, 50));
    }
  });
  use(target, twin);
  EXPECT_EQ(line.changes, twin_line.changes);
  EXPECT_GT(line.changes.size(), 10u);
}

TEST_P(random_initiators, use_a_serial_port) {
  std::istringstream typed("All that was ever typed here."), typed_again(typed.str());
  std::ostringstream printed, printed_again;
  serial_port::settings chosen;
  chosen.character_time = sc_core::sc_time(200, sc_core::SC_NS);
  serial_port target("target", chosen, printed, &typed), twin("twin", chosen, printed_again, &typed_again);
  recorded_line line("line"), twin_line("twin_line");
  target.interrupt(line.signal);
  twin.interrupt(twin_line.signal);
  use(target, twin);
  EXPECT_GT(printed.str().size(), 20u);
  EXPECT_EQ(printed.str(), printed_again.str());
  EXPECT_EQ(line.changes, twin_line.changes);
}

TEST_P(random_initiators, use_a_finisher) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> exits, twin_exits;
  const auto into = [](auto& list) {
    return [&list](std::uint32_t status) { list.emplace_back(sc_core::sc_time_stamp().value(), status); };
  };
  finisher target("target", cycle, into(exits)), twin("twin", cycle, into(twin_exits));
  use(target, twin);
  EXPECT_GT(exits.size(), 20u);
  EXPECT_EQ(exits, twin_exits);
}

/// A DMA engine and the memory that it copies in.
struct copier {
  protocol_log log;
  std::vector<std::unique_ptr<protocol_checker>> checkers;
  dma_engine engine;
  memory ram;
  router bus;
  recorded_line line;

  copier(const std::string& name, const dma_engine::settings& chosen)
      : engine((name + "_engine").c_str(), chosen),
        ram((name + "_ram").c_str(), memory_settings()),
        bus((name + "_bus").c_str(), cycle),
        line((name + "_line").c_str()) {
    bus.set_link(checked_link(log, checkers));
    bus.attach(engine.initiator_socket);
    bus.map(ram.socket, 0, ram.size());
    engine.interrupt(line.signal);
    std::vector<unsigned char> bytes(ram.size());
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<unsigned char>(i * 7);
    ram.put(0, bytes.data(), bytes.size());
  }
  static memory::settings memory_settings() {
    memory::settings chosen;
    chosen.size = 0x200;
    return chosen;
  }
};

TEST_P(random_initiators, use_a_dma_engine) {
  dma_engine::settings chosen;
  chosen.burst_bytes = 8;
  copier twin("twin", chosen);
  chosen.timing = GetParam() == users::blocking_ahead ? bus_timing::loosely_timed : bus_timing::approximately_timed;
  copier target("target", chosen);
  const register_map& map = target.engine.map();
  const auto next = [&](std::uint64_t base) -> access_generator {
    // Lengths and addresses of which most lie in the memory: a copy of 4 GiB would not end.
    return [base, any = device_accesses(map, base, 0x1000)](random_source& source) {
      random_access access = any(source);
      const bool is_register = access.address >= base && access.address < base + 0x100;
      if (is_register && access.command == tlm::TLM_WRITE_COMMAND && access.length() == 4) {
        if (access.data[0] > 96) access.data[0] = static_cast<unsigned char>(access.data[0] % 97);
        access.data[1] =
            access.data[1] != 0 && access.address >= base + dma_engine::source + 8 ? 0 : access.data[1] & 1;
        access.data[2] = access.data[3] = 0;
      }
      return access;
    };
  };
  twin_bench bench(GetParam(), target.engine.socket, twin.engine.socket, 0x1000, next);
  bench.run();
  EXPECT_GT(target.engine.transactions(), 100u);
  EXPECT_EQ(target.engine.transactions(), twin.engine.transactions());
  EXPECT_EQ(target.line.changes, twin.line.changes);
  EXPECT_GT(target.line.changes.size(), 5u);
  EXPECT_EQ(target.log.violation_count(), 0u) << target.log.sentences();
  EXPECT_EQ(twin.log.violation_count(), 0u) << twin.log.sentences();
  EXPECT_GT(target.log.transactions(), 100u);
  const register_map memory_map{"ram", "", {}, {{"ALL", 0, 0x200, true, true, false, ""}}};
  EXPECT_EQ(content_of(*target.ram.socket.get_base_export().operator->(), memory_map),
            content_of(*twin.ram.socket.get_base_export().operator->(), memory_map));
}

INSTANTIATE_TEST_SUITE_P(of_all_kinds, random_initiators,
                         testing::Values(users::blocking_ahead, users::in_phases, users::all_kinds),
                         [](const testing::TestParamInfo<users>& parameter) { return name_of(parameter.param); });

}  // namespace
}  // namespace memvp
