/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/refresh.h"

#include "drivers/interrupts.h"
#include "drivers/tile.h"
#include "registers/refresh_tile.h"

enum { MULTIPLY = 1, MULTIPLY_TRANSPOSED = 2, READ_CELLS = 3, PULSE = 4 }; /* commands */
#define NO_SLOT UINT32_MAX                                                 /* REQUEST_SLOT of what was refused */
enum { MOST_VECTORS = 65535 };

static uint32_t get(const struct refresh* tile, uint32_t offset) { return refresh_tile_read(tile->base, offset); }
static void set(const struct refresh* tile, uint32_t offset, uint32_t value) {
  refresh_tile_write(tile->base, offset, value);
}

uint32_t refresh_open(struct refresh* tile, uintptr_t base, unsigned line) {
  const uint32_t status = open_tile(base, REFRESH_TILE_ID_RESET);
  if (status != DRIVER_DONE) return status;
  tile->base = base;
  tile->line = line;
  tile->rows = get(tile, REFRESH_TILE_ROWS_OFFSET);
  tile->columns = get(tile, REFRESH_TILE_COLUMNS_OFFSET);
  tile->slots = get(tile, REFRESH_TILE_SLOTS_OFFSET);
  tile->input_bytes = get(tile, REFRESH_TILE_INPUT_BYTES_OFFSET);
  tile->result_bytes = get(tile, REFRESH_TILE_RESULT_BYTES_OFFSET);
  tile->cycle_time = get(tile, REFRESH_TILE_CYCLE_TIME_OFFSET);
  tile->pulse_maximum = get(tile, REFRESH_TILE_PULSE_MAXIMUM_OFFSET);
  tile->timer_errors = 0;
  set(tile, REFRESH_TILE_IRQ_ENABLE_OFFSET,
      REFRESH_TILE_IRQ_ENABLE_DONE_MASK | REFRESH_TILE_IRQ_ENABLE_ERROR_MASK |
          REFRESH_TILE_IRQ_ENABLE_REQUEST_DONE_MASK);
  return DRIVER_DONE;
}

static uint32_t take_causes(const struct refresh* tile) {
  const uint32_t causes = get(tile, REFRESH_TILE_IRQ_STATUS_OFFSET);
  set(tile, REFRESH_TILE_IRQ_STATUS_OFFSET, causes);
  return causes;
}

/* Requests. */

static uint32_t enter(const struct refresh* tile, enum refresh_request request, uint32_t* slot) {
  set(tile, REFRESH_TILE_REQUEST_OFFSET, request);
  *slot = get(tile, REFRESH_TILE_REQUEST_SLOT_OFFSET);
  if (*slot != NO_SLOT) return DRIVER_DONE;
  set(tile, REFRESH_TILE_IRQ_STATUS_OFFSET, REFRESH_TILE_IRQ_STATUS_ERROR_MASK);
  return get(tile, REFRESH_TILE_ERROR_OFFSET);
}

static void set_rows(const struct refresh* tile, uint32_t first_row, uint32_t rows) {
  set(tile, REFRESH_TILE_REQUEST_FIRST_ROW_OFFSET, first_row);
  set(tile, REFRESH_TILE_REQUEST_ROW_COUNT_OFFSET, rows);
}

uint32_t refresh_submit(const struct refresh* tile, enum refresh_request request, uint32_t first_row, uint32_t rows,
                        uint32_t* slot) {
  set_rows(tile, first_row, rows);
  return enter(tile, request, slot);
}

uint32_t refresh_submit_alloc(const struct refresh* tile, uint32_t first_row, uint32_t rows, enum refresh_mode mode,
                              uint32_t task, uint32_t* slot) {
  set_rows(tile, first_row, rows);
  set(tile, REFRESH_TILE_REQUEST_MODE_OFFSET, mode);
  set(tile, REFRESH_TILE_REQUEST_TASK_OFFSET, task);
  return enter(tile, REFRESH_ALLOC, slot);
}

uint32_t refresh_wait(const struct refresh* tile, uint32_t slot) {
  const uint32_t bit = UINT32_C(1) << slot;
  while ((get(tile, REFRESH_TILE_SLOTS_BUSY_OFFSET) & bit) != 0) {
    sleep_until_line(tile->line);
    take_causes(tile);
  }
  /* It may have ended before. Another one that has ended is known by SLOTS_BUSY, not by the cause. */
  const bool failed = (get(tile, REFRESH_TILE_REQUEST_FAILED_OFFSET) & bit) != 0;
  set(tile, REFRESH_TILE_IRQ_STATUS_OFFSET,
      REFRESH_TILE_IRQ_STATUS_REQUEST_DONE_MASK | (failed ? REFRESH_TILE_IRQ_STATUS_ERROR_MASK : 0));
  if (!failed) return DRIVER_DONE;
  set(tile, REFRESH_TILE_REQUEST_FAILED_OFFSET, bit);
  return get(tile, REFRESH_TILE_ERROR_OFFSET);
}

uint32_t refresh_do(const struct refresh* tile, enum refresh_request request, uint32_t first_row, uint32_t rows) {
  uint32_t slot;
  const uint32_t error = refresh_submit(tile, request, first_row, rows, &slot);
  return error != DRIVER_DONE ? error : refresh_wait(tile, slot);
}

uint32_t refresh_allocate(const struct refresh* tile, uint32_t first_row, uint32_t rows, enum refresh_mode mode,
                          uint32_t task) {
  uint32_t slot;
  const uint32_t error = refresh_submit_alloc(tile, first_row, rows, mode, task, &slot);
  return error != DRIVER_DONE ? error : refresh_wait(tile, slot);
}

/* Windows: a row begins at a multiple of four elements, elements fill words from their low end. */

static uint32_t stride(uint32_t elements) { return (elements + 3) / 4 * 4; }

static void write_bytes(const struct refresh* tile, uint32_t offset, const uint8_t* bytes, uint32_t rows,
                        uint32_t columns) {
  for (uint32_t row = 0; row < rows; ++row, offset += stride(columns), bytes += columns)
    for (uint32_t first = 0; first < columns; first += 4) {
      uint32_t word = 0;
      for (uint32_t i = first; i < first + 4 && i < columns; ++i) word |= (uint32_t)bytes[i] << (i - first) * 8;
      set(tile, offset + first, word);
    }
}

void refresh_set_levels(const struct refresh* tile, uint32_t first_row, uint32_t rows, const uint8_t* levels) {
  write_bytes(tile, REFRESH_TILE_LEVEL_OFFSET + first_row * stride(tile->columns), levels, rows, tile->columns);
}

/* Commands. */

static bool inside(const struct refresh* tile, const struct refresh_region* region) {
  return region->rows > 0 && region->columns > 0 && region->first_row < tile->rows &&
         region->rows <= tile->rows - region->first_row && region->first_column < tile->columns &&
         region->columns <= tile->columns - region->first_column;
}

static void set_region(const struct refresh* tile, const struct refresh_region* region) {
  set(tile, REFRESH_TILE_FIRST_ROW_OFFSET, region->first_row);
  set(tile, REFRESH_TILE_ROW_COUNT_OFFSET, region->rows);
  set(tile, REFRESH_TILE_FIRST_COLUMN_OFFSET, region->first_column);
  set(tile, REFRESH_TILE_COLUMN_COUNT_OFFSET, region->columns);
}

/* The line may rise for a request's end, or for an error of the controller's own work, while the command goes on. */
static uint32_t run(struct refresh* tile, uint32_t command) {
  start_command(tile->base, command);
  for (;;) {
    sleep_until_line(tile->line);
    uint32_t causes = take_causes(tile);
    if ((causes & REFRESH_TILE_IRQ_STATUS_DONE_MASK) == 0) {
      if ((get(tile, REFRESH_TILE_STATUS_OFFSET) & REFRESH_TILE_STATUS_BUSY_MASK) != 0) {
        if ((causes & REFRESH_TILE_IRQ_STATUS_ERROR_MASK) != 0) ++tile->timer_errors;
        continue;
      }
      causes |= take_causes(tile); /* it may have ended in between */
    }
    if ((causes & REFRESH_TILE_IRQ_STATUS_ERROR_MASK) == 0) return DRIVER_DONE;
    const uint32_t error = get(tile, REFRESH_TILE_ERROR_OFFSET);
    if ((causes & REFRESH_TILE_IRQ_STATUS_DONE_MASK) == 0 || error == REFRESH_TIME_OUT_OF_RANGE) return error;
    ++tile->timer_errors; /* the command has ended well */
    return DRIVER_DONE;
  }
}

uint32_t refresh_pulse(struct refresh* tile, const struct refresh_region* region, const int16_t* widths, bool verify) {
  if (!inside(tile, region)) return DRIVER_OUT_OF_RANGE;
  set_region(tile, region);
  set(tile, REFRESH_TILE_VERIFY_OFFSET, verify);
  uint32_t offset = REFRESH_TILE_WIDTHS_OFFSET;
  for (uint32_t row = 0; row < region->rows; ++row, widths += region->columns)
    for (uint32_t i = 0; i < stride(region->columns); i += 2, offset += 4) {
      const uint32_t low = i < region->columns ? (uint16_t)widths[i] : 0;
      const uint32_t high = i + 1 < region->columns ? (uint16_t)widths[i + 1] : 0;
      set(tile, offset, high << 16 | low);
    }
  return run(tile, PULSE);
}

uint32_t refresh_read_cells(struct refresh* tile, const struct refresh_region* region, uint16_t* codes) {
  if (!inside(tile, region) || region->columns > tile->result_bytes / 4) return DRIVER_OUT_OF_RANGE;
  const uint32_t most = tile->result_bytes / 4 / region->columns;
  for (uint32_t done = 0; done < region->rows;) {
    struct refresh_region part = *region;
    part.first_row += done;
    part.rows = region->rows - done < most ? region->rows - done : most;
    set_region(tile, &part);
    const uint32_t error = run(tile, READ_CELLS);
    if (error != DRIVER_DONE) return error;
    for (uint32_t i = 0; i < part.rows * part.columns; ++i)
      *codes++ = (uint16_t)get(tile, REFRESH_TILE_RESULT_OFFSET + 4 * i);
    done += part.rows;
  }
  return DRIVER_DONE;
}

uint32_t refresh_multiply(struct refresh* tile, const struct refresh_product* product, const int8_t* codes,
                          uint32_t vectors, int32_t* words) {
  const struct refresh_region* region = &product->region;
  if (!inside(tile, region)) return DRIVER_OUT_OF_RANGE;
  const uint32_t inputs = product->transposed ? region->columns : region->rows;
  const uint32_t outputs = product->transposed ? region->rows : region->columns;
  const uint32_t of_input = tile->input_bytes / stride(inputs), of_result = tile->result_bytes / 4 / outputs;
  uint32_t most = of_input < of_result ? of_input : of_result;
  if (most > MOST_VECTORS) most = MOST_VECTORS;
  if (most == 0) return DRIVER_OUT_OF_RANGE;
  set_region(tile, region);
  set(tile, REFRESH_TILE_COLUMN_MODE_OFFSET, 0);
  set(tile, REFRESH_TILE_CONVERTER_RANGE_OFFSET, product->converter_range);
  while (vectors > 0) {
    const uint32_t count = vectors < most ? vectors : most;
    set(tile, REFRESH_TILE_VECTOR_COUNT_OFFSET, count);
    write_bytes(tile, REFRESH_TILE_INPUT_OFFSET, (const uint8_t*)codes, count, inputs);
    const uint32_t error = run(tile, product->transposed ? MULTIPLY_TRANSPOSED : MULTIPLY);
    if (error != DRIVER_DONE) return error;
    for (uint32_t i = 0; i < count * outputs; ++i) *words++ = (int32_t)get(tile, REFRESH_TILE_RESULT_OFFSET + 4 * i);
    codes += count * inputs;
    vectors -= count;
  }
  return DRIVER_DONE;
}

/* Settings and counters. */

uint32_t refresh_policy(const struct refresh* tile) { return get(tile, REFRESH_TILE_POLICY_OFFSET); }
void refresh_set_policy(const struct refresh* tile, uint32_t bits) { set(tile, REFRESH_TILE_POLICY_OFFSET, bits); }

uint64_t refresh_interval(const struct refresh* tile) {
  return (uint64_t)get(tile, REFRESH_TILE_T_REF_HIGH_OFFSET) << 32 | get(tile, REFRESH_TILE_T_REF_LOW_OFFSET);
}

void refresh_set_interval(const struct refresh* tile, uint64_t cycles) {
  set(tile, REFRESH_TILE_T_REF_LOW_OFFSET, (uint32_t)cycles);
  set(tile, REFRESH_TILE_T_REF_HIGH_OFFSET, (uint32_t)(cycles >> 32)); /* both take effect */
}

uint32_t refresh_row(const struct refresh* tile, uint32_t row) { return get(tile, REFRESH_TILE_MODE_OFFSET + 4 * row); }

uint64_t refresh_rewrites(const struct refresh* tile) {
  return read_counter(tile->base, REFRESH_TILE_REWRITES_LOW_OFFSET);
}
uint64_t refresh_misses(const struct refresh* tile) { return read_counter(tile->base, REFRESH_TILE_MISSES_LOW_OFFSET); }
uint64_t refresh_energy(const struct refresh* tile) {
  return read_counter(tile->base, REFRESH_TILE_REFRESH_ENERGY_LOW_OFFSET);
}
uint64_t refresh_cycles(const struct refresh* tile) {
  return read_counter(tile->base, REFRESH_TILE_REFRESH_CYCLES_LOW_OFFSET);
}
