// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/exponential_sum.hpp"

#include <Eigen/Dense>
#include <cmath>
#include <stdexcept>

namespace memvp {
namespace {

// Least squares of design * x = wanted with x >= 0, by the active set method of Lawson and Hanson, "Solving Least
// Squares Problems" (1974), chapter 23.
Eigen::VectorXd non_negative_least_squares(const Eigen::MatrixXd& design, const Eigen::VectorXd& wanted) {
  const Eigen::Index unknowns = design.cols();
  Eigen::VectorXd solution = Eigen::VectorXd::Zero(unknowns);
  std::vector<bool> free(static_cast<std::size_t>(unknowns), false);
  const double tolerance = 1e-12 * design.norm() * wanted.norm();

  const auto solve_free = [&] {
    std::vector<Eigen::Index> columns;
    for (Eigen::Index i = 0; i < unknowns; ++i) {
      if (free[static_cast<std::size_t>(i)]) columns.push_back(i);
    }
    const Eigen::MatrixXd part = design(Eigen::all, columns);
    const Eigen::VectorXd values = part.colPivHouseholderQr().solve(wanted);
    Eigen::VectorXd full = Eigen::VectorXd::Zero(unknowns);
    for (std::size_t i = 0; i < columns.size(); ++i) full[columns[i]] = values[static_cast<Eigen::Index>(i)];
    return full;
  };

  for (Eigen::Index sweep = 0; sweep < 3 * unknowns; ++sweep) {
    const Eigen::VectorXd gradient = design.transpose() * (wanted - design * solution);
    Eigen::Index steepest = -1;
    for (Eigen::Index i = 0; i < unknowns; ++i) {
      if (!free[static_cast<std::size_t>(i)] && gradient[i] > tolerance &&
          (steepest < 0 || gradient[i] > gradient[steepest])) {
        steepest = i;
      }
    }
    if (steepest < 0) break;
    free[static_cast<std::size_t>(steepest)] = true;
    Eigen::VectorXd candidate = solve_free();
    while (true) {
      // Walk from the feasible solution towards the candidate until a free unknown reaches zero, and pin it there.
      double step = 1;
      Eigen::Index first_to_vanish = -1;
      for (Eigen::Index i = 0; i < unknowns; ++i) {
        if (free[static_cast<std::size_t>(i)] && candidate[i] <= 0) {
          const double reach = solution[i] / (solution[i] - candidate[i]);
          if (first_to_vanish < 0 || reach < step) {
            step = reach;
            first_to_vanish = i;
          }
        }
      }
      if (first_to_vanish < 0) break;
      solution += step * (candidate - solution);
      solution[first_to_vanish] = 0;
      free[static_cast<std::size_t>(first_to_vanish)] = false;
      candidate = solve_free();
    }
    solution = candidate;
  }
  return solution;
}

}  // namespace

std::vector<exponential_term> exponential_sum(double time_constant, double exponent) {
  if (!(time_constant > 0) || !std::isfinite(time_constant)) {
    throw std::invalid_argument("A stretched exponential needs a positive, finite time constant.");
  }
  if (!(exponent >= 0.2 && exponent <= 1)) {
    throw std::invalid_argument("The exponent of a stretched exponential must lie between 0.2 and 1.");
  }
  if (exponent == 1) return {{1, 1 / time_constant}};

  // Times u = t/tau from where the law has lost 3e-4 to where 3e-4 of it is left: outside nothing happens. The rates on
  // offer lie closely; non-negative least squares takes the few it needs.
  const double earliest = std::log(3e-4) / exponent;
  const double latest = std::log(8.1) / exponent;
  const double spacing = std::log(1.1);
  const auto terms = static_cast<Eigen::Index>(std::ceil((latest - earliest) / spacing)) + 3;
  constexpr Eigen::Index times_per_term = 2;
  const Eigen::Index times = terms * times_per_term;

  Eigen::VectorXd rates(terms);
  for (Eigen::Index i = 0; i < terms; ++i) rates[i] = std::exp(-latest + spacing * static_cast<double>(i));
  Eigen::MatrixXd design(times + 1, terms);
  Eigen::VectorXd wanted(times + 1);
  for (Eigen::Index i = 0; i < times; ++i) {
    const double place = static_cast<double>(i) / static_cast<double>(times - 1);
    const double time = std::exp(earliest + place * (latest - earliest));
    design.row(i) = (-rates.array() * time).exp().matrix().transpose();
    wanted[i] = std::exp(-std::pow(time, exponent));
  }
  // At time 0 the weights sum to 1; a heavy row makes the fit itself respect that before the sum is made exact.
  constexpr double heavy = 1e3;
  design.row(times).setConstant(heavy);
  wanted[times] = heavy;

  const Eigen::VectorXd weights = non_negative_least_squares(design, wanted);
  const double sum = weights.sum();
  std::vector<exponential_term> result;
  for (Eigen::Index i = 0; i < terms; ++i) {
    if (weights[i] > 0) result.push_back({weights[i] / sum, rates[i] / time_constant});
  }
  return result;
}

}  // namespace memvp
