// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <vector>

#include "memvp/models/tiles/ecram_command.hpp"
#include "memvp/tlm/host_cpu.hpp"
#include "memvp/tlm/interrupt_line.hpp"

namespace memvp {

/// A tile refused a command or gave it up; what() says which and why.
class ecram_command_error : public std::runtime_error {
 public:
  ecram_command_error(ecram_operation operation, ecram_error error);
  ecram_error code() const { return code_; }

 private:
  ecram_error code_;
};

/// Settings of a write-and-verify command.
struct verify_settings {
  double tolerance = 0.01;    ///< accepted error, fraction of the window
  std::uint32_t tries = 100;  ///< pulses per cell and sweep at most
  std::uint32_t reads = 8;    ///< conversions averaged per reading
  std::uint32_t sweeps = 2;   ///< passes over the region
};

/// What a host's software knows of an ECRAM tile: its registers and buffer windows. Every call is bus traffic, and
/// returns when the tile's interrupt says that the command is done. Calls are only valid inside the host's program.
class ecram_driver {
 public:
  /// Reads the tile's size and units and enables its interrupts. Waits for the tile by `line`, if one is given, so that
  /// several tiles can be at work at once; without one the host's interrupt is taken as the tile's. Throws
  /// std::runtime_error if `base` is not an ECRAM tile.
  ecram_driver(host_cpu& host, std::uint64_t base, std::optional<interrupt_line> line = {});

  std::uint32_t rows() const { return rows_; }
  std::uint32_t columns() const { return columns_; }
  array_region whole() const { return {0, rows_, 0, columns_}; }
  double pulse_lsb() const { return pulse_lsb_; }  ///< s
  std::uint32_t pulse_maximum() const { return pulse_maximum_; }
  /// Most vectors of a multiply whose input and result both fit their windows.
  std::uint32_t most_vectors(const array_region& region) const;

  /// Writes the region open loop: `widths` in pulse LSB, row by row, signed, zero for no pulse. `operation` is
  /// program_serial or program_row_parallel. The energy of `training` pulses is booked as an update.
  void program(const array_region& region, const std::int32_t* widths, ecram_operation operation,
               bool training = false);

  /// Depresses every cell of the region together for `width` pulse LSB, in as many pulses as the counter needs.
  void erase(const array_region& region, std::uint64_t width) { move_all(region, width, -1); }
  /// The same upwards.
  void raise(const array_region& region, std::uint64_t width) { move_all(region, width, 1); }

  /// Rank-one update with binary rows: row signs (-1, 0, 1) and signed column widths in pulse LSB.
  void update_outer_product(const array_region& region, const std::int32_t* signs, const std::int32_t* widths);
  /// The same, but returns while the tile is at work; finish() waits for it. No other call may come in between.
  void start_outer_product(const array_region& region, const std::int32_t* signs, const std::int32_t* widths);
  void finish() { finish(ecram_operation::update_outer_product); }

  /// Rank-one update by coincidence of bit streams: signed probabilities in 1/65536.
  void update_bit_streams(const array_region& region, const std::int32_t* row_levels, const std::int32_t* column_levels,
                          std::uint32_t slots, std::uint32_t slot_width, std::uint32_t stream_seed);

  /// Writes `targets` (state, 0..1) closed loop. Returns the number of cells that stayed out of tolerance.
  std::uint32_t program_verify(const array_region& region, const double* targets, const verify_settings& settings);

  /// Vector products: `inputs` are fractions of the read voltage in [-1, 1] (volts with ideal converters), vector after
  /// vector; `currents` [A] likewise. Any number of vectors; as many commands as the windows need.
  void multiply(const array_region& region, const double* inputs, std::uint32_t vectors, double* currents,
                bool transposed = false);

  /// Current [A] of each cell of the region alone at the full read voltage, averaged over `reads` conversions.
  void read_cells(const array_region& region, std::uint32_t reads, double* currents);

  /// True conductances [S] of the whole array, through transport_dbg: no time passes.
  void conductances(double* siemens) const;

  std::uint64_t pulses();       ///< write pulses since reset
  std::uint64_t conversions();  ///< ADC conversions since reset
  std::uint64_t operations();
  double energy();  ///< dynamic energy since reset [J]

  /// Cycles from the start of write commands (write-and-verify included) to the host's learning of their ends, since
  /// this driver exists.
  std::uint64_t write_cycles() const { return write_cycles_; }

  /// Inputs beyond [-1, 1] that were cut to it before they were sent.
  std::uint64_t cut_inputs() const { return cut_inputs_; }

 private:
  void set_argument(std::uint32_t offset, std::uint32_t value);
  void set_region(const array_region& region);
  void move_all(const array_region& region, std::uint64_t width, std::int32_t sign);
  void start(ecram_operation operation);
  ecram_error finish(ecram_operation operation);
  ecram_error run(ecram_operation operation) {
    start(operation);
    return finish(operation);
  }
  std::uint64_t counter(std::uint32_t low_offset);
  void multiply_once(const array_region& region, const double* inputs, std::uint32_t vectors, double* currents,
                     bool transposed);
  void receive(std::size_t values, double* amperes);

  host_cpu& host_;
  std::uint64_t base_;
  std::optional<interrupt_line> line_;
  std::uint32_t rows_ = 0, columns_ = 0, pulse_maximum_ = 0, input_maximum_ = 0, vector_maximum_ = 0;
  double pulse_lsb_ = 0, current_lsb_ = 0;
  std::uint64_t cut_inputs_ = 0;
  std::uint64_t write_cycles_ = 0, started_ = 0;
  std::vector<std::uint32_t> arguments_;  // what the argument registers hold, so that only changes are sent
  std::vector<std::int32_t> words_;
};

}  // namespace memvp
