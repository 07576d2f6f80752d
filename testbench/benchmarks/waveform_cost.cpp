// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/benchmarks/waveform_cost.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "memvp/platforms/workloads/ecram_image.hpp"

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

double child_seconds(bool waveforms, const std::filesystem::path& folder) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("a pipe cannot be made.");
  const pid_t child = fork();
  if (child == 0) {
    const double seconds = run_seconds(waveforms, folder);
    const bool sent = write(ends[1], &seconds, sizeof seconds) == static_cast<ssize_t>(sizeof seconds);
    _exit(sent ? 0 : 1);
  }
  close(ends[1]);
  double seconds = 0;
  const bool received = read(ends[0], &seconds, sizeof seconds) == static_cast<ssize_t>(sizeof seconds);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!received || status != 0) throw std::runtime_error("the ecram-image run of the benchmark failed.");
  return seconds;
}

}  // namespace

double waveform_cost_ratio() {
  const auto folder = std::filesystem::temp_directory_path() / ("memvp-benchmark-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  double with = 1e9, without = 1e9;
  for (int i = 0; i < 7; ++i) {
    without = std::min(without, child_seconds(false, folder));
    with = std::min(with, child_seconds(true, folder));
  }
  std::filesystem::remove_all(folder);
  std::cout << "ecram-image: " << without * 1e3 << " ms, with waveforms " << with * 1e3 << " ms\n";
  return with / without;
}

}  // namespace memvp::benchmarks
