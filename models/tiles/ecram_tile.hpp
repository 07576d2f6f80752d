// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <systemc>
#include <vector>

#include "memvp/models/tiles/ecram_array.hpp"
#include "memvp/models/tiles/ecram_periphery.hpp"
#include "memvp/models/tiles/ecram_planner.hpp"
#include "memvp/models/tiles/ecram_registers.hpp"
#include "memvp/models/tiles/ecram_waveforms.hpp"
#include "memvp/models/tiles/tile_traces.hpp"
#include "memvp/tlm/register_device.hpp"

namespace memvp {

/// A passive ECRAM array behind a TLM target socket: open-loop pulse drivers, half-select, read path with DACs and
/// shared ADCs, closed-loop mode for comparison. After Chen et al. 2023, doi 10.1038/s41467-023-41958-4; what that
/// paper does not state is in the parameters, marked as assumed or unknown.
///
/// Hardware interface: the registers and windows of ecram_tile_registers(), an interrupt line (high while IRQ_STATUS
/// and IRQ_ENABLE have a bit in common) and a reset input (a rising edge ends the running command: what has passed of
/// the phase in progress has happened, the rest does not; buffers and cells keep their contents).
///
/// One self-timed process: a command becomes a plan, the process sleeps until the plan ends (with waveforms: until
/// the next phase begins or ends), carries out its effects and pays its energy. Whoever looks earlier sees what has
/// happened by then: pulses and conversions that have ended. Energy and busy cycles are counted when a plan ends.
///
/// While a command runs, registers and windows can be read (results appear as they are converted). A new COMMAND is
/// refused with ERROR = busy and an interrupt, a write to a window with TLM_COMMAND_ERROR_RESPONSE. Argument registers
/// may be written: a command has latched its own.
class ecram_tile : public register_device {
 public:
  sc_core::sc_out<bool> interrupt;
  sc_core::sc_in<bool> reset;

  /// \throws std::invalid_argument with one sentence if the parameters cannot be built
  ecram_tile(const sc_core::sc_module_name& name, const ecram_tile_parameters& parameters, clock_grid clock,
             std::uint64_t seed, std::uint32_t instance, const tile_traces& traces);
  ~ecram_tile() override;

  /// For platforms and tests, not for workloads: these go over the bus.
  ecram_array& array() { return array_; }
  const ecram_planner& planner() const { return planner_; }

  /// Posts the leakage of the whole run, which ends at cycle `end`. To be called once, after the simulation.
  void post_leakage(cycle_count end);

 private:
  unsigned access(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at) override;
  unsigned debug_access(tlm::tlm_generic_payload& payload) override;
  std::uint32_t register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time& at) const override;
  void after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time& at) override;
  void refresh_window(const buffer_window& window) override;

  void start_command(std::uint32_t code, const sc_core::sc_time& at);
  void refuse(ecram_error error);
  void advance();  // the process
  void on_reset();
  void progress();
  void begin_plan(cycle_count start);
  void walk_until(cycle_count now);
  void execute_until(cycle_count now);
  void pay(std::size_t phase, cycle_count elapsed);
  void finish_plan(cycle_count elapsed);
  void finish_command(cycle_count end);
  void sleep();
  void publish_interrupt();
  ecram_command latched_command(std::uint32_t code) const;
  std::uint64_t femtojoules() const;
  cycle_count cycle_of(const sc_core::sc_time& time) const;

  struct boundary {
    cycle_count at;  // relative to the plan's start
    bool begins;
    std::uint32_t phase;
  };

  ecram_tile_parameters parameters_;
  clock_grid clock_;
  tile_traces traces_;
  ecram_periphery periphery_;
  ecram_array array_;
  ecram_buffers buffers_;
  std::vector<double> conductances_;  // behind the debug-only window
  ecram_planner planner_;
  std::unique_ptr<ecram_waveforms> waveforms_;

  bool busy_ = false;
  cycle_count command_start_ = 0;
  cycle_count plan_start_ = 0;
  std::size_t executed_phases_ = 0;  // of the plan
  std::uint64_t busy_cycles_ = 0;
  compensated_sum energy_;
  std::vector<boundary> boundaries_;
  std::size_t next_boundary_ = 0;
  std::vector<latency_id> latency_ids_;
  std::uint32_t pulse_tile_ = 0;
  sc_core::sc_event wake_;
};

}  // namespace memvp
