/* SPDX-License-Identifier: Apache-2.0 */
/* Start of every program: stack, thread pointer, cleared memory, trap handler; then main(), whose result ends it. */
  .section .text.start, "ax"
  .globl _start
  .type _start, @function
_start:
  .option push
  .option norelax
  la gp, __global_pointer$
  .option pop
  la sp, __stack_top
  la tp, __thread_data
  la t0, trap_entry
  csrw mtvec, t0
  la t0, __bss_start
  la t1, __bss_end
1:
  bgeu t0, t1, 2f
  sw zero, 0(t0)
  addi t0, t0, 4
  j 1b
2:
  call main
  call finish
3:
  j 3b
  .size _start, . - _start

/* An interrupt calls handle_interrupt(cause). An exception executes ebreak before it has looked at mepc: the simulator
   ends the run with a sentence about both. */
  .text
  .balign 4
  .globl trap_entry
  .type trap_entry, @function
trap_entry:
  addi sp, sp, -64
  sw a0, 0(sp)
  csrr a0, mcause
  bgez a0, 4f
  sw ra, 4(sp)
  sw t0, 8(sp)
  sw t1, 12(sp)
  sw t2, 16(sp)
  sw a1, 20(sp)
  sw a2, 24(sp)
  sw a3, 28(sp)
  sw a4, 32(sp)
  sw a5, 36(sp)
  sw a6, 40(sp)
  sw a7, 44(sp)
  sw t3, 48(sp)
  sw t4, 52(sp)
  sw t5, 56(sp)
  sw t6, 60(sp)
  call handle_interrupt
  lw ra, 4(sp)
  lw t0, 8(sp)
  lw t1, 12(sp)
  lw t2, 16(sp)
  lw a1, 20(sp)
  lw a2, 24(sp)
  lw a3, 28(sp)
  lw a4, 32(sp)
  lw a5, 36(sp)
  lw a6, 40(sp)
  lw a7, 44(sp)
  lw t3, 48(sp)
  lw t4, 52(sp)
  lw t5, 56(sp)
  lw t6, 60(sp)
  lw a0, 0(sp)
  addi sp, sp, 64
  mret
4:
  ebreak
  j 4b
  .size trap_entry, . - trap_entry

/* A program that enables mstatus.MIE has one of its own. */
  .weak handle_interrupt
  .type handle_interrupt, @function
handle_interrupt:
  ebreak
  j handle_interrupt
  .size handle_interrupt, . - handle_interrupt
