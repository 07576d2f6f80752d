/* SPDX-License-Identifier: Apache-2.0 */
#include "soc.h"

#include <stdio.h>

#include "registers/core_local_interruptor.h"
#include "registers/ecram_tile.h"
#include "registers/finisher.h"
#include "registers/interrupt_controller.h"
#include "registers/serial_port.h"

#define MIE_TIMER (1u << 7)
#define MIE_EXTERNAL (1u << 11)

/* With mstatus.MIE clear, wfi wakes up when an interrupt is pending without a trap. */
static void sleep_on(uint32_t interrupt) {
  __asm__ volatile("csrw mie, %0\n\twfi\n\tcsrw mie, zero" : : "r"(interrupt) : "memory");
}

void finish(int status) {
  fflush(stdout);
  finisher_write(FINISHER_BASE, FINISHER_EXIT_OFFSET, (uint32_t)status);
  for (;;) __asm__ volatile("wfi");
}

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
  while (timer_now() < tick) sleep_on(MIE_TIMER);
}

void sleep_until_line(unsigned line) {
  interrupt_controller_write(INTERRUPTS_BASE, INTERRUPT_CONTROLLER_ENABLE_OFFSET, 1u << line);
  while ((interrupt_controller_read(INTERRUPTS_BASE, INTERRUPT_CONTROLLER_PENDING_OFFSET) >> line & 1) == 0)
    sleep_on(MIE_EXTERNAL);
}

uint64_t cycles_now(void) {
  uint32_t high, low, again;
  do {
    __asm__ volatile("csrr %0, mcycleh\n\tcsrr %1, mcycle\n\tcsrr %2, mcycleh" : "=&r"(high), "=&r"(low), "=&r"(again));
  } while (high != again);
  return (uint64_t)high << 32 | low;
}

uint32_t run_command(uintptr_t tile, unsigned line, uint32_t command) {
  ecram_tile_write(tile, ECRAM_TILE_COMMAND_OFFSET, command);
  sleep_until_line(line);
  const uint32_t causes = ecram_tile_read(tile, ECRAM_TILE_IRQ_STATUS_OFFSET);
  ecram_tile_write(tile, ECRAM_TILE_IRQ_STATUS_OFFSET, causes);
  return (causes & ECRAM_TILE_IRQ_STATUS_ERROR_MASK) != 0 ? ecram_tile_read(tile, ECRAM_TILE_ERROR_OFFSET) : 0;
}

/* What printf() writes goes to the serial port, as fast as its queue takes it. */
static int transmit(char character, FILE* file) {
  (void)file;
  while ((serial_port_read(SERIAL_BASE, SERIAL_PORT_STATUS_OFFSET) & SERIAL_PORT_STATUS_TRANSMIT_READY_MASK) == 0) {
  }
  serial_port_write(SERIAL_BASE, SERIAL_PORT_TRANSMIT_OFFSET, (unsigned char)character);
  return (unsigned char)character;
}

/* The next character; sleeps until there is one. */
static int receive(FILE* file) {
  (void)file;
  serial_port_write(SERIAL_BASE, SERIAL_PORT_IRQ_ENABLE_OFFSET, SERIAL_PORT_IRQ_ENABLE_RECEIVED_MASK);
  sleep_until_line(SERIAL_LINE);
  return (int)(serial_port_read(SERIAL_BASE, SERIAL_PORT_RECEIVE_OFFSET) & SERIAL_PORT_RECEIVE_CHARACTER_MASK);
}

static FILE serial = FDEV_SETUP_STREAM(transmit, receive, NULL, _FDEV_SETUP_RW);
FILE* const stdin = &serial;
FILE* const stdout = &serial;
FILE* const stderr = &serial;
