// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/vote_driver.hpp"

#include <algorithm>
#include <string>

#include "memvp/models/tiles/vote_registers.hpp"

namespace memvp {

namespace reg = vote_register;

namespace {

const char* reason_of(vote_error error) {
  switch (error) {
    case vote_error::unknown_command:
      return "the command is unknown";
    case vote_error::busy:
      return "the unit was busy";
    case vote_error::buffer_too_small:
      return "scores or results do not fit its buffers";
    case vote_error::bad_argument:
      return "a count is zero, or it has fewer vote counters, or they count fewer frames";
    case vote_error::time_out_of_range:
      return "it would end beyond the longest time that can be simulated";
    case vote_error::none:
      break;
  }
  return "of an unknown error";
}

}  // namespace

vote_command_error::vote_command_error(vote_error error)
    : std::runtime_error(std::string("the vote unit refused to vote: ") + reason_of(error) + "."), code_(error) {}

vote_driver::vote_driver(host_cpu& host, std::uint64_t base, interrupt_line line)
    : host_(host), base_(base), line_(line) {
  if (host_.read32(base + common_register::id) != vote_unit_id)
    throw std::runtime_error("there is no vote unit at address " + std::to_string(base) + ".");
  classes_ = host_.read32(base + reg::classes);
  frames_ = host_.read32(base + reg::frames);
  score_bytes_ = host_.read32(base + reg::score_bytes);
  decision_maximum_ = host_.read32(base + reg::decision_maximum);
  host_.write32(base + common_register::irq_enable, tile_interrupt::done | tile_interrupt::error);
}

std::uint32_t vote_driver::most_decisions(std::uint32_t frame_count, std::uint32_t class_count) const {
  const std::uint64_t bytes = 4 * std::uint64_t{frame_count} * class_count;
  if (bytes == 0) return decision_maximum_;  // for the unit to refuse
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(decision_maximum_, score_bytes_ / bytes));
}

void vote_driver::vote(const std::int32_t* scores, std::uint32_t frame_count, std::uint32_t class_count,
                       std::uint32_t decisions, std::uint32_t* winners, std::uint32_t* votes) {
  const std::uint32_t most = most_decisions(frame_count, class_count);
  if (most == 0)
    throw std::invalid_argument("the scores of " + std::to_string(frame_count) + " frames of " +
                                std::to_string(class_count) + " classes do not fit the vote unit's buffer of " +
                                std::to_string(score_bytes_) + " bytes.");
  host_.write32(base_ + reg::frame_count, frame_count);
  host_.write32(base_ + reg::class_count, class_count);
  const std::size_t words = std::size_t{frame_count} * class_count;
  for (std::uint32_t done = 0; done < decisions;) {
    const std::uint32_t part = std::min(most, decisions - done);
    host_.write32(base_ + reg::decision_count, part);
    host_.write(base_ + vote_window::scores, scores + done * words, part * words * sizeof(std::int32_t));
    host_.write32(base_ + common_register::command, static_cast<std::uint32_t>(vote_operation::vote));
    line_.wait();
    const std::uint32_t causes = host_.read32(base_ + common_register::irq_status);
    host_.write32(base_ + common_register::irq_status, causes);
    if ((causes & tile_interrupt::error) != 0)
      throw vote_command_error(static_cast<vote_error>(host_.read32(base_ + common_register::error)));
    host_.read(base_ + vote_window::decisions, winners + done, part * sizeof(std::uint32_t));
    if (votes != nullptr)
      host_.read(base_ + vote_window::votes, votes + std::size_t{done} * class_count,
                 std::size_t{part} * class_count * sizeof(std::uint32_t));
    done += part;
  }
}

std::uint64_t vote_driver::counter(std::uint32_t low_offset) {
  const std::uint64_t low = host_.read32(base_ + low_offset);
  return low | (std::uint64_t{host_.read32(base_ + low_offset + 4)} << 32);
}

std::uint64_t vote_driver::decisions() { return counter(reg::decisions_low); }
std::uint64_t vote_driver::votes() { return counter(reg::votes_low); }
std::uint64_t vote_driver::ties() { return counter(reg::ties_low); }
double vote_driver::energy() { return static_cast<double>(counter(common_register::energy_low)) * 1e-15; }

}  // namespace memvp
