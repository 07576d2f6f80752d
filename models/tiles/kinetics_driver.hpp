// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <vector>

#include "memvp/models/physics/kinetics_parameters.hpp"
#include "memvp/models/tiles/kinetics_command.hpp"
#include "memvp/models/tiles/kinetics_tile_parameters.hpp"
#include "memvp/tlm/host_cpu.hpp"
#include "memvp/tlm/interrupt_line.hpp"

namespace memvp {

/// A tile refused a command; what() says which and why.
class kinetics_command_error : public std::runtime_error {
 public:
  kinetics_command_error(kinetics_operation operation, kinetics_error error);
  kinetics_error code() const { return code_; }

 private:
  kinetics_error code_;
};

/// How samples go through the bank: docs/kinetics-sequencer.md.
struct kinetics_run {
  std::uint32_t trains = 1;        ///< of a sample
  std::uint32_t steps = 1;         ///< input codes of a train
  std::uint32_t first_device = 0;  ///< trains share devices first_device..first_device+devices-1
  std::uint32_t devices = 1;
  kinetics_axis axis = kinetics_axis::rows;
  std::uint32_t mask_length = 0;  ///< virtual nodes a code, all trains with the same codes; 0: no mask
  kinetics_encoding encoding = kinetics_encoding::amplitude;
  kinetics_sampling sampling = kinetics_sampling::before_pulse;
  bool refresh = true;  ///< before each pass
  bool alpha_table = false, beta_table = false;
  bool feature_bytes = false;   ///< features are stored as bytes: the 8 most significant bits
  std::optional<bool> overlap;  ///< convert while pulsing; empty: as the tile's configuration says

  /// Input codes of a sample.
  std::size_t codes() const { return mask_length > 0 ? steps : std::size_t{trains} * steps; }
  /// Steps of a train, virtual nodes included.
  std::size_t train_steps() const { return mask_length > 0 ? std::size_t{steps} * mask_length : steps; }
  /// Features of a sample.
  std::size_t features() const { return trains * train_steps(); }
};

/// The code of an input of 0..1. \throws std::invalid_argument for an input that is not a number in that range
std::uint16_t kinetics_code(double input);
/// Codes of `count` inputs. \throws std::invalid_argument that names the first input that is not a number of 0..1
std::vector<std::uint16_t> kinetics_codes(const double* inputs, std::size_t count);

/// What a host's software knows of a kinetics tile: its registers and buffer windows. Every call is bus traffic; those
/// that do not begin with start_ return when the tile's interrupt says that the command is done. Calls are only valid
/// inside the host's program.
///
/// Commands that the tile refuses throw kinetics_command_error. Values that no register or buffer could hold throw
/// std::invalid_argument before anything is sent. The driver keeps what it last wrote into the argument registers: they
/// must not be written past it, and after a reset a new driver is needed.
class kinetics_driver {
 public:
  /// Reads the tile's size, units and settings and enables its interrupts `done` and `error`.
  /// \param line the tile's line at the interrupt controller
  /// \throws std::runtime_error if `base` is not a kinetics tile
  kinetics_driver(host_cpu& host, std::uint64_t base, interrupt_line line);

  std::uint32_t devices() const { return devices_; }
  kinetics_model model() const { return model_; }  ///< of the devices
  std::uint32_t converter_bits() const { return converter_bits_; }
  std::uint32_t encoder_bits() const { return encoder_bits_; }    ///< of an amplitude
  std::uint32_t density_slots() const { return density_slots_; }  ///< parts of a pulse slot, density encoding
  std::uint32_t table_steps() const { return table_steps_; }      ///< steps that a table holds
  bool alpha_table_scales_period() const { return alpha_table_scales_period_; }
  double full_scale_voltage() const { return full_scale_voltage_; }  ///< V of an input of 1
  double read_voltage() const { return read_voltage_; }
  double initial_conductance() const { return initial_conductance_; }  ///< S of state 1
  double step_time() const { return step_time_; }                      ///< s, that the constants refer to
  double cycle_s() const { return cycle_; }                            ///< s, length of a cycle
  std::uint32_t greatest_code() const { return (std::uint32_t{1} << converter_bits_) - 1; }  ///< of a feature

  /// Bytes from a sample's first code to the next sample's in INPUT.
  static std::size_t input_stride(const kinetics_run& run);
  /// Bytes from a sample's first feature to the next sample's in FEATURE.
  static std::size_t feature_stride(const kinetics_run& run);
  /// Most samples in one command. 0 if the buffers do not hold even one.
  std::uint32_t most_samples(const kinetics_run& run) const;
  std::uint64_t input_address() const;
  std::uint64_t feature_address() const;

  /// Writes constants into devices; each comes out with its own spread.
  /// \return devices of the whole bank with r = beta^2/alpha of 2 or more, if one of those just written is among them;
  ///   else 0
  std::uint32_t write(std::uint32_t first, std::uint32_t count, const kinetics_constants& constants);
  /// What the device parameters redraw for an evaluation is drawn anew.
  void begin_evaluation();
  /// Brings devices to their initial state.
  void refresh(std::uint32_t first, std::uint32_t count);
  /// Reads devices. \param codes a feature a device, 0 to greatest_code()
  void read(std::uint32_t first, std::uint32_t count, std::uint16_t* codes);

  // Settings of runs; at first what the configuration says.

  std::uint32_t pulse_width() const;  ///< cycles
  std::uint32_t period() const;       ///< cycles; 0: a step is as long as its parts
  double low_volts() const;           ///< amplitude of code 0
  double high_volts() const;          ///< amplitude of code 65535
  double converter_low() const;       ///< A
  double converter_high() const;      ///< A
  /// \param low_volts, high_volts amplitudes of code 0 and 65535; kept as single precision
  void set_pulse(std::uint32_t width_cycles, double low_volts, double high_volts);
  void set_period(std::uint32_t cycles);
  /// Currents of the least and the greatest feature [A]; kept as single precision. For read() too.
  void set_converter(double low, double high);
  /// Factors of the first `steps` steps, rounded to 1/4096. \throws std::invalid_argument for more steps than the table
  /// holds, and for factors beyond 65535/4096, not positive (alpha) or negative (beta)
  void set_alpha_table(const double* scale, std::size_t steps);
  void set_beta_table(const double* scale, std::size_t steps);
  /// Mask of devices first..first+count-1. \param bits `length` a device, device after device: other than 0 inverts the
  /// code at that virtual node \throws std::invalid_argument for devices beyond the bank and lengths above 64
  void set_mask(std::uint32_t first, std::uint32_t count, std::uint32_t length, const std::uint8_t* bits);

  /// Sends samples and starts their run. \param codes run.codes() a sample, samples without gaps; null: they are
  /// already in INPUT, input_stride() apart \throws std::invalid_argument that names sizes if a buffer does not hold
  /// them
  void start_run(const kinetics_run& run, const std::uint16_t* codes, std::uint32_t samples);
  /// Waits for the end of what was started. \param features null, or where run.features() a sample go, without gaps
  void finish_run(std::uint16_t* features);
  /// Both for any number of samples, as many commands as the buffers need. \param codes not null
  void run(const kinetics_run& run, const std::uint16_t* codes, std::size_t samples, std::uint16_t* features);

  /// Current [A] in the middle of what a feature stands for. \param bytes whether it comes from a run with
  /// feature_bytes
  double amperes(std::uint32_t feature, bool bytes = false) const;

  // Counters since reset.
  std::uint64_t samples();
  std::uint64_t steps();   ///< one a device and step
  std::uint64_t pulses();  ///< one a device and step, but for codes that ask for none
  std::uint64_t reads();   ///< devices
  std::uint64_t conversions();
  std::uint64_t saturations();       ///< conversions beyond the converter's ends
  std::uint64_t limited();           ///< widths and densities beyond the slot
  std::uint64_t refreshes();         ///< devices
  std::uint64_t lower_events();      ///< pulses that left a device at its least state
  std::uint64_t upper_events();      ///< pulses that found or left a device at its greatest state
  std::uint64_t sign_changes();      ///< steps that would have made a state negative or 0
  std::uint64_t redraws();           ///< constants that were drawn again because they were not positive
  std::uint32_t unstable_devices();  ///< of the bank: r of 2 or more
  std::uint64_t operations();        ///< two a step
  std::uint64_t busy_cycles();
  double energy();  ///< dynamic energy [J]

  /// True states and constants of all devices, through transport_dbg: no time passes. They are those of simulated time,
  /// which a loosely timed host may be ahead of (host_cpu::synchronise).
  void states(double* x) const;
  void constants(double* alpha, double* beta) const;

 private:
  void set_argument(std::uint32_t offset, std::uint32_t value);
  void set_float(std::uint32_t offset, double value);
  double argument_float(std::uint32_t offset) const;
  double read_float(std::uint32_t offset);
  void set_devices(std::uint32_t first, std::uint32_t count);
  void set_run(const kinetics_run& run, std::uint32_t samples);
  void set_table(std::uint32_t window, const char* name, bool zero_allowed, const double* scale, std::size_t steps);
  void start(kinetics_operation operation);
  std::uint32_t finish();  // throws if the tile refused; else the causes of the interrupt
  std::uint64_t counter(std::uint32_t low_offset);
  void read_truth(std::uint32_t window, double* values, std::size_t count) const;

  host_cpu& host_;
  std::uint64_t base_;
  interrupt_line line_;
  std::uint32_t devices_ = 0, converter_bits_ = 0, encoder_bits_ = 0, density_slots_ = 0, table_steps_ = 0;
  std::uint32_t input_bytes_ = 0, feature_bytes_ = 0;
  kinetics_model model_ = kinetics_model::drift_diffusion;
  bool alpha_table_scales_period_ = false, configured_overlap_ = false;
  double full_scale_voltage_ = 0, read_voltage_ = 0, initial_conductance_ = 0, step_time_ = 0, cycle_ = 0;
  kinetics_operation running_ = kinetics_operation::none;
  kinetics_run running_run_;
  std::uint32_t running_samples_ = 0;
  std::vector<std::uint32_t> arguments_;  // what the argument registers hold, so that only changes are sent
  std::vector<std::uint32_t> words_;
};

}  // namespace memvp
