/* SPDX-License-Identifier: Apache-2.0 */
/* Prints, and sleeps on the timer in between. */
#include <stdio.h>

#include "soc.h"

int main(void) {
  printf("Hello from RISC-V.\n");
  for (int second = 1; second <= 3; ++second) {
    sleep_for(TIMER_FREQUENCY);
    printf("%d s: cycle %lu\n", second, (unsigned long)cycles_now());
  }
  return 0;
}
