// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

#include "memvp/models/tiles/kinetics_command.hpp"
#include "memvp/testbench/per_clock/kinetics_step.hpp"
#include "memvp/traces/clock_grid.hpp"

namespace memvp {

/// Registers as they stand when COMMAND is written, also with what a command refuses.
struct kinetics_sequencer_registers {
  std::uint32_t command = 0;
  std::uint32_t first_device = 0, devices = 1;
  std::uint32_t samples = 1, trains = 1, steps = 1;
  std::uint32_t axis = 0, mask_length = 0, encoding = 0, sampling = 0;
  bool refresh = true;
  std::uint32_t tables = 0;  ///< bit 0 ALPHA, bit 1 BETA
  std::uint32_t feature_size = 0;
  bool overlap = false;
  std::uint32_t pulse_width = 1, period = 0;  ///< cycles
  double low_volts = 0, high_volts = 0;
  double converter_low = 0, converter_high = 0;  ///< A
  double alpha = 0, beta = 0;
};

/// What a tile is, as far as its sequencer has to know, and its times in cycles (docs/kinetics-sequencer.md).
struct kinetics_sequencer_settings {
  bool reservoir = false;                            ///< a bank of reservoir devices
  bool discrete = false;                             ///< drift-diffusion devices that follow the discrete law
  bool periods_in_alpha = false;                     ///< the ALPHA table means periods
  std::uint32_t bank_devices = 1;                    ///< of the bank
  std::uint32_t converters = 1;                      ///< n
  std::uint32_t density_slots = 1;                   ///< q
  std::uint64_t input_words = 0, feature_words = 0;  ///< 32-bit words of the windows
  std::uint32_t table_steps = 0;
  double write_supply = 0;  ///< V, greatest magnitude of a pulse
  double seconds_a_cycle = 0;
  cycle_count decode = 0;   ///< D
  cycle_count fetch = 0;    ///< F
  cycle_count refresh = 0;  ///< E
  cycle_count read = 0;     ///< T
  cycle_count convert = 0;  ///< C
  cycle_count setup = 0;    ///< S
  cycle_count release = 0;  ///< L
  cycle_count write = 0;    ///< K
};

/// Where in a run something happens.
struct kinetics_position {
  std::uint32_t sample = 0, pass = 0, step = 0;  ///< step of the train
  std::uint32_t active = 0;                      ///< devices of the pass, A
};

/// What the sequencer reports, at the edge at which it has happened; cycles count from the start of the command.
struct kinetics_sequencer_callbacks {
  /// The pass's active devices, or those of `refresh`, are at their initial state.
  std::function<void(const kinetics_position&, cycle_count at)> refreshed;
  /// A step begins, for which the ALPHA table of constants has an entry.
  std::function<void(std::uint32_t step, cycle_count at)> scaled;
  /// The pass with such steps is over, or has been cut short.
  std::function<void(cycle_count at)> unscaled;
  /// A pulse slot that began at `start` has ended, or has been cut short after `cycles`.
  std::function<void(const kinetics_position&, cycle_count start, cycle_count cycles)> pulsed;
  /// The active devices' currents have been sampled; in the pulse or in a read.
  std::function<void(const kinetics_position&, bool in_pulse, cycle_count at)> sampled;
  /// A round has converted active devices first to first + count - 1.
  std::function<void(const kinetics_position&, std::uint32_t first, std::uint32_t count, cycle_count at)> converted;
  std::function<void(const kinetics_position&, cycle_count at)> step_ended, sample_ended;
  /// Device `index` of the command has its constants.
  std::function<void(std::uint32_t index, cycle_count at)> written;
  /// The command has ended (and was not cut short).
  std::function<void(cycle_count at)> ended;
};

/// A command with all that stands still while it runs.
struct kinetics_sequencer_request {
  kinetics_sequencer_registers registers;
  kinetics_sequencer_settings settings;
  std::vector<std::uint16_t> alpha_table, beta_table;  ///< entries that are not given are 0
  /// Into all devices of the bank, without their spread; needed for the discrete law.
  std::vector<kinetics_constants> written;
  cycle_count cycles_left = std::numeric_limits<cycle_count>::max();  ///< from the start to the longest time
  std::optional<cycle_count> reset;  ///< edge that finds `reset` high, counted from the start; above 0
  kinetics_sequencer_callbacks callbacks;

  /// J, steps of a train.
  std::uint64_t train_steps() const;
  /// Entry of a table, of 4096.
  std::uint32_t alpha_entry(std::uint64_t step) const { return step < alpha_table.size() ? alpha_table[step] : 0; }
  std::uint32_t beta_entry(std::uint64_t step) const { return step < beta_table.size() ? beta_table[step] : 0; }
  bool uses_alpha() const { return (registers.tables & 1) != 0; }
  bool uses_beta() const { return (registers.tables & 2) != 0; }
  bool scales_alpha() const { return uses_alpha() && !settings.periods_in_alpha; }
  std::uint32_t passes() const;
  std::uint32_t active(std::uint32_t pass) const;
  bool has_pulse(std::uint32_t step) const;
  /// Words that are fetched in a step with a pulse.
  std::uint32_t fetched_words(std::uint32_t pass, std::uint32_t step) const;
  /// Z_j; 0 if the step ends with the last of its parts.
  cycle_count period(std::uint32_t step) const;
};

/// Why the tile refuses a command; none if it carries it out.
kinetics_error refusal_of(const kinetics_sequencer_request& request);

/// @throws std::invalid_argument if the sequencer cannot work with such settings
void check(const kinetics_sequencer_request& request);

/// Cycles of a command that is not refused, reckoned from the lengths of its parts and without a clock.
cycle_count length_of(const kinetics_sequencer_request& request);

/// What came of a command.
struct kinetics_sequencer_result {
  kinetics_error error = kinetics_error::none;
  bool refused = false, cut = false;
  cycle_count cycles = 0;                                    ///< from start to done, or to the reset
  std::uint64_t fetched_words = 0;                           ///< begun
  std::array<cycle_count, kinetics_step_count> cycles_in{};  ///< per step; their sum is `cycles`
  cycle_count in(kinetics_step step) const { return cycles_in[static_cast<std::size_t>(step)]; }
};

}  // namespace memvp
