/* SPDX-License-Identifier: Apache-2.0 */
/* The refresh tile: an array of ferro-ionic cells whose controller restores, rewrites and reprograms rows beside the
   commands that compute. docs/refresh-registers.md has the registers, docs/refresh-controller.md the rules. Functions
   that return uint32_t return 0, the tile's ERROR, or a driver_status. */
#ifndef MEMVP_DRIVERS_REFRESH_H
#define MEMVP_DRIVERS_REFRESH_H

#include <stdbool.h>
#include <stdint.h>

#include "drivers/status.h"

/* Values of ERROR. */
enum refresh_error {
  REFRESH_UNKNOWN_COMMAND = 1,
  REFRESH_REGION_OUTSIDE_ARRAY = 2,
  REFRESH_BUSY = 3,
  REFRESH_BUFFER_TOO_SMALL = 4,
  REFRESH_BAD_ARGUMENT = 5,
  REFRESH_CODE_OUT_OF_RANGE = 6,
  REFRESH_TIME_OUT_OF_RANGE = 7,
  REFRESH_ROW_NOT_ALLOCATED = 8,
  REFRESH_WRONG_MODE = 9,
  REFRESH_ROW_UNDER_REFRESH = 10,
  REFRESH_ILLEGAL_VOLTAGE = 11,
  REFRESH_NO_FREE_SLOT = 12,
  REFRESH_LEVEL_BEYOND_LAST = 13,
  REFRESH_VERIFY_TIMEOUT = 14,
  REFRESH_PULSE_TOO_WIDE = 15,
  REFRESH_NO_SOURCE = 16,
};

enum refresh_mode { REFRESH_FREE = 0, REFRESH_NON_VOLATILE = 1, REFRESH_VOLATILE = 2 };

enum refresh_request {
  REFRESH_ALLOC = 1,     /* rows get a mode and a task: refresh_submit_alloc() */
  REFRESH_RESTORE = 2,   /* ions go back to equilibrium, the polarisation stays */
  REFRESH_REWRITE = 3,   /* ions are brought to their target again */
  REFRESH_REPROGRAM = 4, /* the polarisation is written to refresh_set_levels() */
  REFRESH_PROMOTE = 5,   /* what ions and polarisation make together is written to the polarisation */
};

/* What a program knows of a tile. refresh_open() fills it. */
struct refresh {
  uintptr_t base;
  unsigned line; /* of the interrupt controller */
  uint32_t rows, columns;
  uint32_t slots; /* requests that the controller takes at a time */
  uint32_t input_bytes, result_bytes;
  uint32_t cycle_time;    /* ps */
  uint32_t pulse_maximum; /* greatest width of refresh_pulse() */
  uint32_t timer_errors;  /* of the controller's own rewrites, met while the program waited for something else */
};

struct refresh_region {
  uint32_t first_row, rows, first_column, columns;
};

/* A product with the region: codes on its rows, sums on its columns, or the other way round. */
struct refresh_product {
  struct refresh_region region;
  bool transposed;
  uint32_t converter_range; /* full scale of the converters / 2^range */
};

/* Looks for a tile, asks it for its size, and lets ends of commands and requests raise its line. */
uint32_t refresh_open(struct refresh* tile, uintptr_t base, unsigned line);

/* Requests: entered one after another, they go on beside commands and beside each other; of two that share a row the
   first goes first. *slot is the entered request's place in the controller's table. */
uint32_t refresh_submit(const struct refresh* tile, enum refresh_request request, uint32_t first_row, uint32_t rows,
                        uint32_t* slot);
uint32_t refresh_submit_alloc(const struct refresh* tile, uint32_t first_row, uint32_t rows, enum refresh_mode mode,
                              uint32_t task, uint32_t* slot);
/* Sleeps until the request in that slot has ended. */
uint32_t refresh_wait(const struct refresh* tile, uint32_t slot);

/* Entered and waited for. */
uint32_t refresh_do(const struct refresh* tile, enum refresh_request request, uint32_t first_row, uint32_t rows);
uint32_t refresh_allocate(const struct refresh* tile, uint32_t first_row, uint32_t rows, enum refresh_mode mode,
                          uint32_t task);

/* What REFRESH_REPROGRAM writes: levels of 0 to 15, rows of the whole array's width without gaps. */
void refresh_set_levels(const struct refresh* tile, uint32_t first_row, uint32_t rows, const uint8_t* levels);

/* Commands; they sleep until the tile's interrupt. */

/* Ionic pulses, a row at a time: widths of the region's cells, row by row, positive sets, negative resets, 0 none.
   `verify` reads each row afterwards and takes what it reads as the target of rewrites. */
uint32_t refresh_pulse(struct refresh* tile, const struct refresh_region* region, const int16_t* widths, bool verify);
/* Each cell's code, row by row: a logarithmic scale of conductance. */
uint32_t refresh_read_cells(struct refresh* tile, const struct refresh_region* region, uint16_t* codes);
/* Vectors of codes of -127 to 127 give vectors of signed words, without gaps; as many commands as the buffers need. */
uint32_t refresh_multiply(struct refresh* tile, const struct refresh_product* product, const int8_t* codes,
                          uint32_t vectors, int32_t* words);

/* What the controller does by itself: bits REFRESH_TILE_POLICY_... of registers/refresh_tile.h. */
uint32_t refresh_policy(const struct refresh* tile);
void refresh_set_policy(const struct refresh* tile, uint32_t bits);
/* Longest time between ionic writes of a row that is kept alive, in cycles. */
uint64_t refresh_interval(const struct refresh* tile);
void refresh_set_interval(const struct refresh* tile, uint64_t cycles);

/* A row's entry of the mode table: fields REFRESH_TILE_ROW_MODE_... */
uint32_t refresh_row(const struct refresh* tile, uint32_t row);

/* Since reset: rows rewritten, asked for or by the controller itself; contents that outlived their deadline; energy of
   requests and of the controller's own work, fJ, and the cycles in which they had the row driver. */
uint64_t refresh_rewrites(const struct refresh* tile);
uint64_t refresh_misses(const struct refresh* tile);
uint64_t refresh_energy(const struct refresh* tile);
uint64_t refresh_cycles(const struct refresh* tile);

#endif
