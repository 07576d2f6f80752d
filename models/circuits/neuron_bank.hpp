// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace memvp {

/// Which circuit a bank's neurons are.
enum class activation_circuit : std::uint32_t {
  ndr = 0,      ///< one NDR device and one ECRAM a neuron
  digital = 1,  ///< digital CMOS: the same function, without variation and noise, from a code
  analog = 2,   ///< analog CMOS sigmoid
};

/// What evaluating some neurons once has taken.
struct activation_cost {
  double joules = 0;    ///< in the neurons themselves
  double coulombs = 0;  ///< that their input stages have delivered
};

/// Neurons that evaluate side by side, each a circuit of its own. Inputs and outputs are in the units of
/// `ndr_activation`: u in units of input_volts(), y in units of the device's output scale (1 for a sigmoid).
class neuron_bank {
 public:
  virtual ~neuron_bank() = default;

  virtual activation_circuit circuit() const = 0;
  /// Outputs of neurons `first` to first + count - 1 for `u`, which the caller has limited to [least_input(),
  /// greatest_input()], at the end of latency().
  virtual activation_cost evaluate(std::uint32_t first, std::uint32_t count, const double* u, double* y) = 0;
  virtual double latency() const = 0;         ///< s, from input to output; the same for all neurons
  virtual double area() const = 0;            ///< m^2 of one neuron
  virtual double full_scale() const = 0;      ///< greatest output
  virtual double least_input() const = 0;     ///< u; 0 if the neurons rectify
  virtual double greatest_input() const = 0;  ///< u
  virtual double input_volts() const = 0;     ///< of u = 1
  virtual std::uint32_t size() const = 0;
};

}  // namespace memvp
