/* SPDX-License-Identifier: Apache-2.0 */
/* What a driver's functions return: 0, or why it came to nothing. */
#ifndef MEMVP_DRIVERS_STATUS_H
#define MEMVP_DRIVERS_STATUS_H

/* Smaller numbers above zero are what the device itself has in its ERROR register: its page of registers, or the
   driver's header, says what they mean. */
enum driver_status {
  DRIVER_DONE = 0,
  DRIVER_NO_DEVICE = 0x100, /* the ID at the address is another one */
  DRIVER_OUT_OF_RANGE,      /* an argument that the device cannot take; nothing has been sent */
};

#endif
