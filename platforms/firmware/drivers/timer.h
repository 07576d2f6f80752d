/* SPDX-License-Identifier: Apache-2.0 */
/* The timer (CLINT), which counts TIMER_FREQUENCY ticks a second (soc.h). */
#ifndef MEMVP_DRIVERS_TIMER_H
#define MEMVP_DRIVERS_TIMER_H

#include <stdint.h>

/* Ticks since the start. */
uint64_t timer_now(void);

/* Sleeps until the timer has come so far. */
void sleep_until(uint64_t tick);

static inline void sleep_for(uint64_t ticks) { sleep_until(timer_now() + ticks); }

#endif
