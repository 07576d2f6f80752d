/* SPDX-License-Identifier: Apache-2.0 */
/* Repeats recorded bus accesses: each at its cycle, and compares what is answered and when it has ended. The record
   lies in the data memory (soc-firmware with data_memory.script, docs/program-or-firmware.md). */
#include <stdint.h>
#include <stdio.h>

#include "drivers/timed_access.h"
#include "soc.h"

/* As the platform puts it there (platforms/replay_image.hpp). */
struct access {
  uint32_t what, address, data, start_low, start_high, end;
};
struct record {
  uint32_t count, cycles_per_tick;
  struct access accesses[];
};

enum { KIND_MASK = 15, COMPARED = 16 };

#define LONG_WAIT 20000u /* cycles worth a sleep */
#define MARGIN 5000u     /* cycles that are left after it at least */

static const struct record* const record = (const struct record*)DATA_BASE;

static void come_near(uint64_t start) {
  const uint64_t now = cycles_now();
  if (start < now + LONG_WAIT) return;
  sleep_for((start - now - MARGIN) / record->cycles_per_tick);
}

int main(void) {
  uint32_t compared = 0, other_answers = 0, other_times = 0, refused = 0;
  catch_access_faults();
  for (uint32_t i = 0; i < record->count; ++i) {
    const struct access* const access = &record->accesses[i];
    const enum access_kind kind = (enum access_kind)(access->what & KIND_MASK);
    come_near((uint64_t)access->start_high << 32 | access->start_low);
    const struct access_result result = access_at(access->start_low, kind, access->address, access->data);
    if (result.status == ACCESS_TOO_LATE) {
      printf("access %lu is reached too late for its cycle: record with more host.word_cycles\n", (unsigned long)i);
      return 1;
    }
    if (result.end != access->end) ++other_times;
    if (result.status != 0) {
      ++refused;
    } else if ((access->what & COMPARED) != 0) {
      ++compared;
      if (result.value != access->data) ++other_answers;
    }
  }
  printf("result accesses %lu\n", (unsigned long)record->count);
  printf("result refused_accesses %lu\n", (unsigned long)refused);
  printf("result compared_answers %lu\n", (unsigned long)compared);
  printf("result different_answers %lu\n", (unsigned long)other_answers);
  printf("result different_times %lu\n", (unsigned long)other_times);
  return 0;
}
