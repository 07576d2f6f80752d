// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/ndr_registers.hpp"

namespace memvp {

const register_map& ndr_unit_registers() {
  using access = register_access;
  static const register_map map = [] {
    register_map m;
    m.name = "ndr_unit";
    m.meaning =
        "Neurons with an activation circuit each, behind input stages, with shared output converters. Write the "
        "arguments, then COMMAND; the unit is busy until DONE or ERROR rises in IRQ_STATUS.";
    m.registers = common_registers(ndr_unit_id);
    const auto add = [&](const char* name, std::uint32_t offset, access rights, std::uint32_t reset,
                         const char* meaning) {
      m.registers.push_back({name, offset, rights, reset, meaning, {}});
    };
    const auto add_counter = [&](const char* low, const char* high, std::uint32_t offset, const char* meaning,
                                 const char* high_meaning) {
      add(low, offset, access::read_only, 0, meaning);
      add(high, offset + 4, access::read_only, 0, high_meaning);
    };
    namespace reg = ndr_register;
    const auto rw = access::read_write;
    const auto ro = access::read_only;
    add("FIRST_NEURON", reg::first_neuron, rw, 0, "first neuron of the command");
    add("NEURON_COUNT", reg::neuron_count, rw, 1, "neurons of the command");
    add("VECTOR_COUNT", reg::vector_count, rw, 1, "evaluate: vectors");
    add("SOURCE_COUNT", reg::source_count, rw, 1, "evaluate_analog: deliveries that complete a vector's slot");
    add("TRANSIMPEDANCE", reg::transimpedance, rw, 0,
        "evaluate_analog: volts at a neuron per ampere of column current, ohm, as IEEE 754 single");
    add("INPUT_STEP", reg::input_step, rw, 0,
        "evaluate_input: volts at a neuron per unit of an input code, as IEEE 754 single");
    add("OUTPUT_BITS", reg::output_bits, rw, 8, "evaluate: bits of an output code, 2 to OUTPUT_BITS_MAXIMUM");
    add("OUTPUT_FULL_SCALE", reg::output_full_scale, rw, 0,
        "evaluate: output at the greatest code, as IEEE 754 single; 0: FULL_SCALE");
    add("TUNE_TOLERANCE", reg::tune_tolerance, rw, 492, "tune, calibrate: accepted error, 1/65536");
    add("PULSE_LIMIT", reg::pulse_limit, rw, 250, "tune, calibrate: write pulses of a neuron at most, up to 65535");
    add("READ_COUNT", reg::read_count, rw, 16, "tune, calibrate: conversions averaged per reading, 1 to 65535");
    add("SWEEP_POINTS", reg::sweep_points, rw, 128,
        "calibrate: inputs of a sweep, evenly from 0 to the limit, 8 to INPUT_MAXIMUM + 1");
    add("NEURONS", reg::neurons, ro, 0, "neurons of the unit");
    add("CIRCUIT", reg::circuit, ro, 0, "activation circuit: 0 NDR, 1 digital, 2 analog sigmoid");
    add("VECTOR_MAXIMUM", reg::vector_maximum, ro, 0, "vectors that the buffers hold");
    add("INPUT_MAXIMUM", reg::input_maximum, ro, 0,
        "greatest input code; codes below 0 (sigmoid: below -INPUT_MAXIMUM) and above it count as the limit");
    add("OUTPUT_BITS_MAXIMUM", reg::output_bits_maximum, ro, 0, "bits of the output converters");
    add("INPUT_UNIT", reg::input_unit, ro, 0, "volts of a neuron's input u = 1, as IEEE 754 single");
    add("INPUT_LIMIT", reg::input_limit, ro, 0, "greatest u, as IEEE 754 single");
    add("FULL_SCALE", reg::full_scale, ro, 0, "greatest output, in units of the device, as IEEE 754 single");
    add_counter("EVALUATIONS_LOW", "EVALUATIONS_HIGH", reg::evaluations_low,
                "neurons evaluated since reset (reading latches the high word)", "high word of EVALUATIONS");
    add_counter("ACTIVATION_TIME_LOW", "ACTIVATION_TIME_HIGH", reg::activation_time_low,
                "time that the circuits themselves took, summed over evaluations, ps (reading latches the high word)",
                "high word of ACTIVATION_TIME");
    add_counter("ACTIVATION_ENERGY_LOW", "ACTIVATION_ENERGY_HIGH", reg::activation_energy_low,
                "energy of the activation circuits alone, aJ (reading latches the high word)",
                "high word of ACTIVATION_ENERGY");
    add_counter("CONVERSIONS_LOW", "CONVERSIONS_HIGH", reg::conversions_low,
                "ADC conversions since reset (reading latches the high word)", "high word of CONVERSIONS");
    add_counter("WRITE_PULSES_LOW", "WRITE_PULSES_HIGH", reg::write_pulses_low,
                "ECRAM write pulses since reset (reading latches the high word)", "high word of WRITE_PULSES");
    add("RECTIFIED", reg::rectified, ro, 0, "inputs below the least one (0, or the sigmoid's limit)");
    add("LIMITED", reg::limited, ro, 0, "inputs above the greatest one");
    add("SATURATIONS", reg::saturations, ro, 0, "outputs beyond the full scale");
    add("TUNE_FAILURES", reg::tune_failures, ro, 0, "neurons that tuning or calibration gave up on");
    add("REFUSED_DELIVERIES", reg::refused_deliveries, ro, 0, "column currents that came when none were expected");
    add("CLIPPED_EVENTS", reg::clipped_events, ro, 0,
        "write pulses that ran into an end of an ECRAM's range (known to the model only)");
    m.windows = {
        {"TUNING", ndr_window::tuning, ndr_window::tuning_bytes, true, true, false,
         "targets, a word a neuron of the command, 1/65536: of the ECRAM's range (tune), of the inputs (calibrate)"},
        {"MEASURED", ndr_window::measured, ndr_window::tuning_bytes, true, false, false,
         "last readings of tune and calibrate, a word a neuron of the command, 1/65536 as TUNING; bit 31: given up"},
        {"TRUTH", ndr_window::truth, ndr_window::truth_bytes, true, false, true,
         "true parameters, three IEEE 754 doubles a neuron: current and voltage over the nominal device's, ECRAM in "
         "siemens (debug transport only)"},
        {"OUTPUT", ndr_window::output, ndr_window::output_bytes, true, false, false,
         "unsigned output codes, a byte a neuron of the command, each vector from a 4-byte boundary"},
        {"INPUT", ndr_window::input, ndr_window::input_bytes, true, true, false,
         "signed 16-bit input codes of the command's neurons, each vector from a 4-byte boundary"},
    };
    return m;
  }();
  return map;
}

}  // namespace memvp
