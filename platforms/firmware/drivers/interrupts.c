/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/interrupts.h"

#include "drivers/processor.h"
#include "registers/interrupt_controller.h"
#include "soc.h"

static uint32_t pending(void) {
  return interrupt_controller_read(INTERRUPTS_BASE, INTERRUPT_CONTROLLER_PENDING_OFFSET);
}

uint32_t sleep_until_lines(uint32_t lines) {
  interrupt_controller_write(INTERRUPTS_BASE, INTERRUPT_CONTROLLER_ENABLE_OFFSET, lines);
  uint32_t high;
  while ((high = pending() & lines) == 0) sleep_on(INTERRUPT_EXTERNAL);
  return high;
}

bool line_is_high(unsigned line) { return (pending() >> line & 1) != 0; }
