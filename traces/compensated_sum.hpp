// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace memvp {

/// A running sum that carries its rounding error along (A. Neumaier, ZAMM 54, 39 (1974), doi
/// 10.1002/zamm.19740540106): after n additions of positive numbers it is right to the last bit or so, where a plain
/// double loses up to n of them. The error term is formed without a branch (Knuth's two-sum).
class compensated_sum {
 public:
  void add(double term) noexcept {
    const double sum = sum_ + term;
    const double from_term = sum - sum_;
    error_ += (sum_ - (sum - from_term)) + (term - from_term);
    sum_ = sum;
  }

  /// Adds another running sum with its error.
  void add(const compensated_sum& other) noexcept {
    add(other.sum_);
    error_ += other.error_;
  }

  double value() const noexcept { return sum_ + error_; }

 private:
  double sum_ = 0.0;
  double error_ = 0.0;
};

}  // namespace memvp
