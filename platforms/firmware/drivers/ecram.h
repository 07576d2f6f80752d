/* SPDX-License-Identifier: Apache-2.0 */
/* An ECRAM tile: writing, erasing, updating and reading a passive array, and products with it
   (docs/ecram-registers.md). Functions that give a command return when the tile's interrupt says that it has ended: 0,
   or an ecram_error, or a driver_status. */
#ifndef MEMVP_DRIVERS_ECRAM_H
#define MEMVP_DRIVERS_ECRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "drivers/status.h"

/* Values of COMMAND. */
enum ecram_operation {
  ECRAM_PROGRAM_SERIAL = 1,       /* one pulse per cell, cell after cell */
  ECRAM_PROGRAM_ROW_PARALLEL = 2, /* the cells of a word line together, positive pulses first, then negative ones */
  ECRAM_UPDATE_OUTER_PRODUCT = 3, /* row signs times column widths */
  ECRAM_UPDATE_BIT_STREAMS = 4,   /* analog rows and columns as coincidences of random bit streams */
  ECRAM_PROGRAM_VERIFY = 5,       /* closed loop */
  ECRAM_MULTIPLY = 6,             /* word lines are driven, bit lines sensed */
  ECRAM_MULTIPLY_TRANSPOSED = 7,  /* bit lines are driven, word lines sensed */
  ECRAM_READ_CELLS = 8,           /* every cell alone, averaged */
};

/* Values of ERROR. */
enum ecram_error {
  ECRAM_UNKNOWN_COMMAND = 1,
  ECRAM_REGION_OUTSIDE_ARRAY = 2,
  ECRAM_BUSY = 3,
  ECRAM_BUFFER_TOO_SMALL = 4,
  ECRAM_PULSE_TOO_WIDE = 5,
  ECRAM_CODE_OUT_OF_RANGE = 6,
  ECRAM_NOT_VERIFIED = 7, /* write-and-verify gave up on at least one cell; all were tried */
  ECRAM_TIME_OUT_OF_RANGE = 8,
  ECRAM_BAD_ARGUMENT = 9,
};

struct ecram_region {
  uint32_t first_row, rows, first_column, columns;
};

/* What a program knows of a tile; ecram_open() fills it. */
struct ecram {
  uintptr_t base;
  unsigned line; /* of the interrupt controller */
  uint32_t rows, columns;
  uint32_t pulse_lsb;     /* ns, unit of pulse widths */
  uint32_t pulse_maximum; /* widest pulse */
  uint32_t input_maximum; /* greatest input code: the full read voltage */
  uint32_t vector_maximum;
  float current_lsb;      /* A per unit of a result word */
  uint64_t write_cycles;  /* from the start of writing commands until they were known to have ended */
  uint32_t arguments[13]; /* what the argument registers hold, so that only changes are sent */
};

/* Reads the tile's size and units and lets the ends of its commands raise its line. DRIVER_NO_DEVICE if there is no
   ECRAM tile, DRIVER_OUT_OF_RANGE if it has ideal converters, whose windows hold no codes. */
uint32_t ecram_open(struct ecram* tile, uintptr_t base, unsigned line);

/* Writes the region open loop: a signed pulse width per cell, row by row, in units of pulse_lsb, 0 for no pulse. `how`
   is ECRAM_PROGRAM_SERIAL or ECRAM_PROGRAM_ROW_PARALLEL. The energy of `training` pulses is booked as an update. */
uint32_t ecram_program(struct ecram* tile, const struct ecram_region* region, const int32_t* widths,
                       enum ecram_operation how, bool training);

/* Moves every cell of the region together by pulses that last `width` in all, `sign` 1 upwards or -1 downwards. */
uint32_t ecram_move_all(struct ecram* tile, const struct ecram_region* region, uint64_t width, int sign);

/* Rank-one update: row signs (-1, 0, 1) times signed column widths. */
uint32_t ecram_update_outer_product(struct ecram* tile, const struct ecram_region* region, const int32_t* signs,
                                    const int32_t* widths);

struct ecram_streams {
  uint32_t slots;      /* of a stream */
  uint32_t slot_width; /* of the pulse in a slot, in units of pulse_lsb */
  uint32_t seed;       /* start value of the stream generators */
};

/* Rank-one update by coincidences: signed probabilities in 1/65536. */
uint32_t ecram_update_bit_streams(struct ecram* tile, const struct ecram_region* region, const int32_t* row_levels,
                                  const int32_t* column_levels, const struct ecram_streams* streams);

struct ecram_verify {
  uint32_t tolerance; /* accepted error, 1/65536 of the window */
  uint32_t tries;     /* pulses per cell and sweep at most */
  uint32_t reads;     /* conversions averaged per reading */
  uint32_t sweeps;    /* passes over the region */
};

/* Writes targets (1/65536 of the window, row by row) closed loop. `failures`: cells that stayed out of tolerance, which
   is ECRAM_NOT_VERIFIED. */
uint32_t ecram_program_verify(struct ecram* tile, const struct ecram_region* region, const int32_t* targets,
                              const struct ecram_verify* settings, uint32_t* failures);

/* Vectors that fit the tile's windows, for products with this region. */
uint32_t ecram_most_vectors(const struct ecram* tile, const struct ecram_region* region);

/* Products of `vectors` vectors with the region: codes from -input_maximum to input_maximum go in, vector after vector,
   words of current_lsb come out. DRIVER_OUT_OF_RANGE beyond ecram_most_vectors(). */
uint32_t ecram_multiply(struct ecram* tile, const struct ecram_region* region, const int32_t* codes, uint32_t vectors,
                        bool transposed, int32_t* currents);

/* The same in parts: codes into the input window, by whoever has them; the command; results from ecram_result(). */
uint32_t ecram_multiply_loaded(struct ecram* tile, const struct ecram_region* region, uint32_t vectors,
                               bool transposed);

/* Where codes go: word `index` of the input window. */
volatile uint32_t* ecram_input(const struct ecram* tile, uint32_t index);
/* What has come out: word `index` of the result window. */
int32_t ecram_result(const struct ecram* tile, uint32_t index);

/* Current of each cell of the region alone at the full read voltage, averaged over `reads` conversions, row by row. */
uint32_t ecram_read_cells(struct ecram* tile, const struct ecram_region* region, uint32_t reads, int32_t* currents);

/* Since the tile's reset. */
uint64_t ecram_pulses(const struct ecram* tile);
uint64_t ecram_conversions(const struct ecram* tile);

#endif
