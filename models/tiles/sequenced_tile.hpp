// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <systemc>
#include <vector>

#include "memvp/models/tiles/plan.hpp"
#include "memvp/models/tiles/plan_waveforms.hpp"
#include "memvp/models/tiles/tile_traces.hpp"
#include "memvp/tlm/register_device.hpp"
#include "memvp/traces/compensated_sum.hpp"

namespace memvp {

/// A tile whose commands become plans: the common registers, the interrupt line, the reset input, and the one
/// self-timed process that carries plans out. What a command does is the concrete tile's.
///
/// A command becomes a plan, the process sleeps until the plan ends (with waveforms: until the next phase whose effect
/// they show ends), carries out its effects and pays its energy. Whoever looks earlier sees what has happened by then:
/// the effects of phases that have ended. Energy and busy cycles are counted when a plan ends.
///
/// While a command runs, registers and windows can be read. A new COMMAND is refused with ERROR = busy and an
/// interrupt, a write to a window with TLM_COMMAND_ERROR_RESPONSE. Argument registers may be written: a command has
/// latched its own. The interrupt line is high while IRQ_STATUS and IRQ_ENABLE have a bit in common. A rising edge of
/// `reset` ends the running command: what has passed of the phases in progress has happened, the rest does not.
///
/// A tile may also work by itself (timers, queued requests): between commands, and between the plans of a command. It
/// then hands over every plan through next_plan() and own_plan(), whoever it belongs to. A command that comes while such
/// a plan is in progress is accepted and begins after it.
class sequenced_tile : public register_device {
 public:
  static constexpr cycle_count never_cycle = ~cycle_count{0};
  static constexpr std::uint32_t busy_error = 3;  ///< ERROR of a COMMAND that came while another was carried out

  sc_core::sc_out<bool> interrupt;
  sc_core::sc_in<bool> reset;

 protected:
  /// \param command_names by code of COMMAND, the first for code 0; must outlive the tile
  sequenced_tile(const sc_core::sc_module_name& name, const register_map& map, clock_grid clock,
                 const tile_traces& traces, std::initializer_list<const char*> command_names);

  // The concrete tile:

  /// What a command has ended with.
  struct ending {
    std::uint32_t error = 0;       ///< for ERROR; 0 for none
    std::uint32_t interrupts = 0;  ///< bits of IRQ_STATUS besides done and error
  };

  /// Latches the arguments of command `code` and makes its first plan, to start at cycle `start`. Returns a code for
  /// ERROR, and changes nothing, if the command cannot be carried out; else 0.
  virtual std::uint32_t begin_command(std::uint32_t code, cycle_count start) = 0;
  virtual const plan& current_plan() const = 0;
  /// Carries out what phase `index` of the current plan does. `elapsed` is the part of it that has passed: its whole
  /// length unless a reset cuts it short.
  virtual void execute(std::size_t index, cycle_count elapsed) = 0;
  /// Makes the plan that follows, to start at cycle `start`. False if the command is over.
  virtual bool next_plan(cycle_count start) = 0;
  /// Whether the command cannot go on yet: what it needs comes from outside the bus, and there is no current plan.
  /// begin_command() and next_plan() may leave a tile so; resume() then asks next_plan() again.
  virtual bool waits() const { return false; }

  /// Whether the tile does things that no COMMAND has asked for. Accesses to synchronised registers and to windows then
  /// always let time catch up, and begin_command() only latches: next_plan() makes every plan of the command.
  virtual bool works_by_itself() const { return false; }
  /// Such a tile's next cycle at which next_plan() (while a command runs) or own_plan() (while none does) has something
  /// new to say, later than the cycle of the last call; never_cycle if only an access can change that. Asked when no
  /// plan is in progress.
  virtual cycle_count wakes_at() const { return never_cycle; }
  /// While no command runs: makes the plan of what the tile does by itself from cycle `start` on. False: nothing now.
  virtual bool own_plan(cycle_count /*start*/) { return false; }
  /// When the plan made last begins: not before `earliest`, the end of the one before, and not in the future.
  virtual cycle_count plan_begins(cycle_count earliest) const { return earliest; }
  virtual ending end_of_command() const = 0;
  /// Multiply-accumulates and write pulses since reset.
  virtual std::uint64_t operations() const = 0;
  virtual void reset_counters() = 0;
  /// A phase has passed, or as much of it as a reset has left: for logs and power gating.
  virtual void phase_passed(const plan_phase& phase, cycle_interval interval) = 0;
  /// Whether the waveforms show at the end of such a phase what it has done, and so have to wait for it.
  virtual bool shows_effect(const plan_phase& phase) const = 0;

  /// Registers whose values come from register_value(); those of the common block are computed here.
  void compute(std::initializer_list<std::uint32_t> offsets) { registers().compute(offsets); }
  /// Read-only registers that the constructor has set: they keep their values over a reset.
  void keep_over_reset(std::initializer_list<std::uint32_t> offsets) { kept_.insert(kept_.end(), offsets); }
  void set_float(std::uint32_t offset, double value);  ///< as an IEEE 754 single
  void show_in(plan_waveforms* waveforms) { waveforms_ = waveforms; }
  bool busy() const { return busy_; }
  cycle_count command_start() const { return command_start_; }
  /// What a waiting command needs has come. May be called in any process.
  void resume();
  /// An access that takes effect at `at` has given the tile something to do by itself.
  void reconsider(const sc_core::sc_time& at);
  void raise(std::uint32_t interrupts);  ///< sets bits of IRQ_STATUS
  void fail(std::uint32_t error);        ///< ERROR, its bit of STATUS and its interrupt
  cycle_count cycle_of(const sc_core::sc_time& time) const;
  /// Adds an entry to the latency log, for what is no command: `name` is one of command_names, by index.
  void log_latency(std::size_t name, cycle_count start, cycle_count cycles);
  clock_grid clock() const { return clock_; }
  const tile_traces& traces() const { return traces_; }

  std::uint32_t register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time& at) const override;
  void after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time& at) override;

 private:
  unsigned access(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at) override;
  unsigned debug_access(tlm::tlm_generic_payload& payload) override;

  void start_command(std::uint32_t code, const sc_core::sc_time& at);
  void set_busy(bool busy);
  void advance();  // the process
  void on_reset();
  void progress();
  void begin_plan(cycle_count start);
  void walk_until(cycle_count now);
  void execute_until(cycle_count now);
  void pay(std::size_t phase, cycle_count elapsed);
  void finish_plan(cycle_count elapsed);
  void finish_command(cycle_count end);
  void follow_plan(cycle_count end);
  void decide(cycle_count at);
  void sleep();
  void publish_interrupt();
  std::uint64_t femtojoules() const;

  struct boundary {
    cycle_count at;  // relative to the plan's start
    bool begins;
    std::uint32_t phase;
  };

  clock_grid clock_;
  tile_traces traces_;
  plan_waveforms* waveforms_ = nullptr;
  std::vector<std::uint32_t> kept_;

  bool busy_ = false;           // a command runs
  bool planned_ = false;        // a plan is in progress: the command's, or one of the tile's own
  cycle_count free_since_ = 0;  // without one: when the tile was last asked for it
  std::uint32_t command_code_ = 0;
  cycle_count command_start_ = 0;
  cycle_count plan_start_ = 0;
  std::size_t executed_phases_ = 0;  // of the plan
  std::uint64_t busy_cycles_ = 0;
  compensated_sum energy_;
  std::vector<boundary> boundaries_;
  std::size_t next_boundary_ = 0;
  std::vector<latency_id> latency_ids_;
  sc_core::sc_event wake_;
};

}  // namespace memvp
