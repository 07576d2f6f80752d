/* SPDX-License-Identifier: Apache-2.0 */
/* What the platform soc-mushroom leaves at DATA_BASE for ecram_mushroom.c: this, then the input words of all records to
   learn from (record after record, each word -1, 0 or 1), those of all records to test, and then the classes, a byte a
   record in the same order. */
#ifndef MEMVP_ECRAM_MUSHROOM_H
#define MEMVP_ECRAM_MUSHROOM_H

#include <stdint.h>

#define MUSHROOM_TASK_ID UINT32_C(0x4d555348) /* the letters MUSH */

enum { MUSHROOM_MOST_BATCH = 256 }; /* vectors in one command */

struct mushroom_task {
  uint32_t id;
  uint32_t inputs, hidden, outputs;
  uint32_t training, test; /* records */
  uint32_t epochs, batch, evaluation_batch;
  uint32_t update; /* an ecram_update */
  uint32_t up_only, carry, stream_slots, stream_slot_width;
  uint32_t order_purpose, weight_purpose; /* random streams (drivers/random.h) */
  uint32_t clock_frequency;               /* Hz */
  uint32_t reserved;
  uint64_t seed;
  double learning_rate, learning_rate_decay, inactive_slope;
  double weight_limit, initial_weight, initial_readout_weight;
  double read_voltage, window, window_time, quantum_time; /* of the array: struct ecram_network_settings */
};

#endif
