// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "memvp/models/circuits/neuron_bank.hpp"
#include "memvp/models/tiles/ndr_command.hpp"
#include "memvp/testbench/per_clock/column_delivery.hpp"
#include "memvp/testbench/per_clock/ndr_step.hpp"
#include "memvp/traces/clock_grid.hpp"

namespace memvp {

/// Neurons whose switches to the write line the select pins can show.
inline constexpr std::uint32_t per_clock_neurons = 64;
/// Arrays that can deliver in one cycle.
inline constexpr std::size_t per_clock_sources = 4;

/// What a unit is, as far as its sequencer has to know, and its times in cycles (docs/ndr-neuron.md, "Times").
struct ndr_sequencer_settings {
  activation_circuit circuit = activation_circuit::ndr;
  std::uint32_t neurons = 1;         ///< of the unit, 1 to 64
  std::uint32_t converters = 1;      ///< shared by them
  std::uint32_t held_vectors = 1;    ///< sample capacitors of a neuron
  std::uint32_t buffer_vectors = 1;  ///< vectors that the windows hold
  std::uint32_t input_bits = 8, output_bits = 8;
  cycle_count decode = 0;
  cycle_count fetch = 0;  ///< a word read or written
  cycle_count dac = 0, input_stage = 0, activate = 0, sample = 0;
  cycle_count load = 0;
  cycle_count read = 0;  ///< one reading of the ECRAMs, without its conversion
  cycle_count decide = 0, setup = 0;
  cycle_count pulse = 0;  ///< one write pulse
  cycle_count release = 0, settle = 0;
};

/// A delivery with the cycle in which it is sampled, counted from the command's start; below 0 before it.
struct timed_delivery {
  std::int64_t cycle = 0;
  std::size_t source = 0;  ///< which of the pins, below per_clock_sources
  column_delivery what;
};

/// Pulses that neurons got together, from the rise of the write line to its fall.
struct neuron_pulse_train {
  struct share {
    std::uint32_t neuron;  ///< of the unit
    std::uint32_t pulses;
    cycle_count cycles;  ///< for which the neuron was at the line while it pulsed
  };
  std::vector<share> neurons;
  bool up = true;         ///< raises the conductance
  cycle_count start = 0;  ///< of the first pulse, counted from the start of the command
  cycle_count cycles = 0;
};

/// What the sequencer asks and reports.
struct ndr_sequencer_callbacks {
  /// A delivery to a slot has been taken, the given number of the request's.
  std::function<void(std::size_t delivery)> taken;
  /// The circuits have been at work on a vector, or on a point of a sweep.
  std::function<void(std::uint32_t index)> activated;
  /// All ECRAMs have been read once.
  std::function<void()> integrated;
  /// Outcome of a round: a signed number of pulses for each neuron of the command. Needed by tune and calibrate.
  std::function<std::vector<std::int64_t>()> decide;
  std::function<void(const neuron_pulse_train&)> pulsed;
};

/// A command with all that stands still while it runs.
struct ndr_sequencer_request {
  ndr_command command;
  ndr_sequencer_settings settings;
  std::vector<std::uint32_t> targets;  ///< a word a neuron of the command: tune, calibrate
  /// In order of their cycles and then of their sources; one a cycle and source.
  std::vector<timed_delivery> deliveries;
  ndr_sequencer_callbacks callbacks;
};

/// Why the unit refuses a command; none if it carries it out.
ndr_error refusal_of(const ndr_sequencer_request& request);

/// @throws std::invalid_argument if the sequencer's pins are too few, or a callback that it needs is missing
void check(const ndr_sequencer_request& request);

/// What came of a command.
struct ndr_sequencer_result {
  ndr_error error = ndr_error::none;
  bool refused = false;
  cycle_count cycles = 0;  ///< from start to done
  std::uint64_t evaluations = 0, conversions = 0, pulses = 0, refused_deliveries = 0;
  std::uint32_t rounds = 0;                             ///< of reading and deciding
  std::array<cycle_count, ndr_step_count> cycles_in{};  ///< per step; their sum is `cycles`
  cycle_count in(ndr_step step) const { return cycles_in[static_cast<std::size_t>(step)]; }
};

}  // namespace memvp
