/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/rram.h"

#include "drivers/tile.h"
#include "registers/rram_tile.h"

enum { PROGRAM_VERIFY = 2, MULTIPLY = 6 }; /* commands */

static uint32_t get(const struct rram* tile, uint32_t offset) { return rram_tile_read(tile->base, offset); }
static void set(const struct rram* tile, uint32_t offset, uint32_t value) {
  rram_tile_write(tile->base, offset, value);
}

static float get_float(const struct rram* tile, uint32_t offset) {
  const union {
    uint32_t bits;
    float value;
  } single = {get(tile, offset)};
  return single.value;
}

uint32_t rram_open(struct rram* tile, uintptr_t base, unsigned line) {
  const uint32_t status = open_tile(base, RRAM_TILE_ID_RESET);
  if (status != DRIVER_DONE) return status;
  tile->base = base;
  tile->line = line;
  tile->rows = get(tile, RRAM_TILE_ROWS_OFFSET);
  tile->columns = get(tile, RRAM_TILE_COLUMNS_OFFSET);
  tile->input_maximum = (UINT32_C(1) << get(tile, RRAM_TILE_INPUT_BITS_OFFSET)) - 1;
  tile->input_bytes = get(tile, RRAM_TILE_INPUT_BYTES_OFFSET);
  tile->result_bytes = get(tile, RRAM_TILE_RESULT_BYTES_OFFSET);
  tile->program_cells = get(tile, RRAM_TILE_PROGRAM_CELLS_OFFSET);
  tile->converter_ranges = get(tile, RRAM_TILE_CONVERTER_RANGES_OFFSET);
  tile->window_bottom = get_float(tile, RRAM_TILE_WINDOW_BOTTOM_OFFSET);
  tile->window_top = get_float(tile, RRAM_TILE_WINDOW_TOP_OFFSET);
  return DRIVER_DONE;
}

static void set_region(const struct rram* tile, const struct rram_region* region) {
  set(tile, RRAM_TILE_FIRST_ROW_OFFSET, region->first_row);
  set(tile, RRAM_TILE_ROW_COUNT_OFFSET, region->rows);
  set(tile, RRAM_TILE_FIRST_COLUMN_OFFSET, region->first_column);
  set(tile, RRAM_TILE_COLUMN_COUNT_OFFSET, region->columns);
}

static bool inside(const struct rram* tile, const struct rram_region* region) {
  return region->rows > 0 && region->columns > 0 && region->first_row < tile->rows &&
         region->rows <= tile->rows - region->first_row && region->first_column < tile->columns &&
         region->columns <= tile->columns - region->first_column;
}

/* One command. Two targets a word: cells have no whole number of words if they are odd in number. */
static uint32_t program_part(const struct rram* tile, const struct rram_region* part, const uint16_t* targets,
                             uint32_t target_stride, struct rram_report* report) {
  uint32_t cell = 0, word = 0;
  for (uint32_t row = 0; row < part->rows; ++row)
    for (uint32_t column = 0; column < part->columns; ++column, ++cell) {
      word |= (uint32_t)targets[row * target_stride + column] << cell % 2 * 16;
      if (cell % 2 == 0) continue;
      set(tile, RRAM_TILE_TARGET_OFFSET + cell / 2 * 4, word);
      word = 0;
    }
  if (cell % 2 != 0) set(tile, RRAM_TILE_TARGET_OFFSET + cell / 2 * 4, word);
  set_region(tile, part);
  const uint32_t status = run_command(tile->base, tile->line, PROGRAM_VERIFY);
  if (status != DRIVER_DONE) return status;
  report->cells += cell;
  report->failures += get(tile, RRAM_TILE_FAILURE_COUNT_OFFSET);
  return DRIVER_DONE;
}

uint32_t rram_program(const struct rram* tile, const struct rram_region* region, const uint16_t* targets,
                      const struct rram_verify* verify, struct rram_report* report) {
  if (!inside(tile, region)) return DRIVER_OUT_OF_RANGE;
  set(tile, RRAM_TILE_VERIFY_TOLERANCE_OFFSET, verify->tolerance);
  set(tile, RRAM_TILE_PULSE_LIMIT_OFFSET, verify->pulse_limit);
  set(tile, RRAM_TILE_READ_COUNT_OFFSET, verify->reads);
  const uint64_t pulses = read_counter(tile->base, RRAM_TILE_PULSES_LOW_OFFSET);
  const uint64_t reads = read_counter(tile->base, RRAM_TILE_VERIFY_READS_LOW_OFFSET);
  /* Whole rows together as far as they fit, else pieces of a row. */
  const uint32_t columns = region->columns < tile->program_cells ? region->columns : tile->program_cells;
  const uint32_t rows = columns == region->columns ? tile->program_cells / columns : 1;
  uint32_t status = DRIVER_DONE;
  for (uint32_t row = 0; row < region->rows && status == DRIVER_DONE; row += rows)
    for (uint32_t column = 0; column < region->columns && status == DRIVER_DONE; column += columns) {
      const uint32_t rows_left = region->rows - row, columns_left = region->columns - column;
      const struct rram_region part = {region->first_row + row, rows_left < rows ? rows_left : rows,
                                       region->first_column + column, columns_left < columns ? columns_left : columns};
      status = program_part(tile, &part, targets + row * region->columns + column, region->columns, report);
    }
  report->pulses += read_counter(tile->base, RRAM_TILE_PULSES_LOW_OFFSET) - pulses;
  report->reads += read_counter(tile->base, RRAM_TILE_VERIFY_READS_LOW_OFFSET) - reads;
  return status;
}

uintptr_t rram_input(const struct rram* tile) { return tile->base + RRAM_TILE_INPUT_OFFSET; }
uintptr_t rram_result(const struct rram* tile) { return tile->base + RRAM_TILE_RESULT_OFFSET; }

uint32_t rram_outputs(const struct rram_product* product) {
  switch (product->columns) {
    case RRAM_DIFFERENTIAL:
      return product->region.columns / 2;
    case RRAM_OFFSET:
      return product->region.columns - 1;
    case RRAM_SINGLE:
      break;
  }
  return product->region.columns;
}

uint32_t rram_most_vectors(const struct rram* tile, const struct rram_product* product) {
  const uint32_t inputs = tile->input_bytes / rram_input_stride(product->region.rows);
  if (product->to_neurons) return inputs;
  const uint32_t results = tile->result_bytes / (4 * rram_outputs(product));
  return inputs < results ? inputs : results;
}

void rram_start_multiply(const struct rram* tile, const struct rram_product* product, uint32_t vectors) {
  set_region(tile, &product->region);
  set(tile, RRAM_TILE_VECTOR_COUNT_OFFSET, vectors);
  set(tile, RRAM_TILE_COLUMN_MODE_OFFSET, product->columns);
  set(tile, RRAM_TILE_SLICE_COUNT_OFFSET, 1);
  set(tile, RRAM_TILE_SLICE_BITS_OFFSET, 1);
  set(tile, RRAM_TILE_INPUT_SIGNED_OFFSET, 0);
  set(tile, RRAM_TILE_OUTPUT_OFFSET, product->to_neurons);
  set(tile, RRAM_TILE_NEURON_FIRST_OFFSET, product->first_neuron);
  set(tile, RRAM_TILE_CONVERTER_RANGE_OFFSET, product->converter_range);
  start_command(tile->base, MULTIPLY);
}

uint32_t rram_finish(const struct rram* tile) { return finish_command(tile->base, tile->line); }

uint64_t rram_saturations(const struct rram* tile) {
  return read_counter(tile->base, RRAM_TILE_SATURATIONS_LOW_OFFSET);
}
