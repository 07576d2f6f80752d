// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <tuple>
#include <variant>
#include <vector>

#include "memvp/models/physics/kinetics_cells.hpp"
#include "memvp/models/physics/kinetics_reservoir_cells.hpp"
#include "memvp/models/tiles/kinetics_tile_parameters.hpp"
#include "memvp/testbench/per_clock/kinetics_sequencer_bench.hpp"

namespace memvp::testing_words {

/// What a kinetics tile counts since reset.
struct kinetics_tally {
  std::uint64_t cycles = 0, samples = 0, steps = 0, pulses = 0, reads = 0, conversions = 0, saturations = 0,
                limited = 0, refreshes = 0, lower_events = 0, upper_events = 0, sign_changes = 0, redraws = 0;
  bool operator==(const kinetics_tally& o) const;
};
std::ostream& operator<<(std::ostream& out, const kinetics_tally& tally);

/// Contents of the windows that commands read.
struct kinetics_windows {
  std::vector<std::uint16_t> input;  ///< codes; samples as docs/kinetics-sequencer.md lays them
  std::vector<std::uint16_t> alpha_table, beta_table;
  std::vector<std::uint64_t> mask;  ///< a device: bit m is node m
};

struct kinetics_drawn_command {
  kinetics_sequencer_registers registers;
  std::optional<cycle_count> reset;  ///< from the start of the command
  std::optional<cycle_count> look;   ///< at a cycle of the command, from its start; before a reset
};

/// A pulse that a device has had.
struct kinetics_device_pulse {
  std::uint32_t device;
  double volts;
  cycle_count start, length;
  bool operator==(const kinetics_device_pulse& o) const {
    return std::tie(device, volts, start, length) == std::tie(o.device, o.volts, o.start, o.length);
  }
};
std::ostream& operator<<(std::ostream& out, const kinetics_device_pulse& pulse);

/// What a look at the tile finds.
struct kinetics_sight {
  kinetics_tally tally;
  std::vector<std::uint8_t> features;
  std::vector<double> states;
};

/// What came of a command.
struct kinetics_record {
  kinetics_error error = kinetics_error::none;
  bool refused = false, cut = false;
  cycle_count cycles = 0;
  bool unstable = false;  ///< its interrupt
  std::vector<kinetics_device_pulse> pulses;
  std::vector<cycle_count> events;      ///< cycles at which something happened
  std::optional<kinetics_sight> sight;  ///< of the look, if the command was still on its way
};

/// The kinetics tile once more, clock by clock: the per-clock sequencer says what happens and when, devices of the same
/// seed what comes out of it. It shares the devices with the tile, and nothing of how the tile plans; all else is from
/// docs/kinetics-sequencer.md.
class per_clock_kinetics_tile {
 public:
  per_clock_kinetics_tile(const kinetics_tile_parameters& parameters, clock_grid clock, std::uint64_t seed);

  kinetics_windows windows;

  /// The command as the sequencer is told it, without anything that it calls.
  kinetics_sequencer_request request_of(const kinetics_drawn_command& drawn, cycle_count start) const;
  /// Carries out a command that begins at cycle `start`. Only from an SC_THREAD.
  kinetics_record carry_out(kinetics_sequencer_bench& bench, const kinetics_drawn_command& drawn, cycle_count start);
  /// A reset, outside of commands.
  void reset();

  const kinetics_sequencer_settings& settings() const { return settings_; }
  const kinetics_tile_parameters& parameters() const { return parameters_; }
  kinetics_tally tally() const;
  const std::vector<std::uint8_t>& features() const { return features_; }  ///< bytes of the window
  std::vector<double> states(std::uint64_t now_ps) const;
  /// Two a device, as they came out.
  std::vector<double> constants() const;
  std::uint32_t unstable_devices() const;

 private:
  /// What a code makes of a device's slot.
  struct slot_pulse {
    double volts = 0;
    std::uint64_t cycles = 0;  ///< from the slot's beginning, or of all parts
    std::uint64_t parts = 0;   ///< density
    bool limited = false;
    bool lasts = false;  ///< to the end of the slot
    bool empty() const { return volts == 0 || cycles == 0; }
  };

  const kinetics_sequencer_registers& registers() const { return drawn_->registers; }
  bool is_pulsed(const slot_pulse& pulse, std::uint64_t part) const;
  void come_to(cycle_count at);
  void log_pulses(const std::vector<slot_pulse>& pulses, cycle_count start, cycle_count cycles);
  slot_pulse pulse_of(const kinetics_position& at, std::uint32_t index) const;
  std::uint32_t code_of(const kinetics_position& at, std::uint32_t index) const;
  void refreshed(const kinetics_position& at, cycle_count cycle);
  void scaled(double scale, cycle_count at);
  void pulsed(const kinetics_position& at, cycle_count start, cycle_count cycles);
  void give_parts(const std::vector<slot_pulse>& pulses, cycle_count start, cycle_count cycles);
  std::uint64_t cycles_passed(const slot_pulse& pulse, cycle_count cycles) const;
  void pulse(std::uint32_t first, const std::vector<double>& volts, const std::vector<double>& seconds,
             cycle_count start, bool sampled);
  void sampled(const kinetics_position& at, bool in_pulse, cycle_count cycle);
  void converted(const kinetics_position& at, std::uint32_t first, std::uint32_t count);
  void store(std::uint64_t place, std::uint32_t code);
  void written(std::uint32_t index, cycle_count at);
  void ended(cycle_count at);
  std::uint64_t picoseconds(cycle_count at) const { return clock_.picoseconds(start_ + at); }
  kinetics_cells* drift_diffusion() { return std::get_if<kinetics_cells>(&devices_); }
  const kinetics_cells* drift_diffusion() const { return std::get_if<kinetics_cells>(&devices_); }

  kinetics_tile_parameters parameters_;
  clock_grid clock_;
  std::variant<kinetics_cells, kinetics_reservoir_cells> devices_;
  kinetics_sequencer_settings settings_;
  std::vector<kinetics_constants> written_;
  std::vector<std::uint8_t> features_;
  kinetics_tally tally_, events_at_reset_;

  // The command that is being carried out.
  const kinetics_drawn_command* drawn_ = nullptr;
  cycle_count start_ = 0;
  kinetics_record record_;
  std::vector<double> amperes_;          // sampled last, by active device
  std::vector<double> pulse_amperes_;    // of reservoir devices in their pulses
  std::vector<slot_pulse> last_pulses_;  // by active device
};

}  // namespace memvp::testing_words
