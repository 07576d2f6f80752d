// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

namespace memvp {

/// One branch (rising or falling) of the update law of an analog synaptic cell, in the position h = 0 at the branch's
/// start and h = 1 at its end (h = g when rising, h = 1 - g when falling):
///
///     dh/dq = rate - saturation h,      q: charge in fractions of the window (pulses k / N0)
///
/// The linear law, the exponential law and soft bounds are all of this form, so each has the closed form of
/// `increment`.
struct update_branch {
  double rate = 1;
  double saturation = 0;

  /// Change of h by a pulse of charge `dose` >= 0 (fractions of the window) that begins at h. Not clipped.
  double increment(double position, double dose) const noexcept {
    if (saturation == 0) return rate * dose;
    return (rate - saturation * position) / saturation * -std::expm1(-saturation * dose);
  }
};

/// The linear law: f = 1.
inline update_branch linear_branch() noexcept { return {}; }

/// Soft bounds, f = 1 - bound (2h - 1). `bound` in [0, 1): 0 is the linear law.
/// Source: soft-bounds device of IBM aihwkit, configs/devices.py, after Gokmen and Vlasov,
/// doi 10.3389/fnins.2016.00333.
update_branch soft_bounds_branch(double bound);

/// The exponential law h(x) = (1 - exp(-x/A')) / (1 - exp(-1/A')) of NeuroSim, traversed at unit speed in x.
/// `nonlinearity` in [0, 9]; 0 is the linear law. Throws std::invalid_argument outside.
/// Source: github.com/neurosim/DNN_NeuroSim_V2.1, Training_pytorch/utee/wage_quantizer.py (equations only).
update_branch exponential_branch(double nonlinearity);

/// A' of the exponential law. The nonlinearity NL is the largest distance of the curve from the straight line, measured
/// at right angles to it in the unit square, in units of 0.07; the vertical bow is thus 0.07 sqrt(2) NL. This
/// definition was recovered from NeuroSim's published table of A'(NL), which it reproduces to all its digits
/// (126.268958 at NL 0.01, 1.251653 at NL 1). Infinite for NL = 0. Throws std::invalid_argument unless 0 <= NL <= 9,
/// the table's range.
double exponential_constant(double nonlinearity);

/// Largest vertical distance of the exponential law from the straight line, a fraction of the window.
double exponential_bow(double constant);

}  // namespace memvp
