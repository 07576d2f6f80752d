/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/tile.h"

#include "drivers/interrupts.h"
#include "registers/ecram_tile.h" /* the first registers are every tile's */

uint32_t open_tile(uintptr_t tile, uint32_t id) {
  if (ecram_tile_read(tile, ECRAM_TILE_ID_OFFSET) != id) return DRIVER_NO_DEVICE;
  ecram_tile_write(tile, ECRAM_TILE_IRQ_ENABLE_OFFSET,
                   ECRAM_TILE_IRQ_ENABLE_DONE_MASK | ECRAM_TILE_IRQ_ENABLE_ERROR_MASK);
  return DRIVER_DONE;
}

void start_command(uintptr_t tile, uint32_t command) { ecram_tile_write(tile, ECRAM_TILE_COMMAND_OFFSET, command); }

uint32_t finish_command(uintptr_t tile, unsigned line) {
  sleep_until_line(line);
  const uint32_t causes = ecram_tile_read(tile, ECRAM_TILE_IRQ_STATUS_OFFSET);
  ecram_tile_write(tile, ECRAM_TILE_IRQ_STATUS_OFFSET, causes);
  return (causes & ECRAM_TILE_IRQ_STATUS_ERROR_MASK) != 0 ? ecram_tile_read(tile, ECRAM_TILE_ERROR_OFFSET)
                                                          : DRIVER_DONE;
}

uint32_t run_command(uintptr_t tile, unsigned line, uint32_t command) {
  start_command(tile, command);
  return finish_command(tile, line);
}

uint64_t read_counter(uintptr_t tile, uint32_t low_offset) {
  const uint32_t low = ecram_tile_read(tile, low_offset);
  return (uint64_t)ecram_tile_read(tile, low_offset + 4) << 32 | low;
}

uint64_t busy_cycles(uintptr_t tile) { return read_counter(tile, ECRAM_TILE_CYCLES_LOW_OFFSET); }

uint64_t operations_done(uintptr_t tile) { return read_counter(tile, ECRAM_TILE_OPERATIONS_LOW_OFFSET); }

uint64_t energy_spent(uintptr_t tile) { return read_counter(tile, ECRAM_TILE_ENERGY_LOW_OFFSET); }
