/* SPDX-License-Identifier: Apache-2.0 */
/* Goes astray in the way that the first character from the serial port asks for. Built, after a change, by
   platforms/firmware/build testbench/system/firmware testbench/system/firmware/astray.c */
#include <stdio.h>

#include "soc.h"

volatile uint32_t count;
volatile uint32_t* volatile misaligned = (volatile uint32_t*)(uintptr_t)0x80000001;
volatile uint32_t* volatile null_pointer = NULL;
void (*volatile nowhere)(void) = (void (*)(void))(uintptr_t)0x70000000;

__attribute__((noinline)) static void jump_to_nowhere(void) { nowhere(); }

__attribute__((noinline)) static uint32_t load_misaligned(void) { return *misaligned; }

__attribute__((noinline)) static void store_to_null(void) { *null_pointer = 1; }

__attribute__((noinline)) static void loop_for_ever(void) {
  for (;;) count = count + 1;
}

__attribute__((noinline)) static uint32_t recurse(uint32_t depth) {
  volatile uint32_t frame[16];
  frame[depth % 16] = depth;
  if (depth == UINT32_MAX) return 0;
  return recurse(depth + 1) + frame[depth % 16];
}

__attribute__((noinline)) static void execute_illegal(void) { __asm__ volatile(".word 0"); }

__attribute__((noinline)) static void sleep_for_ever(void) {
  for (;;) __asm__ volatile("csrw mie, zero\n\twfi");
}

int main(void) {
  const int way = getchar();
  printf("%c\n", way);
  switch (way) {
    case 'n':
      jump_to_nowhere();
      break;
    case 'm':
      count = load_misaligned();
      break;
    case '0':
      store_to_null();
      break;
    case 'l':
      loop_for_ever();
      break;
    case 's':
      count = recurse(0);
      break;
    case 'i':
      execute_illegal();
      break;
    case 'w':
      sleep_for_ever();
      break;
    default:
      break;
  }
  return 0;
}
