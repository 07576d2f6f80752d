// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace memvp {

/// One term weight * exp(-rate t).
struct exponential_term {
  double weight = 1;
  double rate = 1;  ///< 1/s
};

/// Stands for exp(-(t/time_constant)^exponent), the stretched exponential, as a sum of plain ones with weights that are
/// positive and sum to 1. Each term forgets on its own, so that a law known for one undisturbed decay becomes one that
/// can be disturbed at any time: its states add.
///
/// Exact (one term) for exponent 1; otherwise a non-negative least squares fit on a logarithmic grid of times, off by
/// less than 5e-4 of the initial value at any time for exponents from 0.2 up. A finite sum exists since the stretched
/// exponential is completely monotone for exponents up to 1 (Pollard, Bull. Amer. Math. Soc. 52 (1946) 908).
///
/// time_constant > 0 in seconds, 0.2 <= exponent <= 1; std::invalid_argument otherwise.
std::vector<exponential_term> exponential_sum(double time_constant, double exponent);

}  // namespace memvp
