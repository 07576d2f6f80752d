// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/kinetics_registers.hpp"

#include <utility>

namespace memvp {

namespace {

namespace reg = kinetics_register;

class map_builder {
 public:
  explicit map_builder(register_map& map) : map_(map) {}

  void argument(const char* name, std::uint32_t offset, std::uint32_t reset, const char* meaning,
                std::vector<register_field> fields = {}) {
    map_.registers.push_back({name, offset, register_access::read_write, reset, meaning, std::move(fields)});
  }
  void figure(const char* name, std::uint32_t offset, const char* meaning) {
    map_.registers.push_back({name, offset, register_access::read_only, 0, meaning, {}});
  }
  void counter(const char* low, const char* high, std::uint32_t offset, const char* meaning, const char* high_meaning) {
    figure(low, offset, meaning);
    figure(high, offset + 4, high_meaning);
  }

 private:
  register_map& map_;
};

void add_interrupts(register_map& map) {
  for (register_entry& entry : map.registers) {
    if (entry.offset != common_register::irq_enable && entry.offset != common_register::irq_status) continue;
    entry.fields.push_back({"UNSTABLE", 2, 1, "write has left a device of the command with beta^2/alpha of 2 or more"});
  }
}

void add_arguments(map_builder& map) {
  map.argument("FIRST_DEVICE", reg::first_device, 0, "first device of the command");
  map.argument("DEVICE_COUNT", reg::device_count, 1, "devices of the command");
  map.argument("SAMPLE_COUNT", reg::sample_count, 1, "run: samples");
  map.argument("TRAIN_COUNT", reg::train_count, 1, "run: trains of a sample");
  map.argument("STEP_COUNT", reg::step_count, 1, "run: input codes of a train");
  map.argument("AXIS", reg::axis, 0, "run: codes and features lie 0 train after train, 1 step after step");
  map.argument("MASK_LENGTH", reg::mask_length, 0,
               "run: virtual nodes that each code of a sample makes, the same codes for all trains, up to 64; 0: no "
               "mask, a code a step");
  map.argument("ENCODING", reg::encoding, 0, "run: a code is 0 a pulse's amplitude, 1 its width, 2 a density of parts");
  map.argument("SAMPLING", reg::sampling, 0, "run: devices are read 0 before, 1 after, 2 in the pulse of a step");
  map.argument("REFRESH", reg::refresh, 1, "run: 1 brings devices to their initial state before each pass");
  map.argument("TABLES", reg::tables, 0, "run: tables in use",
               {{"ALPHA", 0, 1, "ALPHA_TABLE, as ALPHA_TABLE_USE says"},
                {"BETA", 1, 1, "BETA_TABLE scales what a code asks for"}});
  map.argument("FEATURE_SIZE", reg::feature_size, 0, "features in FEATURE are 0 half-words, 1 bytes");
  map.argument("OVERLAP", reg::overlap, 0,
               "run: 1 lets the pulse begin while what was read before it is converted; after a reset as "
               "sequencer.overlap says");
  map.argument("PULSE_WIDTH", reg::pulse_width, 0,
               "run: slot of a pulse, cycles; after a reset as the device parameters say, like the registers below");
  map.argument("PERIOD", reg::period, 0, "run: length of a step, cycles; 0: as long as its parts");
  map.argument("VOLTAGE_LOW", reg::voltage_low, 0, "run: amplitude of code 0, V, as IEEE 754 single");
  map.argument("VOLTAGE_HIGH", reg::voltage_high, 0,
               "run: amplitude of code 65535, and of all pulses of widths and densities, V, as IEEE 754 single");
  map.argument("CONVERTER_LOW", reg::converter_low, 0, "current at code 0 of a feature, A, as IEEE 754 single");
  map.argument("CONVERTER_HIGH", reg::converter_high, 0,
               "current at the greatest code of a feature, A, as IEEE 754 single");
  map.argument("ALPHA", reg::alpha, 0, "write: diffusion constant, as IEEE 754 single");
  map.argument("BETA", reg::beta, 0, "write: drift constant, as IEEE 754 single");
}

void add_figures(map_builder& map) {
  map.figure("DEVICES", reg::devices, "devices of the bank");
  map.figure("MODEL", reg::model, "devices are 0 drift-diffusion memristors, 1 of the reservoir model");
  map.figure("INTEGRATOR", reg::integrator, "law of drift-diffusion memristors: 0 discrete, 1 exact, 2 kick");
  map.figure("CONVERTER_BITS", reg::converter_bits, "bits of a feature");
  map.figure("ENCODER_BITS", reg::encoder_bits, "bits of an amplitude");
  map.figure("DENSITY_SLOTS", reg::density_slots, "parts of a pulse slot with ENCODING 2");
  map.figure("INPUT_BYTES", reg::input_bytes, "bytes that INPUT holds");
  map.figure("FEATURE_BYTES", reg::feature_bytes, "bytes that FEATURE holds");
  map.figure("TABLE_STEPS", reg::table_steps, "steps that ALPHA_TABLE and BETA_TABLE hold");
  map.figure("ALPHA_TABLE_USE", reg::alpha_table_use, "ALPHA_TABLE scales 0 the devices' alpha, 1 the period");
  map.figure("CYCLE_TIME", reg::cycle_time, "length of a cycle, ps");
  map.figure("READ_VOLTAGE", reg::read_voltage, "V of a read pulse, as IEEE 754 single");
  map.figure("FULL_SCALE_VOLTAGE", reg::full_scale_voltage,
             "amplitude at which a drift-diffusion memristor's input is 1; reservoir: VOLTAGE_HIGH after a reset; V, "
             "as IEEE 754 single");
  map.figure("INITIAL_CONDUCTANCE", reg::initial_conductance,
             "conductance of state 1 at READ_VOLTAGE, S, as IEEE 754 single");
  map.figure("STEP_TIME", reg::step_time, "step that the device's constants refer to, s, as IEEE 754 single");
  map.figure("UNSTABLE_DEVICES", reg::unstable_devices,
             "devices of the bank with beta^2/alpha of 2 or more (known to the model only)");
}

void add_counters(map_builder& map) {
  map.counter("SAMPLES_LOW", "SAMPLES_HIGH", reg::samples_low,
              "samples that have gone through since reset (reading latches the high word)", "high word of SAMPLES");
  map.counter("STEPS_LOW", "STEPS_HIGH", reg::steps_low, "steps since reset, one a device and step",
              "high word of STEPS");
  map.counter("PULSES_LOW", "PULSES_HIGH", reg::pulses_low,
              "pulses since reset, one a device and step; codes that ask for none do not count", "high word of PULSES");
  map.counter("READS_LOW", "READS_HIGH", reg::reads_low, "devices read since reset", "high word of READS");
  map.counter("CONVERSIONS_LOW", "CONVERSIONS_HIGH", reg::conversions_low, "conversions since reset",
              "high word of CONVERSIONS");
  map.counter("SATURATIONS_LOW", "SATURATIONS_HIGH", reg::saturations_low, "conversions beyond the converter's ends",
              "high word of SATURATIONS");
  map.counter("LIMITED_LOW", "LIMITED_HIGH", reg::limited_low, "widths and densities beyond the slot",
              "high word of LIMITED");
  map.counter("REFRESHES_LOW", "REFRESHES_HIGH", reg::refreshes_low, "devices refreshed since reset",
              "high word of REFRESHES");
  map.counter("LOWER_EVENTS_LOW", "LOWER_EVENTS_HIGH", reg::lower_events_low,
              "pulses that left a device at its least state (known to the model only)", "high word of LOWER_EVENTS");
  map.counter("UPPER_EVENTS_LOW", "UPPER_EVENTS_HIGH", reg::upper_events_low,
              "pulses that found or left a device at its greatest state (known to the model only)",
              "high word of UPPER_EVENTS");
  map.counter("SIGN_CHANGES_LOW", "SIGN_CHANGES_HIGH", reg::sign_changes_low,
              "steps that by the law would have made a state negative or 0 (known to the model only)",
              "high word of SIGN_CHANGES");
  map.counter("REDRAWS_LOW", "REDRAWS_HIGH", reg::redraws_low,
              "constants that came out not positive and were drawn again (known to the model only)",
              "high word of REDRAWS");
}

}  // namespace

const register_map& kinetics_tile_registers() {
  static const register_map map = [] {
    register_map m;
    m.name = "kinetics_tile";
    m.meaning =
        "Bank of memristors whose conductance follows drift against diffusion, under a pulse sequencer: samples go "
        "through it as pulse trains and come out as features. Write the arguments, then COMMAND (1 run, 2 refresh, 3 "
        "read, 4 write, 5 begin_evaluation); the tile is busy until DONE or ERROR rises in IRQ_STATUS.";
    m.registers = common_registers(kinetics_tile_id);
    add_interrupts(m);
    map_builder builder(m);
    add_arguments(builder);
    add_figures(builder);
    add_counters(builder);
    namespace window = kinetics_window;
    m.windows = {
        {"ALPHA_TABLE", window::alpha_table, window::table_bytes, true, true, false,
         "a half-word a step, 1/4096: factor of the devices' alpha or of the period in that step"},
        {"BETA_TABLE", window::beta_table, window::table_bytes, true, true, false,
         "a half-word a step, 1/4096: factor of what codes ask for in that step"},
        {"MASK", window::mask, window::mask_bytes, true, true, false,
         "two words a device of the bank: bit m of the 64 inverts the code at virtual node m"},
        {"CONSTANTS", window::constants, window::constants_bytes, true, false, true,
         "two IEEE 754 doubles a device as it came out: alpha, beta; reservoir: retention a step, drive in 1/V (debug "
         "transport only)"},
        {"STATE", window::state, window::state_bytes, true, false, true,
         "the present state of each device as IEEE 754 double (debug transport only)"},
        {"FEATURE", window::feature, window::feature_bytes, true, false, false,
         "features, half-words or bytes, each sample from a word boundary"},
        {"INPUT", window::input, window::input_bytes, true, true, false,
         "codes, a half-word each, each sample from a word boundary"},
    };
    return m;
  }();
  return map;
}

}  // namespace memvp
