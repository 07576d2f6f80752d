// SPDX-License-Identifier: Apache-2.0
// Energy found a second and a third time, from the pulse log and from the waveform of the tile's power.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>

#include "csv_table.hpp"
#include "memvp/models/physics/random.hpp"
#include "memvp/platforms/ecram_system.hpp"
#include "program_run.hpp"
#include "watched_bus.hpp"
#include "waveform_file.hpp"

namespace memvp::system_test {
namespace {

constexpr std::uint32_t rows = 10, columns = 10;

/// Dynamic energy of commands that only write, from the pulses that reached the cells and the figures of the circuits:
/// formulas of models/circuits, written out for the V/2 scheme.
class write_bill {
 public:
  explicit write_bill(const ecram_system_parameters& system) : system_(system) {}

  void add_command() { control_cycles_ += static_cast<double>(system_.tile.sequencer.decode_cycles); }

  void add_words(std::size_t count) {
    const auto words = static_cast<double>(count);
    joules_ += words * system_.tile.technology.sram_word_energy;
    control_cycles_ += words * static_cast<double>(system_.tile.sequencer.fetch_cycles);
  }

  void add_pulses(const std::vector<write_pulse>& pulses) {
    std::map<cycle_count, std::vector<write_pulse>> by_start;  // one driver event each
    for (const write_pulse& pulse : pulses) by_start[pulse.interval.start].push_back(pulse);
    for (const auto& [start, together] : by_start) add_event(together);
  }

  double joules() const {
    const technology_parameters& t = system_.tile.technology;
    const double cycle =
        static_cast<double>(system_.tile.control.flip_flops) * t.flip_flop_energy +
        static_cast<double>(system_.tile.control.gates) * system_.tile.control.activity * t.logic_gate_energy;
    return joules_ + control_cycles_ * cycle;
  }

 private:
  double seconds(cycle_count cycles) const { return static_cast<double>(cycles) / system_.clock_frequency; }

  /// One line charged to half the pulse voltage and back, and its level shifter.
  double line(std::uint32_t cells) const {
    const technology_parameters& t = system_.tile.technology;
    const double volts = system_.tile.device.pulse_voltage / 2;
    const double capacitance = t.driver_capacitance + t.wire_capacitance * 1e6 * system_.tile.driver.cell_pitch * cells;
    return capacitance * volts * volts + t.level_shifter_capacitance * t.write_supply_voltage * t.write_supply_voltage;
  }

  double cell(double volts, cycle_count cycles) const {
    const ecram_device_parameters& device = system_.tile.device;
    if (cycles == 0) return 0;
    return volts * device.gate_leakage_current * seconds(cycles) + device.gate_capacitance * volts * volts;
  }

  void add_event(const std::vector<write_pulse>& pulses) {
    std::set<std::uint32_t> selected_rows;
    std::map<std::uint32_t, cycle_count> width;  // of each selected column
    cycle_count length = 0;
    for (const write_pulse& pulse : pulses) {
      selected_rows.insert(pulse.row);
      width[pulse.column] = pulse.interval.length;
      length = std::max(length, pulse.interval.length);
    }
    const auto r = static_cast<double>(selected_rows.size()), c = static_cast<double>(width.size());
    const technology_parameters& t = system_.tile.technology;
    joules_ += r * line(columns) + c * line(rows);
    // Ten lines take four address bits; a gate a bit switches in the line that falls and in the one that rises.
    joules_ += (r + c) * 2 * 4 * t.logic_gate_energy;
    const double full = system_.tile.device.pulse_voltage;
    for (std::uint32_t row = 0; row < rows; ++row) {
      for (std::uint32_t column = 0; column < columns; ++column) {
        const bool in_row = selected_rows.count(row) != 0;
        const auto found = width.find(column);
        const cycle_count on = found == width.end() ? 0 : found->second;
        joules_ += in_row ? cell(full, on) + cell(full / 2, length - on) : cell(full / 2, on);
      }
    }
    control_cycles_ +=
        (system_.tile.sequencer.setup_time + system_.tile.sequencer.release_time) * system_.clock_frequency;
    const double units = seconds(length) / system_.tile.sequencer.pulse_lsb;
    joules_ += units * static_cast<double>(system_.tile.sequencer.pulse_bits) * t.flip_flop_energy;
  }

  const ecram_system_parameters& system_;
  double joules_ = 0, control_cycles_ = 0;
};

class energy_books : public program_test {
 protected:
  struct found_energies {
    double ledger, pulses, waveform;  // J, dynamic
  };

  energy_books() {
    // A gate that takes current and charge, so that the array's own energy counts; edges of more than a cycle.
    system_.tile.device.gate_leakage_current = 2e-9;
    system_.tile.device.gate_capacitance = 3e-15;
    system_.tile.sequencer.setup_time = 1e-6;
    system_.tile.sequencer.release_time = 2e-6;
    system_.trace.pulses = true;
  }

  /// Writes a random image three ways, and reads nothing. `fault` may do wrong by the ledger at the end.
  found_energies write_images(const std::function<void(run_traces&)>& fault = {}) {
    progress_reporter progress(std::cerr, false);
    watched_bus watched;
    const run_context context{1, {}, folder_, vcd_options{}, false, progress, watched.link()};
    run_traces traces(context, system_.trace, clock_of(system_));
    ecram_system system(system_, context.seed, traces);
    write_bill bill(system_);
    run_summary summary;
    const random_key key{1, random_purpose::test_input, 77};
    system.run(
        [&](host_cpu&, ecram_driver& driver) {
          std::vector<std::int32_t> widths(rows * columns);
          for (std::size_t i = 0; i < widths.size(); ++i)
            widths[i] = static_cast<std::int32_t>(4000 * (uniform(key, i, 0) - 0.5));  // up to 2 s, both signs
          widths[37] = 0;                                                              // a cell that keeps its state
          for (const auto operation : {ecram_operation::program_serial, ecram_operation::program_row_parallel}) {
            driver.program(driver.whole(), widths.data(), operation);
            bill.add_command();
            bill.add_words(widths.size());
          }
          const std::vector<std::int32_t> signs = {1, -1, 0, 1, 1, -1, 0, 0, 1, -1};
          driver.update_outer_product(driver.whole(), signs.data(), widths.data());
          bill.add_command();
          bill.add_words(signs.size() + columns);
          if (fault) fault(traces);
        },
        summary);
    bill.add_pulses(logged_pulses());
    EXPECT_GT(summary.energy.dynamic_j, 0);
    EXPECT_EQ(summary.energy.dynamic_j, traces.energy().dynamic_total());
    return {summary.energy.dynamic_j, bill.joules(), integral_of(file("waves.vcd"), "top.ecram.power_W")};
  }

  /// What pulses.csv says.
  std::vector<write_pulse> logged_pulses() const {
    const csv_table table(file("pulses.csv"));
    std::vector<write_pulse> pulses;
    for (std::size_t i = 0; i < table.rows(); ++i)
      pulses.push_back({0,
                        static_cast<std::uint32_t>(table.number(i, "row")),
                        static_cast<std::uint32_t>(table.number(i, "column")),
                        table.number(i, "volts"),
                        {static_cast<cycle_count>(table.number(i, "start_cycle")),
                         static_cast<cycle_count>(table.number(i, "cycles"))}});
    return pulses;
  }

  ecram_system_parameters system_;
};

TEST_F(energy_books, agree_with_the_pulse_log_and_with_the_waveform_of_power) {
  const found_energies found = write_images();
  EXPECT_NO_THROW(check_energies_agree("the dynamic energy", found.ledger, "the pulse log", found.pulses));
  EXPECT_NO_THROW(check_energies_agree("the dynamic energy", found.ledger, "the waveform", found.waveform));
}

TEST_F(energy_books, betray_a_phase_that_was_paid_twice) {
  // The energy of one word line's pulse, once more: its own four sums agree with each other as before.
  const auto again = [](run_traces& traces) {
    energy_ledger& ledger = traces.energy();
    ledger.post(ledger.component("ecram.row_drivers"), ledger.cause("program"), {1000, 100}, 1e-12);
    ledger.check();
  };
  const found_energies found = write_images(again);
  EXPECT_THROW(check_energies_agree("the dynamic energy", found.ledger, "the pulse log", found.pulses),
               std::logic_error);
  EXPECT_THROW(check_energies_agree("the dynamic energy", found.ledger, "the waveform", found.waveform),
               std::logic_error);
  EXPECT_NEAR(found.ledger - found.pulses, 1e-12, 1e-15);
}

TEST_F(energy_books, of_whole_workloads_agree_with_the_waveform_of_power) {
  const std::vector<std::pair<std::string, std::string>> workloads = {
      {"ecram-image", with({"device.gate_leakage_current=1 nA"})},
      {"ecram-mushroom", with({"training.epochs=1"})},
      {"crossbar-mvm", with({"wire.resistance=1 ohm"})}};
  for (const auto& [platform, settings] : workloads) {
    const auto summary = run(platform, settings + " --vcd", platform);
    const double integral = integral_of(file(platform + "/waves.vcd"), "top.ecram.power_W");
    EXPECT_NO_THROW(check_energies_agree(platform, summary["energy"]["dynamic_j"], "the waveform", integral));
  }
}

}  // namespace
}  // namespace memvp::system_test
