/* SPDX-License-Identifier: Apache-2.0 */
/* A platform with a RISC-V host as a program sees it: addresses, interrupt lines, and what every program needs. The
   drivers of its devices are in drivers/, their registers in registers/, as `memvp regs DEVICE --format c` prints
   them. */
#ifndef MEMVP_SOC_H
#define MEMVP_SOC_H

#include <stdint.h>

#include "drivers/interrupts.h"
#include "drivers/processor.h"
#include "drivers/status.h"
#include "drivers/tile.h"
#include "drivers/timer.h"

#define TIMER_BASE UINT32_C(0x02000000)
#define ECRAM_BASE UINT32_C(0x40000000)
#define RRAM_BASE UINT32_C(0x41000000)
#define NDR_BASE UINT32_C(0x42000000)
#define REFRESH_BASE UINT32_C(0x43000000)
#define KINETICS_BASE UINT32_C(0x44000000)
#define DMA_BASE UINT32_C(0x50000000)
#define INTERRUPTS_BASE UINT32_C(0x50010000)
#define SERIAL_BASE UINT32_C(0x50020000)
#define FINISHER_BASE UINT32_C(0x50030000)
#define DATA_BASE UINT32_C(0x90000000) /* memory that the platform has filled, if it has any data */

/* Lines of the interrupt controller. */
enum {
  ECRAM_LINE = 0,
  RRAM_LINE = 1,
  NDR_LINE = 2,
  REFRESH_LINE = 3,
  KINETICS_LINE = 4,
  DMA_LINE = 30,
  SERIAL_LINE = 31,
};

#define TIMER_FREQUENCY UINT32_C(1000000) /* Hz */

/* Ends the program; 0 is success. main() returning does the same. */
void finish(int status) __attribute__((noreturn));

#endif
