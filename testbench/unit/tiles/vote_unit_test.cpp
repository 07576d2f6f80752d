// SPDX-License-Identifier: Apache-2.0
// The vote unit against docs/vote-unit.md: who wins, how long it takes, what it costs, what it refuses.
#include "memvp/models/tiles/vote_unit.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "memvp/models/tiles/vote_driver.hpp"
#include "memvp/testbench/unit/tiles/device_bench.hpp"
#include "memvp/testbench/unit/traces/scratch_folder.hpp"
#include "memvp/testbench/unit/traces/vcd_reader.hpp"
#include "memvp/tlm/interrupt_controller.hpp"
#include "memvp/tlm/router.hpp"

namespace memvp {
namespace {

using namespace testing_words;
namespace reg = vote_register;

struct unseeded_vote_unit : vote_unit {
  unseeded_vote_unit(const char* name, const vote_unit_parameters& parameters, clock_grid clock, std::uint64_t,
                     std::uint32_t, const tile_traces& traces)
      : vote_unit(name, parameters, clock, traces) {}
};

struct vote_bench : device_bench<unseeded_vote_unit> {
  using device_bench::device_bench;

  void arguments(std::uint32_t frames, std::uint32_t classes, std::uint32_t decisions) {
    set(reg::frame_count, frames);
    set(reg::class_count, classes);
    set(reg::decision_count, decisions);
  }
  vote_error finish() {
    synchronise();
    if (!interrupt.read()) sc_core::wait(interrupt.posedge_event());
    const std::uint32_t causes = get(common_register::irq_status);
    set(common_register::irq_status, causes);
    synchronise();
    return (causes & tile_interrupt::error) != 0 ? static_cast<vote_error>(get(common_register::error))
                                                 : vote_error::none;
  }
  vote_error vote() {
    start(static_cast<std::uint32_t>(vote_operation::vote));
    return finish();
  }
};

void on_a_vote_unit(const vote_unit_parameters& parameters, const std::function<void(vote_bench&)>& script,
                    vcd_writer* waveforms = nullptr) {
  vote_bench bench("vote", parameters, 1, waveforms);
  bool ended = false;
  bench.host.script = [&](scripted_initiator&) {
    bench.set(common_register::irq_enable, tile_interrupt::done | tile_interrupt::error);
    script(bench);
    ended = true;
  };
  sc_core::sc_start();
  EXPECT_TRUE(ended);
}

TEST(vote_unit, gives_each_frame_a_vote_and_the_decision_to_the_class_of_most) {
  on_a_vote_unit({}, [](vote_bench& unit) {
    unit.arguments(3, 4, 2);
    // Frames for 2, 2, 0; then for 3, 1 and, of two equal scores, the lower 1.
    unit.write(vote_window::scores, std::vector<std::int32_t>{1, 2, 9,  3,  -5, -9, -2, -7, 4, 3,  2,  1,
                                                              0, 0, -1, 70, 1,  8,  2,  3,  0, 50, 50, 7});
    EXPECT_EQ(unit.vote(), vote_error::none);
    EXPECT_EQ(unit.read<std::uint32_t>(vote_window::decisions, 2), (std::vector<std::uint32_t>{2, 1}));
    EXPECT_EQ(unit.read<std::uint32_t>(vote_window::votes, 8), (std::vector<std::uint32_t>{1, 0, 2, 0, 0, 2, 0, 1}));
    EXPECT_EQ(unit.counter(reg::decisions_low), 2u);
    EXPECT_EQ(unit.counter(reg::votes_low), 6u);
    EXPECT_EQ(unit.counter(reg::ties_low), 0u);
    // Comparisons: 2 x 3 x 4 scores and 2 x 4 counters.
    EXPECT_EQ(unit.counter(common_register::operations_low), 32u);
  });
}

TEST(vote_unit, gives_a_tie_to_the_lowest_class_and_counts_it) {
  on_a_vote_unit({}, [](vote_bench& unit) {
    unit.arguments(2, 3, 1);
    unit.write(vote_window::scores, std::vector<std::int32_t>{0, 0, 1, 0, 1, 0});
    EXPECT_EQ(unit.vote(), vote_error::none);
    EXPECT_EQ(unit.read<std::uint32_t>(vote_window::decisions, 1)[0], 1u);
    EXPECT_EQ(unit.counter(reg::ties_low), 1u);
  });
}

TEST(vote_unit, takes_the_cycles_of_its_page) {
  vote_unit_parameters p;
  p.decode_cycles = 5;
  p.fetch_cycles = 3;
  on_a_vote_unit(p, [](vote_bench& unit) {
    unit.arguments(7, 10, 4);
    EXPECT_EQ(unit.vote(), vote_error::none);
    // D + decisions (frames (classes F + 1) + classes + (classes + 1) F)
    EXPECT_EQ(unit.latency.rows().back().cycles, 5u + 4u * (7u * (10u * 3u + 1u) + 10u + 11u * 3u));
  });
}

TEST(vote_unit, pays_for_words_comparisons_votes_and_cycles_and_nothing_else) {
  const vote_unit_parameters p;
  on_a_vote_unit(p, [&](vote_bench& unit) {
    const double frames = 5, classes = 10, decisions = 3;
    unit.arguments(5, 10, 3);
    EXPECT_EQ(unit.vote(), vote_error::none);
    const technology_parameters& t = p.technology;
    // 224 gates; 32 bits of the best score and 4 of its class (0 to 15); 7 bits count to 64.
    const double comparison = 224 * t.logic_gate_energy + 36 * t.flip_flop_energy;
    const double cycle = static_cast<double>(p.control.flip_flops) * t.flip_flop_energy +
                         static_cast<double>(p.control.gates) * p.control.activity * t.logic_gate_energy;
    const double cycles = 2 + decisions * (frames * (classes + 1) + classes + classes + 1);
    const std::map<std::string, double> expected = {
        {"vote.buffers", decisions * (frames * classes + classes + 1) * t.sram_word_energy},
        {"vote.comparator", decisions * (frames * classes + classes) * comparison},
        {"vote.vote_counters", decisions * frames * 7 * t.flip_flop_energy},
        {"vote.control", cycles * cycle}};
    double total = 0;
    for (const auto& [component, joules] : unit.energy.by_component()) {
      ASSERT_EQ(expected.count(component), 1u) << component;
      EXPECT_NEAR(joules, expected.at(component), 1e-9 * joules) << component;
      total += joules;
    }
    EXPECT_NEAR(static_cast<double>(unit.counter(common_register::energy_low)) * 1e-15, total, 2e-15);
  });
}

TEST(vote_unit, refuses_what_it_cannot_count_and_changes_nothing) {
  vote_unit_parameters p;
  p.classes = 10;
  p.frames = 16;
  p.decisions = 4;
  p.score_buffer = 640;  // one decision of 16 frames and 10 classes
  on_a_vote_unit(p, [](vote_bench& unit) {
    const auto error_of = [&](std::uint32_t frames, std::uint32_t classes, std::uint32_t decisions) {
      unit.arguments(frames, classes, decisions);
      return unit.vote();
    };
    EXPECT_EQ(error_of(0, 10, 1), vote_error::bad_argument);
    EXPECT_EQ(error_of(16, 0, 1), vote_error::bad_argument);
    EXPECT_EQ(error_of(16, 10, 0), vote_error::bad_argument);
    EXPECT_EQ(error_of(17, 2, 1), vote_error::bad_argument);
    EXPECT_EQ(error_of(1, 11, 1), vote_error::bad_argument);
    EXPECT_EQ(error_of(1, 1, 5), vote_error::buffer_too_small);
    EXPECT_EQ(error_of(16, 10, 2), vote_error::buffer_too_small);
    EXPECT_EQ(unit.counter(reg::votes_low), 0u);
    EXPECT_EQ(error_of(16, 10, 1), vote_error::none);
    unit.start(9);
    EXPECT_EQ(unit.finish(), vote_error::unknown_command);
    unit.start(1);
    unit.set(common_register::command, 1);
    EXPECT_EQ(unit.finish(), vote_error::busy);
    EXPECT_EQ(unit.finish(), vote_error::none);  // the first goes on to its end
  });
}

TEST(vote_unit, leaves_what_a_reset_has_found_unfinished) {
  on_a_vote_unit({}, [](vote_bench& unit) {
    unit.arguments(2, 3, 2);
    unit.write(vote_window::scores, std::vector<std::int32_t>{0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0});
    unit.start(1);
    // D 2; a decision is 2 (3 + 1) + 3 + 4 = 15: the second has counted one frame of 4 cycles.
    sc_core::wait(duration(2 + 15 + 6, period()));
    unit.reset.write(true);
    sc_core::wait(duration(2, period()));
    unit.reset.write(false);
    sc_core::wait(period());
    unit.host.delay = sc_core::SC_ZERO_TIME;
    EXPECT_EQ(unit.look<std::uint32_t>(vote_window::decisions, 2), (std::vector<std::uint32_t>{2, 0}));
    EXPECT_EQ(unit.get(common_register::status), 0u);
    EXPECT_EQ(unit.get(reg::frame_count), 1u);
    EXPECT_EQ(unit.get(reg::classes), 16u);
    EXPECT_EQ(unit.counter(reg::decisions_low), 0u);
    unit.set(common_register::irq_enable, 3);
    unit.arguments(2, 3, 2);
    EXPECT_EQ(unit.vote(), vote_error::none);
    EXPECT_EQ(unit.read<std::uint32_t>(vote_window::decisions, 2), (std::vector<std::uint32_t>{2, 1}));
  });
}

TEST(vote_unit, shows_its_votes_in_waveforms) {
  const scratch_folder folder;
  {
    vcd_writer writer(folder / "waves.vcd");
    on_a_vote_unit(
        {},
        [](vote_bench& unit) {
          unit.arguments(3, 2, 1);
          unit.write(vote_window::scores, std::vector<std::int32_t>{0, 1, 1, 0, 0, 1});
          EXPECT_EQ(unit.vote(), vote_error::none);
        },
        &writer);
    writer.close(sc_core::sc_time_stamp().value());
  }
  vcd_content vcd = read_vcd(folder / "waves.vcd");
  const auto last = [&](const char* signal) { return vcd.wave(signal).back(); };
  EXPECT_EQ(last("top.vote.votes.class_0").second, "1");
  EXPECT_EQ(last("top.vote.votes.class_1").second, "10");
  EXPECT_EQ(last("top.vote.sequencer.winner").second, "1");
  // D 2, frames 3 (2 + 1), counters 2: the winner is known 13 cycles after COMMAND takes effect.
  const std::uint64_t begun = vcd.wave("top.vote.sequencer.command").front().first;
  EXPECT_EQ(last("top.vote.sequencer.winner").first - begun, 13 * period().value());
}

TEST(vote_driver, votes_alike_loosely_and_approximately_timed_in_as_many_commands_as_it_needs) {
  constexpr std::uint64_t unit_base = 0x4000'0000, controller_base = 0x5000'0000;
  std::vector<cycle_count> ends;
  struct system {
    energy_ledger energy;
    latency_log latency;
    area_inventory area;
    router bus;
    host_cpu host;
    interrupt_controller controller;
    vote_unit unit;
    sc_core::sc_signal<bool> host_line, unit_line, reset;

    system(const std::string& name, bus_timing timing)
        : bus((name + "_bus").c_str(), period()),
          host((name + "_host").c_str(), settings_of(timing)),
          controller((name + "_controller").c_str(), 1, period()),
          unit(name.c_str(), {}, tile_clock(), tile_traces{energy, latency, area, nullptr, nullptr}),
          host_line((name + "_host_line").c_str()),
          unit_line((name + "_unit_line").c_str()),
          reset((name + "_reset").c_str()) {
      host.interrupt(host_line);
      controller.interrupt(host_line);
      controller.sources[0](unit_line);
      unit.interrupt(unit_line);
      unit.reset(reset);
      bus.attach(host.socket);
      bus.map(unit.socket, unit_base, vote_unit_address_size);
      bus.map(controller.socket, controller_base, 0x1000);
    }
    static host_cpu::settings settings_of(bus_timing timing) {
      host_cpu::settings chosen;
      chosen.timing = timing;
      return chosen;
    }
  };
  system loose("loose", bus_timing::loosely_timed), exact("exact", bus_timing::approximately_timed);
  for (system* each : {&loose, &exact}) {
    each->host.set_program([&ends, each](host_cpu& host) {
      host.write32(controller_base + interrupt_controller::enable, 1);
      vote_driver driver(host, unit_base, {host, controller_base, 0});
      EXPECT_EQ(driver.most_decisions(16, 10), 25u);  // 16384 bytes / (16 x 10 x 4)
      std::vector<std::int32_t> scores;
      for (std::int32_t d = 0; d < 60; ++d)
        for (std::int32_t f = 0; f < 16; ++f)
          for (std::int32_t c = 0; c < 10; ++c) scores.push_back(c == (f < 9 ? d % 10 : f % 10) ? 5 : -c);
      std::vector<std::uint32_t> winners(60), votes(600);
      driver.vote(scores.data(), 16, 10, 60, winners.data(), votes.data());
      for (std::uint32_t d = 0; d < 60; ++d) EXPECT_EQ(winners[d], d % 10);
      EXPECT_EQ(std::count(votes.begin(), votes.end(), 10u), 42);  // 9 votes and one of frames 10 to 15 and 9: 9, 0..5
      EXPECT_EQ(driver.decisions(), 60u);
      EXPECT_EQ(driver.votes(), 960u);
      EXPECT_THROW(driver.vote(scores.data(), 65, 10, 1, winners.data()), vote_command_error);
      EXPECT_THROW(driver.vote(scores.data(), 1000, 10, 1, winners.data()), std::invalid_argument);
      ends.push_back(host.now_cycles());
    });
  }
  sc_core::sc_start();
  loose.host.require_finished();
  exact.host.require_finished();
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_EQ(ends[0], ends[1]);
}

}  // namespace
}  // namespace memvp
