/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/dma.h"

#include "drivers/interrupts.h"
#include "registers/dma_engine.h"
#include "soc.h"

static void set(uint32_t offset, uint32_t value) { dma_engine_write(DMA_BASE, offset, value); }

void dma_start_lines(uintptr_t destination, uintptr_t source, const struct dma_lines* lines) {
  set(DMA_ENGINE_IRQ_ENABLE_OFFSET, DMA_ENGINE_IRQ_ENABLE_DONE_MASK | DMA_ENGINE_IRQ_ENABLE_ERROR_MASK);
  set(DMA_ENGINE_SOURCE_OFFSET, source);
  set(DMA_ENGINE_DESTINATION_OFFSET, destination);
  set(DMA_ENGINE_LENGTH_OFFSET, lines->bytes);
  set(DMA_ENGINE_LINES_OFFSET, lines->lines);
  set(DMA_ENGINE_SOURCE_STRIDE_OFFSET, lines->source_stride);
  set(DMA_ENGINE_DESTINATION_STRIDE_OFFSET, lines->destination_stride);
  __asm__ volatile("fence" : : : "memory"); /* what is to be copied has been stored */
  set(DMA_ENGINE_CONTROL_OFFSET, DMA_ENGINE_CONTROL_START_MASK);
}

void dma_start(uintptr_t destination, uintptr_t source, uint32_t bytes) {
  const struct dma_lines one = {bytes, 1, 0, 0};
  dma_start_lines(destination, source, &one);
}

uint32_t dma_finish(void) {
  sleep_until_line(DMA_LINE);
  const uint32_t causes = dma_engine_read(DMA_BASE, DMA_ENGINE_IRQ_STATUS_OFFSET);
  dma_engine_write(DMA_BASE, DMA_ENGINE_IRQ_STATUS_OFFSET, causes);
  __asm__ volatile("" : : : "memory"); /* what has been copied is read anew */
  return (causes & DMA_ENGINE_IRQ_STATUS_ERROR_MASK) != 0 ? dma_engine_read(DMA_BASE, DMA_ENGINE_ERROR_OFFSET)
                                                          : DRIVER_DONE;
}

uint32_t dma_copy_lines(uintptr_t destination, uintptr_t source, const struct dma_lines* lines) {
  dma_start_lines(destination, source, lines);
  return dma_finish();
}

uint32_t dma_copy(uintptr_t destination, uintptr_t source, uint32_t bytes) {
  dma_start(destination, source, bytes);
  return dma_finish();
}
