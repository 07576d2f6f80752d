/* SPDX-License-Identifier: Apache-2.0 */
/* The processor's own counters and its sleep. */
#ifndef MEMVP_DRIVERS_PROCESSOR_H
#define MEMVP_DRIVERS_PROCESSOR_H

#include <stdint.h>

/* Inputs of the processor, as bits of mie. */
#define INTERRUPT_SOFTWARE (UINT32_C(1) << 3)
#define INTERRUPT_TIMER (UINT32_C(1) << 7)
#define INTERRUPT_EXTERNAL (UINT32_C(1) << 11)

/* Sleeps until one of these inputs is high. With mstatus.MIE clear, as it is from the start, no trap follows. */
static inline void sleep_on(uint32_t interrupts) {
  __asm__ volatile("csrw mie, %0\n\twfi\n\tcsrw mie, zero" : : "r"(interrupts) : "memory");
}

/* Cycles since the start, those asleep included. */
static inline uint64_t cycles_now(void) {
  uint32_t high, low, again;
  do {
    __asm__ volatile("csrr %0, mcycleh\n\tcsrr %1, mcycle\n\tcsrr %2, mcycleh" : "=&r"(high), "=&r"(low), "=&r"(again));
  } while (high != again);
  return (uint64_t)high << 32 | low;
}

/* Instructions executed since the start. */
static inline uint64_t instructions_now(void) {
  uint32_t high, low, again;
  do {
    __asm__ volatile("csrr %0, minstreth\n\tcsrr %1, minstret\n\tcsrr %2, minstreth"
                     : "=&r"(high), "=&r"(low), "=&r"(again));
  } while (high != again);
  return (uint64_t)high << 32 | low;
}

#endif
