// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/models/tiles/refresh_context.hpp"
#include "memvp/models/tiles/refresh_restoring.hpp"
#include "memvp/models/tiles/refresh_row_program.hpp"
#include "memvp/models/tiles/refresh_row_rewrite.hpp"

namespace memvp {

/// A request on its way through the controller: the units that it consists of (docs/refresh-controller.md, "Jobs").
/// The controller asks for the next unit as often as it likes, and says which of them have begun and ended.
class refresh_job {
 public:
  enum class state {
    unit,   ///< unit() is what it does next
    rests,  ///< nothing, until rests_until()
    ended,  ///< error() says how
  };

  refresh_job(std::size_t rows, std::size_t columns)
      : new_levels_(columns), restoring_(rows), program_(columns), rewrite_(columns) {}

  /// Takes up a request that was accepted at cycle `accepted`.
  void accept(const refresh_request& request, std::uint64_t order, cycle_count accepted);

  const refresh_request& request() const { return request_; }
  std::uint64_t order() const { return order_; }
  cycle_count accepted() const { return accepted_; }
  bool begun() const { return begun_; }  ///< a unit of it has begun
  refresh_error error() const { return error_; }
  cycle_count rests_until() const { return rests_until_; }
  bool names(std::uint32_t row) const { return row - request_.first_row < request_.row_count; }
  bool shares_rows(std::uint32_t first_row, std::uint32_t row_count) const {
    return first_row < request_.first_row + request_.row_count && request_.first_row < first_row + row_count;
  }

  /// Whether the row's ionic content is not wanted any more: a RESTORE names it, it is being restored by ALLOC, or
  /// PROMOTE has begun to read it. Until then rows are kept alive, however long the request has to wait. Of a job that
  /// has ended it says nothing.
  bool takes(std::uint32_t row) const;

  /// What it does next at cycle `now`. Rows that need no work are passed over, errors end it.
  state next(const refresh_context& context, cycle_count now);
  /// If it rests and rests_until() has come, its restoration ends, and perhaps the job with it.
  void end_rest(const refresh_context& context, cycle_count now);
  /// Whether it has ended: with its last unit, or as next() found.
  bool over() const { return phase_ == phase::over; }
  const refresh_unit& unit() const { return unit_; }
  /// Says whether unit() continues the train of the unit before.
  void set_biased(bool biased) { unit_.biased = biased; }
  /// unit() begins at cycle `now`.
  /// \return it as it is carried out
  const refresh_unit& begin_unit(const refresh_context& context, cycle_count now);
  /// The unit has ended; of a rewrite, the last ionic pulse slot ended at `written`. True if another one follows at
  /// once, without the arbiter: unit().
  bool end_unit(const refresh_context& context, cycle_count written);

 private:
  enum class phase { row, restoring, programming, table, over };

  void end(refresh_error error);
  void find_work(const refresh_context& context, cycle_count now);
  void find_alloc(const refresh_context& context, cycle_count now);
  void find_restore(const refresh_context& context, cycle_count now);
  void find_rewrite(const refresh_context& context);
  void find_reprogram(const refresh_context& context);
  void find_promote(const refresh_context& context);
  bool mark_dirty_rows(const refresh_context& context, bool changing_only);
  void restore_rows(const refresh_context& context, cycle_count now, refresh_restore_kind kind);
  void restored(const refresh_context& context);
  void begin_program(const refresh_context& context);
  void program_unit(const refresh_context& context);
  void end_program_step(const refresh_context& context);
  void end_row(const refresh_context& context);
  void promote_to(const refresh_context& context);

  refresh_request request_;
  std::uint64_t order_ = 0;
  cycle_count accepted_ = 0, rests_until_ = 0;
  bool begun_ = false, resting_ = false, pulsed_ = false;
  bool takes_ = false;  // ALLOC: the rows that restoring_ has; PROMOTE: the row at work
  refresh_error error_ = refresh_error::none;
  phase phase_ = phase::row;
  std::uint32_t row_ = 0;  // at work, counted from the request's first
  bool found_ = false;     // unit_ is what comes next
  refresh_unit unit_;
  std::vector<std::uint8_t> new_levels_;  // of a promotion
  refresh_restoring restoring_;
  refresh_row_program program_;
  std::uint64_t heats_ = 0;  // of the mode table, before the last ferroelectric pulse
  refresh_row_rewrite rewrite_;
};

}  // namespace memvp
