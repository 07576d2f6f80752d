// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "memvp/models/tiles/refresh_command.hpp"
#include "memvp/models/tiles/refresh_unit.hpp"
#include "memvp/traces/clock_grid.hpp"

namespace memvp {

/// What is built into a refresh tile, as docs/refresh-controller.md names it; lengths in cycles.
struct clocked_refresh_settings {
  std::uint32_t rows = 0, columns = 0, slots = 8;
  std::uint32_t converters = 1;                        ///< `n`
  cycle_count fetch = 1, bias = 1;                     ///< `F`, `B`
  cycle_count settle = 1, unit = 1;                    ///< `S`, `U`
  cycle_count convert = 1, decide = 1;                 ///< `C`, `Q`
  cycle_count pulse_lsb = 1;                           ///< unit of the widths of PULSE
  std::uint32_t curie_millikelvin = 315000;            ///< at or above it the polarisation is gone
  std::uint32_t input_words = 65536;                   ///< of 32 bits, which the input buffer holds
  std::uint32_t result_words = 65536;                  ///< of 32 bits, which the result buffer holds
  std::uint32_t converter_ranges = 4;                  ///< that a product may ask for
  std::array<double, refresh_levels> nominal_codes{};  ///< that a cell at a level reads without ions, not rounded
  double half_level = 0;                               ///< codes: half of the distance of two levels
  double set_lowest = 7, reset_lowest = 5;             ///< V, magnitudes: where the ferroelectric windows begin
  double ion_window = 1.5, read_window = 0.6;          ///< V, magnitudes: where the ion and read windows end
};

enum class clocked_restore_kind : std::uint32_t { none = 0, active = 1, passive = 2, lazy = 3 };

/// Registers that the controller looks at; lengths in cycles, tolerances in codes.
struct clocked_refresh_registers {
  clocked_restore_kind restore_kind = clocked_restore_kind::active;
  bool keep_alive = false, refuse = false, restore_verify = false;
  cycle_count t_ref = 0, t_guard = 0, t_rest = 0;
  std::uint32_t n_rest = 0, restore_tolerance = 0, verify_tolerance = 0, level_tolerance = 0;
  std::uint32_t verify_limit = 1, promote_after = 0, set_pulses = 1, reset_pulses = 1;
  double level_step = 0.5;  ///< V
  refresh_pulse_table pulses{};
};

/// An entry of the mode table.
struct clocked_refresh_row {
  refresh_mode mode = refresh_mode::free;
  std::uint32_t task = 0;
  bool source_valid = false, dirty = false, target_valid = false, suspect = false, missed = false;
  cycle_count last_write = 0;
  std::uint32_t rewrites = 0;
};

/// A compute command with the contents of the windows that it reads.
struct clocked_refresh_compute {
  refresh_command command;
  std::vector<std::int8_t> codes;    ///< products: vector after vector, without padding
  std::vector<std::int16_t> widths;  ///< PULSE: of the region's cells row by row; positive sets, negative resets
};

/// A unit at work.
struct clocked_refresh_unit {
  refresh_unit_kind kind = refresh_unit_kind::table;
  std::uint32_t first_row = 0, row_count = 1;
  refresh_pulse_kind pulse = refresh_pulse_kind::ion_reset;  ///< ferroelectric and verify
  std::uint32_t level = 0;                                   ///< ferroelectric set: the group
  double volts = 0;                                          ///< ferroelectric
  bool biased = false;                                       ///< ferroelectric, restore: without `B`
  bool reset_slot = false;                                   ///< rewrite: with an ion-reset slot
  std::uint32_t index = 0;                                   ///< of a compute command's unit
  std::vector<std::uint8_t> open;  ///< ferroelectric: a byte a column; restore: a byte a row of the unit
  std::uint64_t job = 0;           ///< its number; 0: the timer's
  cycle_count begin = 0, length = 0;
  /// When its last ionic pulse ends, counted from its beginning; none: no ionic pulse of PULSE or REWRITE in it.
  std::optional<cycle_count> pulse_end;
  /// When the read pulse of what is to be compared ends, counted so too; none: nothing is compared.
  std::optional<cycle_count> read_end;
};

/// Length of a unit by the page's table. `compute` is the command that it belongs to, if it does.
cycle_count length_of(const clocked_refresh_unit& unit, const clocked_refresh_settings& settings,
                      const refresh_pulse_table& pulses, const clocked_refresh_compute& compute);
/// From its beginning to the end of its last ionic pulse slot; none: it has none of PULSE or REWRITE.
std::optional<cycle_count> pulse_end_of(const clocked_refresh_unit& unit, const clocked_refresh_settings& settings,
                                        const refresh_pulse_table& pulses, const clocked_refresh_compute& compute);

/// From its beginning to the end of the read pulse whose reading is compared; none: it compares nothing.
std::optional<cycle_count> read_end_of(const clocked_refresh_unit& unit, const clocked_refresh_settings& settings,
                                       const refresh_pulse_table& pulses, const clocked_refresh_compute& compute);

/// Bits of the interrupts that the controller raises, as accumulated by `take_interrupts()`.
namespace clocked_refresh_interrupt {
inline constexpr std::uint32_t done = 1, error = 2, request_done = 4, illegal_voltage = 8, deadline_miss = 16,
                               over_temperature = 32, suspect = 64;
}

/// What has been counted since reset.
struct clocked_refresh_counters {
  std::uint64_t misses = 0;
  std::uint64_t restores = 0;         ///< restorations of dirty rows that ended without error, those of ALLOC as well
  std::uint64_t rewrites = 0;         ///< rows brought to TARGET again, whoever asked
  std::uint64_t reprograms = 0;       ///< rows whose polarisation was written without error, by PROMOTE as well
  std::uint64_t promotes = 0;         ///< rows of PROMOTE that ended without error
  std::uint64_t verify_reads = 0;     ///< rows read to be compared: verify and rewrite units, updates with VERIFY
  cycle_count refresh_cycles = 0;     ///< in which a unit of a request or of the timer was at work
  std::uint64_t further_tries = 0;    ///< of rewrites
  std::uint64_t brought_forward = 0;  ///< rewrites begun before their time so that a candidate may fit after them
  std::uint64_t forced = 0;           ///< candidates that ran although they did not fit
};

/// A compute command, a request or a rewrite of the timer's that has ended.
struct clocked_refresh_end {
  std::uint64_t number = 0;           ///< of the job, in the order of acceptance from 1; 0: the timer's
  std::optional<std::uint32_t> slot;  ///< of a request
  refresh_request_kind kind = refresh_request_kind::none;
  cycle_count accepted = 0, ended = 0;  ///< the timer's: from the beginning of its first try
  refresh_error error = refresh_error::none;
};

/// What the controller asks and reports. `read` is needed as soon as anything is verified.
struct clocked_refresh_callbacks {
  /// At the end of a read pulse whose reading is compared: the codes that the row reads, `columns` of them.
  std::function<void(const clocked_refresh_unit&, std::uint32_t row, refresh_pulse_kind read, std::uint16_t* codes)>
      read;
  std::function<void(const clocked_refresh_unit&)> began;
  std::function<void(const clocked_refresh_unit&, cycle_count now)> ended;
  std::function<void(const clocked_refresh_end&)> job_ended;
};

}  // namespace memvp
