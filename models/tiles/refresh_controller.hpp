// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "memvp/models/tiles/refresh_job.hpp"

namespace memvp {

/// The refresh controller: mode table, slots of requests, arbiter and timers, by the rules of
/// docs/refresh-controller.md. It says which unit the row driver carries out next, and is told when that has ended; it
/// knows nothing of processes, energies or how a unit is carried out.
class refresh_controller {
 public:
  static constexpr cycle_count never = ~cycle_count{0};

  /// A request or a rewrite of the timer's that has ended.
  struct ended_work {
    refresh_request_kind kind;
    bool by_timer;
    std::uint32_t slot;  ///< of a request
    cycle_count accepted, ended;
    refresh_error error;
  };
  enum class owner { nobody, compute, request, timer };

  /// \param slots  1 to 32
  refresh_controller(std::size_t rows, std::size_t columns, std::uint32_t slots, refresh_code_book book,
                     const refresh_sequencer& sequencer, const refresh_images& images, double seconds_per_cycle);
  refresh_controller(const refresh_controller&) = delete;
  refresh_controller& operator=(const refresh_controller&) = delete;

  refresh_policy& policy() { return policy_; }
  const refresh_policy& policy() const { return policy_; }

  /// A request that arrives at cycle `now`. Refused, it changes nothing.
  refresh_error submit(const refresh_request& request, cycle_count now);
  /// Slot of the request accepted last.
  std::uint32_t last_slot() const { return last_slot_; }
  /// Bit per slot: in use.
  std::uint32_t slots_busy() const;

  /// Whether the command's rows are in modes that bear it.
  refresh_error check_rows(const refresh_command& command) const;
  /// A compute command that arrives, checked but for pulses and rows under refresh. `units` is how many it has, at
  /// least one.
  refresh_error begin(const refresh_command& command, std::uint32_t units);
  bool compute_active() const { return compute_.active; }

  /// What the die's temperature sensor says.
  void set_hot(bool hot);
  bool hot() const { return hot_; }

  /// Nothing is at work at cycle `now`: the unit that begins, if any does. Valid until ended().
  const refresh_unit* decide(cycle_count now);
  /// The unit that decide() gave has ended at cycle `now`.
  void ended(cycle_count now);
  /// While nothing is at work: the cycle after the last decide() at which the next one may give something.
  cycle_count wakes_at() const { return wakes_at_; }

  owner at_work() const { return owner_; }
  /// Whose unit it is, if a request's.
  const refresh_request& request_at_work() const { return slots_[owner_slot_].job.request(); }
  const refresh_unit& unit() const { return *unit_; }  ///< while something is at work

  const refresh_row& row(std::size_t index) const { return table_.rows[index]; }
  bool claimed(std::uint32_t row) const;
  bool under_pulse(std::uint32_t row) const;
  bool live(std::uint32_t row) const { return keeps_alive() && worth_keeping(row); }
  std::size_t rows() const { return table_.rows.size(); }

  const refresh_controller_counters& counters() const { return counters_; }
  void reset_counters() { counters_ = {}; }

  /// What has ended since the last call.
  void take_ended(std::vector<ended_work>& work);
  /// Whether deadlines have been missed since the last call.
  bool take_missed();

  /// Everything that runs or waits is dropped, all rows are FREE. Cells and images stay.
  void reset();

  /// Whether the pulses that these need are legal for their kinds.
  refresh_error check_pulses(refresh_request_kind kind) const;
  refresh_error check_pulses(refresh_operation operation) const;

 private:
  struct compute_job {
    bool active = false;
    refresh_command command;
    std::uint32_t units = 0, next = 0;
    std::uint64_t order = 0;
    refresh_unit unit;
  };
  struct slot {
    explicit slot(std::size_t rows, std::size_t columns) : job(rows, columns) {}
    bool busy = false;
    refresh_job job;
  };
  static constexpr std::size_t compute_index = ~std::size_t{0};
  static constexpr std::size_t no_candidate = compute_index - 1;

  bool legal(refresh_pulse_kind kind) const;
  bool keeps_alive() const;
  bool worth_keeping(std::uint32_t row) const;
  std::optional<std::uint32_t> free_slot() const;
  void enter(std::uint32_t index, const refresh_request& request, cycle_count now);
  void leave(std::uint32_t index, cycle_count now);
  bool eligible(std::uint64_t order, std::uint32_t first_row, std::uint32_t row_count) const;
  std::size_t candidate(cycle_count now) const;
  const refresh_unit* next_unit(std::size_t candidate, cycle_count now);
  void aim_compute();
  cycle_count deadline(std::uint32_t row) const;
  void find_live();
  void count_misses(cycle_count now);
  void miss(std::uint32_t row);
  cycle_count latest_start() const;
  const refresh_unit* start_timer_rewrite(cycle_count now);
  const refresh_unit* start(std::size_t candidate, cycle_count now);
  const refresh_unit* launch(const refresh_unit& unit, cycle_count now);
  void end_timer_rewrite(cycle_count now);
  void end_compute_unit();
  void written(std::uint32_t row);
  bool continues_train(std::uint64_t order, const refresh_unit& unit) const;

  refresh_code_book book_;
  refresh_policy policy_;
  refresh_mode_table table_;
  refresh_controller_counters counters_;
  refresh_context context_;
  std::vector<slot> slots_;
  compute_job compute_;
  refresh_row_rewrite timer_rewrite_;
  bool hot_ = false;

  std::uint64_t next_order_ = 0;
  std::uint32_t last_slot_ = 0;
  std::vector<std::uint32_t> by_age_;  // rows whose ions were written, the oldest first
  std::vector<std::uint32_t> live_;    // as of the last decide(), by deadline
  std::size_t brought_forward_ = 0;

  owner owner_ = owner::nobody;
  std::uint32_t owner_slot_ = 0;
  const refresh_unit* unit_ = nullptr;
  const refresh_unit* follows_ = nullptr;  // another try, without the arbiter
  cycle_count ions_written_at_ = 0;        // by the unit at work, as the PULSE table was when it began
  cycle_count timer_started_ = 0;
  std::uint64_t train_order_ = ~std::uint64_t{0};  // job of the unit before
  refresh_unit train_;                             // and that unit
  cycle_count wakes_at_ = never;
  std::vector<ended_work> ended_;
  bool missed_ = false;
};

}  // namespace memvp
