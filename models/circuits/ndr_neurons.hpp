// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/circuits/neuron_bank.hpp"
#include "memvp/models/physics/ecram_cells.hpp"
#include "memvp/models/physics/ndr_transient.hpp"
#include "memvp/models/physics/random.hpp"

namespace memvp {

/// Neurons of one NDR device and one ECRAM each. Devices differ: each has currents and voltages of its own (lognormal,
/// frozen at construction), by which its whole characteristic is scaled. An evaluation starts from rest and ends after
/// the settling time of the nominal device; it carries noise in proportion to its output.
///
/// For speed each neuron's output and energy are tabulated against its input, anew whenever its ECRAM was written.
class ndr_neurons : public neuron_bank {
 public:
  /// \throws std::invalid_argument for parameters that `check` refuses, and if a device varies so far that its ECRAM's
  /// range would make it hysteretic
  ndr_neurons(const ndr_device_parameters& device, std::uint32_t neurons, std::uint64_t seed, std::uint32_t instance);

  activation_circuit circuit() const override { return activation_circuit::ndr; }
  activation_cost evaluate(std::uint32_t first, std::uint32_t count, const double* u, double* y) override;
  double latency() const override { return transient_.settle_time(); }
  double area() const override { return device_.neuron_area; }
  double full_scale() const override { return activation_.greatest_value(); }
  double least_input() const override { return 0; }
  double greatest_input() const override { return activation_.input_limit(); }
  double input_volts() const override { return activation_.kernel().voltage_scale(); }
  std::uint32_t size() const override { return static_cast<std::uint32_t>(cells_.size()); }

  /// One pulse of the write voltage, positive or negative, for `seconds` on a neuron's ECRAM.
  void pulse(std::uint32_t neuron, bool up, double seconds, std::uint64_t now_ps);
  /// A reading of a neuron's ECRAM, S: with the noise of one reading.
  double read_conductance(std::uint32_t neuron);
  /// The ECRAM as it is, S.
  double conductance(std::uint32_t neuron) const { return cells_.conductance(neuron, 0); }
  /// An initial condition. \throws std::invalid_argument outside the range
  void set_conductance(std::uint32_t neuron, double siemens);

  /// A neuron's device relative to the nominal one.
  double current_factor(std::uint32_t neuron) const { return variations_.at(neuron).current; }
  double voltage_factor(std::uint32_t neuron) const { return variations_.at(neuron).voltage; }

  /// What is across and through a neuron's device when it has settled at input u.
  struct operating_point {
    double volts, amperes;
  };
  operating_point settled(std::uint32_t neuron, double u) const;

  const ndr_activation& activation() const { return activation_; }
  const ndr_transient& transient() const { return transient_; }
  const ecram_cells& cells() const { return cells_; }
  const ndr_device_parameters& device() const { return device_; }

 private:
  static constexpr std::int32_t intervals = 256;

  struct variation {
    double current, voltage;
  };
  struct table_point {
    float output, energy_per_input;
  };
  double theta_of(std::uint32_t neuron, double siemens) const;
  double input_factor(std::uint32_t neuron) const;
  double output_factor(std::uint32_t neuron) const;
  void tabulate(std::uint32_t neuron);

  ndr_device_parameters device_;
  ndr_activation activation_;
  ndr_transient transient_;
  ecram_cells cells_;
  random_stream noise_;
  random_stream readings_;
  std::vector<variation> variations_;
  std::vector<std::uint64_t> reading_count_;
  std::vector<table_point> tables_;  // intervals + 1 a neuron
  double table_rate_;
  std::uint64_t evaluations_ = 0;  // names the next noise draw
};

}  // namespace memvp
