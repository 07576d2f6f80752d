// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
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

  /// Middle of the inputs at which y reaches `crest_level` of its peak, first on the rise and last on the fall (or at
  /// input_limit()): a place that noise moves less than the flat peak itself. What calibration brings neurons to.
  double crest_centre(double theta) const;
  static constexpr double crest_level = 0.875;

  const ndr_kernel& kernel() const { return kernel_; }
  const ndr_device_parameters& parameters() const { return parameters_; }

  /// What the bare device sees and what comes out at input u, not rectified or limited; for devices that vary, too.
  struct operating_point {
    double drive;   ///< v, the share of u that is across (N-type) or through (S-type) the device
    double device;  ///< f(v)
    double output;  ///< y
  };
  operating_point operate(double u, double theta) const noexcept {
    const double v = divides_ ? divided_drive(u, theta) : u;
    const double f = curve(v).value;
    return {v, f, divides_ ? f : f + theta * u};
  }

  /// f(v) of the bare device, from the table.
  double device_curve(double v) const noexcept { return curve(v).value; }
  /// Greatest u, and range of theta, that devices with their variation come to: as far as the tables reach.
  double greatest_device_input() const { return table_limit_; }
  double least_device_theta() const { return theta_origin_; }
  double greatest_device_theta() const { return theta_origin_ + theta_intervals / theta_rate_; }

 private:
  static constexpr std::int32_t curve_intervals = 512;
  static constexpr std::int32_t drive_intervals = 128;
  static constexpr std::int32_t theta_intervals = 16;

  struct cubic {
    double c0, c1, c2, c3;  // in the fraction of an interval
  };
  struct value_and_slope {
    double value, slope;
  };
  struct response {
    double value, slope, sensitivity;
  };

  value_and_slope curve(double v) const noexcept {
    const double place = v * curve_rate_;
    if (!(place >= 0 && place < curve_intervals)) return {kernel_.value(v), kernel_.slope(v)};
    const auto interval = static_cast<std::int32_t>(place);
    const double x = place - interval;
    const cubic& c = curve_[static_cast<std::size_t>(interval)];
    return {c.c0 + x * (c.c1 + x * (c.c2 + x * c.c3)), (c.c1 + x * (2 * c.c2 + x * 3 * c.c3)) * curve_rate_};
  }

  // Newton's steps from the table's value. Each about squares the error; how many it takes is found at construction.
  double divided_drive(double u, double theta) const noexcept {
    double v = first_drive(u, theta);
    for (int step = 0; step < newton_steps_; ++step) {
      const value_and_slope f = curve(v);
      v += (u - v - theta * f.value) / (1 + theta * f.slope);
    }
    return v;
  }

  double first_drive(double u, double theta) const noexcept {
    const double across = within((theta - theta_origin_) * theta_rate_, theta_intervals - 1e-9);
    const double along = within(u * drive_rate_, drive_intervals - 1e-9);
    const auto t = static_cast<std::int32_t>(across);
    const auto i = static_cast<std::int32_t>(along);
    const float* here = drives_.data() + t * (drive_intervals + 1) + i;
    const float* next = here + drive_intervals + 1;
    const double x = along - i;
    const double lower = here[0] + x * static_cast<double>(here[1] - here[0]);
    const double upper = next[0] + x * static_cast<double>(next[1] - next[0]);
    return lower + (across - t) * (upper - lower);
  }

  static double within(double value, double most) noexcept {
    const double from_below = 0 < value ? value : 0;
    return from_below < most ? from_below : most;
  }

  template <bool derivatives>
  response respond(double u, double theta) const noexcept;
  void tabulate_curve();
  void tabulate_drives();
  double solved_drive(double u, double theta) const;

  ndr_device_parameters parameters_;
  ndr_kernel kernel_;
  bool divides_;
  double input_limit_;
  double least_theta_ = 0, greatest_theta_ = 0, default_theta_ = 0, greatest_value_ = 0;
  double table_limit_;     // of u and of v
  double curve_rate_ = 0;  // intervals per unit
  std::vector<cubic> curve_;
  double theta_origin_ = 0, theta_rate_ = 0, drive_rate_ = 0;
  int newton_steps_ = 1;
  std::vector<float> drives_;  // v for theta (outer) and u
};

}  // namespace memvp
