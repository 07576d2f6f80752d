// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "memvp/models/physics/ndr_kernel.hpp"
#include "memvp/models/physics/ndr_parameters.hpp"

namespace memvp {

/// The neuron as a function, y = a(u; theta): what a float network trains with and what the hardware approximates.
///
/// u is the input in units of the device's input scale (N-type: volts / V_p), rectified and limited: below 0 it counts
/// as 0, above input_limit() as input_limit(). y is the output in units of the output scale (N-type: amperes / I_p).
/// theta is the ECRAM in the device's units (series: I_p / (G_E V_p), parallel: G_E V_p / I_p). With the ECRAM in
/// series (N-type), u = v + theta f(v) and y = f(v); in parallel, y = f(u) + theta u; the S-type swaps the two. SOURCE:
/// fact sheet ndr_1t1r.md, section 8b.
///
/// The curve f is tabulated as cubics (agrees with ndr_kernel to 1e-7) and the implicit form solved by Newton steps
/// from a tabulated beginning (to 1e-7 in v).
class ndr_activation {
 public:
  /// Throws std::invalid_argument for parameters that `check` refuses.
  explicit ndr_activation(const ndr_device_parameters& parameters);

  double value(double u, double theta) const;
  double slope(double u, double theta) const;        ///< da/du; 0 where the input is rectified or limited
  double sensitivity(double u, double theta) const;  ///< da/dtheta

  /// `n` elements at once, each with its own theta; dy_du and dy_dtheta may be null. About 10 ns an element.
  void evaluate(const float* u, const float* theta, std::size_t n, float* y, float* dy_du, float* dy_dtheta) const;

  double least_theta() const { return least_theta_; }
  double greatest_theta() const { return greatest_theta_; }
  /// Of the middle of the ECRAM's range of conductances.
  double default_theta() const { return default_theta_; }
  double input_limit() const { return input_limit_; }
  /// Largest y over all u and theta that the hardware can have: the full scale of the output converter.
  double greatest_value() const { return greatest_value_; }

  /// u at which y stops rising; input_limit() if it never does.
  double peak_position(double theta) const;

  const ndr_kernel& kernel() const { return kernel_; }
  const ndr_device_parameters& parameters() const { return parameters_; }

  /// The device's own drive v at input u, not rectified or limited: u itself unless the ECRAM divides the drive. For u
  /// and theta of devices that vary, too.
  double device_drive(double u, double theta) const noexcept { return divides_ ? divided_drive(u, theta) : u; }
  /// f(v) from the table (v beyond it: exactly), and with its slope.
  double curve(double v) const noexcept;
  /// y of the drive: f(v), with theta u if the ECRAM adds.
  double output_at(double v, double theta) const noexcept { return divides_ ? curve(v) : curve(v) + theta * v; }

 private:
  struct cubic {
    double c0, c1, c2, c3;  // in the fraction of an interval
  };
  struct value_and_slope {
    double value, slope;
  };
  struct response {
    double value, slope, sensitivity;
  };
  value_and_slope curve_with_slope(double v) const noexcept;
  double divided_drive(double u, double theta) const noexcept;
  double first_drive(double u, double theta) const noexcept;
  response respond(double u, double theta) const noexcept;
  void tabulate_curve();
  void tabulate_drives();

  ndr_device_parameters parameters_;
  ndr_kernel kernel_;
  bool divides_;
  double input_limit_;
  double least_theta_ = 0, greatest_theta_ = 0, default_theta_ = 0, greatest_value_ = 0;
  double table_limit_;     // of u and of v
  double curve_rate_ = 0;  // intervals per unit
  std::vector<cubic> curve_;
  double theta_origin_ = 0, theta_rate_ = 0, drive_rate_ = 0;
  std::vector<float> drives_;  // v for theta (outer) and u
};

}  // namespace memvp
