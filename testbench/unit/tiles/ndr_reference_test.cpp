// SPDX-License-Identifier: Apache-2.0
// The unit of neurons against the per-clock sequencer, on random commands over the bus. Every expected number is the
// sequencer's (docs/ndr-neuron.md), none is written here.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "memvp/testbench/unit/tiles/device_bench.hpp"
#include "memvp/testbench/unit/tiles/ndr_bench.hpp"
#include "memvp/testbench/unit/tiles/per_clock_ndr_unit.hpp"

namespace memvp {
namespace {

using namespace testing_words;
namespace reg = ndr_register;

/// When the unit hears of currents.
enum class news { at_once, at_the_end, source_by_source };

/// A unit beside its reference.
struct compared_unit {
  ndr_bench bench;
  per_clock_ndr_unit reference;
  std::uint64_t commands = 0, overflows = 0, refusals = 0, failures = 0, rounds = 0, longest = 0, refused_late = 0;

  compared_unit(const std::string& name, const ndr_unit_parameters& parameters, std::uint64_t seed,
                vcd_writer* waveforms = nullptr)
      : bench(name, parameters, seed, waveforms), reference(parameters, unit_clock(), seed) {}

  void load(const ndr_drawn_command& drawn) {
    const ndr_command& c = drawn.command;
    bench.set(reg::first_neuron, c.first_neuron);
    bench.set(reg::neuron_count, c.neurons);
    bench.set(reg::vector_count, c.vectors);
    bench.set(reg::source_count, c.sources);
    bench.set_float(reg::transimpedance, c.transimpedance);
    bench.set_float(reg::input_step, c.input_step);
    bench.set(reg::output_bits, c.output_bits);
    bench.set_float(reg::output_full_scale, c.output_full_scale);
    bench.set(reg::tune_tolerance, c.tolerance);
    bench.set(reg::pulse_limit, c.pulse_limit);
    bench.set(reg::read_count, c.reads);
    bench.set(reg::sweep_points, c.points);
    if (!drawn.inputs.empty()) bench.write(ndr_window::input, drawn.inputs);
    if (!drawn.targets.empty()) bench.write(ndr_window::tuning, drawn.targets);
  }

  // All that is delivered has been sampled when it is; before the command starts only what is refused.
  void deliver(const ndr_drawn_command& drawn, news when, cycle_count start) {
    std::vector<const current_delivery*> order;
    for (const current_delivery& delivery : drawn.deliveries) order.push_back(&delivery);
    if (when == news::source_by_source)
      std::stable_sort(order.begin(), order.end(), [](const current_delivery* a, const current_delivery* b) {
        return a->at.source < b->at.source;
      });
    std::int64_t last = 0;
    for (const current_delivery& delivery : drawn.deliveries) last = std::max(last, delivery.at.cycle);
    for (const current_delivery* delivery : order) {
      const auto at = static_cast<cycle_count>(static_cast<std::int64_t>(start) + delivery->at.cycle);
      const cycle_count heard =
          when == news::at_once ? at : static_cast<cycle_count>(static_cast<std::int64_t>(start) + last);
      if (heard > ndr_bench::now()) bench.spend(heard - ndr_bench::now());
      const column_delivery& what = delivery->at.what;
      bench.source.deliver(what.slot, what.first_neuron, delivery->amperes, at);
    }
  }

  ndr_tally tally() {
    return {bench.counter(common_register::cycles_low),
            bench.counter(reg::evaluations_low),
            bench.counter(reg::conversions_low),
            bench.counter(reg::write_pulses_low),
            bench.get(reg::rectified),
            bench.get(reg::limited),
            bench.get(reg::saturations),
            bench.get(reg::tune_failures),
            bench.get(reg::refused_deliveries)};
  }

  void compare(ndr_sequencer_bench& sequencer, const ndr_drawn_command& drawn, news when) {
    load(drawn);
    bench.synchronise();
    const std::size_t rows_before = bench.latency.rows().size();
    const std::size_t pulses_before = bench.pulses.pulses().size();
    bench.start(drawn.command.operation);
    const cycle_count start = unit_clock().cycles_covering_ps(picoseconds(sc_core::sc_time_stamp()));
    deliver(drawn, when, start);
    const ndr_error error = bench.finish();

    const ndr_record expected = reference.carry_out(sequencer, drawn, start);
    ASSERT_EQ(error, expected.error);
    ASSERT_EQ(bench.latency.rows().size(), rows_before + (expected.refused ? 0 : 1));
    if (!expected.refused) {
      ASSERT_EQ(bench.latency.rows().back().start, start);
      ASSERT_EQ(bench.latency.rows().back().cycles, expected.cycles);
    }
    std::vector<neuron_pulse> pulses;
    for (std::size_t i = pulses_before; i < bench.pulses.pulses().size(); ++i) {
      const write_pulse& pulse = bench.pulses.pulses()[i];
      pulses.push_back({pulse.interval.start, pulse.interval.length, pulse.column, pulse.volts > 0});
    }
    ASSERT_EQ(pulses, expected.pulses);
    // A unit that hears late of a lost vector has already taken currents that came to a command that was over, or
    // refuses those that it hears of afterwards: how many is not the sequencer's to say.
    ndr_tally counted = reference.tally();
    const ndr_tally shown = tally();
    if (error == ndr_error::slot_overflow && when != news::at_once)
      refused_late = shown.refused_deliveries - counted.refused_deliveries;
    counted.refused_deliveries += refused_late;  // modulo 2^64: it may be less
    ASSERT_EQ(shown, counted);
    ASSERT_EQ(bench.look<std::uint8_t>(ndr_window::output, reference.output().size()), reference.output());
    ASSERT_EQ(bench.look<std::uint32_t>(ndr_window::measured, reference.measured().size()), reference.measured());
    if (const auto* ndr = dynamic_cast<const ndr_neurons*>(&reference.neurons())) {
      const std::vector<double> siemens = bench.conductances(ndr->size());
      for (std::uint32_t i = 0; i < ndr->size(); ++i) ASSERT_EQ(siemens[i], ndr->conductance(i)) << "neuron " << i;
    }
    ++commands;
    rounds += expected.rounds;
    failures += error == ndr_error::not_reached;
    overflows += error == ndr_error::slot_overflow;
    refusals += expected.refused;
    longest = std::max(longest, expected.cycles);
    // The reference's clock has led away from the unit's edges.
    const std::uint64_t beyond_edge = picoseconds(sc_core::sc_time_stamp()) % period().value();
    sc_core::wait(sc_core::sc_time::from_value(beyond_edge == 0 ? 0 : period().value() - beyond_edge));
  }
};

/// Everything that makes up a unit at random, times down to zero, pulse widths scaled down to a microsecond.
ndr_unit_parameters random_unit(draws& random, activation_circuit circuit) {
  ndr_unit_parameters p;
  ndr_unit_settings& unit = p.unit;
  unit.circuit = circuit;
  unit.neurons = random.between(1, 24);
  unit.input_bits = random.between(3, 9);
  unit.output_bits = random.between(2, 8);
  unit.neurons_per_converter = random.between(1, 10);
  unit.held_vectors = random.between(1, 6);
  unit.buffer_vectors = random.between(1, 9);
  unit.read_time = random.between(1, 40) * 13e-9;
  unit.setup_time = random.between(0, 20) * 10e-9;
  unit.release_time = random.between(0, 20) * 7e-9;
  unit.decode_cycles = random.between(0, 4);
  unit.fetch_cycles = random.between(0, 3);
  unit.decide_cycles = random.between(0, 5);
  p.stage.settle_time = random.between(1, 5) * 9e-9;
  p.device.ecram_pulse_width = random.between(1, 40) * 37e-9;
  p.device.ecram_settle_time = random.between(1, 30) * 37e-9;
  p.device.ecram_pulses = random.between(20, 60);
  return p;
}

constexpr double ampere_step = 0x1p-22;  // 0.24 uA: sums are exact in whatever order they are made

ndr_drawn_command draw(draws& random, const compared_unit& unit, ndr_operation operation) {
  const ndr_sequencer_settings& s = unit.reference.settings();
  const auto as_single = [](double value) { return static_cast<double>(static_cast<float>(value)); };
  const double volts = unit.reference.neurons().input_volts();
  const double limit = unit.reference.neurons().greatest_input();
  ndr_drawn_command drawn;
  ndr_command& c = drawn.command;
  c.operation = operation;
  c.neurons = 1 + random.below(s.neurons);
  c.first_neuron = random.below(s.neurons - c.neurons + 1);
  c.vectors = 1 + random.below(s.buffer_vectors);
  c.sources = 1 + random.below(3);
  c.transimpedance = as_single(2000 + 10000 * random.fraction());
  c.input_step = as_single(volts * limit / ((1 << s.input_bits) - 1) * (0.5 + random.fraction()));
  c.output_bits = 2 + random.below(s.output_bits - 1);
  c.output_full_scale = random.chance(0.5) ? 0 : as_single(0.5 + random.fraction());
  c.tolerance = random.below(3000);
  c.pulse_limit = 1 + random.below(40);
  c.reads = 1 + random.below(4);
  c.points = 8 + random.below((1u << s.input_bits) - 7);
  if (operation == ndr_operation::evaluate_input) {
    const std::int32_t most = 1 << s.input_bits;
    for (std::uint32_t i = 0; i < c.vectors * ((c.neurons + 1) / 2 * 2); ++i)
      drawn.inputs.push_back(static_cast<std::int16_t>(random.between(-most / 2, 3 * most / 2)));
  }
  if (operation == ndr_operation::tune || operation == ndr_operation::calibrate)
    for (std::uint32_t i = 0; i < c.neurons; ++i) drawn.targets.push_back(random.below(65537));
  if (operation != ndr_operation::evaluate_analog) return drawn;

  const cycle_count vector_cycles =
      s.input_stage + s.activate + s.sample + (c.output_bits + 1) * ((c.neurons + s.converters - 1) / s.converters);
  const std::uint32_t pace = static_cast<std::uint32_t>(vector_cycles) * (1 + random.below(3));
  const auto add = [&](std::size_t source, std::int64_t cycle, std::uint32_t slot, std::uint32_t first,
                       std::uint32_t count) {
    current_delivery delivery{{cycle, source, {true, slot, first, count}}, {}};
    for (std::uint32_t i = 0; i < count; ++i) delivery.amperes.push_back(ampere_step * random.between(-100, 400));
    drawn.deliveries.push_back(delivery);
  };
  std::vector<std::int64_t> complete(c.vectors);
  for (std::uint32_t source = 0; source < c.sources; ++source) {
    std::int64_t cycle = random.below(pace + 1);
    for (std::uint32_t slot = 0; slot < c.vectors; ++slot) {
      const bool all = random.chance(0.7);
      const std::uint32_t first = all ? 0 : random.below(c.neurons);
      const std::uint32_t count = all ? c.neurons : 1 + random.below(c.neurons - first);
      add(source, cycle, slot, c.first_neuron + first, count);
      complete[slot] = std::max(complete[slot], cycle);
      cycle += 1 + random.below(pace + 1);
    }
  }
  // Currents that nobody expects, from a source of their own.
  if (random.chance(0.3)) {
    const std::uint32_t slot = random.below(c.vectors);
    add(3, complete[slot] + 1 + random.below(pace), slot, c.first_neuron, 1);
  } else if (random.chance(0.3)) {
    add(3, random.below(pace), c.vectors + random.below(3), c.first_neuron, 1);
  } else if (random.chance(0.3)) {
    add(3, random.below(pace), 0, c.first_neuron, c.neurons + 1);
  }
  std::sort(drawn.deliveries.begin(), drawn.deliveries.end(), [](const auto& a, const auto& b) {
    return std::tie(a.at.cycle, a.at.source) < std::tie(b.at.cycle, b.at.source);
  });
  return drawn;
}

/// Makes one argument, or the operation, one that the unit should refuse where it matters.
void spoil(draws& random, ndr_drawn_command& drawn, const ndr_sequencer_settings& s) {
  ndr_command& c = drawn.command;
  const auto bad_count = [&] { return random.chance(0.5) ? 0u : 65536u; };
  const auto bad_scale = [&] {
    const double scales[] = {0, -1, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()};
    return scales[random.below(4)];
  };
  switch (random.below(12)) {
    case 0:
      c.operation = static_cast<ndr_operation>(random.chance(0.5) ? 0 : 5 + random.below(100));
      break;
    case 1:
      c.neurons = random.chance(0.5) ? 0 : s.neurons + 1;
      break;
    case 2:
      c.first_neuron = random.chance(0.5) ? s.neurons : 0xFFFFFFFF;
      break;
    case 3:
      c.vectors = random.chance(0.5) ? 0 : s.buffer_vectors + 1;
      break;
    case 4:
      c.sources = bad_count();
      break;
    case 5:
      c.transimpedance = bad_scale();
      break;
    case 6:
      c.input_step = bad_scale();
      break;
    case 7:
      c.output_bits = random.chance(0.5) ? random.below(2) : s.output_bits + 1;
      break;
    case 8:
      c.output_full_scale = bad_scale();
      break;
    case 9:
      c.reads = bad_count();
      break;
    case 10:
      c.pulse_limit = bad_count();
      break;
    default:
      c.points = random.chance(0.5) ? 7 : (1u << s.input_bits) + 1;
      if (!drawn.targets.empty() && random.chance(0.5)) drawn.targets.back() = 65537;
      break;
  }
}

struct comparing_thread : sc_core::sc_module {
  ndr_sequencer_bench bench{"bench", sc_core::sc_time(2, sc_core::SC_PS)};
  std::function<void(ndr_sequencer_bench&)> work;
  bool ended = false;
  SC_HAS_PROCESS(comparing_thread);
  explicit comparing_thread(const sc_core::sc_module_name& name) : sc_module(name) { SC_THREAD(run); }

 private:
  void run() {
    work(bench);
    ended = true;
  }
};

TEST(ndr_unit, does_what_the_per_clock_sequencer_does_on_random_commands_over_the_bus) {
  draws random(31);
  std::vector<std::unique_ptr<compared_unit>> units;
  for (std::uint64_t i = 0; i < 9; ++i) {
    const auto circuit = i < 5   ? activation_circuit::ndr
                         : i < 7 ? activation_circuit::digital
                                 : activation_circuit::analog;
    units.push_back(std::make_unique<compared_unit>("unit" + std::to_string(i), random_unit(random, circuit), 100 + i));
  }
  comparing_thread thread("thread");
  thread.work = [&](ndr_sequencer_bench& sequencer) {
    for (const auto& unit : units) {
      unit->bench.set(common_register::irq_enable, ndr_interrupt::done | ndr_interrupt::error);
      for (int i = 0; i < 15; ++i)
        for (const ndr_operation operation : {ndr_operation::evaluate_analog, ndr_operation::evaluate_input,
                                              ndr_operation::tune, ndr_operation::calibrate}) {
          const auto when = static_cast<news>(random.below(3));
          SCOPED_TRACE(std::string(unit->bench.unit.name()) + ", operation " +
                       std::to_string(static_cast<int>(operation)) + ", round " + std::to_string(i) + ", news " +
                       std::to_string(static_cast<int>(when)));
          if (random.chance(0.3)) sc_core::wait(sc_core::sc_time::from_value(random.below(10'000)));
          ndr_drawn_command drawn = draw(random, *unit, operation);
          if (random.chance(0.3)) spoil(random, drawn, unit->reference.settings());
          if (random.chance(0.1)) spoil(random, drawn, unit->reference.settings());
          unit->compare(sequencer, drawn, when);
          if (testing::Test::HasFatalFailure()) return;
        }
    }
  };
  sc_core::sc_start();
  EXPECT_TRUE(thread.ended);
  ndr_tally sum;
  std::uint64_t commands = 0, overflows = 0, refusals = 0, failures = 0, rounds = 0, longest = 0;
  for (const auto& unit : units) {
    const ndr_tally& tally = unit->reference.tally();
    sum.cycles += tally.cycles;
    sum.write_pulses += tally.write_pulses;
    sum.saturations += tally.saturations;
    sum.refused_deliveries += tally.refused_deliveries;
    commands += unit->commands;
    overflows += unit->overflows;
    refusals += unit->refusals;
    failures += unit->failures;
    rounds += unit->rounds;
    longest = std::max(longest, unit->longest);
    EXPECT_NO_THROW(unit->bench.energy.check());
  }
  // Otherwise the draw would have become too easy to tell anything.
  EXPECT_EQ(commands, 540u);
  EXPECT_GT(sum.cycles, 500'000u);
  EXPECT_GT(longest, 20'000u);
  EXPECT_GT(sum.write_pulses, 1000u);
  EXPECT_GT(sum.saturations, 100u);
  EXPECT_GT(sum.refused_deliveries, 30u);
  EXPECT_GT(overflows, 10u);
  EXPECT_GT(refusals, 50u);
  EXPECT_GT(failures, 10u);
  EXPECT_GT(rounds, 200u);
}

}  // namespace
}  // namespace memvp
