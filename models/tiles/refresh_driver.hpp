// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/models/tiles/refresh_command.hpp"
#include "memvp/models/tiles/refresh_errors.hpp"
#include "memvp/models/tiles/refresh_policy.hpp"
#include "memvp/tlm/host_cpu.hpp"
#include "memvp/tlm/interrupt_line.hpp"

namespace memvp {

/// A vector product that a tile is to carry out.
struct refresh_product {
  array_region region;
  bool transposed = false;  ///< codes on the columns, currents sensed on the rows
  refresh_column_mode columns = refresh_column_mode::single;
  std::uint32_t converter_range = 0;  ///< full scale of the converters / 2^range

  /// Codes of a vector.
  std::uint32_t inputs() const { return transposed ? column_lines() : region.rows; }
  /// Words of a vector's result.
  std::uint32_t outputs() const { return transposed ? region.rows : column_lines(); }

 private:
  std::uint32_t column_lines() const {
    return columns == refresh_column_mode::pairs ? region.columns / 2 : region.columns;
  }
};

/// What a host's software knows of a refresh tile: its registers and buffer windows. Every call is bus traffic. Compute
/// commands and requests return when the tile's interrupt says that they are done, but for submit(). Calls are only
/// valid inside the host's program.
///
/// Commands and requests that the tile refuses or gives up throw refresh_command_error and refresh_request_error. What
/// no register could hold (a region outside the array) throws std::invalid_argument before anything is sent.
class refresh_driver {
 public:
  /// Reads the tile's size and units and enables its interrupts `done`, `error` and `request_done`. \throws
  /// std::runtime_error if `base` is not a refresh tile
  /// \param line the tile's line at the interrupt controller
  refresh_driver(host_cpu& host, std::uint64_t base, interrupt_line line);

  std::uint32_t rows() const { return rows_; }
  std::uint32_t columns() const { return columns_; }
  array_region whole() const { return {0, rows_, 0, columns_}; }
  std::uint32_t slots() const { return slots_; }  ///< requests that can be under way at a time
  /// Volts by which a cell's conductance has to be multiplied for its current at the greatest code: the read voltage,
  /// raised by the cell's nonlinearity.
  double read_voltage() const { return read_voltage_; }
  double pulse_lsb_s() const { return pulse_lsb_; }              ///< s, unit of the widths of pulse()
  std::int32_t pulse_maximum() const { return pulse_maximum_; }  ///< greatest magnitude of a width
  std::uint32_t converter_ranges() const { return converter_ranges_; }
  double cycle_s() const { return cycle_; }              ///< s, length of a cycle
  double level_bottom() const { return level_bottom_; }  ///< S, nominal cell at level 0, ions at rest
  double level_top() const { return level_top_; }        ///< S, the same at level 15
  double ionic_top() const { return ionic_top_; }        ///< S, level 15 with ions at their most
  double cell_step() const { return cell_step_; }        ///< nepers from a cell's code to the next
  /// Conductance [S] that a cell's code stands for.
  double cell_conductance(std::uint32_t code) const;

  /// Gives rows a mode and a task; restores them first if the policy says so.
  void allocate(std::uint32_t first_row, std::uint32_t row_count, refresh_mode mode, std::uint32_t task);
  void restore(std::uint32_t first_row, std::uint32_t row_count);
  /// Brings the rows' ions to TARGET again.
  void rewrite(std::uint32_t first_row, std::uint32_t row_count);
  /// Writes the rows' polarisation. \param levels 0 to 15, row_count x columns(), row by row
  void reprogram(std::uint32_t first_row, std::uint32_t row_count, const std::uint8_t* levels);
  /// Writes what the rows hold in ions and polarisation together to the polarisation.
  void promote(std::uint32_t first_row, std::uint32_t row_count);

  /// Enters a request and returns its slot; nothing is waited for.
  std::uint32_t submit(const refresh_request& request);
  /// Waits for the end of the request in that slot. \throws refresh_request_error if it ended so
  void wait(std::uint32_t slot);

  /// Ionic pulses, a row at a time. \param widths of the region's cells, row by row: positive sets, negative resets, in
  /// pulse_lsb_s(); 0: no pulse \param verify reads each row afterwards and takes the codes as its target
  void pulse(const array_region& region, const std::int16_t* widths, bool verify);
  /// Conductance [S] of each cell of the region, as read by the tile; as many commands as the buffer needs.
  void read_cells(const array_region& region, double* siemens);
  /// Vector products. \param codes -127 to 127, product.inputs() a vector, vectors without gaps \param words
  /// product.outputs() a vector; any number of vectors, as many commands as the buffers need
  void multiply(const refresh_product& product, const std::int8_t* codes, std::uint32_t vectors, std::int32_t* words);
  /// Amperes per unit of a word: word * current_lsb = the current that voltages in proportion to the codes, the
  /// greatest code at the read voltage, drive through the line.
  double current_lsb(const refresh_product& product) const;
  /// Most vectors of such a product in one command. 0 if not even one fits.
  std::uint32_t most_vectors(const refresh_product& product) const;

  /// What the controller goes by: at first what the configuration says.
  refresh_policy policy();
  void set_policy(const refresh_policy& policy);
  /// An entry of the PULSE table. Voltages are rounded to millivolts.
  refresh_pulse pulse_entry(refresh_pulse_kind kind);
  void set_pulse_entry(refresh_pulse_kind kind, const refresh_pulse& pulse);
  /// What the sensor on the die says.
  void set_temperature(double kelvin);

  /// True states of the whole array, row by row, through transport_dbg: no time passes. They are those of simulated
  /// time, which a loosely timed host may be ahead of (host_cpu::synchronise).
  void conductances(double* siemens) const;
  void polarisations(double* polarisation) const;
  void ionic_states(double* excess) const;

  // Counters since reset.
  std::uint64_t pulses();  ///< write pulses, one a cell and pulse
  std::uint64_t conversions();
  std::uint64_t saturations();     ///< conversions beyond the converter's range
  std::uint64_t verify_reads();    ///< rows read to be compared
  std::uint64_t restores();        ///< RESTOREs that found a dirty row
  std::uint64_t rewrites();        ///< rows, asked for or by the timer
  std::uint64_t reprograms();      ///< rows, promoted ones included
  std::uint64_t promotes();        ///< rows
  std::uint64_t misses();          ///< deadlines
  std::uint64_t operations();      ///< multiply-accumulates and write pulses
  double energy();                 ///< dynamic energy [J]
  double refresh_energy();         ///< J, the part of it that requests and the timer have cost
  std::uint64_t refresh_cycles();  ///< cycles in which requests and the timer had the row driver

  /// Errors of the timer's own work that this driver has met while it waited for something else.
  std::uint64_t timer_errors() const { return timer_errors_; }

 private:
  void set_argument(std::uint32_t offset, std::uint32_t value);
  void set_region(const array_region& region);
  void require_inside(const array_region& region) const;
  std::uint32_t take_causes();  // reads and clears IRQ_STATUS
  void run(refresh_operation operation);
  void request(const refresh_request& request) { wait(submit(request)); }
  template <class Element>
  void write_rows(std::uint32_t address, const Element* elements, std::size_t rows, std::size_t columns);
  void read_truth(std::uint32_t window, double* values) const;
  std::uint64_t counter(std::uint32_t low_offset);
  void set_wide(std::uint32_t low_offset, std::uint64_t value);
  double read_float(std::uint32_t offset);

  host_cpu& host_;
  std::uint64_t base_;
  interrupt_line line_;
  std::uint32_t rows_ = 0, columns_ = 0, slots_ = 0, input_bytes_ = 0, result_bytes_ = 0, converter_ranges_ = 0;
  std::int32_t pulse_maximum_ = 0;
  double cycle_ = 0, pulse_lsb_ = 0, read_voltage_ = 0, current_lsb_ = 0;
  double cell_bottom_ = 0, cell_step_ = 0, level_bottom_ = 0, level_top_ = 0, ionic_top_ = 0;
  std::uint64_t timer_errors_ = 0;
  std::vector<refresh_request_kind> slot_kinds_;  // what was submitted to each slot last
  std::vector<std::uint32_t> arguments_;          // what the argument registers hold, so that only changes are sent
  std::vector<std::uint32_t> words_;
};

}  // namespace memvp
