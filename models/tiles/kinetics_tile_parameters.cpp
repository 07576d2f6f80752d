// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/kinetics_tile_parameters.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "memvp/models/physics/kinetics_laws.hpp"
#include "memvp/models/physics/kinetics_reservoir_cells.hpp"
#include "memvp/models/tiles/kinetics_registers.hpp"
#include "memvp/models/tiles/traced_cells.hpp"

namespace memvp {

namespace {

using p = provenance;
using d = dimension;

constexpr auto assumed = "assumed";
constexpr auto unpublished = "published nowhere that was found (kinetics.md section 5)";

void require(bool holds, const std::string& sentence) {
  if (!holds) throw std::invalid_argument(sentence);
}

void visit_bank(parameter_visitor& visitor, kinetics_bank_parameters& b) {
  visitor.integer({"bank.devices", d::number, 1, kinetics_tile_maximum_devices, "devices of the bank", p::setting,
                   "28 rows of an MNIST image fit; sizes of the chips were not available"},
                  b.devices);
  visitor.enumeration({"bank.model", d::number, 0, 0, "which device the bank consists of", p::setting, ""},
                      {"drift_diffusion", "reservoir"}, b.model);
  visitor.real({"bank.cell_area", d::area, 0, 1, "area of one device; 0 leaves the devices out of the area", p::unknown,
                unpublished},
               b.cell_area);
}

void visit_circuits(parameter_visitor& visitor, kinetics_encoder_parameters& e, kinetics_converter_parameters& c) {
  visitor.integer({"encoder.dac_bits", d::number, 1, 16, "bits of an amplitude", p::assumed, "assumed: 8"}, e.dac_bits);
  visitor.integer({"encoder.density_slots", d::number, 1, 65536,
                   "equal parts of a pulse slot, of which a density pulses some", p::assumed, "assumed: 16"},
                  e.density_slots);
  visitor.integer({"converter.bits", d::number, 2, 16, "bits of a feature", p::assumed,
                   "assumed: 8, since the software of doi 10.1038/s41467-025-56286-y tests features of 8 bits"},
                  c.bits);
  visitor.real({"converter.low", d::current, -10, 10, "current at code 0, after a reset", p::setting, "0: no current"},
               c.low);
  visitor.real(
      {"converter.high", d::current, -10, 10,
       "current at the greatest code, after a reset; both ends 0: all currents that a read can find", p::setting, ""},
      c.high);
  visitor.integer({"converter.devices_per_converter", d::number, 1, kinetics_tile_maximum_devices,
                   "devices that share a converter", p::assumed, "assumed: 4"},
                  c.devices_per_converter);
  visitor.real({"converter.bit_time", d::time, 0, 1, "one comparison of a converter, in whole cycles", p::assumed,
                "assumed: a cycle at 100 MHz"},
               c.bit_time);
  visitor.real({"converter.overhead_time", d::time, 0, 1, "of a conversion, besides its comparisons", p::assumed,
                "assumed: one step more than bits, as in NeuroSim, ndr_1t1r.md section 7 [S23]"},
               c.overhead_time);
}

void visit_sequencer(parameter_visitor& visitor, kinetics_sequencer_parameters& s) {
  visitor.integer(
      {"sequencer.decode_cycles", d::number, 0, 1000, "from COMMAND to the first phase", p::assumed, assumed},
      s.decode_cycles);
  visitor.integer({"sequencer.fetch_cycles", d::number, 0, 1000, "per word fetched from a buffer", p::assumed, assumed},
                  s.fetch_cycles);
  visitor.real({"sequencer.setup_time", d::time, 0, 1, "lines rise to the voltages of pulses", p::assumed, assumed},
               s.setup_time);
  visitor.real({"sequencer.release_time", d::time, 0, 1, "lines fall to ground", p::assumed, assumed}, s.release_time);
  visitor.real({"sequencer.refresh_time", d::time, 0, 1e3, "devices go back to their initial state", p::unknown,
                "published nowhere that was found; 1.1 ms, a step, is an example"},
               s.refresh_time);
  visitor.real({"sequencer.refresh_energy", d::energy, 0, 1, "of a device that goes back to its initial state",
                p::unknown, unpublished},
               s.refresh_energy);
  visitor.real({"sequencer.write_time", d::time, 0, 1e3, "constants are written into a device", p::unknown,
                "how the chips' constants are set is published nowhere that was found"},
               s.write_time);
  visitor.real({"sequencer.write_energy", d::energy, 0, 1, "of a device whose constants are written", p::unknown,
                "how the chips' constants are set is published nowhere that was found"},
               s.write_energy);
  visitor.boolean(
      {"sequencer.overlap", d::number, 0, 1,
       "the pulse may begin during the conversion of what was read before it, after a reset", p::setting, ""},
      s.overlap);
  visitor.enumeration({"sequencer.alpha_table", d::number, 0, 0,
                       "what the ALPHA table scales: the devices' alpha, or the period of a step", p::assumed,
                       "assumed: how the chips set alpha is not published (kinetics.md section 8)"},
                      {"constants", "period"}, s.alpha_table);
  visitor.integer({"sequencer.input_buffer", d::number, 4, kinetics_window::input_bytes, "bytes of the input buffer",
                   p::assumed, assumed},
                  s.input_buffer);
  visitor.integer({"sequencer.feature_buffer", d::number, 4, kinetics_window::feature_bytes,
                   "bytes of the feature buffer", p::assumed, assumed},
                  s.feature_buffer);
  visitor.integer({"sequencer.table_steps", d::number, 1, kinetics_window::table_bytes / 2,
                   "steps that the ALPHA and BETA tables hold", p::assumed, assumed},
                  s.table_steps);
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, kinetics_tile_parameters& t) {
  visit_bank(visitor, t.bank);
  visit_parameters(visitor, t.device);
  visit_parameters(visitor, t.reservoir);
  visit_circuits(visitor, t.encoder, t.converter);
  visit_sequencer(visitor, t.sequencer);
  visit_parameters(visitor, t.control);
  visit_parameters(visitor, t.technology);
  visitor.text({"trace.devices", d::number, 0, 0, "devices that the waveforms show", p::setting, ""}, t.trace.devices);
}

double read_voltage(const kinetics_tile_parameters& t) {
  return t.bank.model == kinetics_model::reservoir ? t.reservoir.read_voltage : t.device.read_voltage;
}

double read_width(const kinetics_tile_parameters& t) {
  return t.bank.model == kinetics_model::reservoir ? t.reservoir.read_width : t.device.read_width;
}

double greatest_read_current(const kinetics_tile_parameters& t) {
  return std::abs(t.bank.model == kinetics_model::reservoir
                      ? reservoir_current(t.reservoir, 1, t.reservoir.read_voltage)
                      : read_current(t.device, t.device.greatest_state));
}

void check(const kinetics_tile_parameters& t) {
  require(t.bank.devices >= 1 && t.bank.devices <= kinetics_tile_maximum_devices,
          "bank.devices must lie in 1.." + std::to_string(kinetics_tile_maximum_devices) + ".");
  check(t.device);
  if (t.bank.model == kinetics_model::reservoir) check(t.reservoir);
  const double supply = t.technology.write_supply_voltage * (1 + 1e-9);
  require(std::abs(read_voltage(t)) <= supply,
          "the read voltage of a kinetics tile's devices is beyond technology.write_supply_voltage.");
  require(t.device.full_scale_voltage <= supply,
          "device.full_scale_voltage is beyond technology.write_supply_voltage.");
  require(
      t.device.drift != kinetics_drift::sinh || supply <= 700 * t.device.drift_slope_voltage,
      "sinh(V/device.drift_slope_voltage) has no number for the highest voltage that technology.write_supply_voltage "
      "allows.");
  const kinetics_converter_parameters& c = t.converter;
  if (c.low == 0 && c.high == 0) {
    const double greatest = greatest_read_current(t);
    require(std::isfinite(greatest) && greatest > 0,
            "converter.high must be given where the greatest read current of a device is infinite or 0.");
  } else {
    require(c.low < c.high, "converter.high must be above converter.low.");
  }
  parse_traced_numbers("trace.devices", t.trace.devices, static_cast<std::uint64_t>(t.bank.devices));
}

kinetics_command reset_command(const kinetics_tile_parameters& t, clock_grid clock) {
  const auto cycles = [&](double seconds, const char* key) {
    const cycle_count count = clock.cycles_covering(seconds);
    require(count <= std::numeric_limits<std::uint32_t>::max(),
            std::string(key) + " is more cycles than a register of 32 bits holds.");
    return static_cast<std::uint32_t>(count);
  };
  kinetics_command command;
  command.pulse_width = cycles(t.device.pulse_width, "device.pulse_width");
  if (t.bank.model == kinetics_model::drift_diffusion) command.period = cycles(t.device.step_time, "device.step_time");
  command.high_volts = t.device.full_scale_voltage;
  command.converter_low = t.converter.low;
  command.converter_high = t.converter.high;
  if (t.converter.low == 0 && t.converter.high == 0) {
    const bool negative = read_voltage(t) < 0;
    (negative ? command.converter_low : command.converter_high) = (negative ? -1 : 1) * greatest_read_current(t);
  }
  command.overlap = t.sequencer.overlap;
  command.constants = {t.device.alpha, t.device.beta};
  return command;
}

}  // namespace memvp
