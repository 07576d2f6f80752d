// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/weight_encoder.hpp"

#include <cmath>
#include <sstream>
#include <stdexcept>

namespace memvp {

namespace {

double in_series(double conductance, double resistance) { return conductance / (1 + conductance * resistance); }
double without_series(double conductance, double resistance) { return conductance / (1 - conductance * resistance); }

}  // namespace

weight_encoder::weight_encoder(const mapping_parameters& mapping, const conductance_window& window, double weight_limit)
    : mapping_(mapping),
      window_(window),
      limit_(weight_limit),
      least_(in_series(window.minimum, window.series_resistance)),
      range_(in_series(window.maximum, window.series_resistance) - least_),
      greatest_(std::lround(std::pow(static_cast<double>(mapping.levels), static_cast<double>(mapping.slices))) - 1) {
  check(mapping);
  if (!(range_ > 0)) throw std::invalid_argument("the conductance window of the cells is empty.");
  if (!(limit_ > 0) || !std::isfinite(limit_))
    throw std::invalid_argument("the weight limit must be positive, but is " + std::to_string(weight_limit) + ".");
}

double weight_encoder::level_conductance(double level) const {
  const double series = least_ + range_ * level / static_cast<double>(mapping_.levels - 1);
  return without_series(series, window_.series_resistance);
}

long weight_encoder::digits_of(double weight) const {
  const double share = weight / limit_;
  if (!(std::abs(share) <= 1 + 1e-6)) {
    std::ostringstream sentence;
    sentence << "the weight " << weight << " is outside +/-" << limit_ << ", the range of the cells.";
    throw std::invalid_argument(sentence.str());
  }
  const auto greatest = static_cast<double>(greatest_);
  if (mapping_.pairing == weight_pairing::differential) return std::lround(std::abs(share) * greatest);
  return std::lround((share + 1) / 2 * greatest);
}

void weight_encoder::encode(const float* weights, std::size_t stride, std::size_t outputs, double* siemens) const {
  const bool pairs = mapping_.pairing == weight_pairing::differential;
  const auto slices = static_cast<std::size_t>(mapping_.slices);
  const double bottom = level_conductance(0);
  for (std::size_t o = 0; o < outputs; ++o) {
    const double weight = static_cast<double>(weights[o * stride]);
    long number = digits_of(weight);
    for (std::size_t slice = slices; slice-- > 0;) {
      const double conductance = level_conductance(static_cast<double>(number % mapping_.levels));
      number /= mapping_.levels;
      const std::size_t place = o * slices + slice;
      if (!pairs) {
        siemens[place] = conductance;
      } else {
        siemens[2 * place] = weight > 0 ? conductance : bottom;
        siemens[2 * place + 1] = weight > 0 ? bottom : conductance;
      }
    }
  }
  if (!pairs) siemens[outputs * slices] = level_conductance(static_cast<double>(mapping_.levels - 1) / 2);
}

double weight_encoder::quantised(double weight) const {
  const auto number = static_cast<double>(digits_of(weight)), greatest = static_cast<double>(greatest_);
  if (mapping_.pairing == weight_pairing::differential) return (weight < 0 ? -1 : 1) * limit_ * number / greatest;
  return limit_ * (2 * number / greatest - 1);
}

double weight_encoder::weight_per_ampere(double read_volts) const {
  const double per_digit =
      limit_ / static_cast<double>(greatest_) * (mapping_.pairing == weight_pairing::differential ? 1.0 : 2.0);
  const double current_per_digit = read_volts * range_ / static_cast<double>(mapping_.levels - 1);
  return per_digit / current_per_digit;
}

}  // namespace memvp
