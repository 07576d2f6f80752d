// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace memvp {

/// How an access ended.
struct rv32_bus_reply {
  bool ok = true;            ///< false: the instruction gets an access fault
  std::uint64_t cycles = 0;  ///< that the access took
};

/// Where a processor's accesses go that no direct memory holds. Addresses are multiples of `bytes`, which is 1, 2 or 4;
/// values are in the low bytes, and what a load leaves in the others is ignored.
///
/// The processor's state is up to date during a call: `state().cycles` is when the access begins. The call may change
/// direct memory and interrupt lines and may request a stop; each takes effect right after the instruction.
class rv32_bus {
 public:
  virtual ~rv32_bus() = default;
  virtual rv32_bus_reply load(std::uint32_t address, unsigned bytes, std::uint32_t& value) = 0;
  virtual rv32_bus_reply store(std::uint32_t address, unsigned bytes, std::uint32_t value) = 0;
  /// An instruction, at a multiple of 4.
  virtual rv32_bus_reply fetch(std::uint32_t address, std::uint32_t& word) { return load(address, 4, word); }
  /// What the CSRs time and timeh show: mtime of the platform's timer.
  virtual std::uint64_t time() = 0;
};

}  // namespace memvp
