// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/rram_pulse_table.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace memvp {
namespace {

double slope_between(const pulse_point& a, const pulse_point& b) {
  return std::log(b.siemens / a.siemens) / (b.volts - a.volts);
}

double steepest_slope(const std::vector<pulse_curve>& curves) {
  double steepest = 0;
  for (const pulse_curve& curve : curves) {
    for (std::size_t i = 1; i < curve.points.size(); ++i) {
      const double slope = slope_between(curve.points[i - 1], curve.points[i]);
      if (std::abs(slope) > std::abs(steepest)) steepest = slope;
    }
  }
  return steepest;
}

double last_slope(const pulse_curve& curve) {
  return slope_between(curve.points[curve.points.size() - 2], curve.points.back());
}

void check_curve(const pulse_curve& curve, bool rising) {
  if (!(std::isfinite(curve.seconds) && curve.seconds > 0) || curve.points.size() < 2) {
    throw std::invalid_argument("A pulse curve needs a positive pulse width and at least two points.");
  }
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    const pulse_point& point = curve.points[i];
    if (!(std::isfinite(point.volts) && std::isfinite(point.siemens) && point.siemens > 0)) {
      throw std::invalid_argument("The points of a pulse curve need finite volts and positive conductances.");
    }
    if (i == 0) continue;
    const pulse_point& before = curve.points[i - 1];
    if (!(point.volts > before.volts) || (point.siemens > before.siemens) != rising ||
        point.siemens == before.siemens) {
      throw std::invalid_argument(
          "The voltages of a pulse curve must rise, and its conductances must rise (set) or fall (reset) at every "
          "point.");
    }
  }
}

}  // namespace

double pulse_response::log_siemens(double volts) const noexcept {
  if (volts <= knots_.front().volts) return knots_.front().log_siemens + slope_before_ * (volts - knots_.front().volts);
  std::size_t i = knots_.size() - 1;
  while (volts < knots_[i].volts) --i;
  return knots_[i].log_siemens + knots_[i].slope * (volts - knots_[i].volts);
}

pulse_family::pulse_family(bool rising, double other_line_volts, std::vector<pulse_curve> curves)
    : rising_(rising), other_line_volts_(other_line_volts), curves_(std::move(curves)) {
  if (curves_.empty()) throw std::invalid_argument("A family of pulse curves needs at least one curve.");
  for (std::size_t i = 0; i < curves_.size(); ++i) {
    check_curve(curves_[i], rising_);
    if (i > 0 && !(curves_[i].seconds > curves_[i - 1].seconds)) {
      throw std::invalid_argument("The pulse widths of a family of curves must rise.");
    }
  }
  steepest_slope_ = steepest_slope(curves_);
}

double pulse_family::volts_of(const pulse_curve& curve, double log_siemens) const {
  const std::vector<pulse_point>& points = curve.points;
  const double direction = rising_ ? 1 : -1;
  const auto through = [&](const pulse_point& point, double slope) {
    return point.volts + (log_siemens - std::log(point.siemens)) / slope;
  };
  if (direction * (log_siemens - std::log(points.front().siemens)) <= 0) {
    return through(points.front(), steepest_slope_);
  }
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (direction * (log_siemens - std::log(points[i].siemens)) <= 0) {
      return through(points[i], slope_between(points[i - 1], points[i]));
    }
  }
  return through(points.back(), last_slope(curve));
}

pulse_response pulse_family::at_width(double seconds) const {
  if (!(std::isfinite(seconds) && seconds > 0)) {
    throw std::invalid_argument("A pulse needs a positive finite width.");
  }
  // The two widths around, or the nearest two.
  std::size_t upper = 1;
  while (upper + 1 < curves_.size() && curves_[upper].seconds < seconds) ++upper;
  const bool single = curves_.size() == 1;
  const pulse_curve& shorter = curves_[single ? 0 : upper - 1];
  const pulse_curve& longer = curves_[single ? 0 : upper];
  const double position = single ? 0 : std::log(seconds / shorter.seconds) / std::log(longer.seconds / shorter.seconds);
  const auto volts_at = [&](double log_siemens) {
    const double at_shorter = volts_of(shorter, log_siemens);
    return single ? at_shorter : at_shorter + position * (volts_of(longer, log_siemens) - at_shorter);
  };

  // Both curves are piecewise linear in ln G, so their mixture is too, with the corners of both.
  std::vector<double> corners;
  for (const pulse_curve* curve : {&shorter, &longer}) {
    for (const pulse_point& point : curve->points) corners.push_back(std::log(point.siemens));
  }
  double ceiling = 0;
  for (const pulse_curve& curve : curves_) {
    for (const pulse_point& point : curve.points) ceiling = std::max(ceiling, point.siemens);
  }
  if (rising_) corners.push_back(std::log(ceiling));
  std::sort(corners.begin(), corners.end());
  corners.erase(std::unique(corners.begin(), corners.end()), corners.end());
  if (!rising_) std::reverse(corners.begin(), corners.end());

  pulse_response response;
  response.seconds_ = seconds;
  for (const double corner : corners) {
    const double volts = volts_at(corner);
    // Widths far beyond the table can fold the mixture back on itself; what folds is left out.
    if (!response.knots_.empty()) {
      if (!(volts > response.knots_.back().volts)) continue;
      response.knots_.back().slope =
          (corner - response.knots_.back().log_siemens) / (volts - response.knots_.back().volts);
    }
    response.knots_.push_back({volts, corner, 0});
  }
  response.slope_before_ = steepest_slope_;
  // Reset curves go on falling; set curves have reached the ceiling.
  if (!rising_) response.knots_.back().slope = -1 / (volts_at(corners.back() - 1) - volts_at(corners.back()));
  response.first_ =
      shorter.points.front().volts + position * (longer.points.front().volts - shorter.points.front().volts);
  response.last_ = shorter.points.back().volts + position * (longer.points.back().volts - shorter.points.back().volts);
  response.width_is_covered_ = seconds >= curves_.front().seconds && seconds <= curves_.back().seconds;
  return response;
}

pulse_table measured_pulse_table() {
  constexpr double microsiemens = 1e-6;
  const auto curve = [](double seconds, std::vector<pulse_point> points) {
    for (pulse_point& point : points) point.siemens *= microsiemens;
    return pulse_curve{seconds, std::move(points)};
  };
  return {
      pulse_family(
          true, 2.0,
          {curve(
               100e-9,
               {{2.22, 10.8}, {2.30, 18}, {2.38, 53}, {2.46, 93}, {2.54, 123}, {2.62, 148}, {2.70, 167}, {2.86, 191}}),
           curve(1e-6, {{1.56, 9.9}, {1.68, 127}, {1.80, 179}, {2.04, 202}}), curve(10e-6, {{1.44, 82}, {1.56, 160}})}),
      pulse_family(false, 3.5,
                   {curve(200e-9, {{0.80, 154},
                                   {0.85, 138},
                                   {0.90, 105},
                                   {0.95, 83},
                                   {1.00, 69},
                                   {1.10, 49},
                                   {1.20, 37},
                                   {1.40, 25},
                                   {1.60, 18},
                                   {1.80, 14}})})};
}

}  // namespace memvp
