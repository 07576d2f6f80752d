// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace memvp {

/// One step of a host's program: an access that the bus has answered, or waiting for the interrupt.
struct program_step {
  enum class action { read, write, wait };

  action what = action::wait;
  std::uint64_t address = 0;            ///< of an access
  const unsigned char* data = nullptr;  ///< of an access; valid during the call alone
  unsigned length = 0;                  ///< bytes of an access
  std::uint64_t start_cycle = 0;
  std::uint64_t end_cycle = 0;
};

/// Told of every step of a host's program, in order: who wants to repeat it.
class program_observer {
 public:
  virtual ~program_observer() = default;
  virtual void step(const program_step& done) = 0;
};

}  // namespace memvp
