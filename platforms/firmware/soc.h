/* SPDX-License-Identifier: Apache-2.0 */
/* The platform soc-firmware as a program sees it: addresses, interrupt lines, and what the examples need of its
   devices. The registers are in registers/, as `memvp regs DEVICE --format c` prints them. */
#ifndef MEMVP_SOC_H
#define MEMVP_SOC_H

#include <stdint.h>

#define TIMER_BASE UINT32_C(0x02000000)
#define ECRAM_BASE UINT32_C(0x40000000)
#define RRAM_BASE UINT32_C(0x41000000)
#define DMA_BASE UINT32_C(0x50000000)
#define INTERRUPTS_BASE UINT32_C(0x50010000)
#define SERIAL_BASE UINT32_C(0x50020000)
#define FINISHER_BASE UINT32_C(0x50030000)
#define DATA_BASE UINT32_C(0x90000000) /* memory that the platform has filled, if it has any data */

/* Lines of the interrupt controller. */
enum { ECRAM_LINE, RRAM_LINE, DMA_LINE, SERIAL_LINE };

#define TIMER_FREQUENCY UINT32_C(1000000) /* Hz */

/* Ends the program; 0 is success. main() returning does the same. */
void finish(int status) __attribute__((noreturn));

/* Ticks of the timer. */
uint64_t timer_now(void);
/* Sleeps until the timer has come so far. */
void sleep_until(uint64_t tick);
static inline void sleep_for(uint64_t ticks) { sleep_until(timer_now() + ticks); }

/* Sleeps until a device's line is high. */
void sleep_until_line(unsigned line);

/* Cycles since the start, those asleep included. */
uint64_t cycles_now(void);

/* Starts a tile's command and sleeps until the tile's interrupt: every tile has these registers at the same place.
   Returns 0, or the tile's ERROR. */
uint32_t run_command(uintptr_t tile, unsigned line, uint32_t command);

#endif
