// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/dma_driver.hpp"

#include "memvp/tlm/dma_engine.hpp"
#include "memvp/tlm/hexadecimal.hpp"

namespace memvp {

void dma_driver::copy(std::uint32_t source, std::uint32_t destination, std::uint32_t bytes, const dma_lines& lines) {
  constexpr std::uint32_t causes = dma_engine::irq_done | dma_engine::irq_error;
  host_.write32(base_ + dma_engine::source, source);
  host_.write32(base_ + dma_engine::destination, destination);
  host_.write32(base_ + dma_engine::length, bytes);
  host_.write32(base_ + dma_engine::lines, lines.count);
  host_.write32(base_ + dma_engine::source_stride, lines.source_stride);
  host_.write32(base_ + dma_engine::destination_stride, lines.destination_stride);
  host_.write32(base_ + common_register::irq_enable, causes);
  host_.write32(base_ + common_register::control, dma_engine::control_start);
  std::uint32_t seen = 0;
  do {
    if (line_) {
      line_->wait();
    } else {
      host_.wait_for_interrupt();
    }
    seen = host_.read32(base_ + common_register::irq_status) & causes;
  } while (seen == 0);
  host_.write32(base_ + common_register::irq_status, seen);
  if ((seen & dma_engine::irq_error) != 0) {
    const std::uint32_t error = host_.read32(base_ + common_register::error);
    const std::uint32_t moved = host_.read32(base_ + dma_engine::transferred);
    throw std::runtime_error(
        "copying " + std::to_string(std::uint64_t{bytes} * lines.count) + " bytes from " + hexadecimal(source, 8) +
        " to " + hexadecimal(destination, 8) + " failed after " + std::to_string(moved) + " bytes: " +
        (error == static_cast<std::uint32_t>(dma_engine::fault::source_refused) ? "the source answered with an error"
         : error == static_cast<std::uint32_t>(dma_engine::fault::destination_refused)
             ? "the destination answered with an error"
             : "the engine was busy"));
  }
}

}  // namespace memvp
