/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/ndr.h"

#include "drivers/tile.h"
#include "registers/ndr_unit.h"

enum { EVALUATE_ANALOG = 1, TUNE = 3, CALIBRATE = 4 }; /* commands */
enum { NOT_REACHED = 9 };                              /* ERROR: a neuron was given up, all have been tried */

/* A float as the register has it. */
union single {
  uint32_t bits;
  float value;
};

static uint32_t get(const struct ndr* unit, uint32_t offset) { return ndr_unit_read(unit->base, offset); }
static void set(const struct ndr* unit, uint32_t offset, uint32_t value) { ndr_unit_write(unit->base, offset, value); }

static void set_float(const struct ndr* unit, uint32_t offset, float value) {
  const union single single = {.value = value};
  set(unit, offset, single.bits);
}

uint32_t ndr_open(struct ndr* unit, uintptr_t base, unsigned line) {
  const uint32_t status = open_tile(base, NDR_UNIT_ID_RESET);
  if (status != DRIVER_DONE) return status;
  unit->base = base;
  unit->line = line;
  unit->neurons = get(unit, NDR_UNIT_NEURONS_OFFSET);
  unit->vector_maximum = get(unit, NDR_UNIT_VECTOR_MAXIMUM_OFFSET);
  const union single input_unit = {get(unit, NDR_UNIT_INPUT_UNIT_OFFSET)};
  unit->input_unit = input_unit.value;
  set(unit, NDR_UNIT_FIRST_NEURON_OFFSET, 0);
  set(unit, NDR_UNIT_NEURON_COUNT_OFFSET, unit->neurons);
  return DRIVER_DONE;
}

uint32_t ndr_tune(const struct ndr* unit, const uint32_t* targets, const struct ndr_tuning* tuning,
                  uint32_t* given_up) {
  set(unit, NDR_UNIT_TUNE_TOLERANCE_OFFSET, tuning->tolerance);
  set(unit, NDR_UNIT_PULSE_LIMIT_OFFSET, tuning->pulse_limit);
  set(unit, NDR_UNIT_READ_COUNT_OFFSET, tuning->reads);
  set(unit, NDR_UNIT_SWEEP_POINTS_OFFSET, tuning->points);
  for (uint32_t i = 0; i < unit->neurons; ++i) set(unit, NDR_UNIT_TUNING_OFFSET + 4 * i, targets[i]);
  const uint32_t failures = get(unit, NDR_UNIT_TUNE_FAILURES_OFFSET);
  const uint32_t status = run_command(unit->base, unit->line, tuning->crests ? CALIBRATE : TUNE);
  *given_up = get(unit, NDR_UNIT_TUNE_FAILURES_OFFSET) - failures;
  return status == NOT_REACHED ? (uint32_t)DRIVER_DONE : status;
}

uint32_t ndr_output_stride(const struct ndr* unit) { return (unit->neurons + 3) / 4 * 4; }
uintptr_t ndr_output(const struct ndr* unit) { return unit->base + NDR_UNIT_OUTPUT_OFFSET; }

uint32_t ndr_most_vectors(const struct ndr* unit) {
  const uint32_t outputs = NDR_UNIT_OUTPUT_SIZE / ndr_output_stride(unit);
  return outputs < unit->vector_maximum ? outputs : unit->vector_maximum;
}

void ndr_start_analog(const struct ndr* unit, const struct ndr_evaluation* evaluation, uint32_t vectors) {
  set(unit, NDR_UNIT_VECTOR_COUNT_OFFSET, vectors);
  set(unit, NDR_UNIT_SOURCE_COUNT_OFFSET, evaluation->sources);
  set_float(unit, NDR_UNIT_TRANSIMPEDANCE_OFFSET, evaluation->transimpedance);
  set(unit, NDR_UNIT_OUTPUT_BITS_OFFSET, evaluation->output_bits);
  set_float(unit, NDR_UNIT_OUTPUT_FULL_SCALE_OFFSET, evaluation->output_full_scale);
  start_command(unit->base, EVALUATE_ANALOG);
}

uint32_t ndr_finish(const struct ndr* unit) { return finish_command(unit->base, unit->line); }

uint64_t ndr_write_pulses(const struct ndr* unit) { return read_counter(unit->base, NDR_UNIT_WRITE_PULSES_LOW_OFFSET); }
uint32_t ndr_rectified(const struct ndr* unit) { return get(unit, NDR_UNIT_RECTIFIED_OFFSET); }
uint32_t ndr_limited(const struct ndr* unit) { return get(unit, NDR_UNIT_LIMITED_OFFSET); }
uint32_t ndr_saturations(const struct ndr* unit) { return get(unit, NDR_UNIT_SATURATIONS_OFFSET); }
