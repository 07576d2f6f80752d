// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace memvp {

/// Loops over drift-diffusion memristors, in the widest vector instructions that the processor has. A result is the
/// same to the last bit on every processor and for any count. Pointers have `count` values each.

/// States that diffuse from touched_ps on, until now_ps; a time before that counts as it.
struct diffusing_states {
  std::size_t count;
  const double* state;
  const double* alpha;  ///< per step
  const std::uint64_t* touched_ps;
  std::uint64_t now_ps;
  double steps_per_second;  ///< times any factor on alpha
  double greatest;          ///< bound of the state, may be infinite
};
/// min(sqrt(x^2 + 2 alpha s), greatest).
void diffused_states(const diffusing_states& cells, double* states);

/// States under constant drift, without bounds: the exact law (see exact_step).
struct drifting_states {
  std::size_t count;
  double* state;        ///< before, and after; > 0
  const double* alpha;  ///< > 0, per step
  const double* drift;  ///< b, per step, either sign
  const double* steps;  ///< s >= 0
  double* integral;     ///< null, or where the integral of x over s goes, in steps
};
void drift(const drifting_states& cells);

}  // namespace memvp
