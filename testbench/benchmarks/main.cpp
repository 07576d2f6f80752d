// SPDX-License-Identifier: Apache-2.0
// Benchmarks of what the simulator promises to cost. They run inside a simulation, as a host's program, so that a call
// of a driver is a measured operation like any other.
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <vector>

#include "memvp/models/circuits/crossbar.hpp"
#include "memvp/models/physics/ferroionic_cells.hpp"
#include "memvp/models/physics/random.hpp"
#include "memvp/models/physics/rram_cells.hpp"
#include "memvp/testbench/benchmarks/benchmark_system.hpp"
#include "memvp/testbench/benchmarks/bounds.hpp"
#include "memvp/testbench/benchmarks/firmware_speed.hpp"
#include "memvp/testbench/benchmarks/kept_alive_hour.hpp"
#include "memvp/testbench/benchmarks/kinetics_samples.hpp"
#include "memvp/testbench/benchmarks/kinetics_steps.hpp"
#include "memvp/testbench/benchmarks/processor_speed.hpp"
#include "memvp/testbench/benchmarks/training_image.hpp"
#include "memvp/testbench/benchmarks/waveform_cost.hpp"

namespace memvp::benchmarks {
namespace {

constexpr std::uint32_t large = 128;

void transport_reads(benchmark::State& state, bare_initiator& initiator) {
  std::uint32_t value = 0;
  tlm::tlm_generic_payload payload;
  payload.set_command(tlm::TLM_READ_COMMAND);
  payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
  payload.set_data_length(4);
  payload.set_streaming_width(4);
  for (auto _ : state) {
    sc_core::sc_time delay;
    payload.set_address(0);
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    initiator.socket->b_transport(payload, delay);
    benchmark::DoNotOptimize(value);
  }
  if (payload.get_response_status() != tlm::TLM_OK_RESPONSE) state.SkipWithError("the read failed");
}

void host_reads(benchmark::State& state, tile_bench& bench) {
  for (auto _ : state) benchmark::DoNotOptimize(bench.host().read32(tile_bench::base));
}

std::vector<double> random_inputs() {
  std::vector<double> inputs(large);
  for (std::size_t i = 0; i < inputs.size(); ++i)
    inputs[i] = uniform(random_key{1, random_purpose::test_input, 0}, i, 0);
  return inputs;
}

void eigen_products(benchmark::State& state) {
  const Eigen::MatrixXd matrix = Eigen::MatrixXd::Random(large, large);
  const Eigen::VectorXd inputs = Eigen::VectorXd::Random(large);
  Eigen::VectorXd outputs(large);
  for (auto _ : state) {
    outputs.noalias() = matrix * inputs;
    benchmark::DoNotOptimize(outputs.data());
    benchmark::ClobberMemory();
  }
}

/// One command a product: registers, buffers, interrupt and all.
void tile_products(benchmark::State& state, tile_bench& bench) {
  const std::vector<double> inputs = random_inputs();
  std::vector<double> currents(large);
  ecram_driver& driver = bench.driver();
  driver.multiply(driver.whole(), inputs.data(), 1, currents.data());
  for (auto _ : state) driver.multiply(driver.whole(), inputs.data(), 1, currents.data());
}

void effective_matrix(benchmark::State& state) {
  const conductance_matrix conductance = (conductance_matrix::Random(large, large).array() * 7.5e-6 + 22.5e-6).matrix();
  const wire_parameters wires{1, 1, drive_sides::single};
  for (auto _ : state) benchmark::DoNotOptimize(solve_crossbar(conductance, wires).transfer.data());
}

/// A hundred pulses a command; the sign alternates, so that no cell reaches an edge of its window.
void serial_pulses(benchmark::State& state, tile_bench& bench) {
  ecram_driver& driver = bench.driver();
  std::vector<std::int32_t> widths(100, 100);
  for (auto _ : state) {
    driver.program(driver.whole(), widths.data(), ecram_operation::program_serial);
    for (std::int32_t& width : widths) width = -width;
  }
}

constexpr std::uint64_t microsecond_ps = 1'000'000;

/// Write-verify from the cells' side: a reset, a set and two looks at one cell after another.
void rram_writes(benchmark::State& state) {
  rram_cells cells(256, 256, rram_device_parameters{}, 1);
  std::size_t cell = 0;
  std::uint64_t now = 0;
  for (auto _ : state) {
    now += microsecond_ps;
    cells.reset(cell, 3.5, 1.8, 200e-9, now);
    benchmark::DoNotOptimize(cells.conductance(cell, now));
    cells.set(cell, 2.3, 2.0, 100e-9, now);
    benchmark::DoNotOptimize(cells.conductance(cell, now));
    cell = (cell + 1) % cells.size();
  }
}

/// All conductances of an array that has relaxed for a while.
void rram_conductances(benchmark::State& state) {
  rram_cells cells(256, 256, rram_device_parameters{}, 1);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells.reset(cell, 3.5, 1.8, 200e-9, cell * microsecond_ps);
  std::vector<double> siemens(cells.size());
  for (auto _ : state) {
    cells.conductances(siemens.data(), 10'000'000 * microsecond_ps);
    benchmark::DoNotOptimize(siemens.data());
    benchmark::ClobberMemory();
  }
}

/// Ionic pulses on all cells of a row, of widths of their own, by the default device with its spread.
void ferroionic_pulses(benchmark::State& state) {
  ferroionic_cells cells(large, large, ferroionic_device_parameters{}, 1);
  std::vector<double> seconds(large);
  for (std::size_t i = 0; i < large; ++i) seconds[i] = 1e-3 * static_cast<double>(i + 1);
  std::uint64_t now = 0;
  std::size_t row = 0;
  for (auto _ : state) {
    now += 300'000 * microsecond_ps;
    cells.pulse_row(row, 0, large, row % 2 == 0 ? -1.5 : 0.22, -4, seconds.data(), now);
    row = (row + 1) % large;
  }
}

/// All conductances of an array whose ions relax.
void ferroionic_conductances(benchmark::State& state) {
  ferroionic_cells cells(large, large, ferroionic_device_parameters{}, 1);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells.pulse(cell, -1.5, -4, 0.2, cell * microsecond_ps);
  std::vector<double> siemens(cells.size());
  for (auto _ : state) {
    cells.conductances(0, large, siemens.data(), 10'000'000 * microsecond_ps);
    benchmark::DoNotOptimize(siemens.data());
    benchmark::ClobberMemory();
  }
}

void idle_cycles(benchmark::State& state, tile_bench& bench) {
  for (auto _ : state) {
    bench.host().spend(1'000'000'000'000);
    bench.host().synchronise();
  }
}

void register_all(benchmark_system& system, firmware_benches& firmware) {
  using benchmark::RegisterBenchmark;
  RegisterBenchmark("bare_b_transport", [&](auto& state) { transport_reads(state, system.initiator); });
  RegisterBenchmark("register_read_over_router", [&](auto& state) { transport_reads(state, system.routed_initiator); });
  RegisterBenchmark("register_read_of_host", [&](auto& state) { host_reads(state, system.small); });
  RegisterBenchmark("eigen_product", eigen_products);
  RegisterBenchmark("tile_product", [&](auto& state) { tile_products(state, system.ideal); });
  RegisterBenchmark("tile_product_wired", [&](auto& state) { tile_products(state, system.wired); });
  RegisterBenchmark("tile_product_noisy", [&](auto& state) { tile_products(state, system.noisy); });
  RegisterBenchmark("tile_product_wired_noisy", [&](auto& state) { tile_products(state, system.wired_noisy); });
  RegisterBenchmark("effective_matrix_128", effective_matrix);
  RegisterBenchmark("rram_writes", rram_writes);
  RegisterBenchmark("rram_conductances", rram_conductances);
  RegisterBenchmark("ferroionic_pulses", ferroionic_pulses);
  RegisterBenchmark("ferroionic_conductances", ferroionic_conductances);
  register_kinetics();
  register_processor();
  register_firmware(firmware);
  // Simulated time is finite: 100 serial pulses are 10 s of it, 10^12 cycles 10^4 s, and there are 1.8e7 s in all.
  RegisterBenchmark("serial_pulses", [&](auto& state) { serial_pulses(state, system.small); })->Iterations(500);
  RegisterBenchmark("training_on_arrays", [&](auto& state) { train_on_arrays(state, system); })->Iterations(5);
  RegisterBenchmark("training_with_eigen", train_with_eigen);
  RegisterBenchmark("idle_cycles", [&](auto& state) { idle_cycles(state, system.small); })->Iterations(20);
}

}  // namespace
}  // namespace memvp::benchmarks

int main(int argc, char* argv[]) {
  setenv("SC_COPYRIGHT_MESSAGE", "DISABLE", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}

int sc_main(int argc, char* argv[]) {
  using namespace memvp::benchmarks;
  bool whole = true;
  for (int i = 1; i < argc; ++i) whole = whole && std::strncmp(argv[i], "--benchmark_filter", 18) != 0;
  child_figures children;
  if (whole) children = {waveform_cost_ratio(), kept_alive_hour(), ten_thousand_kinetics_samples()};
  // Machines change their clock while they measure: repetitions in random order put every ratio's two sides into the
  // same conditions, and the least time of each is what is compared. Options of the command line come later and win.
  std::vector<char*> options(argv, argv + 1);
  char interleaved[] = "--benchmark_enable_random_interleaving=true", repeated[] = "--benchmark_repetitions=25";
  char short_runs[] = "--benchmark_min_time=0.02";
  for (char* option : {interleaved, repeated, short_runs}) options.push_back(option);
  options.insert(options.end(), argv + 1, argv + argc);
  int count = static_cast<int>(options.size());
  benchmark::Initialize(&count, options.data());
  if (benchmark::ReportUnrecognizedArguments(count, options.data())) return 2;

  benchmark_system system;
  firmware_benches firmware;
  recording_reporter reporter;
  register_all(system, firmware);
  system.small.host().set_program([&](memvp::host_cpu&) { benchmark::RunSpecifiedBenchmarks(&reporter); });
  sc_core::sc_start();
  system.small.host().rethrow_if_failed();
  return print_bounds(reporter, children, std::cout) ? 0 : 1;
}
