// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "memvp/tlm/host_cpu.hpp"
#include "memvp/tlm/interrupt_line.hpp"

namespace memvp {

/// Lines of equal length, `source_stride` bytes apart where they come from and `destination_stride` where they go.
struct dma_lines {
  std::uint32_t count = 1;
  std::uint32_t source_stride = 0, destination_stride = 0;  ///< bytes
};

/// A host program's view of a DMA engine.
class dma_driver {
 public:
  /// \param base bus address of the engine's registers; its interrupt must reach the host's line
  /// \param line the engine's line at the interrupt controller. Without it the host waits for any interrupt and polls
  ///   while another device holds the line up.
  dma_driver(host_cpu& host, std::uint64_t base, std::optional<interrupt_line> line = {})
      : host_(host), base_(base), line_(line) {}

  /// Copies lines of `bytes` each and returns when the copy is done.
  /// \throws bus_error if the engine does not answer, std::runtime_error with a sentence if the copy failed
  void copy(std::uint32_t source, std::uint32_t destination, std::uint32_t bytes, const dma_lines& lines = {});

 private:
  host_cpu& host_;
  std::uint64_t base_;
  std::optional<interrupt_line> line_;
};

}  // namespace memvp
