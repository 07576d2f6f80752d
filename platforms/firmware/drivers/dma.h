/* SPDX-License-Identifier: Apache-2.0 */
/* The DMA engine: copies while the processor sleeps or computes. Tiles' windows take whole words: addresses and lengths
   that concern them are multiples of 4. */
#ifndef MEMVP_DRIVERS_DMA_H
#define MEMVP_DRIVERS_DMA_H

#include <stdint.h>

#include "drivers/status.h"

/* Values of the engine's ERROR, which the functions return. */
enum dma_error { DMA_SOURCE_REFUSED = 1, DMA_DESTINATION_REFUSED = 2, DMA_BUSY = 3 };

/* Lines of the same length, from and to addresses that are this far apart. */
struct dma_lines {
  uint32_t bytes; /* of a line */
  uint32_t lines;
  uint32_t source_stride, destination_stride; /* bytes from one line's beginning to the next line's */
};

/* Starts a copy and returns while the engine is at work. What it reads must be in memory already, and the program must
   not have it in registers: pass pointers to it through these calls only. */
void dma_start(uintptr_t destination, uintptr_t source, uint32_t bytes);
void dma_start_lines(uintptr_t destination, uintptr_t source, const struct dma_lines* lines);

/* Sleeps until the copy has ended. Returns 0 or a dma_error. */
uint32_t dma_finish(void);

/* A copy from start to end. Returns 0 or a dma_error. */
uint32_t dma_copy(uintptr_t destination, uintptr_t source, uint32_t bytes);
uint32_t dma_copy_lines(uintptr_t destination, uintptr_t source, const struct dma_lines* lines);

#endif
