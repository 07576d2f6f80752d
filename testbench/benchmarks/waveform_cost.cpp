// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/benchmarks/waveform_cost.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>

#include "memvp/platforms/workloads/ecram_image.hpp"
#include "memvp/testbench/benchmarks/child_process.hpp"

namespace memvp::benchmarks {

namespace {

double run_seconds(bool waveforms, const std::filesystem::path& folder) {
  const auto work = make_ecram_image();
  progress_reporter progress(std::cerr, false);
  run_context context{1, {}, folder, std::nullopt, false, progress};
  if (waveforms) context.waveforms = vcd_options{};
  const auto started = std::chrono::steady_clock::now();
  work->run(context);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
}

}  // namespace

double waveform_cost_ratio() {
  const auto folder = std::filesystem::temp_directory_path() / ("memvp-benchmark-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  double with = 1e9, without = 1e9;
  for (int i = 0; i < 7; ++i) {
    without = std::min(without, measured_in_child([&] { return run_seconds(false, folder); }));
    with = std::min(with, measured_in_child([&] { return run_seconds(true, folder); }));
  }
  std::filesystem::remove_all(folder);
  std::cout << "ecram-image: " << without * 1e3 << " ms, with waveforms " << with * 1e3 << " ms\n";
  return with / without;
}

}  // namespace memvp::benchmarks
