/* SPDX-License-Identifier: Apache-2.0 */
/* stdin, stdout and stderr are the serial port. */
#include <stdio.h>

#include "drivers/interrupts.h"
#include "registers/serial_port.h"
#include "soc.h"

/* What printf() writes goes out as fast as the port's queue takes it. */
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
