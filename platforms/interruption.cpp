// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/interruption.hpp"

namespace memvp {
namespace {

// A signal handler can reach nothing but a global of this type.
volatile std::sig_atomic_t interruption_flag = 0;

void request_interruption(int /*signal*/) { interruption_flag = 1; }

}  // namespace

interruption_guard::interruption_guard() {
  struct sigaction action {};
  action.sa_handler = request_interruption;
  sigemptyset(&action.sa_mask);
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, &previous_interrupt_);
  sigaction(SIGTERM, &action, &previous_terminate_);
}

interruption_guard::~interruption_guard() {
  // Not in the constructor: a forked child must not forget a signal that came before its own guard.
  interruption_flag = 0;
  sigaction(SIGINT, &previous_interrupt_, nullptr);
  sigaction(SIGTERM, &previous_terminate_, nullptr);
}

bool interruption_requested() noexcept { return interruption_flag != 0; }

void throw_if_interrupted() {
  if (interruption_requested()) throw run_interrupted();
}

}  // namespace memvp
