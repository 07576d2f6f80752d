// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "memvp/models/physics/ndr_parameters.hpp"

namespace memvp {

/// A point of the kernel's curve, in units of its scales.
struct ndr_curve_point {
  double position, value;
};

/// The static characteristic of the bare NDR device, y = f(v), without ECRAM, in units of its own scales: N-type v = V
/// / V_p and y = I / I_p; S-type v = I / I_th and y = V / V_th with the threshold point that the thermal model gives.
/// Exact; `ndr_activation` tabulates it for speed. SOURCE: fact sheet ndr_1t1r.md, section 8b.
class ndr_kernel {
 public:
  /// Throws std::invalid_argument if the curve does not fold, that is, has no falling part.
  explicit ndr_kernel(const ndr_device_parameters& parameters);

  double value(double v) const { return at(v).value; }
  double slope(double v) const { return at(v).slope; }

  /// Amperes of one unit of current and volts of one unit of voltage, whichever of them is the input.
  double current_scale() const { return current_scale_; }
  double voltage_scale() const { return voltage_scale_; }
  double input_scale() const { return n_type() ? voltage_scale_ : current_scale_; }
  double output_scale() const { return n_type() ? current_scale_ : voltage_scale_; }

  /// Where the curve begins to fall, and where it rises again.
  const ndr_curve_point& peak() const { return peak_; }
  const ndr_curve_point& valley() const { return valley_; }
  /// Slope of the steepest fall, below 0.
  double least_slope() const { return least_slope_; }

 private:
  struct value_and_slope {
    double value, slope;
  };
  bool n_type() const { return parameters_.kernel == ndr_kernel_type::n_type; }
  value_and_slope at(double v) const { return n_type() ? n_curve(v) : s_curve(v); }
  value_and_slope n_curve(double v) const;
  value_and_slope s_curve(double v) const;
  void find_threshold();
  void find_landmarks();

  ndr_device_parameters parameters_;
  double current_scale_ = 0, voltage_scale_ = 0;
  ndr_curve_point peak_{}, valley_{};
  double least_slope_ = 0;
};

/// Resistance R(T) of the S-type device, ohm, for `kelvin` above 0.
double ndr_thermal_resistance(const ndr_device_parameters& parameters, double kelvin);

/// Whether the ECRAM shares the drive with the device (N-type in series: u = v + theta f(v), y = f(v); S-type in
/// parallel: the same with currents for voltages). Otherwise it adds to the output: y = f(u) + theta u.
bool ecram_divides(const ndr_device_parameters& parameters);

/// The normalised ECRAM parameter of a conductance [S] and back. Series: theta = I_scale / (G V_scale); parallel: G
/// V_scale / I_scale.
double ecram_theta(const ndr_device_parameters& parameters, const ndr_kernel& kernel, double siemens);
double ecram_conductance(const ndr_device_parameters& parameters, const ndr_kernel& kernel, double theta);

}  // namespace memvp
