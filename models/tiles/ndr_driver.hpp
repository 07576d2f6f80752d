// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "memvp/models/circuits/neuron_bank.hpp"
#include "memvp/models/physics/ndr_activation.hpp"
#include "memvp/models/tiles/ndr_command.hpp"
#include "memvp/tlm/host_cpu.hpp"
#include "memvp/tlm/interrupt_line.hpp"

namespace memvp {

/// A unit refused a command or gave it up; what() says which and why.
class ndr_command_error : public std::runtime_error {
 public:
  ndr_command_error(ndr_operation operation, ndr_error error);
  ndr_error code() const { return code_; }

 private:
  ndr_error code_;
};

/// Settings of tuning and calibration.
struct ndr_tuning_settings {
  double tolerance = 0.0075;        ///< accepted error, fraction of the ECRAM's range (calibrate: of the inputs)
  std::uint32_t pulse_limit = 250;  ///< write pulses of a neuron at most
  std::uint32_t reads = 16;         ///< conversions averaged per reading
  std::uint32_t points = 128;       ///< calibrate: inputs of a sweep
};

/// Settings that suit calibration: with the default ECRAM one pulse moves the crest by 0.00075 of the inputs.
inline ndr_tuning_settings ndr_calibration_settings() { return {0.002, 250, 4, 128}; }

/// What tuning or calibration took and which neurons it gave up on.
struct ndr_tuning_report {
  std::uint64_t pulses = 0;
  std::vector<std::uint32_t> failed_neurons;
};

/// How outputs become codes.
struct ndr_output {
  std::uint32_t bits = 8;
  double full_scale = 0;  ///< y at the greatest code; 0: the circuit's own (full_scale() of the driver)
};

/// What a host's software knows of a unit of neurons: its registers and buffer windows. Every call is bus traffic;
/// those that do not begin with start_ return when the unit's interrupt says that the command is done. Calls are only
/// valid inside the host's program.
///
/// Commands that the unit refuses throw ndr_command_error. Values that no register could hold throw
/// std::invalid_argument before anything is sent.
class ndr_driver {
 public:
  /// Reads the unit's size and units and enables its interrupts. Throws std::runtime_error if `base` is not a unit of
  /// neurons.
  /// \param line the unit's line at the interrupt controller
  /// \param nominal the device that thetas refer to
  ndr_driver(host_cpu& host, std::uint64_t base, interrupt_line line, const ndr_device_parameters& nominal);

  std::uint32_t neurons() const { return neurons_; }
  activation_circuit circuit() const { return circuit_; }
  std::uint32_t most_vectors(std::uint32_t neuron_count) const;  ///< in one command
  double input_unit() const { return input_unit_; }              ///< V of u = 1
  double input_limit() const { return input_limit_; }            ///< greatest u
  double full_scale() const { return full_scale_; }              ///< greatest y
  const ndr_activation& nominal() const { return nominal_; }

  /// Bytes from a vector's first code to the next vector's in OUTPUT; the form in which array tiles take codes.
  static constexpr std::uint32_t output_stride(std::uint32_t neuron_count) { return (neuron_count + 3) / 4 * 4; }
  std::uint64_t output_address() const;

  /// Which neurons the following commands concern; at first all.
  void select(std::uint32_t first_neuron, std::uint32_t neuron_count);

  /// Brings the ECRAMs (digital circuit: the registers) of the selected neurons to `theta`, a value a neuron. \throws
  /// std::invalid_argument that names the neuron, for a theta outside the ECRAM's range
  ndr_tuning_report tune(const double* theta, const ndr_tuning_settings& settings = {});
  /// Brings the crest of each selected neuron's response to where it is at `theta` on the nominal device. Errors as of
  /// tune.
  ndr_tuning_report calibrate(const double* theta, const ndr_tuning_settings& settings = ndr_calibration_settings());

  /// Arms the unit: it takes `vectors` vectors of column currents, `sources` deliveries each, at `transimpedance` ohm.
  void start_analog(std::uint32_t vectors, std::uint32_t sources, double transimpedance, const ndr_output& output = {});
  /// Sends inputs u, vector after vector, and starts their evaluation. They are rounded to the unit's input codes;
  /// those beyond the limits count as the limits, in the unit's counters too. \throws std::invalid_argument for an
  /// input that is not finite
  void start_evaluate(const double* u, std::uint32_t vectors, const ndr_output& output = {});
  /// Waits for the end of what was started.
  void finish();
  /// The codes of the last evaluation, vector after vector without gaps.
  void read_codes(std::uint8_t* codes, std::uint32_t vectors);
  /// All of these for any number of vectors; as many commands as the windows need.
  void evaluate(const double* u, std::uint32_t vectors, std::uint8_t* codes, const ndr_output& output = {});

  /// True ECRAM conductances [S] of all neurons, through transport_dbg: no time passes.
  void conductances(double* siemens) const;

  std::uint64_t evaluations();
  double activation_time();    ///< s, of the circuits themselves, summed over evaluations
  double activation_energy();  ///< J, of the circuits alone
  std::uint64_t conversions();
  std::uint64_t write_pulses();
  std::uint64_t rectified();    ///< inputs below the least one
  std::uint64_t limited();      ///< inputs above the greatest one
  std::uint64_t saturations();  ///< outputs beyond the full scale
  double energy();              ///< dynamic energy of the unit since reset [J]

 private:
  void set_argument(std::uint32_t offset, std::uint32_t value);
  void set_float(std::uint32_t offset, double value);
  double get_float(std::uint32_t offset);
  void set_output(const ndr_output& output);
  void start(ndr_operation operation);
  ndr_error wait();
  ndr_tuning_report run_tuning(ndr_operation operation, const std::vector<std::uint32_t>& targets,
                               const ndr_tuning_settings& settings);
  std::uint64_t counter(std::uint32_t low_offset);

  host_cpu& host_;
  std::uint64_t base_;
  interrupt_line line_;
  ndr_activation nominal_;
  std::uint32_t neurons_ = 0, vector_maximum_ = 0, input_maximum_ = 0;
  activation_circuit circuit_ = activation_circuit::ndr;
  double input_unit_ = 0, input_limit_ = 0, full_scale_ = 0;
  std::uint32_t first_ = 0, count_ = 0;  // the selection
  ndr_operation running_ = ndr_operation::none;
  std::vector<std::uint32_t> arguments_;  // what the argument registers hold, so that only changes are sent
};

}  // namespace memvp
