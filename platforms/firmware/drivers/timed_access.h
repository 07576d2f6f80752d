/* SPDX-License-Identifier: Apache-2.0 */
/* Loads and stores that begin at a cycle which the program chooses, and of which it learns whether the bus has taken
   them. All of it counts cycles: the instructions are to be fetched in two cycles each, as from the memory of a
   platform over its bus, and to take those that processor.cycles.* have by default. */
#ifndef MEMVP_DRIVERS_TIMED_ACCESS_H
#define MEMVP_DRIVERS_TIMED_ACCESS_H

#include <stdint.h>

/* What came of an access. */
struct access_result {
  uint32_t status; /* 0, the cause of the exception (mcause), or ACCESS_TOO_LATE: then there was none */
  uint32_t value;  /* of a load */
  uint32_t end;    /* low half of mcycle when it had ended */
};

#define ACCESS_TOO_LATE UINT32_MAX

enum access_kind { LOAD_WORD, STORE_WORD, STORE_HALF, STORE_BYTE };

/* Makes the exceptions of refused accesses come back to the functions below; all others end the run as crt0.S has it.
 */
void catch_access_faults(void);

/* Cycles from the access's end until mcycle is read: what a load or a store has beyond its transaction, and a fetch.
   After a refused one, besides: the trap and its handler, without the cycle that a refused one does not have. */
#define MEMVP_CYCLES_AFTER_ACCESS 3
#define MEMVP_CYCLES_AFTER_FAULT 31

/* The access, what came of it, and when it had ended. */
#define TIMED_ACCESS(instruction) \
  "  li t1, 0\n  " instruction "\n  csrr t2, mcycle\n  mv %[status], t1\n  mv %[end], t2\n"

/* Falls through to the access when mcycle is `start` then. From mcycle's being read it takes 45 cycles and those that
   t0 has left: eight by eight in a loop, the rest by three branches that cost 1, 2 and 4 cycles more one way than the
   other. */
#define TIMED_WAIT           \
  "  csrr t0, mcycle\n"      \
  "  sub t0, %[start], t0\n" \
  "  addi t0, t0, -45\n"     \
  "  bltz t0, 9f\n"          \
  "1:\n"                     \
  "  addi t0, t0, -8\n"      \
  "  bgez t0, 1b\n"          \
  "  andi t1, t0, 1\n"       \
  "  beqz t1, 2f\n"          \
  "  nop\n"                  \
  "2:\n"                     \
  "  andi t1, t0, 2\n"       \
  "  beqz t1, 3f\n"          \
  "  j 3f\n"                 \
  "3:\n"                     \
  "  andi t1, t0, 4\n"       \
  "  beqz t1, 4f\n"          \
  "  nop\n"                  \
  "  nop\n"                  \
  "4:\n"
#define TIMED_TOO_LATE "  j 8f\n9:\n  li %[status], -1\n8:\n"

#define TIMED_LOAD(before, instruction, after)                                                           \
  __asm__ volatile(before TIMED_ACCESS(instruction " %[value], 0(%[address])") after                     \
                   : [status] "+&r"(result.status), [value] "+&r"(result.value), [end] "+&r"(result.end) \
                   : [start] "r"(start), [address] "r"(address)                                          \
                   : "t0", "t1", "t2", "memory")

#define TIMED_STORE(before, instruction, after)                                      \
  __asm__ volatile(before TIMED_ACCESS(instruction " %[value], 0(%[address])") after \
                   : [status] "+&r"(result.status), [end] "+&r"(result.end)          \
                   : [start] "r"(start), [address] "r"(address), [value] "r"(value)  \
                   : "t0", "t1", "t2", "memory")

#define TIMED_EVERY_KIND(before, after) \
  switch (kind) {                       \
    case LOAD_WORD:                     \
      TIMED_LOAD(before, "lw", after);  \
      break;                            \
    case STORE_WORD:                    \
      TIMED_STORE(before, "sw", after); \
      break;                            \
    case STORE_HALF:                    \
      TIMED_STORE(before, "sh", after); \
      break;                            \
    case STORE_BYTE:                    \
      TIMED_STORE(before, "sb", after); \
      break;                            \
  }

static inline struct access_result timed_access_finished(struct access_result result) {
  result.end -= result.status == 0 ? MEMVP_CYCLES_AFTER_ACCESS : MEMVP_CYCLES_AFTER_FAULT;
  return result;
}

/* At once. */
static inline struct access_result access_now(enum access_kind kind, uint32_t address, uint32_t value) {
  struct access_result result = {0, 0, 0};
  const uint32_t start = 0;
  TIMED_EVERY_KIND("", "");
  return timed_access_finished(result);
}

/* At the cycle whose low half is `start`, at least some 60 and at most 2^31 cycles ahead. */
static inline struct access_result access_at(uint32_t start, enum access_kind kind, uint32_t address, uint32_t value) {
  struct access_result result = {0, 0, 0};
  TIMED_EVERY_KIND(TIMED_WAIT, TIMED_TOO_LATE);
  return timed_access_finished(result);
}

#undef TIMED_EVERY_KIND
#undef TIMED_STORE
#undef TIMED_LOAD
#undef TIMED_TOO_LATE
#undef TIMED_WAIT
#undef TIMED_ACCESS

#endif
