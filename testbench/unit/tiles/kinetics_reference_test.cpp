// SPDX-License-Identifier: Apache-2.0
// The kinetics tile against the per-clock sequencer, on random commands over the bus, with looks, refused commands and
// resets in the middle. Every expected number is the sequencer's (docs/kinetics-sequencer.md), none is written here.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>

#include "memvp/testbench/unit/tiles/compared_kinetics_tile.hpp"
#include "memvp/testbench/unit/tiles/kinetics_random_commands.hpp"
#include "memvp/testbench/unit/traces/scratch_folder.hpp"

namespace memvp {
namespace {

using namespace testing_words;
struct comparing_thread : sc_core::sc_module {
  kinetics_sequencer_bench bench{"bench", sc_core::sc_time(2, sc_core::SC_PS)};
  std::function<void(kinetics_sequencer_bench&)> work;
  bool ended = false;
  SC_HAS_PROCESS(comparing_thread);
  explicit comparing_thread(const sc_core::sc_module_name& name) : sc_module(name) { SC_THREAD(run); }

 private:
  void run() {
    work(bench);
    ended = true;
  }
};

/// A cycle of a command of so many, the first excepted; half of them at those at which something happens, or beside.
cycle_count draw_cycle(draws& random, const std::vector<cycle_count>& events, std::uint32_t length) {
  if (events.empty() || random.chance(0.5)) return 1 + random.below(length + 3);
  const cycle_count event = events[random.below(static_cast<std::uint32_t>(events.size()))] + random.below(3);
  return std::max<cycle_count>(event, 2) - 1;
}

/// A command that is refused, or ends within so many cycles. Without interruption there are neither looks nor resets.
kinetics_drawn_command draw(draws& random, const per_clock_kinetics_tile& tile, kinetics_sequencer_bench& sequencer,
                            bool interrupted, cycle_count longest) {
  using operation = kinetics_operation;
  constexpr std::array<operation, 7> others = {
      operation::write, operation::write,   operation::write,           operation::read,
      operation::read,  operation::refresh, operation::begin_evaluation};
  const cycle_count start = kinetics_bench::now() + 200;  // thereabouts
  for (;;) {
    kinetics_drawn_command drawn =
        draw_kinetics_command(random, tile, random.chance(0.7) ? operation::run : others[random.below(7)]);
    if (random.chance(0.25)) spoil(random, drawn, tile.settings());
    if (random.chance(0.1)) spoil_repeatedly(random, drawn, tile.settings());
    const kinetics_sequencer_request request = tile.request_of(drawn, start);
    if (refusal_of(request) != kinetics_error::none) return drawn;
    if (length_of(request) > longest) continue;
    if (!interrupted || random.chance(0.4)) return drawn;
    const auto length = static_cast<std::uint32_t>(length_of(request));
    per_clock_kinetics_tile ahead = tile;
    const std::vector<cycle_count> events = ahead.carry_out(sequencer, drawn, start).events;
    if (random.chance(0.7)) drawn.look = draw_cycle(random, events, length);
    if (random.chance(0.4)) drawn.reset = draw_cycle(random, events, length);
    if (drawn.reset && drawn.look && *drawn.look >= *drawn.reset) drawn.look.reset();
    return drawn;
  }
}

std::vector<kinetics_kind> kinds() {
  using law = kinetics_integrator;
  using table = kinetics_alpha_table;
  constexpr auto drifting = kinetics_model::drift_diffusion, reservoir = kinetics_model::reservoir;
  constexpr auto steps = reservoir_decay::per_step, time = reservoir_decay::by_time;
  return {{drifting, law::exact, steps, table::constants},    {drifting, law::exact, steps, table::period},
          {drifting, law::discrete, steps, table::constants}, {drifting, law::discrete, steps, table::period},
          {drifting, law::kick, steps, table::constants},     {drifting, law::kick, steps, table::period},
          {reservoir, law::exact, steps, table::constants},   {reservoir, law::exact, time, table::period}};
}

/// Tiles of all kinds, one after another; one walks its phases for a waveform, the others sleep over them.
class kinetics_tile_beside_its_reference : public testing::Test {
 protected:
  void build(std::uint64_t seed) {
    for (std::uint64_t i = 0; i < 2 * kinds().size(); ++i)
      tiles.push_back(std::make_unique<compared_kinetics_tile>(
          "tile" + std::to_string(i), random_kinetics_tile(random, kinds()[i % kinds().size()]), seed + i,
          i % 5 == 3 ? &waveforms : nullptr));
  }
  void prepare(compared_kinetics_tile& tile) {
    draw_windows(random, tile.reference.windows, tile.reference.parameters());
    tile.write_windows();
  }
  void compare(kinetics_sequencer_bench& sequencer, compared_kinetics_tile& tile, bool interrupted,
               cycle_count longest = 20'000) {
    SCOPED_TRACE(std::string(tile.bench.tile.name()) + ", command " + std::to_string(tile.commands));
    if (random.chance(0.3)) sc_core::wait(sc_core::sc_time::from_value(random.below(50'000)));
    const kinetics_drawn_command drawn = draw(random, tile.reference, sequencer, interrupted, longest);
    tile.compare(sequencer, random, drawn, random.chance(0.3));
  }
  std::uint64_t errors(kinetics_error error) const {
    std::uint64_t sum = 0;
    for (const auto& tile : tiles) sum += tile->errors[static_cast<std::size_t>(error)];
    return sum;
  }

  draws random{53};
  const scratch_folder folder;
  vcd_writer waveforms{folder / "waves.vcd"};
  std::vector<std::unique_ptr<compared_kinetics_tile>> tiles;
  comparing_thread thread{"thread"};
  std::uint64_t brim = 0;
};

TEST_F(kinetics_tile_beside_its_reference, does_the_same_on_random_commands_with_looks_and_resets) {
  build(100);
  thread.work = [&](kinetics_sequencer_bench& sequencer) {
    for (const auto& tile : tiles) {
      tile->enable();
      for (int i = 0; i < 75; ++i) {
        if (i == 0 || random.chance(0.3)) prepare(*tile);
        compare(sequencer, *tile, true);
        if (HasFatalFailure()) return;
      }
    }
  };
  sc_core::sc_start();
  EXPECT_TRUE(thread.ended);
  std::uint64_t commands = 0, looks = 0, cut = 0, unstable = 0, cycles = 0, disturbed = 0;
  kinetics_tally sum;
  for (const auto& tile : tiles) {
    commands += tile->commands;
    looks += tile->looks;
    cut += tile->cut;
    unstable += tile->unstable;
    cycles += tile->cycles;
    disturbed += tile->disturbed;
    sum.pulses += tile->sum.pulses;
    sum.saturations += tile->sum.saturations;
    sum.limited += tile->sum.limited;
    sum.lower_events += tile->sum.lower_events;
    sum.upper_events += tile->sum.upper_events;
    sum.sign_changes += tile->sum.sign_changes;
    sum.redraws += tile->sum.redraws;
    EXPECT_NO_THROW(tile->bench.energy.check());
  }
  // Otherwise the draw would have become too easy to tell anything.
  EXPECT_EQ(commands, 1200u);
  EXPECT_GT(cycles, 700'000u);
  EXPECT_GT(looks, 150u);
  EXPECT_GT(disturbed, 20u);
  EXPECT_GT(cut, 100u);
  EXPECT_GT(unstable, 20u);
  EXPECT_GT(sum.pulses, 15'000u);
  EXPECT_GT(sum.saturations, 10'000u);
  EXPECT_GT(sum.limited, 300u);
  EXPECT_GT(sum.lower_events, 1000u);
  EXPECT_GT(sum.upper_events, 5000u);
  EXPECT_GT(sum.sign_changes, 300u);
  EXPECT_GT(sum.redraws, 3u);
  using error = kinetics_error;
  EXPECT_GT(errors(error::none), 600u);
  for (const error refusal :
       {error::unknown_command, error::devices_outside_bank, error::buffer_too_small, error::bad_argument,
        error::period_too_short, error::voltage_out_of_range, error::unstable_constants})
    EXPECT_GT(errors(refusal), 4u) << "ERROR " << static_cast<int>(refusal);
}

TEST_F(kinetics_tile_beside_its_reference, does_the_same_in_long_trains) {
  build(200);
  std::uint64_t steps = 0;
  thread.work = [&](kinetics_sequencer_bench& sequencer) {
    for (const auto& tile : tiles) {
      tile->enable();
      if (tile->reference.settings().table_steps < 250) continue;
      for (int tries = 0; tries < 30; ++tries) {
        SCOPED_TRACE(std::string(tile->bench.tile.name()) + ", try " + std::to_string(tries));
        if (tries % 10 == 0) prepare(*tile);
        kinetics_drawn_command drawn = draw_kinetics_command(random, tile->reference, kinetics_operation::run);
        lengthen(random, drawn, tile->reference.settings());
        if (length_of(tile->reference.request_of(drawn, 0)) > 60'000) continue;
        tile->compare(sequencer, random, drawn, false);
        if (HasFatalFailure()) return;
      }
      steps += tile->reference.tally().steps;
    }
  };
  sc_core::sc_start();
  EXPECT_TRUE(thread.ended);
  EXPECT_GT(steps, 10'000u);
}

TEST_F(kinetics_tile_beside_its_reference, does_the_same_until_the_end_of_the_longest_time) {
  build(300);
  thread.work = [&](kinetics_sequencer_bench& sequencer) {
    for (const auto& tile : tiles) {
      tile->enable();
      prepare(*tile);
      tile->bench.synchronise();
    }
    const cycle_count end = tile_clock().longest_run();
    const auto left = [&] { return end - kinetics_bench::now(); };
    sc_core::wait(sc_core::sc_time::from_value((left() - 20'000) * period().value()));
    for (std::uint32_t i = 0; left() > 400; ++i) {
      compared_kinetics_tile& tile = *tiles[i % tiles.size()];
      compare(sequencer, tile, false, 100);
      if (HasFatalFailure()) return;
      // One that would end with the last cycle (a reset comes before), or a cycle later, which is too late.
      kinetics_drawn_command drawn;
      cycle_count length = 0;
      for (int tries = 0; tries < 20 && length == 0; ++tries) {
        drawn = draw_kinetics_command(random, tile.reference, kinetics_operation::run);
        const kinetics_sequencer_request request = tile.reference.request_of(drawn, kinetics_bench::now());
        if (refusal_of(request) == kinetics_error::none) length = length_of(request);
        if (length + 100 > left() || length < left() * 9 / 10) length = 0;
      }
      if (length == 0) continue;
      const bool late = random.chance(0.5);
      if (!late) drawn.reset = 1;
      tile.compare(sequencer, random, drawn, false, end - length + (late ? 1 : 0));
      if (HasFatalFailure()) return;
      ++brim;
    }
  };
  sc_core::sc_start();
  EXPECT_TRUE(thread.ended);
  EXPECT_GT(brim, 10u);
  EXPECT_GT(errors(kinetics_error::time_out_of_range), 10u);
}

}  // namespace
}  // namespace memvp
