// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace memvp {

/// A median conductance after one pulse at one voltage of the swept line.
struct pulse_point {
  double volts = 0;
  double siemens = 0;
};

/// Pulses of one width over the voltage of the swept line: voltages rise, conductances rise (set) or fall (reset).
struct pulse_curve {
  double seconds = 0;
  std::vector<pulse_point> points;
};

/// A curve brought to one pulse width, ready for use: ln G is piecewise linear in the voltage.
class pulse_response {
 public:
  /// A response to no pulse width at all; `seconds()` is 0.
  pulse_response() = default;

  double seconds() const noexcept { return seconds_; }
  /// Natural logarithm of the median conductance in S after a pulse at `volts` of the swept line.
  double log_siemens(double volts) const noexcept;
  /// Whether the measured (or tabulated) points, widths included, enclose `volts`.
  bool covers(double volts) const noexcept { return width_is_covered_ && volts >= first_ && volts <= last_; }

 private:
  friend class pulse_family;
  struct knot {
    double volts = 0;
    double log_siemens = 0;
    double slope = 0;  // towards the next knot; of the last one, beyond it
  };
  std::vector<knot> knots_;
  double slope_before_ = 0;
  double seconds_ = 0;
  double first_ = 0;
  double last_ = 0;
  bool width_is_covered_ = false;
};

/// Curves of several pulse widths at one voltage of the other line.
///
/// Between the points of a curve ln G is linear in the voltage. Between two widths the *voltage* that gives a
/// conductance is linear in the logarithm of the width (assumed: a longer pulse lowers the onset, it does not blur it);
/// beyond the shortest and longest width the same line goes on. A family of one curve knows no width: every width gives
/// that curve.
///
/// Beyond the points (all assumed): on the side where pulses take no effect yet, ln G goes on with the steepest slope
/// that the family shows, since the first measured points still hold cells that have not moved; on the side of strong
/// pulses it goes on with the slope of the last two points, for set curves up to the greatest conductance of the family
/// and no further.
class pulse_family {
 public:
  /// `rising`: conductance grows with voltage (set) or falls (reset). Throws std::invalid_argument unless there is a
  /// curve, every curve has two points or more, widths rise, voltages rise, conductances are positive and strictly
  /// monotone.
  pulse_family(bool rising, double other_line_volts, std::vector<pulse_curve> curves);

  bool rising() const noexcept { return rising_; }
  /// The other line's voltage during these pulses (set: bit line; reset: word line), V.
  double other_line_volts() const noexcept { return other_line_volts_; }
  const std::vector<pulse_curve>& curves() const noexcept { return curves_; }

  /// The response to pulses of `seconds` > 0.
  pulse_response at_width(double seconds) const;

 private:
  double volts_of(const pulse_curve& curve, double log_siemens) const;

  bool rising_;
  double other_line_volts_;
  std::vector<pulse_curve> curves_;
  double steepest_slope_ = 0;
};

/// What one pulse does to the median cell. SET: the word line is swept, the bit line fixed. RESET: the source line is
/// swept, the word line fixed.
struct pulse_table {
  pulse_family set;
  pulse_family reset;
};

/// Measured 1T1R curves of 130 nm HfO2 cells: medians that ndr_1t1r.md section 4.2 gives of the RADAR data set
/// (github.com/akashlevy/RRAM-RADAR-Tuning, doi 10.1109/TED.2021.3097975 [S20]). SET at BL 2.0 V from about 100 kohm,
/// 100 ns, 1 us and 10 us; RESET at WL 3.5 V from 6 kohm, 200 ns only.
pulse_table measured_pulse_table();

}  // namespace memvp
