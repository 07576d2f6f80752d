// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/benchmarks/kinetics_samples.hpp"

#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "memvp/models/physics/random.hpp"
#include "memvp/models/tiles/kinetics_driver.hpp"
#include "memvp/models/tiles/kinetics_registers.hpp"
#include "memvp/models/tiles/kinetics_tile.hpp"
#include "memvp/platforms/bus_system.hpp"
#include "memvp/platforms/progress.hpp"
#include "memvp/testbench/benchmarks/child_process.hpp"

namespace memvp::benchmarks {

namespace {

constexpr std::uint64_t base = 0x60000000;
constexpr std::size_t samples = 10'000;
constexpr std::uint32_t side = 28;

std::vector<std::uint16_t> random_codes() {
  const random_stream chance(random_key{1, random_purpose::test_input, 0});
  std::vector<std::uint16_t> codes(samples * side * side);
  for (std::size_t i = 0; i < codes.size(); ++i)
    codes[i] = chance.uniform(i, 0) < 0.2 ? static_cast<std::uint16_t>(chance.uniform(i, 1) * 65535) : 0;
  return codes;
}

double processor_seconds(const std::filesystem::path& folder) {
  const bus_system_parameters bus;
  const kinetics_tile_parameters parameters;
  progress_reporter progress(std::cerr, false);
  const run_context context{1, {}, folder, std::nullopt, false, progress};
  run_traces traces(context, trace_parameters{}, clock_of(bus));
  bus_system system(bus, 1, traces);
  kinetics_tile tile("kinetics", parameters, clock_of(bus), 1, 0, traces.for_tiles());
  const unsigned line = system.attach(tile, base, kinetics_tile_address_size);
  const std::vector<std::uint16_t> codes = random_codes();
  std::vector<std::uint16_t> features(codes.size());
  double seconds = 0;
  system.run([&](host_cpu& host) {
    kinetics_driver driver(host, base, system.line(line));
    kinetics_run run;
    run.trains = run.steps = run.devices = side;
    const std::clock_t started = std::clock();
    driver.run(run, codes.data(), samples, features.data());
    seconds = static_cast<double>(std::clock() - started) / CLOCKS_PER_SEC;
    if (driver.steps() != codes.size()) throw std::runtime_error("not every code took its step.");
  });
  return seconds;
}

}  // namespace

double ten_thousand_kinetics_samples() {
  const auto folder = std::filesystem::temp_directory_path() / ("memvp-kinetics-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  const double seconds = measured_in_child([&] { return processor_seconds(folder); });
  std::filesystem::remove_all(folder);
  std::cout << "10,000 samples of 28 x 28 through a kinetics tile: " << seconds << " s\n";
  return seconds;
}

}  // namespace memvp::benchmarks
