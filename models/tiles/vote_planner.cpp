// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/vote_planner.hpp"

#include <algorithm>

namespace memvp {

vote_planner::vote_planner(vote_buffers& buffers, const vote_periphery& periphery,
                           const vote_unit_parameters& parameters, clock_grid clock)
    : buffers_(buffers),
      periphery_(periphery),
      parameters_(parameters),
      clock_(clock),
      decode_(static_cast<cycle_count>(parameters.decode_cycles)),
      fetch_(static_cast<cycle_count>(parameters.fetch_cycles)),
      votes_(static_cast<std::size_t>(parameters.classes)) {}

vote_error vote_planner::check(const vote_command& c) const {
  if (c.operation != vote_operation::vote) return vote_error::unknown_command;
  if (c.frames == 0 || c.classes == 0 || c.decisions == 0) return vote_error::bad_argument;
  if (c.frames > parameters_.frames || c.classes > parameters_.classes) return vote_error::bad_argument;
  if (c.decisions > parameters_.decisions) return vote_error::buffer_too_small;
  const std::uint64_t words = std::uint64_t{c.frames} * c.classes * c.decisions;
  return 4 * words <= static_cast<std::uint64_t>(parameters_.score_buffer) ? vote_error::none
                                                                           : vote_error::buffer_too_small;
}

// A vote is counted in the cycle after a frame's last score; then each counter takes a cycle, and the results a word
// each.
cycle_count vote_planner::cycles_of_a_decision(const vote_command& c) const {
  return c.frames * (c.classes * fetch_ + 1) + c.classes + (c.classes + 1) * fetch_;
}

vote_error vote_planner::begin(const vote_command& command, cycle_count start) {
  if (const vote_error error = check(command); error != vote_error::none) return error;
  const cycle_count length = decode_ + command.decisions * cycles_of_a_decision(command);
  if (start > clock_.longest_run() || length > clock_.longest_run() - start) return vote_error::time_out_of_range;
  command_ = command;
  decision_ = 0;
  plan_.clear();
  at_ = 0;
  append(vote_activity::decode, decode_);
  plan_decision();
  return vote_error::none;
}

bool vote_planner::next() {
  if (decision_ + 1 >= command_.decisions) return false;
  ++decision_;
  plan_.clear();
  at_ = 0;
  plan_decision();
  return true;
}

void vote_planner::append(vote_activity activity, cycle_count length) {
  plan_.append(static_cast<std::uint32_t>(activity), {at_, length}, periphery_.cause(), decision_);
  plan_.pay(periphery_.control(), periphery_.costs().control_cycle * static_cast<double>(length));
  at_ += length;
}

void vote_planner::plan_decision() {
  const vote_costs& costs = periphery_.costs();
  const auto frames = static_cast<double>(command_.frames), classes = static_cast<double>(command_.classes);
  append(vote_activity::count, command_.frames * (command_.classes * fetch_ + 1));
  plan_.pay(periphery_.buffers(), costs.buffer_word * frames * classes);
  plan_.pay(periphery_.comparator(), costs.comparison * frames * classes);
  plan_.pay(periphery_.counters(), costs.vote * frames);
  append(vote_activity::elect, command_.classes);
  plan_.pay(periphery_.comparator(), costs.comparison * classes);
  append(vote_activity::store, (command_.classes + 1) * fetch_);
  plan_.pay(periphery_.buffers(), costs.buffer_word * (classes + 1));
  take_votes();
}

// The first of equals, both among scores and among votes.
void vote_planner::take_votes() {
  std::fill(votes_.begin(), votes_.end(), 0u);
  const std::size_t first = std::size_t{decision_} * command_.frames * command_.classes;
  for (std::uint32_t frame = 0; frame < command_.frames; ++frame) {
    const std::uint32_t* scores = buffers_.scores.data() + first + std::size_t{frame} * command_.classes;
    std::uint32_t best = 0;
    for (std::uint32_t c = 1; c < command_.classes; ++c)
      if (static_cast<std::int32_t>(scores[c]) > static_cast<std::int32_t>(scores[best])) best = c;
    ++votes_[best];
  }
  const auto end = votes_.begin() + command_.classes;
  const auto most = std::max_element(votes_.begin(), end);
  winner_ = static_cast<std::uint32_t>(most - votes_.begin());
  tie_ = std::count(votes_.begin(), end, *most) > 1;
}

void vote_planner::execute(std::size_t index, cycle_count elapsed) {
  const plan_phase& phase = plan_.phases()[index];
  switch (static_cast<vote_activity>(phase.activity)) {
    case vote_activity::count: {
      // Of a frame that a reset cuts short nothing is counted.
      const std::uint64_t frames = elapsed / (command_.classes * fetch_ + 1);
      counters_.votes += frames;
      counters_.comparisons += frames * command_.classes;
      return;
    }
    case vote_activity::elect:
      if (elapsed == phase.interval.length) counters_.comparisons += command_.classes;
      return;
    case vote_activity::store:
      if (elapsed != phase.interval.length) return;
      buffers_.decisions[decision_] = winner_;
      std::copy_n(votes_.begin(), command_.classes,
                  buffers_.votes.begin() + static_cast<std::ptrdiff_t>(std::size_t{decision_} * command_.classes));
      ++counters_.decisions;
      counters_.ties += tie_ ? 1 : 0;
      return;
    default:
      return;
  }
}

}  // namespace memvp
