// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ecram_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>

namespace memvp {
namespace {

// One branch in its own direction: start + swing * h(place), where place runs from 0 to 1 over the branch's pulses.
struct branch_fit {
  double nonlinearity = 0;
  double start = 0;
  double swing = 0;
  double squares = std::numeric_limits<double>::infinity();  // sum of squared residuals
};

using point_iterator = std::vector<update_curve_point>::const_iterator;

double place_of(const update_curve_point& point, point_iterator first, point_iterator last) {
  return (point.pulse - first->pulse) / ((last - 1)->pulse - first->pulse);
}

// The law from h = 0: what a dose of `place` does to a cell at the branch's start.
double fitted(const branch_fit& fit, double place) {
  return fit.start + fit.swing * exponential_branch(fit.nonlinearity).increment(0, place);
}

branch_fit fit_ends(point_iterator first, point_iterator last, double nonlinearity) {
  const update_branch branch = exponential_branch(nonlinearity);
  const auto count = static_cast<double>(last - first);
  double mean_shape = 0;
  double mean_value = 0;
  for (auto point = first; point != last; ++point) {
    mean_shape += branch.increment(0, place_of(*point, first, last)) / count;
    mean_value += point->conductance / count;
  }
  double shape_squares = 0;
  double products = 0;
  for (auto point = first; point != last; ++point) {
    const double shape = branch.increment(0, place_of(*point, first, last)) - mean_shape;
    shape_squares += shape * shape;
    products += shape * (point->conductance - mean_value);
  }
  branch_fit fit;
  fit.nonlinearity = nonlinearity;
  fit.swing = products / shape_squares;
  fit.squares = 0;
  fit.start = mean_value - fit.swing * mean_shape;
  for (auto point = first; point != last; ++point) {
    const double shape = branch.increment(0, place_of(*point, first, last));
    const double residual = point->conductance - fit.start - fit.swing * shape;
    fit.squares += residual * residual;
  }
  return fit;
}

// Least squares in the nonlinearity: a coarse look over its range, then a golden section about the best.
branch_fit fit_branch(point_iterator first, point_iterator last) {
  branch_fit best = fit_ends(first, last, 0);
  if (last - first < 3) return best;
  constexpr double coarse_step = 0.5;
  for (double nonlinearity = coarse_step; nonlinearity <= 9; nonlinearity += coarse_step) {
    const branch_fit fit = fit_ends(first, last, nonlinearity);
    if (fit.squares < best.squares) best = fit;
  }
  constexpr double golden = 0.6180339887498949;
  double low = std::max(0.0, best.nonlinearity - coarse_step);
  double high = std::min(9.0, best.nonlinearity + coarse_step);
  while (high - low > 1e-5) {
    const double left = high - golden * (high - low);
    const double right = low + golden * (high - low);
    if (fit_ends(first, last, left).squares < fit_ends(first, last, right).squares) {
      high = right;
    } else {
      low = left;
    }
  }
  const branch_fit fit = fit_ends(first, last, 0.5 * (low + high));
  return fit.squares < best.squares ? fit : best;
}

void check_curve(const std::vector<update_curve_point>& curve) {
  if (curve.size() < 3) throw std::invalid_argument("An update curve needs at least 3 points to be fitted.");
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const std::string place = "Point " + std::to_string(i + 1) + " of the update curve has ";
    if (!std::isfinite(curve[i].pulse) || !std::isfinite(curve[i].conductance)) {
      throw std::invalid_argument(place + "a value that is not a finite number.");
    }
    if (curve[i].conductance <= 0) throw std::invalid_argument(place + "a conductance that is not positive.");
    if (i > 0 && curve[i].pulse <= curve[i - 1].pulse) {
      throw std::invalid_argument(place + "a pulse number that is not greater than the one before.");
    }
  }
}

// The index of the turning point; the last index if the curve only rises. The highest point is near it, but noise may
// have moved it: its neighbours compete by the squares that the two branches leave.
std::size_t turning_point(const std::vector<update_curve_point>& curve) {
  const std::size_t last = curve.size() - 1;
  const auto highest_point = std::max_element(
      curve.begin(), curve.end(), [](const auto& a, const auto& b) { return a.conductance < b.conductance; });
  const auto highest = static_cast<std::size_t>(highest_point - curve.begin());
  // A saturating curve that only rises wanders at its end by its noise; a falling branch goes further.
  const double fall = highest_point->conductance - curve.back().conductance;
  const double rise = highest_point->conductance - curve.front().conductance;
  if (last - highest < 2 || fall < 0.1 * rise) return last;

  // Coarse to fine, twenty candidates at a time, which bounds the cost for long curves.
  std::size_t best = std::min(std::max<std::size_t>(2, highest), last - 2);
  std::size_t reach = std::max<std::size_t>(2, curve.size() / 40);
  while (true) {
    const std::size_t stride = std::max<std::size_t>(1, reach / 10);
    const std::size_t from = best > reach + 2 ? best - reach : 2;
    const std::size_t to = std::min(last - 2, best + reach);
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t turn = from; turn <= to; turn += stride) {
      const auto middle = curve.begin() + static_cast<std::ptrdiff_t>(turn);
      const double squares = fit_branch(curve.begin(), middle + 1).squares + fit_branch(middle, curve.end()).squares;
      if (squares < least) {
        least = squares;
        best = turn;
      }
    }
    if (stride == 1) return best;
    reach = stride;
  }
}

struct noise_estimate {
  double pulse_variance = 0;  // of one pulse, S^2
  double read_variance = 0;   // of one reading, S^2
};

// Differences d of neighbouring residuals over so many pulses: var(d) = pulses * pulse_variance + 2 * read_variance,
// cov(d, next d) = -read_variance.
noise_estimate estimate_noise(const std::vector<update_curve_point>& curve, const std::vector<double>& residuals) {
  double squares = 0;
  double products = 0;
  double pulses = 0;
  for (std::size_t i = 1; i < curve.size(); ++i) {
    const double difference = residuals[i] - residuals[i - 1];
    squares += difference * difference;
    pulses += curve[i].pulse - curve[i - 1].pulse;
    if (i + 1 < curve.size()) products += difference * (residuals[i + 1] - residuals[i]);
  }
  const auto count = static_cast<double>(curve.size() - 1);
  noise_estimate noise;
  noise.read_variance = std::max(0.0, -products / (count - 1));
  noise.pulse_variance = std::max(0.0, squares - 2 * noise.read_variance * count) / pulses;
  return noise;
}

}  // namespace

ecram_fit fit_update_curve(const std::vector<update_curve_point>& curve) {
  check_curve(curve);
  const std::size_t turn = turning_point(curve);
  const bool falls = turn + 1 < curve.size();
  const auto middle = curve.begin() + static_cast<std::ptrdiff_t>(turn);
  const branch_fit up = fit_branch(curve.begin(), middle + 1);
  const branch_fit down = falls ? fit_branch(middle, curve.end()) : branch_fit{};
  const double highest = falls ? std::max(up.start + up.swing, down.start) : up.start + up.swing;
  if (!(up.swing > 1e-9 * highest) || (falls && !(down.swing < 0))) {
    throw std::invalid_argument(
        "The update curve does not begin with a net rise of conductance, so there is no step to fit.");
  }

  ecram_fit result;
  result.points_up = turn + 1;
  result.points_down = curve.size() - result.points_up;
  result.maximum_conductance = highest;
  result.minimum_conductance = falls ? std::min(up.start, down.start + down.swing) : up.start;
  result.nonlinearity_up = up.nonlinearity;
  result.nonlinearity_down = falls ? down.nonlinearity : up.nonlinearity;
  const double step_up = up.swing / (middle->pulse - curve.front().pulse);
  const double step_down = falls ? -down.swing / (curve.back().pulse - middle->pulse) : step_up;
  const double step = 0.5 * (step_up + step_down);
  result.asymmetry = (step_up - step_down) / step;
  result.pulses_per_window = (result.maximum_conductance - result.minimum_conductance) / step;

  std::vector<double> residuals;
  residuals.reserve(curve.size());
  for (auto point = curve.begin(); point != curve.end(); ++point) {
    const bool rising = point <= middle;
    const double place = rising ? place_of(*point, curve.begin(), middle + 1) : place_of(*point, middle, curve.end());
    residuals.push_back(point->conductance - fitted(rising ? up : down, place));
  }
  const auto count = static_cast<double>(curve.size());
  const double residual_squares = std::inner_product(residuals.begin(), residuals.end(), residuals.begin(), 0.0);
  double mean = 0;
  for (const update_curve_point& point : curve) mean += point.conductance / count;
  double total_squares = 0;
  for (const update_curve_point& point : curve)
    total_squares += (point.conductance - mean) * (point.conductance - mean);
  result.r_squared = 1 - residual_squares / total_squares;
  result.residual = std::sqrt(residual_squares / count);

  const noise_estimate noise = estimate_noise(curve, residuals);
  result.cycle_noise = std::sqrt(noise.pulse_variance) / step;
  result.read_noise = std::sqrt(noise.read_variance) / mean;
  for (const double figure : {result.maximum_conductance, result.minimum_conductance, result.nonlinearity_up,
                              result.nonlinearity_down, result.asymmetry, result.pulses_per_window, result.r_squared,
                              result.residual, result.cycle_noise, result.read_noise})
    if (!std::isfinite(figure))
      throw std::invalid_argument("The update curve has values too large or too small for its squares to be computed.");
  return result;
}

ecram_device_parameters with_fit(ecram_device_parameters parameters, const ecram_fit& fit) {
  parameters.minimum_conductance = fit.minimum_conductance;
  parameters.maximum_conductance = fit.maximum_conductance;
  parameters.pulses_per_window = fit.pulses_per_window;
  parameters.law = update_law::exponential;
  parameters.nonlinearity_up = fit.nonlinearity_up;
  parameters.nonlinearity_down = fit.nonlinearity_down;
  parameters.asymmetry = fit.asymmetry;
  parameters.cycle_noise = fit.cycle_noise;
  parameters.read_noise = fit.read_noise;
  check(parameters);
  return parameters;
}

}  // namespace memvp
