/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/timed_access.h"

/* An access that is refused is one that has not been made: the handler says so in t1, and goes on behind it. It uses
   t1 and t2 alone, which the accesses below leave to it. */
__asm__(
    "  .text\n"
    "  .balign 4\n"
    "  .type access_fault, @function\n"
    "access_fault:\n"
    "  csrr t1, mcause\n"
    "  andi t2, t1, -3\n" /* 5: load access fault, 7: store access fault */
    "  addi t2, t2, -5\n"
    "  bnez t2, 1f\n"
    "  csrr t2, mepc\n"
    "  addi t2, t2, 4\n"
    "  csrw mepc, t2\n"
    "  mret\n"
    "1:\n"
    "  ebreak\n" /* mepc has not been read: the simulator says where it was */
    "  j 1b\n"
    "  .size access_fault, . - access_fault\n");

void catch_access_faults(void) {
  extern void access_fault(void);
  __asm__ volatile("csrw mtvec, %0" : : "r"(&access_fault));
}
