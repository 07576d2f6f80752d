/* SPDX-License-Identifier: Apache-2.0 */
/* Neurons with NDR devices: tuned once, they turn column currents of 1T1R tiles into codes. docs/ndr-registers.md has
   the registers. Functions that return uint32_t return 0, the unit's ERROR, or a driver_status. */
#ifndef MEMVP_DRIVERS_NDR_H
#define MEMVP_DRIVERS_NDR_H

#include <stdbool.h>
#include <stdint.h>

#include "drivers/status.h"

/* What a program knows of a unit. ndr_open() fills it. */
struct ndr {
  uintptr_t base;
  unsigned line; /* of the interrupt controller */
  uint32_t neurons, vector_maximum;
  float input_unit; /* V of an input u = 1 */
};

/* How tuning decides. */
struct ndr_tuning {
  bool crests;          /* targets are places of crests, of the inputs' range (calibrate); else of the ECRAM's (tune) */
  uint32_t tolerance;   /* accepted error, 1/65536 of the same */
  uint32_t pulse_limit; /* write pulses of a neuron at most */
  uint32_t reads;       /* conversions averaged per reading */
  uint32_t points;      /* crests: inputs of a sweep */
};

/* How currents become codes. */
struct ndr_evaluation {
  uint32_t sources;     /* tiles whose currents add up to a vector's */
  float transimpedance; /* ohm: volts at a neuron per ampere */
  uint32_t output_bits;
  float output_full_scale; /* output at the greatest code */
};

/* Looks for a unit, asks it for its size, and chooses all of its neurons for what follows. */
uint32_t ndr_open(struct ndr* unit, uintptr_t base, unsigned line);

/* Brings every neuron to its target and sleeps meanwhile. *given_up: neurons that did not get there, which is no
   error. */
uint32_t ndr_tune(const struct ndr* unit, const uint32_t* targets, const struct ndr_tuning* tuning, uint32_t* given_up);

/* Most vectors of one evaluation. */
uint32_t ndr_most_vectors(const struct ndr* unit);
/* Bytes from a vector's first code to the next vector's, and where the first one is. */
uint32_t ndr_output_stride(const struct ndr* unit);
uintptr_t ndr_output(const struct ndr* unit);

/* Waits, in the unit, for the currents of so many vectors: to be called before the tiles are started. */
void ndr_start_analog(const struct ndr* unit, const struct ndr_evaluation* evaluation, uint32_t vectors);
/* Sleeps until all of them are codes. */
uint32_t ndr_finish(const struct ndr* unit);

/* Since reset: ECRAM write pulses, and inputs below the least, inputs above the greatest, outputs beyond full scale. */
uint64_t ndr_write_pulses(const struct ndr* unit);
uint32_t ndr_rectified(const struct ndr* unit);
uint32_t ndr_limited(const struct ndr* unit);
uint32_t ndr_saturations(const struct ndr* unit);

#endif
