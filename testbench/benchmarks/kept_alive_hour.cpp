// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/benchmarks/kept_alive_hour.hpp"

#include <unistd.h>

#include <cmath>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>

#include "memvp/models/tiles/refresh_registers.hpp"
#include "memvp/models/tiles/refresh_tile.hpp"
#include "memvp/platforms/bus_system.hpp"
#include "memvp/platforms/workloads/refresh_service_bench.hpp"
#include "memvp/testbench/benchmarks/child_process.hpp"

namespace memvp::benchmarks {

namespace {

constexpr std::uint64_t base = 0x60000000;
constexpr double hour = 3600;

/// Every pulse, gap and filling time shorter by one factor, as in the preset cips-what-if.
void shorten(ferroionic_device_parameters& device, double factor) {
  for (double* time :
       {&device.ferroelectric_width, &device.ferroelectric_gap, &device.ion_set_width, &device.ion_reset_width,
        &device.read_width, &device.set_filling_time, &device.reset_filling_time})
    *time /= factor;
}

double processor_seconds(double factor, double relaxation_time, const std::filesystem::path& folder) {
  const bus_system_parameters bus;
  refresh_tile_parameters parameters;
  shorten(parameters.device, factor);
  parameters.device.relaxation_time = relaxation_time;
  progress_reporter progress(std::cerr, false);
  const run_context context{1, {}, folder, std::nullopt, false, progress};
  run_traces traces(context, trace_parameters{}, clock_of(bus));
  bus_system system(bus, 1, traces);
  refresh_tile tile("refresh", parameters, clock_of(bus), 1, 0, traces.for_tiles());
  const unsigned line = system.attach(tile, base, refresh_tile_address_size);
  double seconds = 0;
  system.run([&](host_cpu& host) {
    refresh_driver driver(host, base, system.line(line));
    refresh_service_bench bench(host, driver, 7);
    const auto intervals = static_cast<std::uint32_t>(std::ceil(hour / bench.interval_s()));
    const std::clock_t started = std::clock();
    const service_point point = bench.measure(driver.rows(), intervals, 0, 0.5);
    seconds = static_cast<double>(std::clock() - started) / CLOCKS_PER_SEC;
    if (point.misses != 0 || point.seconds < hour)
      throw std::runtime_error("the rows were not kept alive for an hour.");
  });
  return seconds;
}

}  // namespace

kept_alive_cost kept_alive_hour() {
  const auto folder = std::filesystem::temp_directory_path() / ("memvp-hour-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  const kept_alive_cost cost{measured_in_child([&] { return processor_seconds(1, 749, folder); }),
                             measured_in_child([&] { return processor_seconds(20000, 10, folder); })};
  std::filesystem::remove_all(folder);
  std::cout << "an hour of 128 rows kept alive: " << cost.published_s << " s, with pulses 20,000 times as short "
            << cost.what_if_s << " s\n";
  return cost;
}

}  // namespace memvp::benchmarks
