// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/simulated_time.hpp"

#include <stdexcept>
#include <string>

namespace memvp {

sc_core::sc_time after_cycles(const sc_core::sc_time& start, std::uint64_t count, const sc_core::sc_time& period) {
  // Without a division, since processors ask at every access.
  std::uint64_t length = 0, end = 0;
  if (__builtin_mul_overflow(count, period.value(), &length) || __builtin_add_overflow(start.value(), length, &end)) {
    throw std::overflow_error(std::to_string(count) + " cycles of " + period.to_string() + " after " +
                              start.to_string() + " lie past the longest simulated time, 2^64 ps (213 days)");
  }
  return sc_core::sc_time::from_value(end);
}

const sc_core::sc_time& checked_clock_period(const char* name, const sc_core::sc_time& period) {
  if (sc_core::sc_get_time_resolution() != sc_core::sc_time(1, sc_core::SC_PS)) {
    throw std::invalid_argument(std::string(name) + " needs SystemC's time resolution to be 1 ps, but it is " +
                                sc_core::sc_get_time_resolution().to_string());
  }
  if (period == sc_core::SC_ZERO_TIME) {
    throw std::invalid_argument(std::string(name) + " cannot have a clock period of zero");
  }
  return period;
}

}  // namespace memvp
