// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "memvp/models/circuits/crossbar.hpp"
#include "memvp/models/circuits/pulse_driver.hpp"
#include "memvp/models/circuits/sequencer_control.hpp"
#include "memvp/models/circuits/technology.hpp"
#include "memvp/models/physics/ferroionic_parameters.hpp"
#include "memvp/models/physics/parameters.hpp"
#include "memvp/models/tiles/refresh_command.hpp"
#include "memvp/models/tiles/refresh_policy.hpp"
#include "memvp/traces/clock_grid.hpp"

namespace memvp {

/// How a cell is singled out. The paper describes single cells: all of this is this project's.
enum class refresh_selection {
  gated,  ///< a gate line a column: closed cells, and other rows, see nothing
  half,   ///< no gate lines; V/2 on the other cells of the row and the columns
  third,  ///< no gate lines; V/3, and -V/3 on all the rest
};

/// Size and wiring. Rows are driven, columns sensed and gated.
struct refresh_array_parameters {
  std::int64_t rows = 128;
  std::int64_t columns = 128;
  refresh_selection selection = refresh_selection::gated;
  double wire_resistance = 0;     ///< ohm per segment of either line; 0: ideal wires. Row readings neglect it
  double cell_area = 0;           ///< m^2; 0: unknown
  double relaxation_step = 1e-3;  ///< share of tau for which products take conductances as they were; 0: not at all
};

/// Which voltage the gates of open cells have while they are read.
enum class refresh_read_gate {
  hold,  ///< device.hold_gate_voltage: reading drives no ions
  ion,   ///< device.ion_gate_voltage: every read pulse is a weak ion-set pulse
};

/// Products, and the gates of all readings.
struct refresh_read_parameters {
  double voltage = -0.6;  ///< V across the cells of a product
  refresh_read_gate gate = refresh_read_gate::hold;
  double settle_time = 100e-9;  ///< S, s: the integrators settle
  double unit_time = 10e-9;     ///< U, s: one unit of an input code's pulse width
  double front_end_power = 0;   ///< W per sensed line while it is held at virtual ground
};

/// One SAR converter serves several lines, for products behind an integrator, for cells behind a logarithmic stage.
struct refresh_converter_parameters {
  std::int64_t bits = 10;                  ///< products: sign included; cells: codes 0 .. 2^bits - 1
  double full_scale = 1e-3;                ///< A, mean current at the largest code of range 0
  std::int64_t ranges = 16;                ///< each half of the one before
  double cell_bottom = 1e-9;               ///< S of cell code 0
  double cell_top = 100e-6;                ///< S of the largest cell code
  std::int64_t columns_per_converter = 8;  ///< lines that share a converter
  double bit_time = 10e-9;                 ///< s, one comparison
  double overhead_time = 10e-9;            ///< s, of a conversion besides its comparisons
  bool ideal = false;                      ///< products without quantisation, for checks; cycles and energy stay
};

/// Row and gate drivers.
struct refresh_driver_parameters {
  pulse_driver_parameters line;
  double pulse_lsb = 0;  ///< s, unit of the widths of PULSE, and tick of the pulse timer; 0: ion-set pulse / 2000
  std::int64_t timer_bits = 16;    ///< flip-flops of that timer, for its energy
  double closed_gate_voltage = 4;  ///< V of a gate line that is closed
};

/// Times of the sequencer and sizes of the buffers.
struct refresh_sequencer_parameters {
  std::int64_t fetch_cycles = 1;       ///< F
  double bias_time = 1e-6;             ///< B, s
  std::int64_t decide_cycles = 2;      ///< Q
  std::int64_t input_buffer = 16384;   ///< bytes
  std::int64_t result_buffer = 65536;  ///< bytes
};

/// The slot table, and the values that the controller's registers have after a reset.
struct refresh_controller_parameters {
  std::int64_t slots = 8;
  refresh_restore_kind restore_kind = refresh_restore_kind::active;
  bool keep_alive = false;
  bool refuse = false;                  ///< compute commands on rows that a request has; else they wait
  bool restore_verify = false;          ///< RESTORE reads the rows afterwards
  double rewrite_loss = 0.05;           ///< EPS: T_REF = -tau ln(1 - EPS)
  double guard_share = 0;               ///< T_GUARD as a share of T_REF
  double residual = 0.02;               ///< T_REST = tau ln(1 / residual)
  std::int64_t restore_pulses = 28;     ///< N_REST
  std::int64_t restore_tolerance = 12;  ///< codes
  std::int64_t verify_tolerance = 10;   ///< codes
  std::int64_t level_tolerance = 18;    ///< codes
  std::int64_t verify_limit = 32;
  std::int64_t promote_after = 0;  ///< rewrites; 0: never
};

/// What the waveforms show besides the lines of every tile.
struct refresh_trace_parameters {
  std::string cells = "0,0";  ///< "row,column row,column ..."
  std::string rows = "0";     ///< rows whose mode and age are shown
};

/// The 130 nm set with a write supply for the ferroelectric pulses, up to 14.5 V (doi 10.1038/s41467-024-55701-0,
/// Fig. 2e).
technology_parameters refresh_technology();

/// Everything that a tile is built from.
struct refresh_tile_parameters {
  refresh_array_parameters array;
  ferroionic_device_parameters device;
  refresh_read_parameters read;
  refresh_converter_parameters converter;
  refresh_driver_parameters driver;
  refresh_sequencer_parameters sequencer;
  refresh_controller_parameters controller;
  sequencer_parameters control;
  technology_parameters technology = refresh_technology();
  refresh_trace_parameters trace;
};

/// Most rows and columns of a tile.
inline constexpr std::uint32_t refresh_tile_maximum_lines = 512;

/// Declares every key of a tile: `array.*`, `wire.*`, `device.*`, `read.*`, `converter.*`, `driver.*`, `sequencer.*`,
/// `controller.*`, `control.*`, `technology.*`, `trace.*`.
void visit_parameters(parameter_visitor& visitor, refresh_tile_parameters& parameters);
/// All but `array.rows` and `array.columns`, for platforms whose workload gives the size.
void visit_unsized_parameters(parameter_visitor& visitor, refresh_tile_parameters& parameters);

/// Throws std::invalid_argument with one sentence if the parameters cannot be built together.
void check(const refresh_tile_parameters& parameters);

/// V on the gates of cells that are read.
double read_gate_voltage(const ferroionic_device_parameters& device, refresh_read_gate gate);

/// The PULSE table after a reset: the device's pulses, in cycles. The paper's gate bias of FE pulses and of readings is
/// not known: FE pulses take the ion gate, readings that of `read.gate` (assumed). The gap after an ion pulse is not
/// stated either: 0. The FE read pulse is not known: taken to be the ion read pulse.
refresh_pulse_table pulse_table_of(const refresh_tile_parameters& parameters, clock_grid clock);

/// What the controller's registers say after a reset. T_REF and T_REST follow from the nominal time constant at the
/// reference temperature; all ones, which is never, if they are longer than any run. \throws std::invalid_argument if
/// the guard is longer than T_GUARD can hold.
refresh_policy policy_of(const refresh_tile_parameters& parameters, clock_grid clock);

/// Unit of the widths of PULSE, in cycles.
cycle_count pulse_lsb_of(const refresh_tile_parameters& parameters, clock_grid clock);

/// Nepers between neighbouring cell codes.
double cell_code_step(const refresh_converter_parameters& converter);

}  // namespace memvp
