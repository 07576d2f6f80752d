// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <benchmark/benchmark.h>

#include "memvp/testbench/benchmarks/benchmark_system.hpp"

namespace memvp::benchmarks {

/// Images that one iteration of the two benchmarks below learns from.
inline constexpr int training_images = 20;

/// Learns from images on two ECRAM arrays, over the bus: forward, backward and update of both layers of a 400-100-10
/// network. Labels are random, so that every image has something to teach, and nearly all columns are written.
void train_on_arrays(benchmark::State& state, benchmark_system& system);

/// The arithmetic of the same number of images as one writes it with Eigen: both products of the first layer's 800 x
/// 100 cells, and their update with a draw of std::normal_distribution for each cell that is pulsed, a quarter of all.
void train_with_eigen(benchmark::State& state);

}  // namespace memvp::benchmarks
