// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace memvp {

/// What a 1T1R cell does by itself after a write that left it at G*: G(t) = G* + mu(G*, t) + sigma(G*, t) xi, one xi a
/// write, kept for all times, so that a cell follows one path. Source: ndr_1t1r.md section 8a.6, with the table of
/// section 4.3: 16 292 cells between 0 and 40 uS, "technology C" of
/// github.com/akashlevy/RRAM-Relaxation-Master-Model [S21]. All conductances in S, times in s since the write.

/// sigma. Stated at the middles of five conductance bins and at 10 ms, 0.1 s, 1 s, 4 s and 1e5 s; linear in between, in
/// G and in log t. Assumed: outside the times the line of the nearest two goes on, down to 0 at about 0.1 to 0.5 ms;
/// between 3.5 uS and 0 it falls to 0.60 times the value at 3.5 uS, the ratio of the NeuRRAM fit at 1 s
/// (1.053 + 0.2374 G - 0.01167 G^2 + 1.536e-4 G^3, ndr_1t1r.md 4.3 [S15]); above 37.5 uS it stays.
double relaxation_deviation(double siemens, double seconds) noexcept;

/// mu. Stated at 1e5 s only; at other times assumed in proportion to sigma, so that mu and sigma set out together.
double relaxation_mean(double siemens, double seconds) noexcept;

/// mu / sigma, the same at every time (see relaxation_mean).
double relaxation_mean_share(double siemens) noexcept;

/// Time since a write before which no cell has moved, s: the earliest zero of sigma's line.
double relaxation_onset() noexcept;

}  // namespace memvp
