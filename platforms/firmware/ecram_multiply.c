/* SPDX-License-Identifier: Apache-2.0 */
/* Programs an ECRAM array, multiplies it by vectors, and prints what comes out. */
#include <stdint.h>
#include <stdio.h>

#include "registers/ecram_tile.h"
#include "soc.h"

enum { PROGRAM_ROW_PARALLEL = 2, MULTIPLY = 6 }; /* commands, docs/ecram-registers.md */
enum { ROWS = 8, COLUMNS = 8, VECTORS = 4 };

static uint32_t get(uint32_t offset) { return ecram_tile_read(ECRAM_BASE, offset); }
static void set(uint32_t offset, uint32_t value) { ecram_tile_write(ECRAM_BASE, offset, value); }

static uint64_t counter(uint32_t low) {
  const uint32_t bits = get(low); /* latches the other half */
  return (uint64_t)get(low + 4) << 32 | bits;
}

static int run(uint32_t command) {
  const uint32_t error = run_command(ECRAM_BASE, ECRAM_LINE, command);
  if (error != 0) printf("the tile says ERROR %u\n", (unsigned)error);
  return error == 0;
}

int main(void) {
  if (get(ECRAM_TILE_ID_OFFSET) != ECRAM_TILE_ID_RESET) {
    printf("there is no ECRAM tile\n");
    return 1;
  }
  set(ECRAM_TILE_IRQ_ENABLE_OFFSET, ECRAM_TILE_IRQ_ENABLE_DONE_MASK | ECRAM_TILE_IRQ_ENABLE_ERROR_MASK);
  set(ECRAM_TILE_ROW_COUNT_OFFSET, ROWS);
  set(ECRAM_TILE_COLUMN_COUNT_OFFSET, COLUMNS);

  /* A pulse of its own width on every cell. */
  for (int32_t cell = 0; cell < ROWS * COLUMNS; ++cell)
    set(ECRAM_TILE_PULSE_OFFSET + 4 * (uint32_t)cell, (uint32_t)(40 * (cell * 7 % 33) - 400));
  if (!run(PROGRAM_ROW_PARALLEL)) return 1;
  printf("programmed by %lu pulses\n", (unsigned long)counter(ECRAM_TILE_PULSES_LOW_OFFSET));

  const int32_t most = (int32_t)get(ECRAM_TILE_INPUT_MAXIMUM_OFFSET);
  for (int32_t i = 0; i < VECTORS * ROWS; ++i)
    set(ECRAM_TILE_INPUT_OFFSET + 4 * (uint32_t)i, (uint32_t)(most - i * 11 % most));
  set(ECRAM_TILE_VECTOR_COUNT_OFFSET, VECTORS);
  if (!run(MULTIPLY)) return 1;
  for (uint32_t vector = 0; vector < VECTORS; ++vector) {
    for (uint32_t column = 0; column < COLUMNS; ++column)
      printf(" %ld", (long)(int32_t)get(ECRAM_TILE_RESULT_OFFSET + 4 * (vector * COLUMNS + column)));
    printf("\n");
  }
  printf("%lu busy cycles, %lu fJ\n", (unsigned long)counter(ECRAM_TILE_CYCLES_LOW_OFFSET),
         (unsigned long)counter(ECRAM_TILE_ENERGY_LOW_OFFSET));
  return 0;
}
