/* SPDX-License-Identifier: Apache-2.0 */
/* What do eight memristors still know of the bits that they have seen? Random bits go through all of them as pulses. A
   linear read-out of their states after each pulse, fitted to the first half by least squares, tells the present bit
   and earlier ones in the second half. The present bit knows nothing of those: what is told better than by a coin, the
   devices have remembered. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "drivers/kinetics.h"
#include "soc.h"

enum { DEVICES = 8, STEPS = 1024, TRAINING = STEPS / 2 };
enum { INPUTS = DEVICES + 1 }; /* of the read-out: states, and 1 */
static const int delays[] = {0, 1, 2, 3, 4, 8, 16, 24};
enum { SKIPPED = 24 }; /* steps before which not all of these bits have been */

static uint8_t bits[STEPS];
static uint16_t codes[DEVICES * STEPS]; /* a train a device, all of them the same */
static uint16_t features[DEVICES * STEPS];
static int32_t inputs[STEPS][INPUTS];
static double normal[INPUTS][INPUTS]; /* sums of products of inputs over the training steps */

static int fail(const char* what, uint32_t error) {
  printf("%s: error %lu\n", what, (unsigned long)error);
  return 1;
}

/* Xorshift of 32 bits (Marsaglia, doi 10.18637/jss.v008.i14), the highest of them. */
static void draw_bits(void) {
  uint32_t state = 2463534242u;
  for (int step = 0; step < STEPS; ++step) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    bits[step] = state >> 31;
  }
}

/* FNV-1a: a number that other features would hardly have. */
static uint32_t checksum(const uint16_t* values, uint32_t count) {
  uint32_t sum = 2166136261u;
  for (uint32_t i = 0; i < count; ++i) {
    sum = (sum ^ (values[i] & 0xff)) * 16777619u;
    sum = (sum ^ values[i] >> 8) * 16777619u;
  }
  return sum;
}

static void make_inputs(void) {
  for (int step = 0; step < STEPS; ++step) {
    for (int device = 0; device < DEVICES; ++device) inputs[step][device] = features[device * STEPS + step];
    inputs[step][DEVICES] = 1;
  }
  for (int row = 0; row < INPUTS; ++row)
    for (int column = 0; column < INPUTS; ++column) {
      int64_t sum = 0;
      for (int step = SKIPPED; step < TRAINING; ++step) sum += inputs[step][row] * inputs[step][column];
      normal[row][column] = (double)sum + (row == column ? 1 : 0); /* never singular */
    }
}

/* Solves a system of INPUTS equations, which least squares makes symmetric and positive, by elimination. */
static void solve(double matrix[INPUTS][INPUTS], double* right) {
  for (int pivot = 0; pivot < INPUTS; ++pivot)
    for (int row = pivot + 1; row < INPUTS; ++row) {
      const double factor = matrix[row][pivot] / matrix[pivot][pivot];
      for (int column = pivot; column < INPUTS; ++column) matrix[row][column] -= factor * matrix[pivot][column];
      right[row] -= factor * right[pivot];
    }
  for (int row = INPUTS - 1; row >= 0; --row) {
    for (int column = row + 1; column < INPUTS; ++column) right[row] -= matrix[row][column] * right[column];
    right[row] /= matrix[row][row];
  }
}

/* Weights by which the states of a step tell whether the bit `delay` steps earlier was 1 (above 0) or 0. */
static void fit(int delay, double* weights) {
  double matrix[INPUTS][INPUTS];
  memcpy(matrix, normal, sizeof matrix);
  for (int row = 0; row < INPUTS; ++row) {
    int64_t sum = 0;
    for (int step = SKIPPED; step < TRAINING; ++step)
      sum += bits[step - delay] ? inputs[step][row] : -inputs[step][row];
    weights[row] = (double)sum;
  }
  solve(matrix, weights);
}

static int right_answers(int delay, const double* weights) {
  int right = 0;
  for (int step = TRAINING; step < STEPS; ++step) {
    double sum = 0;
    for (int i = 0; i < INPUTS; ++i) sum += weights[i] * inputs[step][i];
    right += (sum > 0) == bits[step - delay];
  }
  return right;
}

int main(void) {
  struct kinetics tile;
  uint32_t error = kinetics_open(&tile, KINETICS_BASE, KINETICS_LINE);
  if (error != DRIVER_DONE) return fail("there is no kinetics tile", error);
  if (tile.devices < DEVICES) return fail("the bank is too small", tile.devices);

  /* Slow and fast ones. A device that sees as many ones as zeros drifts as far as it diffuses about state 1. */
  uint32_t unstable = 0;
  for (uint32_t device = 0; device < DEVICES; ++device) {
    const float alpha = 0.1f + 0.1f * (float)device;
    error = kinetics_write(&tile, device, 1, alpha, 2 * alpha, &unstable);
    if (error != DRIVER_DONE) return fail("writing constants", error);
  }
  printf("%d devices written, %lu with beta^2/alpha of 2 or more\n", DEVICES, (unsigned long)unstable);

  draw_bits();
  for (int i = 0; i < DEVICES * STEPS; ++i) codes[i] = bits[i % STEPS] ? UINT16_MAX : 0;
  const struct kinetics_run run = {
      .trains = DEVICES, .steps = STEPS, .devices = DEVICES, .sampling = KINETICS_AFTER_PULSE, .refresh = true};
  const uint64_t start = cycles_now();
  error = kinetics_run_samples(&tile, &run, codes, 1, features);
  if (error != DRIVER_DONE) return fail("running the sequence", error);
  printf("%d bits in %lu ms, %lu pulses, checksum of the features %08lx\n", STEPS,
         (unsigned long)((cycles_now() - start) / (1000000000 / tile.cycle_time)),
         (unsigned long)kinetics_pulses(&tile), (unsigned long)checksum(features, DEVICES * STEPS));

  make_inputs();
  for (unsigned i = 0; i < sizeof delays / sizeof *delays; ++i) {
    double weights[INPUTS];
    fit(delays[i], weights);
    const int share = 10000 * right_answers(delays[i], weights) / (STEPS - TRAINING);
    printf("result told_%d_before %d.%04d\n", delays[i], share / 10000, share % 10000);
  }
  printf("%lu busy cycles, %lu nJ\n", (unsigned long)busy_cycles(tile.base),
         (unsigned long)(energy_spent(tile.base) / 1000000));
  return 0;
}
