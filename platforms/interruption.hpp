// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <stdexcept>

namespace memvp {

/// Ends a run after Ctrl-C or SIGTERM: thrown where a run can stop, so that everything on the way cleans up.
class run_interrupted : public std::runtime_error {
 public:
  run_interrupted() : std::runtime_error("interrupted") {}
};

/// While it lives, the first SIGINT or SIGTERM asks for an orderly end; a second one ends the process at once.
class interruption_guard {
 public:
  interruption_guard();
  ~interruption_guard();
  interruption_guard(const interruption_guard&) = delete;
  interruption_guard& operator=(const interruption_guard&) = delete;

 private:
  struct sigaction previous_interrupt_ {};
  struct sigaction previous_terminate_ {};
};

/// True after a signal has asked for the end of the run.
bool interruption_requested() noexcept;

/// @throws run_interrupted if a signal has asked for the end of the run
void throw_if_interrupted();

}  // namespace memvp
