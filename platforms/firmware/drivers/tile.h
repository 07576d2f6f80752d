/* SPDX-License-Identifier: Apache-2.0 */
/* What every tile has at the same place: ID, STATUS, interrupts, COMMAND, ERROR and counters. */
#ifndef MEMVP_DRIVERS_TILE_H
#define MEMVP_DRIVERS_TILE_H

#include <stdint.h>

#include "drivers/status.h"

/* Looks for the tile with this ID (..._ID_RESET of its registers) and lets the ends of its commands raise its line.
   Returns 0 or DRIVER_NO_DEVICE. */
uint32_t open_tile(uintptr_t tile, uint32_t id);

/* Starts a command; the arguments have been written. */
void start_command(uintptr_t tile, uint32_t command);

/* Sleeps until the tile's line is high and clears its causes. Returns 0, or the tile's ERROR. */
uint32_t finish_command(uintptr_t tile, unsigned line);

/* Both. */
uint32_t run_command(uintptr_t tile, unsigned line, uint32_t command);

/* A counter of 64 bits: its LOW half is read first, which latches HIGH. */
uint64_t read_counter(uintptr_t tile, uint32_t low_offset);

/* Of every tile since its reset: cycles in which it was busy, its operations, and its dynamic energy in fJ. */
uint64_t busy_cycles(uintptr_t tile);
uint64_t operations_done(uintptr_t tile);
uint64_t energy_spent(uintptr_t tile);

#endif
