/* SPDX-License-Identifier: Apache-2.0 */
/* Carries out the bus accesses of a program outside: sleeps until the relay has put a request into the mailbox, does
   its loads and stores, says what came of them, and sleeps again (docs/program-or-firmware.md). */
#include <stdint.h>

#include "drivers/processor.h"
#include "drivers/timed_access.h"
#include "registers/firmware_relay.h"

#define RELAY_BASE UINT32_C(0x81000000)

/* Bits of command; the access_kind of a paced access is in those from KIND on. */
enum { WRITE = 1, PACED = 2, KIND = 4 };

/* As the relay puts it there (tlm/firmware_relay.hpp). */
struct mailbox {
  uint32_t command, address, bytes, start; /* the request */
  uint32_t status, end;                    /* the answer */
  uint32_t data[0x4000];
};

/* Between the program and its stack, so that it need not be cleared before the first request. */
static volatile struct mailbox* const mailbox = (volatile struct mailbox*)UINT32_C(0x80080000);

/* One access, at its cycle. */
static void carry_out_at(uint32_t start) {
  const enum access_kind kind = (enum access_kind)(mailbox->command / KIND);
  const struct access_result result = access_at(start, kind, mailbox->address, mailbox->data[0]);
  mailbox->data[0] = result.value;
  mailbox->end = result.end;
  mailbox->status = result.status;
}

/* Reads whole words, and takes what is asked for out of the first and the last of them. */
static uint32_t read_bytes(uint32_t address, uint32_t bytes) {
  volatile uint8_t* to = (volatile uint8_t*)mailbox->data;
  while (bytes > 0) {
    const uint32_t skipped = address % 4, used = bytes < 4 - skipped ? bytes : 4 - skipped;
    const struct access_result result = access_now(LOAD_WORD, address - skipped, 0);
    if (result.status != 0) return result.status;
    for (uint32_t i = 0; i < used; ++i) *to++ = (uint8_t)(result.value >> 8 * (skipped + i));
    address += used;
    bytes -= used;
  }
  return 0;
}

/* Writes words, and bytes before and behind them. */
static uint32_t write_bytes(uint32_t address, uint32_t bytes) {
  const volatile uint8_t* from = (const volatile uint8_t*)mailbox->data;
  while (bytes > 0) {
    uint32_t width = 4, value = 0;
    while (address % width != 0 || width > bytes) width /= 2;
    for (uint32_t i = 0; i < width; ++i) value |= (uint32_t)*from++ << 8 * i;
    const enum access_kind kind = width == 4 ? STORE_WORD : width == 2 ? STORE_HALF : STORE_BYTE;
    const struct access_result result = access_now(kind, address, value);
    if (result.status != 0) return result.status;
    address += width;
    bytes -= width;
  }
  return 0;
}

int main(void) {
  catch_access_faults();
  firmware_relay_write(RELAY_BASE, FIRMWARE_RELAY_MAILBOX_OFFSET, (uint32_t)(uintptr_t)mailbox);
  for (;;) {
    sleep_on(INTERRUPT_EXTERNAL);
    const uint32_t command = mailbox->command;
    if ((command & PACED) != 0)
      carry_out_at(mailbox->start);
    else
      mailbox->status = (command & WRITE) != 0 ? write_bytes(mailbox->address, mailbox->bytes)
                                               : read_bytes(mailbox->address, mailbox->bytes);
    firmware_relay_write(RELAY_BASE, FIRMWARE_RELAY_DONE_OFFSET, 1);
  }
}
