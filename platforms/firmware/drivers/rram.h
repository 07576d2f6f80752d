/* SPDX-License-Identifier: Apache-2.0 */
/* The 1T1R tile: cells are written by write-and-verify and multiply vectors of codes. docs/rram-registers.md has the
   registers. Functions that return uint32_t return 0, the tile's ERROR, or a driver_status. */
#ifndef MEMVP_DRIVERS_RRAM_H
#define MEMVP_DRIVERS_RRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "drivers/status.h"

/* What a program knows of a tile. rram_open() fills it. */
struct rram {
  uintptr_t base;
  unsigned line; /* of the interrupt controller */
  uint32_t rows, columns;
  uint32_t input_maximum; /* greatest code, unsigned */
  uint32_t input_bytes, result_bytes, program_cells, converter_ranges;
  float window_bottom, window_top; /* S, of targets 0 and 65535 */
};

struct rram_region {
  uint32_t first_row, rows, first_column, columns;
};

/* How write-and-verify decides. */
struct rram_verify {
  uint32_t tolerance;   /* accepted error of a reading, 1/65535 of the window */
  uint32_t pulse_limit; /* pulses of a cell at most */
  uint32_t reads;       /* conversions averaged per reading */
};

/* What it took. */
struct rram_report {
  uint64_t cells, pulses, reads, failures;
};

enum rram_columns { RRAM_SINGLE, RRAM_DIFFERENTIAL, RRAM_OFFSET };

/* A product. Inputs are unsigned codes; an output is a line. */
struct rram_product {
  struct rram_region region;
  enum rram_columns columns;
  uint32_t converter_range; /* full scale of the converters / 2^range */
  bool to_neurons;          /* currents go to the neurons bound to the tile; there are no words then */
  uint32_t first_neuron;    /* that takes output 0 */
};

/* Looks for a tile and asks it for its size. */
uint32_t rram_open(struct rram* tile, uintptr_t base, unsigned line);

/* Writes targets, row by row, and sleeps meanwhile; as many commands as the tile's buffer needs. What it took is added
   to *report. Cells that stay out of tolerance are counted there and are no error. */
uint32_t rram_program(const struct rram* tile, const struct rram_region* region, const uint16_t* targets,
                      const struct rram_verify* verify, struct rram_report* report);

/* Bytes from a vector's first code to the next vector's in INPUT. */
static inline uint32_t rram_input_stride(uint32_t rows) { return (rows + 3) / 4 * 4; }
/* Where the first vector's first code goes, and the word of output 0 of the first vector is. */
uintptr_t rram_input(const struct rram* tile);
uintptr_t rram_result(const struct rram* tile);

/* Outputs of a vector. */
uint32_t rram_outputs(const struct rram_product* product);
/* Most vectors of one command; 0 if not even one fits. */
uint32_t rram_most_vectors(const struct rram* tile, const struct rram_product* product);

/* Starts the product of vectors that are in INPUT. */
void rram_start_multiply(const struct rram* tile, const struct rram_product* product, uint32_t vectors);
/* Sleeps until it has ended. */
uint32_t rram_finish(const struct rram* tile);

/* Since reset: conversions beyond the full scale. */
uint64_t rram_saturations(const struct rram* tile);

#endif
