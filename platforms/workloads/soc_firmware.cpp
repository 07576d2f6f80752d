// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/soc_firmware.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <streambuf>
#include <string>

#include "memvp/models/tiles/ecram_registers.hpp"
#include "memvp/models/tiles/ecram_tile.hpp"
#include "memvp/models/tiles/rram_registers.hpp"
#include "memvp/models/tiles/rram_tile.hpp"
#include "memvp/platforms/firmware_system.hpp"
#include "memvp/platforms/prefixed_parameters.hpp"

namespace memvp {

namespace {

/// Passes characters on to a file and, if there is one, to a terminal.
class copied_text final : public std::streambuf {
 public:
  copied_text(std::ostream& file, std::ostream* terminal) : file_(file), terminal_(terminal) {}

 private:
  int_type overflow(int_type character) override {
    if (traits_type::eq_int_type(character, traits_type::eof())) return traits_type::not_eof(character);
    file_.put(traits_type::to_char_type(character));
    if (terminal_ != nullptr) terminal_->put(traits_type::to_char_type(character));
    return character;
  }
  int sync() override {
    file_.flush();
    if (terminal_ != nullptr) terminal_->flush();
    return file_ ? 0 : -1;
  }

  std::ostream& file_;
  std::ostream* terminal_;
};

class soc_firmware final : public experiment {
 public:
  void visit_parameters(parameter_visitor& visitor) override {
    const auto setting = provenance::setting;
    visitor.path({"firmware", dimension::number, 0, 0, "the program: an ELF file for RV32IM", setting, ""}, firmware_);
    memvp::visit_parameters(visitor, system_);
    visitor.path({"serial.input", dimension::number, 0, 0, "file with what the serial port receives; empty: nothing",
                  setting, ""},
                 input_);
    visitor.boolean({"serial.terminal", dimension::number, 0, 1,
                     "whether what the serial port transmits is shown, besides serial.txt", setting, ""},
                    terminal_);
    visit_address(visitor, "ecram.address", "address of the ECRAM tile", ecram_address_);
    visit_address(visitor, "rram.address", "address of the 1T1R tile", rram_address_);
    prefixed_parameters ecram(visitor, "ecram."), rram(visitor, "rram.");
    memvp::visit_parameters(ecram, ecram_);
    memvp::visit_parameters(rram, rram_);
    memvp::visit_parameters(visitor, trace_);
  }

  run_summary run(const run_context& context) override {
    if (firmware_.empty())
      throw std::invalid_argument("firmware must name an ELF file for RV32IM (docs/soc-firmware.md).");
    const elf_file program = elf_file::read(firmware_);
    std::ifstream typed;
    if (!input_.empty()) {
      typed.open(input_, std::ios::binary);
      if (!typed) throw std::runtime_error(input_ + ": the file cannot be read.");
    }
    std::ofstream file(context.folder / "serial.txt", std::ios::binary);
    copied_text copies(file, terminal_ ? &std::cout : nullptr);
    std::ostream text(&copies);

    const clock_grid clock = clock_of(system_);
    run_traces traces(context, trace_, clock);
    firmware_system system(system_, 2, traces, traces.for_tiles().latency, text, input_.empty() ? nullptr : &typed);
    ecram_tile ecram("ecram", ecram_, clock, context.seed, 0, traces.for_tiles());
    rram_tile rram("rram", rram_, clock, context.seed, 1, traces.for_tiles());
    system.attach(ecram, static_cast<std::uint64_t>(ecram_address_), ecram_tile_address_size);
    system.attach(rram, static_cast<std::uint64_t>(rram_address_), rram_tile_address_size);

    const auto started = std::chrono::steady_clock::now();
    const firmware_outcome outcome = system.run(program);
    const double wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    text.flush();
    if (!file) throw std::runtime_error("serial.txt cannot be written.");
    if (outcome.exit_status != 0)
      throw std::runtime_error(firmware_ + ": the program ended with status " + std::to_string(outcome.exit_status) +
                               ".");
    spdlog::info("{} instructions in {:.3f} s: {:.1f} million a second", outcome.instructions, wall_s,
                 static_cast<double>(outcome.instructions) / wall_s / 1e6);
    ecram.post_leakage(outcome.cycles);
    rram.post_leakage(outcome.cycles);
    run_summary summary;
    traces.finish(outcome.cycles, system.transactions(), summary);
    report(outcome, clock, summary);
    return summary;
  }

 private:
  static void report(const firmware_outcome& outcome, const clock_grid& clock, run_summary& summary) {
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

  std::string firmware_;
  firmware_system_parameters system_;
  std::string input_;
  bool terminal_ = true;
  std::int64_t ecram_address_ = 0x40000000, rram_address_ = 0x41000000;
  ecram_tile_parameters ecram_;
  rram_tile_parameters rram_;
  trace_parameters trace_;
};

}  // namespace

std::unique_ptr<experiment> make_soc_firmware() { return std::make_unique<soc_firmware>(); }

}  // namespace memvp
