// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace memvp::benchmarks {

/// Processor seconds that the simulation of an hour takes in which 128 rows of 128 cells with their default spread are
/// kept alive by the timer of a refresh tile. To be called before anything is elaborated.
struct kept_alive_cost {
  double published_s;  ///< with the published pulses, and the least time constant that sustains the rows: 749 s
  double what_if_s;    ///< with pulses 20,000 times as short and a time constant of 10 s: 900,000 rewrites
};
kept_alive_cost kept_alive_hour();

}  // namespace memvp::benchmarks
