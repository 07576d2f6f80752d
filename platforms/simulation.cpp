// SPDX-License-Identifier: Apache-2.0
#define SC_INCLUDE_DYNAMIC_PROCESSES
#include "memvp/platforms/simulation.hpp"

#include <algorithm>
#include <systemc>
#include <vector>

#include "memvp/platforms/interruption.hpp"

namespace memvp {

namespace {

constexpr std::uint64_t slice_ps = 1'000'000'000'000;

// By value: ending a process changes its parent's list.
void end_threads(const std::vector<sc_core::sc_object*> objects) {
  for (sc_core::sc_object* object : objects) {
    end_threads(object->get_child_objects());
    sc_core::sc_process_handle process(object);
    const bool waits = process.valid() && process.proc_kind() == sc_core::SC_THREAD_PROC_ && !process.terminated();
    if (waits) process.kill();
  }
}

/// Unwinds the stacks of threads that wait for what will not come, so that what lies on them is cleaned up. SystemC
/// ends processes only from within a process.
void abandon() {
  sc_core::sc_spawn_options once;
  once.spawn_method();
  sc_core::sc_spawn([] { end_threads(sc_core::sc_get_top_level_objects()); }, "abandon", &once);
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
}

}  // namespace

void simulate() {
  const std::uint64_t last_ps = sc_core::sc_max_time().value();
  do {
    // A pause between two events changes nothing of what happens.
    const std::uint64_t left_ps = last_ps - sc_core::sc_time_stamp().value();
    sc_core::sc_start(sc_core::sc_time::from_value(std::min(slice_ps, left_ps)));
    if (sc_core::sc_get_status() == sc_core::SC_STOPPED) return;
  } while (sc_core::sc_pending_activity() && !interruption_requested());
  abandon();
  throw_if_interrupted();
}

}  // namespace memvp
