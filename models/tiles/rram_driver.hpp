// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "memvp/models/tiles/rram_command.hpp"
#include "memvp/tlm/host_cpu.hpp"
#include "memvp/tlm/interrupt_line.hpp"

namespace memvp {

/// A tile refused a command or gave it up; what() says which and why.
class rram_command_error : public std::runtime_error {
 public:
  rram_command_error(rram_operation operation, rram_error error);
  rram_error code() const { return code_; }

 private:
  rram_error code_;
};

/// Settings of write-and-verify and of forming.
struct rram_verify_settings {
  double tolerance = 1e-6;          ///< S, accepted error of a reading; ndr_1t1r.md section 4.1 [S11]
  std::uint32_t pulse_limit = 500;  ///< pulses of a cell at most (assumed), 1 to 65535
  std::uint32_t reads = 1;          ///< conversions averaged per reading, 1 to 65535
};

/// A cell that write-and-verify or forming gave up on.
struct rram_failed_cell {
  std::uint32_t row, column;  ///< in the array
  double siemens;             ///< what its last reading stands for
};

/// What programming took: the difference of the tile's counters, and its list of failures.
struct rram_programming_report {
  std::uint64_t cells = 0;
  std::uint64_t pulses = 0;
  std::uint64_t reads = 0;  ///< verify readings
  std::uint64_t failures = 0;
  std::vector<rram_failed_cell> failed_cells;

  rram_programming_report& operator+=(const rram_programming_report& other);
};

/// A vector product that a tile is to carry out.
struct rram_product {
  array_region region;
  rram_column_mode columns = rram_column_mode::differential;
  std::uint32_t slices = 1;           ///< neighbouring lines that make an output, most significant first
  std::uint32_t slice_bits = 1;       ///< bits of a slice
  bool input_signed = false;          ///< codes are two's complement bytes
  std::uint32_t converter_range = 0;  ///< full scale of the converters / 2^range
  bool analog_output = false;         ///< to the neurons bound to the tile; there are no words then
  std::uint32_t first_neuron = 0;     ///< neuron that takes output 0

  /// Outputs of a vector, 0 if the columns do not divide as asked.
  std::uint32_t outputs() const { return outputs_of(sensed_lines(columns, region.columns), slices); }
};

/// What a host's software knows of a 1T1R tile: its registers and buffer windows. Every call is bus traffic; those that
/// do not begin with start_ return when the tile's interrupt says that the command is done. Calls are only valid inside
/// the host's program.
///
/// Commands that the tile refuses throw rram_command_error. Values that no register could hold (a target outside the
/// window or not a number, a region outside the array) throw std::invalid_argument before anything is sent.
class rram_driver {
 public:
  /// Reads the tile's size and units and enables its interrupts. Throws std::runtime_error if `base` is not a 1T1R
  /// tile.
  /// \param line the tile's line at the interrupt controller
  rram_driver(host_cpu& host, std::uint64_t base, interrupt_line line);

  std::uint32_t rows() const { return rows_; }
  std::uint32_t columns() const { return columns_; }
  array_region whole() const { return {0, rows_, 0, columns_}; }
  double minimum_conductance() const { return window_bottom_; }  ///< S, target 0
  double maximum_conductance() const { return window_top_; }     ///< S, the greatest target
  /// Greatest input code: 2^bits - 1, signed 2^(bits-1) - 1 (1 for a single bit).
  std::uint32_t input_maximum(bool input_signed) const;
  std::uint32_t converter_ranges() const { return converter_ranges_; }
  /// Volts by which a cell's conductance has to be multiplied for its current at the greatest code: the read voltage,
  /// raised by the cell's nonlinearity.
  double read_voltage() const { return read_voltage_; }
  /// Current [A] at the greatest code of a nominal cell of that conductance [S], its transistor in series.
  double cell_current(double siemens) const;
  /// Conductance [S] of the nominal cell that carries that current [A] at the greatest code.
  double cell_conductance(double amperes) const;
  /// Amperes per unit of a result word of such a product: word * current_lsb = the current that voltages in proportion
  /// to the codes, the greatest code at the read voltage, drive through the line. With several slices: of the least
  /// significant one.
  double current_lsb(const rram_product& product) const;

  /// Bytes from a vector's first code to the next vector's, both in INPUT and as the neurons leave them.
  static constexpr std::uint32_t input_stride(std::uint32_t codes) { return (codes + 3) / 4 * 4; }
  /// Bus address of the first code of the first vector, for those who bring codes by other ways.
  std::uint64_t input_address() const;
  /// Bus address of the first result word, vector after vector.
  std::uint64_t result_address() const;
  /// Most vectors of such a product in one command. 0 if not even one fits.
  std::uint32_t most_vectors(const rram_product& product) const;

  /// Forms the region's cells.
  rram_programming_report form(const array_region& region, const rram_verify_settings& settings);
  /// Writes conductances [S], row by row, closed loop. Any size; as many commands as the windows need.
  /// \throws std::invalid_argument that names the cell, for a target outside the window or not a number
  rram_programming_report program(const array_region& region, const double* siemens,
                                  const rram_verify_settings& settings);
  /// One pulse a cell at step `ramp_step` of the voltage ramp.
  void set_pulses(const array_region& region, std::uint32_t ramp_step);
  void reset_pulses(const array_region& region, std::uint32_t ramp_step);
  /// Conductance [S] of each cell of the region alone, as read by the tile, averaged over `reads` conversions.
  void read_cells(const array_region& region, std::uint32_t reads, double* siemens);

  /// Sends codes, each vector's behind the other without gaps (region.rows bytes each), and starts the product.
  void start_multiply(const rram_product& product, const std::uint8_t* codes, std::uint32_t vectors);
  /// As start_multiply, for codes that are in INPUT already, input_stride(region.rows) bytes apart.
  void start_multiply_loaded(const rram_product& product, std::uint32_t vectors);
  /// Waits for the end of what was started and reads its words, vector after vector; `words` may be null if they are
  /// not wanted or the output is analog.
  void finish_multiply(std::int32_t* words);
  /// Any number of vectors; as many commands as the windows need.
  void multiply(const rram_product& product, const std::uint8_t* codes, std::uint32_t vectors, std::int32_t* words);

  /// True conductances [S] of the whole array, row by row, through transport_dbg: no time passes.
  void conductances(double* siemens) const;

  std::uint64_t pulses();          ///< write pulses since reset, forming included
  std::uint64_t verify_reads();    ///< readings of write-and-verify and forming
  std::uint64_t conversions();     ///< ADC conversions since reset
  std::uint64_t saturations();     ///< conversions beyond the full scale
  std::uint64_t operations();      ///< multiply-accumulates and write pulses
  std::uint64_t clipped_events();  ///< cell events that hit an edge of the device's range
  double energy();                 ///< dynamic energy since reset [J]

 private:
  void set_argument(std::uint32_t offset, std::uint32_t value);
  void set_region(const array_region& region);
  void require_inside(const array_region& region) const;
  void start(rram_operation operation);
  void finish();
  rram_programming_report run_verified(rram_operation operation, const array_region& region,
                                       const rram_verify_settings& settings);
  template <class Part>
  void in_parts(const array_region& region, std::uint32_t most_cells, Part part) const;
  void pulse_cells(rram_operation operation, const array_region& region, std::uint32_t ramp_step);
  std::uint64_t counter(std::uint32_t low_offset);
  double read_float(std::uint32_t offset);

  host_cpu& host_;
  std::uint64_t base_;
  interrupt_line line_;
  std::uint32_t rows_ = 0, columns_ = 0, input_bits_ = 0, input_bytes_ = 0, result_bytes_ = 0, program_cells_ = 0;
  std::uint32_t converter_ranges_ = 0;
  rram_drive drive_ = rram_drive::multi_level;
  double window_bottom_ = 0, window_top_ = 0, read_voltage_ = 0, series_resistance_ = 0;
  double current_lsb_ = 0, cell_current_lsb_ = 0;
  rram_operation running_ = rram_operation::none;
  std::size_t result_words_ = 0;          // of the running product
  std::vector<std::uint32_t> arguments_;  // what the argument registers hold, so that only changes are sent
  std::vector<std::uint32_t> words_;
};

}  // namespace memvp
