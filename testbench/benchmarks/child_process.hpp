// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace memvp::benchmarks {

/// What `measure` returns, called in a process of its own, as SystemC elaborates once a process. To be called before
/// anything is elaborated. \throws std::runtime_error if the process fails
double measured_in_child(const std::function<double()>& measure);

}  // namespace memvp::benchmarks
