// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "memvp/models/physics/ecram_parameters.hpp"

namespace memvp {

/// One point of a measured update curve: conductance (S) after so many equal pulses, rising ones first.
struct update_curve_point {
  double pulse = 0;  ///< number of pulses so far, whatever their sign; grows from point to point
  double conductance = 0;
};

/// What a measured update curve says about the update law.
struct ecram_fit {
  double minimum_conductance = 0;  ///< ends of the window that the fitted curve sweeps, S
  double maximum_conductance = 0;
  double pulses_per_window = 0;  ///< N0: the window over the mean step of both branches
  double nonlinearity_up = 0;
  double nonlinearity_down = 0;  ///< equal to nonlinearity_up if the curve only rises
  double asymmetry = 0;          ///< (step up - step down) / mean step; 0 if the curve only rises
  double cycle_noise = 0;        ///< standard deviation of one pulse's random part, in mean steps
  double read_noise = 0;         ///< standard deviation of one reading, as a fraction of the mean conductance
  double r_squared = 0;          ///< 1 - residual / total sum of squares, of conductance
  double residual = 0;           ///< root mean square of the residual, S
  std::size_t points_up = 0;     ///< points of the rising branch, the turning point included
  std::size_t points_down = 0;   ///< points of the falling branch, without the turning point
};

/// Fits the exponential update law to a curve that rises, or rises and then falls (one cycle). The turning point is
/// found among the highest points; on each branch the nonlinearity is searched and the branch's two ends follow by
/// linear least squares. The window is what the curve sweeps: a curve that stops half way gives half the window and
/// half its pulses, which is the same step.
///
/// Noise is taken from the differences of neighbouring residuals: noise of the pulses makes them independent, noise of
/// the readings makes neighbours anticorrelated, so that their covariance tells the two apart. Both are estimates from
/// one curve: with 200 points and cycle noise alone, good to about 10 %.
///
/// Throws std::invalid_argument with one sentence for fewer than 3 points, values that are not finite, conductances
/// that are not positive, pulse numbers that do not grow, or a curve that does not rise.
ecram_fit fit_update_curve(const std::vector<update_curve_point>& curve);

/// `parameters` with what the fit says put in: window, pulses, exponential law, asymmetry, cycle noise, read noise.
ecram_device_parameters with_fit(ecram_device_parameters parameters, const ecram_fit& fit);

}  // namespace memvp
