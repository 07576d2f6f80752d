// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace memvp::benchmarks {

inline constexpr std::size_t kinetics_devices = 4096;

/// Registers the benchmarks of drift-diffusion memristors: a step of `kinetics_devices` devices of the default spread,
/// by the exact law alone, by a bank with bounds, time and energy, and by Boost.odeint. odeint's tolerance is the
/// loosest power of ten with which it keeps to the exact law within 1e-9 on these devices, the accuracy that the law is
/// held to.
void register_kinetics();

}  // namespace memvp::benchmarks
