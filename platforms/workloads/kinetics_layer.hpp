// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/physics/kinetics_parameters.hpp"

namespace memvp {

/// Where the time of a step goes; all but drift_rate in units of device.step_time, which alpha refers to. Devices
/// diffuse all the time. As it stands, a pulse fills the step and devices are read just before it: x' = x + alpha/x -
/// beta u by the discrete law.
struct kinetics_step_timing {
  double lead = 0;                  ///< from the beginning of the step to the sample (to the pulse if that is first)
  double wait = 0;                  ///< between sample and pulse, whichever is first
  double pulse = 1;                 ///< the pulse
  double rest = 0;                  ///< from the end of the later one to the end of the step
  double drift_rate = 1;            ///< device.step_time / device.pulse_width: a pulse carries beta u pulse drift_rate
  bool sample_after_pulse = false;  ///< otherwise a train's last input has no pulse
};

/// A tile's times of a step, s, as docs/kinetics-sequencer.md names them.
struct kinetics_step_seconds {
  double read, convert, setup, pulse, release;
  double period = 0;     ///< 0: as long as its parts
  bool overlap = false;  ///< the pulse begins while what was read before it is converted
};

/// The same in a step's own terms. Fetches longer than what they run alongside are left out.
/// @throws std::invalid_argument for times that are negative or not finite, or a period shorter than its parts
kinetics_step_timing step_timing(const kinetics_step_seconds& seconds, const kinetics_device_parameters& device,
                                 bool sample_after_pulse = false);

/// A layer of drift-diffusion memristors in software.
struct kinetics_layer_form {
  std::size_t rows = 28;  ///< of a sample
  std::size_t columns = 28;
  bool column_trains = false;  ///< trains are the columns of a sample, its rows the steps (AXIS 1); else the reverse
  kinetics_integrator integrator = kinetics_integrator::discrete;
  kinetics_step_timing timing;
  double initial_state = 1;   ///< of every train
  double least_state = 0.05;  ///< states stop here,
  double greatest_state = 5;  ///< and here; may be infinite

  std::size_t trains() const { return column_trains ? columns : rows; }
  std::size_t steps() const { return column_trains ? rows : columns; }
  /// Features of a sample, and its inputs: one a place.
  std::size_t places() const { return rows * columns; }
};

/// The form that a device's parameters give.
kinetics_layer_form kinetics_form(const kinetics_device_parameters& device, std::size_t rows, std::size_t columns,
                                  const kinetics_step_timing& timing, bool column_trains = false);

/// alpha and beta of a layer: one value for all steps, or one a step.
struct kinetics_step_constants {
  std::vector<double> alpha, beta;
};

/// What the devices' constants differ from the layer's by, one a train: alpha of a step becomes alpha_j + offset
/// alpha_j / mean(alpha), which is what a device written with another mean makes of a tile's table; beta likewise.
/// Empty: not at all.
struct kinetics_offsets {
  std::vector<double> alpha, beta;
};

/// The derivative of a cost with respect to alpha and beta of every step, summed over trains and samples.
struct kinetics_gradient {
  std::vector<double> alpha, beta;
};

/// States that were kept at a bound, of devices and steps.
struct kinetics_guard_events {
  std::uint64_t lower = 0, upper = 0;
};

/// Samples on their way forward through the layer and back. A matrix has a row a sample and a column a place of the
/// sample (row r, column c: place r columns + c), for inputs in [0, 1] as for features, so that samples run in vector
/// lanes. Features are states x = G/G0 when the devices are read. `real` is float or double; the drift of the exact law
/// is worked out in double by either (memvp::drift).
template <class real>
class kinetics_layer {
 public:
  using matrix = Eigen::Matrix<real, Eigen::Dynamic, Eigen::Dynamic>;

  /// @throws std::invalid_argument for an empty layer, negative times or bounds that do not hold the initial state
  explicit kinetics_layer(const kinetics_layer_form& form);

  const kinetics_layer_form& form() const { return form_; }

  /// Features of samples, valid until the next call. @throws std::invalid_argument for inputs of another width, or
  /// constants or offsets of another length, or a constant that is not positive and finite with its offset
  const matrix& forward(const kinetics_step_constants& constants, const matrix& inputs,
                        const kinetics_offsets& offsets = {});

  /// Back-propagation through time: adds what the last forward()'s constants contribute to a cost, of which
  /// `feature_gradient` is the derivative with respect to the features. States at a bound pass nothing back.
  /// @throws std::invalid_argument for a matrix of another size
  void backward(const matrix& feature_gradient, kinetics_gradient& gradient);

  /// Since construction.
  const kinetics_guard_events& guard_events() const { return events_; }

 private:
  using column = Eigen::Array<real, Eigen::Dynamic, 1>;
  enum class action { diffusion, drift, kick, discrete };
  // A train is a row of segments; each leads from one node's states to the next.
  struct segment {
    action kind;
    std::size_t step;
    double steps;  // that it lasts
  };
  struct train_constants {
    double alpha, beta;
  };

  void lay_out();
  Eigen::Index place(std::size_t train, std::size_t step) const;
  Eigen::Index node(std::size_t train, std::size_t index) const;
  void check(const kinetics_step_constants& constants, const matrix& inputs, const kinetics_offsets& offsets) const;
  void set_constants(const kinetics_step_constants& constants, const kinetics_offsets& offsets);
  void run_segment(std::size_t train, std::size_t index);
  void drift_forward(std::size_t train, const segment& part, Eigen::Index from);
  void keep_within_bounds(Eigen::Index node);
  void reverse_segment(std::size_t train, std::size_t index, train_constants& gradient);
  void drift_backward(std::size_t train, const segment& part, Eigen::Index from, train_constants& gradient);

  kinetics_layer_form form_;
  std::vector<segment> segments_;
  std::vector<std::size_t> sampled_;  // node of each step's sample
  std::vector<train_constants> constants_;
  matrix inputs_, states_, features_;  // states_: a column a node, train after train
  std::vector<std::uint8_t> bounded_;  // of each node: some state is at a bound
  column adjoint_;
  std::vector<Eigen::Index> pulsed_;
  std::vector<double> state_, alpha_, drift_, steps_;
  kinetics_guard_events events_;
};

extern template class kinetics_layer<float>;
extern template class kinetics_layer<double>;

}  // namespace memvp
