/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/ecram.h"

#include <string.h>

#include "drivers/processor.h"
#include "drivers/tile.h"
#include "registers/ecram_tile.h"

#define FIRST_ARGUMENT ECRAM_TILE_FIRST_ROW_OFFSET
#define LAST_ARGUMENT ECRAM_TILE_PURPOSE_OFFSET
_Static_assert((LAST_ARGUMENT - FIRST_ARGUMENT) / 4 + 1 == sizeof((struct ecram*)0)->arguments / sizeof(uint32_t),
               "struct ecram holds a word for each argument register");

static uint32_t get(const struct ecram* tile, uint32_t offset) { return ecram_tile_read(tile->base, offset); }

static void set_argument(struct ecram* tile, uint32_t offset, uint32_t value) {
  uint32_t* known = &tile->arguments[(offset - FIRST_ARGUMENT) / 4];
  if (*known == value) return;
  ecram_tile_write(tile->base, offset, value);
  *known = value;
}

static void set_region(struct ecram* tile, const struct ecram_region* region) {
  set_argument(tile, ECRAM_TILE_FIRST_ROW_OFFSET, region->first_row);
  set_argument(tile, ECRAM_TILE_ROW_COUNT_OFFSET, region->rows);
  set_argument(tile, ECRAM_TILE_FIRST_COLUMN_OFFSET, region->first_column);
  set_argument(tile, ECRAM_TILE_COLUMN_COUNT_OFFSET, region->columns);
}

static bool inside(const struct ecram* tile, const struct ecram_region* region) {
  return region->rows <= tile->rows && region->first_row <= tile->rows - region->rows &&
         region->columns <= tile->columns && region->first_column <= tile->columns - region->columns;
}

static void put(const struct ecram* tile, uint32_t offset, const int32_t* words, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) ecram_tile_write(tile->base, offset + 4 * i, (uint32_t)words[i]);
}

static void take(const struct ecram* tile, int32_t* words, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) words[i] = ecram_result(tile, i);
}

static uint32_t run(struct ecram* tile, uint32_t operation) {
  const uint64_t started = cycles_now();
  const uint32_t error = run_command(tile->base, tile->line, operation);
  if (operation <= ECRAM_PROGRAM_VERIFY) tile->write_cycles += cycles_now() - started;
  return error;
}

uint32_t ecram_open(struct ecram* tile, uintptr_t base, unsigned line) {
  const uint32_t found = open_tile(base, ECRAM_TILE_ID_RESET);
  if (found != DRIVER_DONE) return found;
  memset(tile, 0, sizeof *tile);
  tile->base = base;
  tile->line = line;
  tile->rows = get(tile, ECRAM_TILE_ROWS_OFFSET);
  tile->columns = get(tile, ECRAM_TILE_COLUMNS_OFFSET);
  tile->pulse_lsb = get(tile, ECRAM_TILE_PULSE_LSB_OFFSET);
  tile->pulse_maximum = get(tile, ECRAM_TILE_PULSE_MAXIMUM_OFFSET);
  tile->input_maximum = get(tile, ECRAM_TILE_INPUT_MAXIMUM_OFFSET);
  tile->vector_maximum = get(tile, ECRAM_TILE_VECTOR_MAXIMUM_OFFSET);
  const uint32_t bits = get(tile, ECRAM_TILE_CURRENT_LSB_OFFSET);
  memcpy(&tile->current_lsb, &bits, sizeof bits);
  for (uint32_t offset = FIRST_ARGUMENT; offset <= LAST_ARGUMENT; offset += 4)
    tile->arguments[(offset - FIRST_ARGUMENT) / 4] = get(tile, offset);
  return tile->input_maximum == 0 ? DRIVER_OUT_OF_RANGE : DRIVER_DONE;
}

uint32_t ecram_program(struct ecram* tile, const struct ecram_region* region, const int32_t* widths,
                       enum ecram_operation how, bool training) {
  if (!inside(tile, region)) return DRIVER_OUT_OF_RANGE;
  set_region(tile, region);
  set_argument(tile, ECRAM_TILE_PURPOSE_OFFSET, training);
  put(tile, ECRAM_TILE_PULSE_OFFSET, widths, region->rows * region->columns);
  return run(tile, how);
}

uint32_t ecram_move_all(struct ecram* tile, const struct ecram_region* region, uint64_t width, int sign) {
  if (!inside(tile, region)) return DRIVER_OUT_OF_RANGE;
  set_region(tile, region);
  for (uint32_t row = 0; row < region->rows; ++row) *ecram_input(tile, row) = 1;
  while (width > 0) {
    const uint32_t part = width < tile->pulse_maximum ? (uint32_t)width : tile->pulse_maximum;
    const uint32_t pulse = (uint32_t)(sign * (int32_t)part);
    for (uint32_t column = 0; column < region->columns; ++column) *ecram_input(tile, region->rows + column) = pulse;
    const uint32_t error = run(tile, ECRAM_UPDATE_OUTER_PRODUCT);
    if (error != DRIVER_DONE) return error;
    width -= part;
  }
  return DRIVER_DONE;
}

static uint32_t put_vectors(struct ecram* tile, const struct ecram_region* region, const int32_t* rows,
                            const int32_t* columns) {
  if (!inside(tile, region)) return DRIVER_OUT_OF_RANGE;
  set_region(tile, region);
  put(tile, ECRAM_TILE_INPUT_OFFSET, rows, region->rows);
  put(tile, ECRAM_TILE_INPUT_OFFSET + 4 * region->rows, columns, region->columns);
  return DRIVER_DONE;
}

uint32_t ecram_update_outer_product(struct ecram* tile, const struct ecram_region* region, const int32_t* signs,
                                    const int32_t* widths) {
  const uint32_t error = put_vectors(tile, region, signs, widths);
  return error != DRIVER_DONE ? error : run(tile, ECRAM_UPDATE_OUTER_PRODUCT);
}

uint32_t ecram_update_bit_streams(struct ecram* tile, const struct ecram_region* region, const int32_t* row_levels,
                                  const int32_t* column_levels, const struct ecram_streams* streams) {
  const uint32_t error = put_vectors(tile, region, row_levels, column_levels);
  if (error != DRIVER_DONE) return error;
  set_argument(tile, ECRAM_TILE_SLOT_COUNT_OFFSET, streams->slots);
  set_argument(tile, ECRAM_TILE_SLOT_WIDTH_OFFSET, streams->slot_width);
  set_argument(tile, ECRAM_TILE_STREAM_SEED_OFFSET, streams->seed);
  return run(tile, ECRAM_UPDATE_BIT_STREAMS);
}

uint32_t ecram_program_verify(struct ecram* tile, const struct ecram_region* region, const int32_t* targets,
                              const struct ecram_verify* settings, uint32_t* failures) {
  if (!inside(tile, region)) return DRIVER_OUT_OF_RANGE;
  set_region(tile, region);
  set_argument(tile, ECRAM_TILE_PURPOSE_OFFSET, 0);
  set_argument(tile, ECRAM_TILE_VERIFY_TOLERANCE_OFFSET, settings->tolerance);
  set_argument(tile, ECRAM_TILE_VERIFY_TRIES_OFFSET, settings->tries);
  set_argument(tile, ECRAM_TILE_READ_COUNT_OFFSET, settings->reads);
  set_argument(tile, ECRAM_TILE_SWEEP_COUNT_OFFSET, settings->sweeps);
  put(tile, ECRAM_TILE_PULSE_OFFSET, targets, region->rows * region->columns);
  const uint32_t before = get(tile, ECRAM_TILE_VERIFY_FAILURES_OFFSET);
  const uint32_t error = run(tile, ECRAM_PROGRAM_VERIFY);
  *failures = get(tile, ECRAM_TILE_VERIFY_FAILURES_OFFSET) - before;
  return error;
}

uint32_t ecram_most_vectors(const struct ecram* tile, const struct ecram_region* region) {
  const uint32_t lines = region->rows > region->columns ? region->rows : region->columns;
  const uint32_t fit = lines == 0 ? 0 : ECRAM_TILE_INPUT_SIZE / (4 * lines);
  return fit < tile->vector_maximum ? fit : tile->vector_maximum;
}

uint32_t ecram_multiply_loaded(struct ecram* tile, const struct ecram_region* region, uint32_t vectors,
                               bool transposed) {
  if (!inside(tile, region) || vectors > ecram_most_vectors(tile, region)) return DRIVER_OUT_OF_RANGE;
  set_region(tile, region);
  set_argument(tile, ECRAM_TILE_VECTOR_COUNT_OFFSET, vectors);
  return run(tile, transposed ? ECRAM_MULTIPLY_TRANSPOSED : ECRAM_MULTIPLY);
}

uint32_t ecram_multiply(struct ecram* tile, const struct ecram_region* region, const int32_t* codes, uint32_t vectors,
                        bool transposed, int32_t* currents) {
  if (!inside(tile, region) || vectors > ecram_most_vectors(tile, region)) return DRIVER_OUT_OF_RANGE;
  put(tile, ECRAM_TILE_INPUT_OFFSET, codes, vectors * (transposed ? region->columns : region->rows));
  const uint32_t error = ecram_multiply_loaded(tile, region, vectors, transposed);
  if (error == DRIVER_DONE) take(tile, currents, vectors * (transposed ? region->rows : region->columns));
  return error;
}

volatile uint32_t* ecram_input(const struct ecram* tile, uint32_t index) {
  return (volatile uint32_t*)(tile->base + ECRAM_TILE_INPUT_OFFSET + 4 * index);
}

int32_t ecram_result(const struct ecram* tile, uint32_t index) {
  return (int32_t)get(tile, ECRAM_TILE_RESULT_OFFSET + 4 * index);
}

uint32_t ecram_read_cells(struct ecram* tile, const struct ecram_region* region, uint32_t reads, int32_t* currents) {
  if (!inside(tile, region)) return DRIVER_OUT_OF_RANGE;
  set_region(tile, region);
  set_argument(tile, ECRAM_TILE_READ_COUNT_OFFSET, reads);
  const uint32_t error = run(tile, ECRAM_READ_CELLS);
  if (error == DRIVER_DONE) take(tile, currents, region->rows * region->columns);
  return error;
}

uint64_t ecram_pulses(const struct ecram* tile) { return read_counter(tile->base, ECRAM_TILE_PULSES_LOW_OFFSET); }

uint64_t ecram_conversions(const struct ecram* tile) {
  return read_counter(tile->base, ECRAM_TILE_CONVERSIONS_LOW_OFFSET);
}
