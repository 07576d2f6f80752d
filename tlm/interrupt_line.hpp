// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/tlm/host_cpu.hpp"
#include "memvp/tlm/interrupt_controller.hpp"

namespace memvp {

/// One device's line at the interrupt controller, as a host's program waits for it while other devices are at work.
class interrupt_line {
 public:
  /// \param controller bus address of the interrupt controller
  /// \param source the controller's line that the device drives, below 32
  interrupt_line(host_cpu& host, std::uint64_t controller, unsigned source)
      : host_(host), controller_(controller), source_(source) {}

  /// Returns once the device's line is high, at once if it is. Leaves only this line enabled. \throws bus_error
  void wait() {
    host_.write32(controller_ + interrupt_controller::enable, std::uint32_t{1} << source_);
    host_.wait_for_interrupt();
  }

 private:
  host_cpu& host_;
  std::uint64_t controller_;
  unsigned source_;
};

}  // namespace memvp
