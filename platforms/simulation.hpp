// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace memvp {

/// Runs the SystemC simulation until it is stopped or nothing is left to happen, and looks every simulated second
/// whether Ctrl-C has asked for its end: a single command of a tile can keep the simulator busy for minutes, in which
/// the host's program has no say. Threads that still wait at the end are ended, and their stacks unwound.
/// @throws run_interrupted after Ctrl-C or SIGTERM
void simulate();

}  // namespace memvp
