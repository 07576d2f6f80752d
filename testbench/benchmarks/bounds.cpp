// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/benchmarks/bounds.hpp"

#include <iomanip>
#include <ostream>

#include "memvp/testbench/benchmarks/firmware_speed.hpp"
#include "memvp/testbench/benchmarks/kinetics_steps.hpp"
#include "memvp/testbench/benchmarks/processor_speed.hpp"
#include "memvp/testbench/benchmarks/training_image.hpp"

namespace memvp::benchmarks {

void recording_reporter::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    if (run.error_occurred || run.run_type != Run::RT_Iteration) continue;
    const double nanoseconds = run.cpu_accumulated_time / static_cast<double>(run.iterations) * 1e9;
    double& least = least_[run.run_name.function_name];
    if (least == 0 || nanoseconds < least) least = nanoseconds;
  }
  ConsoleReporter::ReportRuns(runs);
}

double recording_reporter::nanoseconds(const std::string& name) const {
  const auto found = least_.find(name);
  return found == least_.end() ? 0 : found->second;
}

namespace {

struct bound {
  const char* what;
  double measured, allowed;
  const char* unit;
};

}  // namespace

bool print_bounds(const recording_reporter& m, const child_figures& children, std::ostream& out) {
  const auto ratio = [&](const char* name, const char* to) {
    return m.nanoseconds(to) == 0 ? 0 : m.nanoseconds(name) / m.nanoseconds(to);
  };
  const bound bounds[] = {
      {"register read over the router / bare b_transport", ratio("register_read_over_router", "bare_b_transport"), 3,
       ""},
      {"register read of the host, with quantum keeper", m.nanoseconds("register_read_of_host"), 60, "ns"},
      {"128x128 product in the tile / Eigen product", ratio("tile_product", "eigen_product"), 3, ""},
      {"... with wire resistance", ratio("tile_product_wired", "eigen_product"), 3, ""},
      {"... with read noise", ratio("tile_product_noisy", "eigen_product"), 6, ""},
      {"... with wire resistance and read noise", ratio("tile_product_wired_noisy", "eigen_product"), 6, ""},
      {"effective matrix of 128x128", m.nanoseconds("effective_matrix_128") / 1e9, 1, "s"},
      {"serial pulse in the 10x10 array", m.nanoseconds("serial_pulses") / 100 / 1e3, 2, "us"},
      {"pulse on a 1T1R cell, with a look at it", m.nanoseconds("rram_writes") / 2 / 1e3, 0.3, "us"},
      {"conductances of 256x256 1T1R cells", m.nanoseconds("rram_conductances") / 1e6, 4, "ms"},
      {"pulse on a ferro-ionic cell, row of 128", m.nanoseconds("ferroionic_pulses") / 128, 50, "ns"},
      {"conductance of a ferro-ionic cell, 128x128", m.nanoseconds("ferroionic_conductances") / (128 * 128), 10, "ns"},
      {"exact step of a drift-diffusion memristor", m.nanoseconds("kinetics_exact_steps") / kinetics_devices, 60, "ns"},
      {"... / by Boost.odeint, both within 1e-9", ratio("kinetics_exact_steps", "kinetics_odeint_steps"), 0.1, ""},
      {"pulse on one, with bounds, time and energy", m.nanoseconds("kinetics_bank_pulses") / kinetics_devices, 100,
       "ns"},
      {"10,000 samples of 28 x 28 through the kinetics tile", children.kinetics_samples_s, 30, "s"},
      {"training image on 800x100 and 200x10 cells", m.nanoseconds("training_on_arrays") / training_images / 1e6, 1,
       "ms"},
      {"... / Eigen with std::normal_distribution", ratio("training_on_arrays", "training_with_eigen"), 3, ""},
      {"RISC-V instruction (80 MIPS are 12.5 ns)", m.nanoseconds("rv32_processor") / processor_instructions(), 12.5,
       "ns"},
      {"... / by Unicorn, which translates", ratio("rv32_processor", "rv32_unicorn"), 1, ""},
      {"... of riscv_cpu, in SystemC, with a quantum", m.nanoseconds("riscv_cpu") / processor_instructions(), 12.5,
       "ns"},
      {"... / by Unicorn", ratio("riscv_cpu", "rv32_unicorn"), 1, ""},
      {"register read of firmware, loop included", m.nanoseconds("firmware_register_read") / accesses_of_a_run, 100,
       "ns"},
      {"register write of firmware, loop included", m.nanoseconds("firmware_register_write") / accesses_of_a_run, 100,
       "ns"},
      {"STATUS of a tile at work, polled by firmware", m.nanoseconds("firmware_poll_of_busy_tile") / accesses_of_a_run,
       150, "ns"},
      {"10^12 idle cycles", m.nanoseconds("idle_cycles") / 1e3, 10, "us"},
      {"ecram-image with waveforms / without", children.waveform_ratio, 2, ""},
      {"an hour of 128 rows kept alive", children.hour.published_s, 10, "s"},
      {"... with pulses 20,000 times as short", children.hour.what_if_s, 20, "s"},
  };
  bool kept = true;
  out << "\nbound                                                 measured  allowed\n";
  for (const bound& b : bounds) {
    if (b.measured == 0) continue;
    const bool good = b.measured <= b.allowed;
    kept = kept && good;
    out << std::left << std::setw(52) << b.what << std::right << std::setw(9) << std::setprecision(3) << b.measured
        << std::setw(8) << b.allowed << ' ' << b.unit << (good ? "" : "  EXCEEDED") << '\n';
  }
  return kept;
}

}  // namespace memvp::benchmarks
