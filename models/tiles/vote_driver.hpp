// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "memvp/models/tiles/vote_command.hpp"
#include "memvp/tlm/host_cpu.hpp"
#include "memvp/tlm/interrupt_line.hpp"

namespace memvp {

/// A unit refused a vote; what() says why.
class vote_command_error : public std::runtime_error {
 public:
  explicit vote_command_error(vote_error error);
  vote_error code() const { return code_; }

 private:
  vote_error code_;
};

/// What a host's software knows of a vote unit: its registers and windows. Every call is bus traffic. Calls are only
/// valid inside the host's program.
class vote_driver {
 public:
  /// Reads the unit's sizes and enables its interrupts. Throws std::runtime_error if `base` is not a vote unit.
  /// \param line the unit's line at the interrupt controller
  vote_driver(host_cpu& host, std::uint64_t base, interrupt_line line);

  std::uint32_t classes() const { return classes_; }  ///< vote counters of the unit
  std::uint32_t frames() const { return frames_; }    ///< most frames of a decision
  std::uint32_t most_decisions(std::uint32_t frame_count, std::uint32_t class_count) const;  ///< in one command

  /// Lets frames vote. Any number of decisions; as many commands as the buffers need.
  /// \param scores decisions x frames x classes
  /// \param winners a class a decision
  /// \param votes decisions x classes, or null if nobody wants them
  /// \throws vote_command_error for counts that the unit refuses; std::invalid_argument for a decision that no buffer
  /// of its holds
  void vote(const std::int32_t* scores, std::uint32_t frame_count, std::uint32_t class_count, std::uint32_t decisions,
            std::uint32_t* winners, std::uint32_t* votes = nullptr);

  std::uint64_t decisions();  ///< since reset
  std::uint64_t votes();      ///< frames that have voted
  std::uint64_t ties();       ///< decisions of which several classes had most votes
  double energy();            ///< dynamic energy since reset [J]

 private:
  std::uint64_t counter(std::uint32_t low_offset);

  host_cpu& host_;
  std::uint64_t base_;
  interrupt_line line_;
  std::uint32_t classes_ = 0, frames_ = 0, score_bytes_ = 0, decision_maximum_ = 0;
};

}  // namespace memvp
