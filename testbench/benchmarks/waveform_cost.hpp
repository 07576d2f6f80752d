// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace memvp::benchmarks {

/// Wall time of the ecram-image experiment with waveforms over that without, each the least of several runs in
/// processes of their own. To be called before anything is elaborated.
double waveform_cost_ratio();

}  // namespace memvp::benchmarks
