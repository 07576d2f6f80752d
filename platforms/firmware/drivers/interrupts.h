/* SPDX-License-Identifier: Apache-2.0 */
/* The interrupt controller. Lines are levels: a device that has been waited for lowers its line when its cause is
   cleared. */
#ifndef MEMVP_DRIVERS_INTERRUPTS_H
#define MEMVP_DRIVERS_INTERRUPTS_H

#include <stdbool.h>
#include <stdint.h>

/* Sleeps until at least one of these lines (bit n: line n) is high. Returns those that are. */
uint32_t sleep_until_lines(uint32_t lines);

/* Sleeps until a device's line is high. */
static inline void sleep_until_line(unsigned line) { (void)sleep_until_lines(UINT32_C(1) << line); }

/* Whether a device's line is high now. */
bool line_is_high(unsigned line);

#endif
