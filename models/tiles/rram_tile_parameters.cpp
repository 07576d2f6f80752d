// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/rram_tile_parameters.hpp"

#include <cmath>
#include <sstream>
#include <stdexcept>

#include "memvp/models/tiles/rram_registers.hpp"
#include "memvp/models/tiles/traced_cells.hpp"

namespace memvp {

namespace {

using p = provenance;
using d = dimension;

constexpr auto surrogate = "assumed: the surrogate chip of ndr_1t1r.md section 3, sized like NeuRRAM [S10]";
constexpr auto assumed = "assumed";
constexpr double most_volts = 10;

void visit_array(parameter_visitor& visitor, rram_array_parameters& a) {
  visitor.integer(
      {"array.rows", d::number, 1, rram_tile_maximum_lines, "word lines and bit lines", p::assumed, surrogate}, a.rows);
  visitor.integer({"array.columns", d::number, 1, rram_tile_maximum_lines, "source lines", p::assumed, surrogate},
                  a.columns);
  visitor.real({"wire.row_resistance", d::resistance, 0, 1e6, "bit line, from cell to cell", p::literature,
                "NeuroSim, 12 F at 130 nm, ndr_1t1r.md section 6 [S23]"},
               a.row_resistance);
  visitor.real({"wire.column_resistance", d::resistance, 0, 1e6, "source line, from cell to cell", p::literature,
                "NeuroSim, 4 F at 130 nm, ndr_1t1r.md section 6 [S23]"},
               a.column_resistance);
  visitor.enumeration(
      {"wire.drive", d::number, 0, 0, "ends from which the bit lines are driven", p::assumed, "assumed: one end"},
      {"single", "both"}, a.sides);
  visitor.real({"wire.word_line_capacitance", d::capacitance, 0, 1e-9, "word line, per cell", p::literature,
                "1.5 + 0.6 fF, NeuRRAM macro model, ndr_1t1r.md section 4.1 [S12]"},
               a.word_line_capacitance);
  visitor.real({"wire.bit_line_capacitance", d::capacitance, 0, 1e-9, "bit line, per cell", p::inferred,
                "1.5 fF of ndr_1t1r.md section 8a.8 and 0.2 fF/um over 12 F at 130 nm [S23]"},
               a.bit_line_capacitance);
  visitor.real({"wire.source_line_capacitance", d::capacitance, 0, 1e-9, "source line, per cell", p::inferred,
                "1.5 fF of ndr_1t1r.md section 8a.8 and 0.2 fF/um over 4 F at 130 nm [S23]"},
               a.source_line_capacitance);
  visitor.real({"wire.solve_step", d::number, 1e-3, 100,
                "decades of time since the last write after which the wires are solved anew; in between, the IR drop "
                "follows relaxing cells to first order",
                p::setting, ""},
               a.solve_step);
}

void visit_converters(parameter_visitor& visitor, rram_converter_parameters& c) {
  visitor.integer({"converter.dac_bits", d::number, 1, 8, "bits of an input code, a sign included", p::assumed,
                   "assumed: 4, the most that NeuRRAM's published timing covers, ndr_1t1r.md K8"},
                  c.dac_bits);
  visitor.enumeration({"converter.drive", d::number, 0, 0, "how an input code reaches the array", p::setting,
                       "NeuRRAM counts pulses; multi-level is assumed"},
                      {"multi-level", "bit-serial", "pulse-count"}, c.drive);
  visitor.integer({"converter.adc_bits", d::number, 2, 16, "bits of an ADC, sign included", p::assumed,
                   "assumed: 8, the SAR table of ndr_1t1r.md section 7"},
                  c.adc_bits);
  visitor.real({"converter.full_scale", d::current, 1e-15, 10, "current at the largest ADC code in range 0",
                p::inferred, "256 cells of 40 uS at 0.2 V carry 2.05 mA"},
               c.full_scale);
  visitor.integer({"converter.ranges", d::number, 1, 16, "full scales to choose from, each half of the one before",
                   p::assumed, assumed},
                  c.ranges);
  visitor.real(
      {"converter.cell_full_scale", d::current, 1e-15, 10, "current at the largest ADC code when a cell is read alone",
       p::inferred, "50 uS at 0.2 V: the window ends at 40 uS"},
      c.cell_full_scale);
  visitor.integer({"converter.columns_per_adc", d::number, 1, 512, "source lines that share an ADC", p::assumed,
                   "8, NeuroSim's usual sharing (numColMuxed) [S23]"},
                  c.columns_per_adc);
  visitor.real({"converter.bit_time", d::time, 0, 1, "one comparison of an ADC, in whole cycles", p::assumed,
                "assumed: a cycle at 100 MHz; NeuroSim has 1 ns, NeuRRAM 0.3 us, ndr_1t1r.md sections 7, 4.1"},
               c.bit_time);
  visitor.real({"converter.overhead_time", d::time, 0, 1, "of a conversion, besides its comparisons", p::assumed,
                "assumed: one step more than bits, as in NeuroSim, ndr_1t1r.md section 7 [S23]"},
               c.overhead_time);
  visitor.boolean({"converter.ideal", d::number, 0, 1,
                   "convert currents without quantisation, to tell converters' errors from others", p::setting, ""},
                  c.ideal);
}

void visit_reading(parameter_visitor& visitor, rram_read_parameters& r) {
  visitor.real({"read.voltage", d::voltage, 1e-6, 2, "bit line voltage at the greatest input code", p::literature,
                "0.2 V, NeuRRAM test software, ndr_1t1r.md section 4.1 [S11]"},
               r.voltage);
  visitor.real({"read.driver_resistance", d::resistance, 0, 1e9, "of a bit line driver", p::assumed, assumed},
               r.driver_resistance);
  visitor.real({"read.settle_time", d::time, 0, 1,
                "the array settles after the drivers; 0: ln(2^(bits+1)) (R_drv + R_on + N r/2) N c", p::inferred,
                "ndr_1t1r.md section 8a.8, own formulation"},
               r.settle_time);
  visitor.real({"read.integration_time", d::time, 0, 1, "one integration step; ends with the sample", p::literature,
                "100 ns, ISAAC's crossbar read, ndr_1t1r.md section 7 [S8]"},
               r.integration_time);
  visitor.real({"read.phase_gap", d::time, 0, 1, "from the sample to the first conversion", p::assumed, assumed},
               r.phase_gap);
  visitor.real({"read.word_line_rest", d::voltage, 0, most_volts, "word line that is off", p::assumed, assumed},
               r.word_line_rest);
  visitor.real({"read.clamp_power", d::power, 0, 1,
                "amplifier that holds a source line at virtual ground, while the array is driven", p::unknown,
                "not in ndr_1t1r.md section 7; taken as 0"},
               r.clamp_power);
}

void visit_ramp(parameter_visitor& visitor, voltage_ramp& ramp, std::string_view start, std::string_view step,
                std::string_view end, std::string_view meaning, std::string_view start_source,
                std::string_view end_source) {
  visitor.real({start, d::voltage, 0, most_volts, meaning, p::inferred, start_source}, ramp.start);
  visitor.real({step, d::voltage, 1e-6, most_volts, "by which the voltage rises from pulse to pulse", p::literature,
                "0.1 V, NeuRRAM test software, ndr_1t1r.md section 4.1 [S11]"},
               ramp.step);
  visitor.real({end, d::voltage, 0, most_volts, "voltage at which the ramp ends; further pulses stay there", p::assumed,
                end_source},
               ramp.end);
}

void visit_writing(parameter_visitor& visitor, rram_write_parameters& w) {
  constexpr auto radar = "RADAR data set, ndr_1t1r.md section 4.2 [S20]";
  visitor.enumeration({"write.set_ramp", d::number, 0, 0, "line whose voltage rises from SET pulse to SET pulse",
                       p::literature, "word line (compliance): RADAR data set [S20]; NeuRRAM ramps the bit line [S11]"},
                      {"word-line", "bit-line"}, w.set_ramp);
  visit_ramp(visitor, w.set, "write.set_start", "write.set_step", "write.set_end", "ramped line of the first SET pulse",
             "just below 2.22 V, where the measured curve of section 4.2 begins",
             "assumed: beyond 2.86 V, where the measured curve ends");
  visitor.real({"write.set_other_voltage", d::voltage, 0, most_volts,
                "SET: line that is not ramped (bit line of a word-line ramp, word line of a bit-line ramp)",
                p::literature, radar},
               w.set_other_voltage);
  visit_ramp(visitor, w.reset, "write.reset_start", "write.reset_step", "write.reset_end",
             "source line of the first RESET pulse", "0.8 V, where the measured curve of section 4.2 begins",
             "4.0 V, NeuRRAM test software, ndr_1t1r.md section 4.1 [S11]; the measured curve ends at 1.8 V with 14 "
             "uS, and what "
             "lies beyond follows its last slope");
  visitor.real({"write.reset_gate_voltage", d::voltage, 0, most_volts, "RESET: word line", p::literature, radar},
               w.reset_gate_voltage);
  visitor.real({"write.set_width", d::time, 1e-12, 1, "SET pulse", p::literature, radar}, w.set_width);
  visitor.real({"write.reset_width", d::time, 1e-12, 1, "RESET pulse", p::literature, radar}, w.reset_width);
  visit_ramp(visitor, w.form, "write.form_start", "write.form_step", "write.form_end",
             "bit line of the first forming pulse", "2.6 V, SkyWater ReRAM, ndr_1t1r.md section 4.1 [S13]",
             "assumed: beyond 3.45 V, the 95th percentile of section 4.2");
  visitor.real({"write.form_gate_voltage", d::voltage, 0, most_volts, "forming: word line", p::literature,
                "2.0 V, ndr_1t1r.md sections 4.1, 4.2 [S13][S20]"},
               w.form_gate_voltage);
  visitor.real({"write.form_width", d::time, 1e-12, 1, "forming pulse", p::literature,
                "1 us, SkyWater ReRAM, ndr_1t1r.md section 4.1 [S13]"},
               w.form_width);
  visitor.real({"write.formed_conductance", d::conductance, 0, 1e-3, "least reading of a cell that counts as formed",
                p::assumed, "assumed: far above 0.1 uS pristine, far below 30 uS post-form, ndr_1t1r.md 4.1 [S13]"},
               w.formed_conductance);
  visitor.real({"write.setup_time", d::time, 0, 1, "lines rise to the write voltages", p::assumed, assumed},
               w.setup_time);
  visitor.real({"write.release_time", d::time, 0, 1, "lines fall to ground", p::assumed, assumed}, w.release_time);
}

void visit_sequencer(parameter_visitor& visitor, rram_sequencer_parameters& s) {
  visitor.integer(
      {"sequencer.decode_cycles", d::number, 0, 1000, "from COMMAND to the first phase", p::assumed, assumed},
      s.decode_cycles);
  visitor.integer({"sequencer.fetch_cycles", d::number, 0, 1000, "per word fetched from a buffer", p::assumed, assumed},
                  s.fetch_cycles);
  visitor.integer(
      {"sequencer.decide_cycles", d::number, 0, 1000, "write-and-verify: one comparison", p::assumed, assumed},
      s.decide_cycles);
  visitor.integer({"sequencer.input_buffer", d::number, 4, rram_window::input_bytes, "bytes of the input buffer",
                   p::assumed, assumed},
                  s.input_buffer);
  visitor.integer({"sequencer.result_buffer", d::number, 4, rram_window::result_bytes, "bytes of the result buffer",
                   p::assumed, assumed},
                  s.result_buffer);
  visitor.integer({"sequencer.program_cells", d::number, 1, rram_window::program_cells,
                   "cells that one programming command takes: targets and failures are buffered", p::assumed, assumed},
                  s.program_cells);
}

void visit_trace(parameter_visitor& visitor, rram_trace_parameters& t) {
  visitor.text(
      {"trace.cells", d::number, 0, 0, "cells whose conductances the waveforms show: row,column ...", p::setting, ""},
      t.cells);
  visitor.text({"trace.inputs", d::number, 0, 0, "rows whose input codes the waveforms show", p::setting, ""},
               t.inputs);
  visitor.text({"trace.converters", d::number, 0, 0, "converters whose bits the waveforms show", p::setting, ""},
               t.converters);
}

void check_ramp(const voltage_ramp& ramp, const char* name) {
  if (ramp.end >= ramp.start) return;
  throw std::invalid_argument(std::string("write.") + name + "_end must not lie below write." + name + "_start.");
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, rram_tile_parameters& t) {
  visit_array(visitor, t.array);
  visit_parameters(visitor, t.device);
  visit_converters(visitor, t.converter);
  visit_reading(visitor, t.read);
  visit_writing(visitor, t.write);
  visit_sequencer(visitor, t.sequencer);
  visit_parameters(visitor, t.control);
  visit_parameters(visitor, t.technology);
  visit_trace(visitor, t.trace);
}

std::uint32_t voltage_ramp::steps() const {
  // A millionth of a step of slack, for ends that are a whole number of steps away.
  return static_cast<std::uint32_t>(std::ceil((end - start) / step - 1e-6));
}

void check(const rram_tile_parameters& t) {
  const rram_array_parameters& a = t.array;
  if (a.rows < 1 || a.columns < 1 || a.rows > rram_tile_maximum_lines || a.columns > rram_tile_maximum_lines)
    throw std::invalid_argument("a 1T1R array of " + std::to_string(a.rows) + " x " + std::to_string(a.columns) +
                                " cells cannot be built: rows and columns must lie in 1.." +
                                std::to_string(rram_tile_maximum_lines) + ".");
  check(t.device);
  check_ramp(t.write.set, "set");
  check_ramp(t.write.reset, "reset");
  check_ramp(t.write.form, "form");
  const double highest[] = {
      t.write.set.end,  t.write.set_other_voltage, t.write.reset.end,         t.write.reset_gate_voltage,
      t.write.form.end, t.write.form_gate_voltage, t.device.read_gate_voltage};
  for (const double volts : highest) {
    if (volts <= t.technology.write_supply_voltage * (1 + 1e-9)) continue;
    std::ostringstream sentence;
    sentence << "a line of the 1T1R tile cannot be driven to " << volts << " V from a write supply of "
             << t.technology.write_supply_voltage << " V (technology.write_supply_voltage).";
    throw std::invalid_argument(sentence.str());
  }
  if (!(t.device.read_gate_voltage > t.device.transistor_threshold))
    throw std::invalid_argument(
        "device.read_gate_voltage must be above device.transistor_threshold, or no cell could be read.");
  const auto rows = static_cast<std::uint64_t>(a.rows), columns = static_cast<std::uint64_t>(a.columns);
  const auto shared = static_cast<std::uint64_t>(t.converter.columns_per_adc);
  parse_traced_cells(t.trace.cells, rows, columns);
  parse_traced_numbers("trace.inputs", t.trace.inputs, rows);
  parse_traced_numbers("trace.converters", t.trace.converters, (columns + shared - 1) / shared);
}

double effective_read_voltage(const rram_device_parameters& device, double volts) {
  const double field = device.read_field_voltage;
  return field == 0 ? volts : field * std::sinh(volts / field);
}

}  // namespace memvp
