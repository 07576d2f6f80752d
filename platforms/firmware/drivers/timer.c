/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/timer.h"

#include "drivers/processor.h"
#include "registers/core_local_interruptor.h"
#include "soc.h"

uint64_t timer_now(void) {
  uint32_t high, low;
  do {
    high = core_local_interruptor_read(TIMER_BASE, CORE_LOCAL_INTERRUPTOR_MTIME_HIGH_OFFSET);
    low = core_local_interruptor_read(TIMER_BASE, CORE_LOCAL_INTERRUPTOR_MTIME_LOW_OFFSET);
  } while (high != core_local_interruptor_read(TIMER_BASE, CORE_LOCAL_INTERRUPTOR_MTIME_HIGH_OFFSET));
  return (uint64_t)high << 32 | low;
}

void sleep_until(uint64_t tick) {
  /* In an order in which no smaller number is ever compared with. */
  core_local_interruptor_write(TIMER_BASE, CORE_LOCAL_INTERRUPTOR_MTIMECMP_LOW_OFFSET, UINT32_MAX);
  core_local_interruptor_write(TIMER_BASE, CORE_LOCAL_INTERRUPTOR_MTIMECMP_HIGH_OFFSET, (uint32_t)(tick >> 32));
  core_local_interruptor_write(TIMER_BASE, CORE_LOCAL_INTERRUPTOR_MTIMECMP_LOW_OFFSET, (uint32_t)tick);
  while (timer_now() < tick) sleep_on(INTERRUPT_TIMER);
}
