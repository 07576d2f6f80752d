// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace memvp::benchmarks {

/// Processor time [s] in which 10,000 samples of 28 trains of 28 steps go through a kinetics tile over its bus, codes
/// there and features back included: the default device with its spread, by the exact law, without waveforms. One in
/// five codes is not 0, as of handwritten digits. Measured in a child process.
double ten_thousand_kinetics_samples();

}  // namespace memvp::benchmarks
