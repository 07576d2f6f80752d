// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/tlm/host_cpu.hpp"

namespace memvp {

/// A host program's view of a DMA engine.
class dma_driver {
 public:
  /// \param base bus address of the engine's registers; its interrupt must reach the host's line
  dma_driver(host_cpu& host, std::uint64_t base) : host_(host), base_(base) {}

  /// Copies and returns when the copy is done. The host waits for its interrupt line; while another device holds that
  /// line up, it polls.
  /// \throws bus_error if the engine does not answer, std::runtime_error with a sentence if the copy failed
  void copy(std::uint32_t source, std::uint32_t destination, std::uint32_t bytes);

 private:
  host_cpu& host_;
  std::uint64_t base_;
};

}  // namespace memvp
