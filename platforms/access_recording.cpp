// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/access_recording.hpp"

namespace memvp {

namespace {

bus_step::action action_of(program_step::action action) {
  switch (action) {
    case program_step::action::read:
      return bus_step::action::read;
    case program_step::action::write:
      return bus_step::action::write;
    case program_step::action::wait:
      break;
  }
  return bus_step::action::wait;
}

}  // namespace

void access_recording::step(const program_step& done) {
  step_.what = action_of(done.what);
  step_.offset = done.address;
  step_.length = done.length;
  step_.bytes.assign(done.data, done.data + done.length);
  step_.times = cycle_interval{done.start_cycle, done.end_cycle - done.start_cycle};
  script_.write(step_);
}

}  // namespace memvp
