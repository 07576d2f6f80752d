// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "memvp/models/tiles/tile_traces.hpp"
#include "memvp/platforms/experiment.hpp"
#include "memvp/tlm/transaction_observer.hpp"
#include "memvp/traces/transaction_log.hpp"

namespace memvp {

/// Which optional traces a run keeps.
struct trace_parameters {
  bool pulses = false;  ///< write pulses.csv, a row a write pulse
};

/// Declares the keys `trace.pulses`.
void visit_parameters(parameter_visitor& visitor, trace_parameters& parameters);

/// All traces of one run: the books that tiles write into, the bus as log and as waveform, and their files.
///
/// To be made before the modules and written after the simulation.
class run_traces final : private transaction_observer {
 public:
  run_traces(const run_context& context, const trace_parameters& parameters, clock_grid clock);
  ~run_traces() override;

  /// For the constructors of tiles.
  tile_traces for_tiles() { return {energy_, latency_, area_, pulses_.get(), waveforms_.get()}; }
  /// To be given to initiators; null if nothing watches the bus.
  transaction_observer* bus_observer() { return waveforms_ || transactions_ ? this : nullptr; }
  /// To be given to routers.
  const bus_link& link() const { return link_; }
  /// Whether, and where, the firmware of the system is to wait for a debugger (firmware_debugger.hpp).
  const std::optional<debugger_request>& debugger() const { return debugger_; }
  energy_ledger& energy() { return energy_; }
  /// The run's, for files of one's own.
  const std::filesystem::path& folder() const { return folder_; }
  const pulse_log* pulses() const { return pulses_.get(); }

  /// To be called when all modules are built: throws std::invalid_argument if the filter of the waveforms names
  /// nothing.
  void check_waveform_filter() const;

  /// Checks that the books agree, writes energy.csv, latency.csv, area.csv and the optional files into the run folder,
  /// and fills the summary's latency, energy and area. @throws std::exception with a sentence if a book is wrong or a
  /// file cannot be written
  void finish(cycle_count end, std::uint64_t bus_transactions, run_summary& summary);

 private:
  void transaction(const observed_transaction& finished) override;
  void write_save_file(std::uint64_t end_ps) const;

  std::filesystem::path folder_;
  bus_link link_;
  std::optional<debugger_request> debugger_;
  vcd_options window_;
  clock_grid clock_;
  energy_ledger energy_;
  latency_log latency_;
  area_inventory area_;
  std::unique_ptr<pulse_log> pulses_;
  std::unique_ptr<vcd_writer> waveforms_;
  std::unique_ptr<transaction_log> transactions_;
  signal_id bus_kind_, bus_address_, bus_bytes_, bus_ok_;
};

}  // namespace memvp
