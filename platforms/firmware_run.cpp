// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/firmware_run.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <iostream>
#include <stdexcept>

namespace memvp {

namespace {

elf_file program_of(const firmware_run_parameters& parameters) {
  if (parameters.firmware.empty())
    throw std::invalid_argument("firmware must name an ELF file for RV32IM (docs/soc-firmware.md).");
  return elf_file::read(parameters.firmware);
}

std::ifstream opened(const std::string& path) {
  if (path.empty()) return {};
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path + ": the file cannot be read.");
  return file;
}

void report(const firmware_outcome& outcome, const clock_grid& clock, run_summary& summary) {
  const cycle_count awake = outcome.cycles - outcome.cycles_asleep;
  summary.results["exit_status"] = outcome.exit_status;
  summary.results["instructions"] = outcome.instructions;
  summary.results["processor_cycles"] = outcome.cycles;
  summary.results["cycles_asleep"] = outcome.cycles_asleep;
  summary.results["time_awake_s"] = clock.seconds(awake);
  summary.results["time_asleep_s"] = clock.seconds(outcome.cycles_asleep);
  summary.results["cycles_per_instruction"] = static_cast<double>(awake) / static_cast<double>(outcome.instructions);
  summary.results["mips_awake"] = static_cast<double>(outcome.instructions) / clock.seconds(awake) / 1e6;
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, firmware_run_parameters& p) {
  const auto setting = provenance::setting;
  visitor.path({"firmware", dimension::number, 0, 0, "the program: an ELF file for RV32IM", setting, ""}, p.firmware);
  visit_parameters(visitor, p.system);
  visitor.path(
      {"serial.input", dimension::number, 0, 0, "file with what the serial port receives; empty: nothing", setting, ""},
      p.serial_input);
  visitor.boolean({"serial.terminal", dimension::number, 0, 1,
                   "whether what the serial port transmits is shown, besides serial.txt", setting, ""},
                  p.serial_terminal);
  visit_parameters(visitor, p.traces);
}

firmware_run::firmware_run(const firmware_run_parameters& parameters, const run_context& context,
                           const std::vector<std::uint8_t>& data)
    : firmware_(parameters.firmware),
      program_(program_of(parameters)),
      clock_(clock_of(parameters.system)),
      traces_(context, parameters.traces, clock_),
      typed_(opened(parameters.serial_input)),
      file_(context.folder / "serial.txt", std::ios::binary),
      copies_(file_, parameters.serial_terminal ? &std::cout : nullptr),
      text_(&copies_),
      system_(parameters.system, traces_, traces_.for_tiles().latency, text_,
              parameters.serial_input.empty() ? nullptr : &typed_, data),
      debugger_(debugger_of(traces_, system_.processor())) {}

firmware_outcome firmware_run::execute() {
  traces_.check_waveform_filter();
  const auto started = std::chrono::steady_clock::now();
  const firmware_outcome outcome = system_.run(program_);
  const double wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  text_.flush();
  if (!file_) throw std::runtime_error("serial.txt cannot be written.");
  if (outcome.exit_status != 0)
    throw std::runtime_error(firmware_ + ": the program ended with status " + std::to_string(outcome.exit_status) +
                             ".");
  spdlog::info("{} instructions in {:.3f} s: {:.1f} million a second", outcome.instructions, wall_s,
               static_cast<double>(outcome.instructions) / wall_s / 1e6);
  return outcome;
}

run_summary firmware_run::finish(const firmware_outcome& outcome) {
  run_summary summary;
  traces_.finish(outcome.cycles, system_.transactions(), summary);
  for (const auto& [name, value] : copies_.results().items()) summary.results[name] = value;
  report(outcome, clock_, summary);
  return summary;
}

}  // namespace memvp
