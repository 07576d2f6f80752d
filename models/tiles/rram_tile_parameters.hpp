// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "memvp/models/circuits/crossbar.hpp"
#include "memvp/models/circuits/sequencer_control.hpp"
#include "memvp/models/circuits/technology.hpp"
#include "memvp/models/physics/parameters.hpp"
#include "memvp/models/physics/rram_parameters.hpp"
#include "memvp/models/tiles/rram_command.hpp"

namespace memvp {

/// Size and wiring of a 1T1R array. Word lines (gates) and bit lines run along the rows, source lines along the
/// columns; products drive the bit lines and sense the source lines. A cell is 12 F along its row and 4 F along its
/// column (ndr_1t1r.md section 6).
struct rram_array_parameters {
  std::int64_t rows = 256;
  std::int64_t columns = 256;
  double row_resistance = 1.01;     ///< ohm, bit line, from cell to cell
  double column_resistance = 0.34;  ///< ohm, source line, from cell to cell
  drive_sides sides = drive_sides::single;
  double word_line_capacitance = 2.1e-15;      ///< F per cell
  double bit_line_capacitance = 1.812e-15;     ///< F per cell
  double source_line_capacitance = 1.604e-15;  ///< F per cell
  double solve_step = 1;  ///< decades of time since the last write after which the wires are solved anew
};

/// Input drivers and the ADCs of the source lines.
struct rram_converter_parameters {
  std::int64_t dac_bits = 4;  ///< of an input code; a signed code has one for its sign
  rram_drive drive = rram_drive::multi_level;
  std::int64_t adc_bits = 8;         ///< sign included
  double full_scale = 2e-3;          ///< A at the largest code in range 0
  std::int64_t ranges = 8;           ///< each half of the one before
  double cell_full_scale = 10e-6;    ///< A at the largest code when a cell is read alone
  std::int64_t columns_per_adc = 8;  ///< source lines that share a converter
  double bit_time = 10e-9;           ///< s, one comparison
  double overhead_time = 10e-9;      ///< s, of a conversion besides its comparisons
  bool ideal = false;                ///< convert without quantisation, for checks; cycles and energy stay
};

/// Reading, of vectors and of cells.
struct rram_read_parameters {
  double voltage = 0.2;              ///< V at the greatest input code
  double driver_resistance = 1e3;    ///< ohm, of a bit line driver
  double settle_time = 0;            ///< s; 0: from ndr_1t1r.md section 8a.8
  double integration_time = 100e-9;  ///< s, of one integration step
  double phase_gap = 0;              ///< s, from the sample to the first conversion
  double word_line_rest = 0;         ///< V of a word line that is off
  double clamp_power = 0;            ///< W, of the amplifier that holds a source line at virtual ground
};

/// Which line's voltage rises from pulse to pulse.
enum class rram_set_ramp {
  word_line,  ///< the compliance rises
  bit_line,
};

/// A voltage that rises in steps.
struct voltage_ramp {
  double start, step, end;  ///< V; `end` is the last, held by all further pulses

  double volts(std::uint32_t number) const {
    const double rising = start + step * number;
    return rising < end ? rising : end;
  }
  /// Steps until the end is reached.
  std::uint32_t steps() const;
};

/// Pulses of the incremental write-and-verify sequencer.
struct rram_write_parameters {
  rram_set_ramp set_ramp = rram_set_ramp::word_line;
  voltage_ramp set{2.0, 0.1, 3.0};    ///< of the ramped line
  double set_other_voltage = 2.0;     ///< V on the other line: bit line or word line
  voltage_ramp reset{0.8, 0.1, 4.0};  ///< source line
  double reset_gate_voltage = 3.5;    ///< V, word line
  double set_width = 100e-9;          ///< s
  double reset_width = 200e-9;        ///< s
  voltage_ramp form{2.6, 0.1, 4.0};   ///< bit line
  double form_gate_voltage = 2.0;     ///< V, word line
  double form_width = 1e-6;           ///< s
  double formed_conductance = 10e-6;  ///< S, least reading of a cell that counts as formed
  double setup_time = 20e-9;          ///< s, lines rise to their voltages
  double release_time = 20e-9;        ///< s, lines fall to ground
};

/// Times of the sequencer and sizes of the buffers.
struct rram_sequencer_parameters {
  std::int64_t decode_cycles = 2;
  std::int64_t fetch_cycles = 1;
  std::int64_t decide_cycles = 2;
  std::int64_t input_buffer = 16384;   ///< bytes
  std::int64_t result_buffer = 16384;  ///< bytes
  std::int64_t program_cells = 1024;   ///< cells that one programming command takes
};

/// What the waveforms show besides the lines of every tile.
struct rram_trace_parameters {
  std::string cells = "0,0";     ///< "row,column row,column ..."
  std::string inputs = "0";      ///< rows whose input codes are shown
  std::string converters = "0";  ///< converters whose bits are shown
};

/// Everything that a tile is built from.
struct rram_tile_parameters {
  rram_array_parameters array;
  rram_device_parameters device;
  rram_converter_parameters converter;
  rram_read_parameters read;
  rram_write_parameters write;
  rram_sequencer_parameters sequencer;
  sequencer_parameters control;
  technology_parameters technology;
  rram_trace_parameters trace;
};

/// Declares every key of a tile: `array.*`, `wire.*`, `device.*`, `converter.*`, `read.*`, `write.*`, `sequencer.*`,
/// `control.*`, `technology.*`, `trace.*`.
void visit_parameters(parameter_visitor& visitor, rram_tile_parameters& parameters);

/// Throws std::invalid_argument with one sentence if the parameters cannot be built together.
void check(const rram_tile_parameters& parameters);

/// Voltage that would drive through an ohmic cell what `volts` drive through one of the device's nonlinearity:
/// V0 sinh(V / V0). ndr_1t1r.md section 8a.2.
double effective_read_voltage(const rram_device_parameters& device, double volts);

}  // namespace memvp
