// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

namespace memvp {

/// Shows how far a run is, with rate and time left, on one line that is rewritten at most ten times a second. It is
/// also where a run notices Ctrl-C: call advance() often (a call costs some tens of nanoseconds).
class progress_reporter {
 public:
  /// Shows nothing if `visible` is false; Ctrl-C is noticed all the same.
  progress_reporter(std::ostream& out, bool visible) : out_(out), visible_(visible) {}
  ~progress_reporter();
  progress_reporter(const progress_reporter&) = delete;
  progress_reporter& operator=(const progress_reporter&) = delete;

  /// Begins a stage of `total` steps, for instance ("epoch 3", 6499). Ends the stage before it.
  void begin(std::string_view stage, std::uint64_t total);

  /// `steps` more steps of the stage are done.
  /// @throws run_interrupted after Ctrl-C
  void advance(std::uint64_t steps = 1);

  /// Removes the line.
  void end();

 private:
  using clock = std::chrono::steady_clock;

  void show(clock::time_point now);

  std::ostream& out_;
  bool visible_;
  bool line_shown_ = false;
  std::string stage_;
  std::uint64_t total_ = 0;
  std::uint64_t done_ = 0;
  clock::time_point started_{};
  clock::time_point shown_{};
};

/// True if the standard error output is a terminal: a progress line in a file or a pipe is of no use.
bool progress_is_visible();

/// One line of progress, for instance "epoch 3  [#####     ]  50 %  1200/s  0:05 left".
std::string progress_line(std::string_view stage, std::uint64_t done, std::uint64_t total, double seconds);

}  // namespace memvp
