/* SPDX-License-Identifier: Apache-2.0 */
/* The kinetics tile: samples go through a bank of memristors as trains of pulses and come out as features.
   docs/kinetics-registers.md has the registers, docs/kinetics-sequencer.md what takes how long. Functions that return
   uint32_t return 0, the tile's ERROR, or a driver_status; they sleep until the tile's interrupt. */
#ifndef MEMVP_DRIVERS_KINETICS_H
#define MEMVP_DRIVERS_KINETICS_H

#include <stdbool.h>
#include <stdint.h>

#include "drivers/status.h"

/* Values of ERROR. */
enum kinetics_error {
  KINETICS_UNKNOWN_COMMAND = 1,
  KINETICS_DEVICES_OUTSIDE_BANK = 2,
  KINETICS_BUSY = 3,
  KINETICS_BUFFER_TOO_SMALL = 4,
  KINETICS_BAD_ARGUMENT = 5,
  KINETICS_PERIOD_TOO_SHORT = 6,
  KINETICS_TIME_OUT_OF_RANGE = 7,
  KINETICS_VOLTAGE_OUT_OF_RANGE = 8,
  KINETICS_UNSTABLE_CONSTANTS = 9,
};

enum kinetics_encoding { KINETICS_AMPLITUDE = 0, KINETICS_WIDTH = 1, KINETICS_DENSITY = 2 };
enum kinetics_sampling { KINETICS_BEFORE_PULSE = 0, KINETICS_AFTER_PULSE = 1, KINETICS_IN_PULSE = 2 };

/* What a program knows of a tile. kinetics_open() fills it. */
struct kinetics {
  uintptr_t base;
  unsigned line; /* of the interrupt controller */
  uint32_t devices;
  uint32_t greatest_code; /* of a feature */
  uint32_t input_bytes, feature_bytes, table_steps;
  uint32_t cycle_time; /* ps */
};

/* How samples go through the bank. */
struct kinetics_run {
  uint32_t trains, steps;         /* a sample: trains of so many codes */
  uint32_t first_device, devices; /* that trains share, one after another */
  bool step_after_step;           /* codes and features lie step after step; else train after train */
  uint32_t mask_length;           /* virtual nodes a code, all trains with the same codes; 0: no mask */
  enum kinetics_encoding encoding;
  enum kinetics_sampling sampling;
  bool refresh;                 /* before each pass */
  bool alpha_table, beta_table; /* whether these scale the steps */
  bool feature_bytes;           /* features come as bytes; else as half-words */
};

/* Looks for a tile and asks it for its size. */
uint32_t kinetics_open(struct kinetics* tile, uintptr_t base, unsigned line);

/* Writes constants into devices; each comes out with its own spread. *unstable: devices of the whole bank whose
   beta^2/alpha is 2 or more, which is no error. */
uint32_t kinetics_write(const struct kinetics* tile, uint32_t first, uint32_t count, float alpha, float beta,
                        uint32_t* unstable);
/* Brings devices to their initial state. */
uint32_t kinetics_refresh(const struct kinetics* tile, uint32_t first, uint32_t count);
/* Reads devices: a feature each. */
uint32_t kinetics_read(const struct kinetics* tile, uint32_t first, uint32_t count, uint16_t* features);
/* What the device parameters redraw for an evaluation is drawn anew. */
uint32_t kinetics_begin_evaluation(const struct kinetics* tile);

/* Settings of runs; at first what the configuration says. Volts of code 0 and of code 65535; cycles of a step, 0 for as
   long as its parts; amperes of the least and the greatest feature. */
void kinetics_set_pulse(const struct kinetics* tile, uint32_t width_cycles, float low_volts, float high_volts);
void kinetics_set_period(const struct kinetics* tile, uint32_t cycles);
void kinetics_set_converter(const struct kinetics* tile, float low, float high);
/* Factors of the first steps, in 1/4096. */
uint32_t kinetics_set_alpha_table(const struct kinetics* tile, const uint16_t* factors, uint32_t steps);
uint32_t kinetics_set_beta_table(const struct kinetics* tile, const uint16_t* factors, uint32_t steps);
/* Bit m of a device's 64 inverts the code at its virtual node m. */
uint32_t kinetics_set_mask(const struct kinetics* tile, uint32_t first, uint32_t count, const uint64_t* bits);

/* Codes and features of a sample, and bytes from a sample's first to the next sample's in the tile's windows. */
uint32_t kinetics_codes(const struct kinetics_run* run);
uint32_t kinetics_features(const struct kinetics_run* run);
uint32_t kinetics_input_stride(const struct kinetics_run* run);
uint32_t kinetics_feature_stride(const struct kinetics_run* run);
/* Most samples of one command; 0 if not even one fits. */
uint32_t kinetics_most_samples(const struct kinetics* tile, const struct kinetics_run* run);
/* Where codes go and features are, for DMA. */
uintptr_t kinetics_input(const struct kinetics* tile);
uintptr_t kinetics_feature(const struct kinetics* tile);

/* Starts the run of samples that are in INPUT, and sleeps until it has ended. */
void kinetics_start_run(const struct kinetics* tile, const struct kinetics_run* run, uint32_t samples);
uint32_t kinetics_finish(const struct kinetics* tile);
/* The whole of it, with samples and features without gaps in memory: DMA moves them if samples are whole words, the
   processor else. Features are half-words or, with feature_bytes, bytes. As many commands as the buffers need. */
uint32_t kinetics_run_samples(const struct kinetics* tile, const struct kinetics_run* run, const uint16_t* codes,
                              uint32_t samples, void* features);

/* Since reset: pulses and readings, and conversions beyond the converter's ends. */
uint64_t kinetics_pulses(const struct kinetics* tile);
uint64_t kinetics_readings(const struct kinetics* tile);
uint64_t kinetics_saturations(const struct kinetics* tile);

#endif
