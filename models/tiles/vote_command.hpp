// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace memvp {

/// What a vote unit can be told to do: the values of its COMMAND register.
enum class vote_operation : std::uint32_t {
  none = 0,
  vote = 1,  ///< each frame votes for the class of its greatest score; each decision is the class of most votes
};

/// Codes of the ERROR register.
enum class vote_error : std::uint32_t {
  none = 0,
  unknown_command = 1,
  busy = 3,
  buffer_too_small = 4,   ///< scores or results do not fit the buffers
  bad_argument = 5,       ///< a count of zero, more classes than there are vote counters, more frames than they count
  time_out_of_range = 7,  ///< the command would end beyond the longest representable time
};

/// A command with its arguments, as latched from the registers when COMMAND is written.
struct vote_command {
  vote_operation operation = vote_operation::none;
  std::uint32_t frames = 1;     ///< of a decision
  std::uint32_t classes = 1;    ///< scores of a frame
  std::uint32_t decisions = 1;  ///< of the command
};

/// What a unit's sequencer is doing in a phase.
enum class vote_activity : std::uint32_t {
  idle,
  decode,
  count,  ///< scores are fetched and compared, frame by frame; a vote is counted after each
  elect,  ///< vote counters are compared, one a cycle
  store,  ///< the decision and its votes go into the windows
};
inline constexpr std::array<const char*, 5> vote_activity_names = {"idle", "decode", "count", "elect", "store"};

}  // namespace memvp
