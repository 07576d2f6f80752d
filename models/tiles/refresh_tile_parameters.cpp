// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/refresh_tile_parameters.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <sstream>
#include <stdexcept>

#include "memvp/models/physics/ferroionic_laws.hpp"
#include "memvp/models/tiles/traced_cells.hpp"

namespace memvp {

namespace {

using p = provenance;
using d = dimension;

constexpr auto assumed = "assumed";
constexpr auto single_cell = "assumed: the paper describes single cells";
constexpr double most_volts = 100;
constexpr std::int64_t most_codes = 65535;

void visit_array(parameter_visitor& visitor, refresh_array_parameters& a) {
  visitor.enumeration(
      {"array.selection", d::number, 0, 0,
       "how a cell is singled out: a gate line a column, or V/2 or V/3 on the lines", p::assumed,
       "assumed: gated; V/2 of an FE pulse flips other cells and V/3 erases ions, refresh.md section 4"},
      {"gated", "half", "third"}, a.selection);
  visitor.real({"array.cell_area", d::area, 0, 1e-6, "of a cell; 0: unknown", p::unknown,
                "not in the available text of doi 10.1038/s41467-024-55701-0"},
               a.cell_area);
  visitor.real(
      {"array.relaxation_step", d::number, 0, 1,
       "share of the relaxation time for which products take conductances as they were; 0: not at all", p::setting, ""},
      a.relaxation_step);
  visitor.real(
      {"wire.resistance", d::resistance, 0, 1e6, "a line, from cell to cell", p::assumed, "assumed: ideal wires"},
      a.wire_resistance);
}

void visit_size(parameter_visitor& visitor, refresh_array_parameters& a) {
  visitor.integer({"array.rows", d::number, 1, refresh_tile_maximum_lines, "driven lines", p::assumed, single_cell},
                  a.rows);
  visitor.integer(
      {"array.columns", d::number, 1, refresh_tile_maximum_lines, "gated and sensed lines", p::assumed, single_cell},
      a.columns);
}

void visit_reading(parameter_visitor& visitor, refresh_read_parameters& r) {
  visitor.real({"read.voltage", d::voltage, -most_volts, most_volts, "across a cell, in a product", p::assumed,
                "assumed: that of the ion read pulse, doi 10.1038/s41467-024-55701-0, Fig. 2h"},
               r.voltage);
  visitor.enumeration({"read.gate", d::number, 0, 0, "gate of cells that are read", p::assumed,
                       "assumed: hold, so that reading drives no ions; the paper does not say"},
                      {"hold", "ion"}, r.gate);
  visitor.real({"read.settle_time", d::time, 0, 1, "the integrators of a product settle", p::assumed, assumed},
               r.settle_time);
  visitor.real({"read.unit_time", d::time, 1e-12, 1, "one unit of an input code's pulse width", p::assumed, assumed},
               r.unit_time);
  visitor.real(
      {"read.front_end_power", d::power, 0, 1,
       "amplifier that holds a sensed line at virtual ground, while it is sensed", p::unknown, "not found; taken as 0"},
      r.front_end_power);
}

void visit_converter(parameter_visitor& visitor, refresh_converter_parameters& c) {
  visitor.integer({"converter.bits", d::number, 2, 14, "of a converter; of a product's word with its sign", p::assumed,
                   "assumed: 10"},
                  c.bits);
  visitor.real({"converter.full_scale", d::current, 1e-15, 10, "mean current of a product at the largest code, range 0",
                p::assumed, "assumed: 128 cells of 10 uS at an effective 0.75 V carry 1 mA"},
               c.full_scale);
  visitor.integer({"converter.ranges", d::number, 1, 20, "full scales to choose from, each half of the one before",
                   p::assumed, assumed},
                  c.ranges);
  visitor.real({"converter.cell_bottom", d::conductance, 1e-15, 1, "cell code 0 of the logarithmic stage", p::assumed,
                "assumed: the value assumed for device.lowest_conductance"},
               c.cell_bottom);
  visitor.real({"converter.cell_top", d::conductance, 1e-15, 1, "largest cell code of the logarithmic stage",
                p::assumed, "assumed: five decades, for a polarisation ratio of 1e3 and an ionic ratio of 10"},
               c.cell_top);
  visitor.integer({"converter.columns_per_converter", d::number, 1, 512, "lines that share a converter", p::assumed,
                   "8, NeuroSim's usual sharing (numColMuxed), ndr_1t1r.md [S23]"},
                  c.columns_per_converter);
  visitor.real({"converter.bit_time", d::time, 0, 1, "one comparison, in whole cycles", p::assumed,
                "assumed: a cycle at 100 MHz"},
               c.bit_time);
  visitor.real({"converter.overhead_time", d::time, 0, 1, "of a conversion, besides its comparisons", p::assumed,
                "assumed: one step more than bits, as in NeuroSim, ndr_1t1r.md section 7 [S23]"},
               c.overhead_time);
  visitor.boolean({"converter.ideal", d::number, 0, 1,
                   "products without quantisation, to tell converters' errors from others", p::setting, ""},
                  c.ideal);
}

void visit_driver(parameter_visitor& visitor, refresh_driver_parameters& r) {
  visitor.real({"driver.cell_pitch", d::length, 1e-9, 1e-2, "length of line per cell", p::unknown,
                "not in the available text of doi 10.1038/s41467-024-55701-0; 10 um is assumed"},
               r.line.cell_pitch);
  visitor.real(
      {"driver.pulse_lsb", d::time, 0, 1,
       "unit of the widths of PULSE and tick of the pulse timer, in whole cycles; 0: a 2000th of the ion-set pulse",
       p::assumed, "assumed: 100 us with the published ion-set pulse of 0.2 s"},
      r.pulse_lsb);
  visitor.integer({"driver.timer_bits", d::number, 1, 64, "flip-flops of the pulse timer", p::assumed, assumed},
                  r.timer_bits);
  visitor.real(
      {"driver.closed_gate_voltage", d::voltage, -most_volts, most_volts, "gate line of closed cells", p::assumed,
       "assumed: as far from 0 V as the ion gate, on the other side; that a gate can close a cell is by "
       "analogy to arXiv 2204.08216"},
      r.closed_gate_voltage);
}

void visit_sequencer(parameter_visitor& visitor, refresh_sequencer_parameters& s) {
  visitor.integer({"sequencer.fetch_cycles", d::number, 0, 1000, "per word fetched from a buffer", p::assumed, assumed},
                  s.fetch_cycles);
  visitor.real({"sequencer.bias_time", d::time, 0, 1, "gate and row lines settle", p::assumed, assumed}, s.bias_time);
  visitor.integer(
      {"sequencer.decide_cycles", d::number, 1, 1000, "readings of a row are compared", p::assumed, assumed},
      s.decide_cycles);
  visitor.integer({"sequencer.input_buffer", d::number, 4, 1 << 20, "bytes of the input buffer", p::assumed, assumed},
                  s.input_buffer);
  visitor.integer({"sequencer.result_buffer", d::number, 4, 1 << 20, "bytes of the result buffer", p::assumed, assumed},
                  s.result_buffer);
}

void visit_controller(parameter_visitor& visitor, refresh_controller_parameters& c) {
  constexpr auto proposed = "assumed: refresh.md section 5";
  const auto count = [&](std::string_view key, std::int64_t least, std::string_view meaning, std::string_view source,
                         std::int64_t& value) {
    visitor.integer(
        {key, d::number, static_cast<double>(least), static_cast<double>(most_codes), meaning, p::assumed, source},
        value);
  };
  visitor.integer({"controller.slots", d::number, 1, 32, "requests that can wait", p::assumed, assumed}, c.slots);
  visitor.enumeration(
      {"controller.restore", d::number, 0, 0, "how ions go back to equilibrium", p::assumed,
       "assumed: active; the paper shows ions relaxing between tasks (Fig. 5a), pulses are not described"},
      {"none", "active", "passive", "lazy"}, c.restore_kind);
  visitor.boolean(
      {"controller.keep_alive", d::number, 0, 1, "volatile rows are written again before they fade", p::setting, ""},
      c.keep_alive);
  visitor.boolean({"controller.refuse", d::number, 0, 1,
                   "compute commands on rows under refresh are refused; else they wait", p::setting, ""},
                  c.refuse);
  visitor.boolean(
      {"controller.restore_verify", d::number, 0, 1, "rows are read after an active RESTORE", p::setting, ""},
      c.restore_verify);
  visitor.real({"controller.rewrite_loss", d::number, 1e-6, 0.999999,
                "EPS, tolerated relative loss of ionic content: T_REF = -tau ln(1 - EPS)", p::assumed, proposed},
               c.rewrite_loss);
  visitor.real(
      {"controller.guard_share", d::number, 0, 0.5,
       "rewrites begin earlier than they must by this share of T_REF, so that short commands pass between them",
       provenance::assumed, "assumed"},
      c.guard_share);
  visitor.real({"controller.residual", d::number, 1e-6, 0.999999,
                "ionic content that a passive RESTORE leaves: T_REST = tau ln(1 / residual)", p::assumed, proposed},
               c.residual);
  count("controller.restore_pulses", 1, "N_REST, ion-reset pulses of an active RESTORE", proposed, c.restore_pulses);
  count("controller.restore_tolerance", 0, "codes above SOURCE that count as restored",
        "assumed: 2 % of the ionic content are 4 codes, and read noise", c.restore_tolerance);
  count("controller.verify_tolerance", 0, "codes about TARGET that count as rewritten",
        "assumed: a full ionic content less 5 %, as controller.rewrite_loss", c.verify_tolerance);
  count("controller.level_tolerance", 0, "codes about a level's nominal one that count as written",
        "assumed: not quite half of the 38 codes between levels", c.level_tolerance);
  count("controller.verify_limit", 1, "tries before a time-out",
        "assumed: rows of 128 cells take 8 to 14 rounds with the default spread of thresholds", c.verify_limit);
  count("controller.promote_after", 0, "rewrites by the timer after which a row is promoted; 0: never", assumed,
        c.promote_after);
}

void visit_trace(parameter_visitor& visitor, refresh_trace_parameters& t) {
  visitor.text(
      {"trace.cells", d::number, 0, 0, "cells whose states the waveforms show: row,column ...", p::setting, ""},
      t.cells);
  visitor.text({"trace.rows", d::number, 0, 0, "rows whose mode and age the waveforms show", p::setting, ""}, t.rows);
}

void require(bool holds, const char* sentence) {
  if (!holds) throw std::invalid_argument(sentence);
}

}  // namespace

technology_parameters refresh_technology() {
  technology_parameters technology;
  technology.write_supply_voltage = 15;
  return technology;
}

void visit_unsized_parameters(parameter_visitor& visitor, refresh_tile_parameters& t) {
  visit_array(visitor, t.array);
  visit_parameters(visitor, t.device);
  visit_reading(visitor, t.read);
  visit_converter(visitor, t.converter);
  visit_driver(visitor, t.driver);
  visit_sequencer(visitor, t.sequencer);
  visit_controller(visitor, t.controller);
  visit_parameters(visitor, t.control);
  visit_parameters(visitor, t.technology);
  visit_trace(visitor, t.trace);
}

void visit_parameters(parameter_visitor& visitor, refresh_tile_parameters& t) {
  visit_size(visitor, t.array);
  visit_unsized_parameters(visitor, t);
}

void check(const refresh_tile_parameters& t) {
  const refresh_array_parameters& a = t.array;
  if (a.rows < 1 || a.columns < 1 || a.rows > refresh_tile_maximum_lines || a.columns > refresh_tile_maximum_lines)
    throw std::invalid_argument("a refreshable array of " + std::to_string(a.rows) + " x " + std::to_string(a.columns) +
                                " cells cannot be built: rows and columns must lie in 1.." +
                                std::to_string(refresh_tile_maximum_lines) + ".");
  check(t.device);
  const ferroionic_device_parameters& device = t.device;
  require(device.set_groups <= std::int64_t{refresh_levels},
          "device.set_groups must be at most 16, the levels that the tile's registers can name.");
  const double greatest_set = set_voltage(device, static_cast<int>(device.set_groups) - 1);
  const double greatest_reset = reset_voltage(device, static_cast<int>(device.reset_groups) - 1);
  for (const double volts : {greatest_set, greatest_reset, device.ion_gate_voltage, device.hold_gate_voltage,
                             t.driver.closed_gate_voltage}) {
    if (std::abs(volts) <= t.technology.write_supply_voltage * (1 + 1e-9)) continue;
    std::ostringstream sentence;
    sentence << "a line of the refresh tile cannot be driven to " << volts << " V from a write supply of "
             << t.technology.write_supply_voltage << " V (technology.write_supply_voltage).";
    throw std::invalid_argument(sentence.str());
  }
  require(window_of(device, t.read.voltage) == voltage_window::read,
          "read.voltage must not be 0 and must lie in the read window, up to the magnitude of device.read_voltage.");
  require(t.converter.cell_top > t.converter.cell_bottom, "converter.cell_top must be above converter.cell_bottom.");
  require(t.driver.pulse_lsb <= std::min(device.ion_set_width, device.ion_reset_width),
          "driver.pulse_lsb must not be longer than an ion pulse.");
  const auto rows = static_cast<std::uint64_t>(a.rows);
  parse_traced_cells(t.trace.cells, rows, static_cast<std::uint64_t>(a.columns));
  parse_traced_numbers("trace.rows", t.trace.rows, rows);
}

double read_gate_voltage(const ferroionic_device_parameters& device, refresh_read_gate gate) {
  return gate == refresh_read_gate::ion ? device.ion_gate_voltage : device.hold_gate_voltage;
}

refresh_pulse_table pulse_table_of(const refresh_tile_parameters& t, clock_grid clock) {
  const ferroionic_device_parameters& device = t.device;
  const auto cycles = [&](double seconds) { return clock.cycles_covering(seconds); };
  const cycle_count width = cycles(device.ferroelectric_width), gap = cycles(device.ferroelectric_gap);
  const double gate = device.ion_gate_voltage;
  const double read_gate = read_gate_voltage(device, t.read.gate);
  const double reset = reset_voltage(device, static_cast<int>(device.reset_groups) - 1);
  const refresh_pulse read{device.read_voltage, read_gate, cycles(device.read_width), 0};
  return {{{device.set_lowest, gate, width, gap},
           {reset, gate, width, gap},
           {device.ion_set_voltage, gate, cycles(device.ion_set_width), 0},
           {device.ion_reset_voltage, gate, cycles(device.ion_reset_width), 0},
           read,
           read}};
}

cycle_count pulse_lsb_of(const refresh_tile_parameters& t, clock_grid clock) {
  constexpr double steps = 2000;
  return clock.cycles_covering(t.driver.pulse_lsb > 0 ? t.driver.pulse_lsb : t.device.ion_set_width / steps);
}

namespace {

enum class rounding { down, up };

// What lasts beyond the longest run, as with cells that never relax, is never over.
cycle_count interval_of(double seconds, clock_grid clock, rounding rounds) {
  const double cycles = seconds * 1e12 / static_cast<double>(clock.period_ps());
  if (!(cycles < static_cast<double>(clock.longest_run()))) return ~cycle_count{0};
  return rounds == rounding::up ? clock.cycles_covering(seconds) : static_cast<cycle_count>(cycles);
}

}  // namespace

refresh_policy policy_of(const refresh_tile_parameters& t, clock_grid clock) {
  const refresh_controller_parameters& c = t.controller;
  const double tau = relaxation_time(t.device, t.device.reference_temperature);
  const auto count = [](std::int64_t value) { return static_cast<std::uint32_t>(value); };
  refresh_policy policy;
  policy.restore = c.restore_kind;
  policy.keep_alive = c.keep_alive;
  policy.refuse = c.refuse;
  policy.restore_verify = c.restore_verify;
  // The deadline falls no later than the loss; the rest is over no earlier than the residual.
  policy.rewrite_interval = interval_of(-tau * std::log1p(-c.rewrite_loss), clock, rounding::down);
  policy.rest_time = interval_of(-tau * std::log(c.residual), clock, rounding::up);
  const bool fades = policy.rewrite_interval != ~cycle_count{0};
  const double guard = fades ? c.guard_share * static_cast<double>(policy.rewrite_interval) : 0;
  require(guard <= static_cast<double>(UINT32_MAX),
          "controller.guard_share of T_REF must be less than 2^32 cycles, or T_GUARD cannot hold it.");
  policy.guard = static_cast<cycle_count>(guard);
  policy.restore_pulses = count(c.restore_pulses);
  policy.restore_tolerance = count(c.restore_tolerance);
  policy.verify_tolerance = count(c.verify_tolerance);
  policy.level_tolerance = count(c.level_tolerance);
  policy.verify_limit = count(c.verify_limit);
  policy.promote_after = count(c.promote_after);
  policy.set_pulses = count(t.device.set_pulses);
  policy.reset_pulses = count(t.device.reset_pulses);
  policy.level_step = t.device.set_step;
  return policy;
}

double cell_code_step(const refresh_converter_parameters& c) {
  return std::log(c.cell_top / c.cell_bottom) / (std::ldexp(1.0, static_cast<int>(c.bits)) - 1);
}

}  // namespace memvp
