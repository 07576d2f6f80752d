/* SPDX-License-Identifier: Apache-2.0 */
/* Calls the drivers of the 1T1R tile and of the neurons behind it on the platform soc-firmware, and says what they do
   not do as their headers say. Ends with the number of those. */
#include <stdio.h>

#include "drivers/ndr.h"
#include "drivers/rram.h"
#include "soc.h"

enum { LINES = 8 };
enum { REGION_OUTSIDE_ARRAY = 2, CODE_OUT_OF_RANGE = 6 }; /* ERROR of the 1T1R tile */
enum { TARGET_OUT_OF_RANGE = 7 };                         /* ERROR of the neurons */

static int failures;
static struct rram tile;
static struct ndr neurons;
static const struct rram_verify careful = {655, 2000, 4}, hopeless = {0, 1, 1};

static void check(int line, const char* what, bool holds) {
  if (holds) return;
  printf("line %d: %s\n", line, what);
  ++failures;
}
#define CHECK(condition) check(__LINE__, #condition, condition)

static volatile uint32_t* input(uint32_t vector) {
  return (volatile uint32_t*)(rram_input(&tile) + vector * rram_input_stride(LINES));
}
static int32_t word(uint32_t index) { return ((volatile int32_t*)rram_result(&tile))[index]; }

/* Vector 0: input `row` at its greatest code; vector 1: all of them; the others 0. */
static void write_inputs(uint32_t row) {
  for (uint32_t i = 0; i < 2; ++i) {
    input(0)[i] = row / 4 == i ? tile.input_maximum << row % 4 * 8 : 0;
    input(1)[i] = tile.input_maximum * UINT32_C(0x01010101);
  }
}

static void check_opening(void) {
  struct rram no_tile;
  struct ndr no_unit;
  CHECK(rram_open(&no_tile, NDR_BASE, NDR_LINE) == DRIVER_NO_DEVICE);
  CHECK(ndr_open(&no_unit, RRAM_BASE, RRAM_LINE) == DRIVER_NO_DEVICE);
  CHECK(rram_open(&tile, RRAM_BASE, RRAM_LINE) == DRIVER_DONE);
  CHECK(ndr_open(&neurons, NDR_BASE, NDR_LINE) == DRIVER_DONE);
  CHECK(tile.rows == LINES && tile.columns == LINES && tile.input_maximum == 15);
  CHECK(tile.window_bottom > 0 && tile.window_top > tile.window_bottom);
  CHECK(neurons.neurons == LINES && neurons.input_unit > 0);
  CHECK(rram_input_stride(5) == 8 && rram_input_stride(8) == 8);
  CHECK(ndr_output_stride(&neurons) == 8 && ndr_output(&neurons) > NDR_BASE);
}

static void check_programming(void) {
  static uint16_t targets[LINES * LINES];
  const struct rram_region whole = {0, LINES, 0, LINES}, beyond = {1, LINES, 0, LINES}, far = {UINT32_MAX, 1, 0, 1};
  const struct rram_region none = {0, 0, 0, 1}, odd = {5, 3, 0, 3};
  struct rram_report report = {0, 0, 0, 0};
  const uint64_t before = operations_done(RRAM_BASE);
  CHECK(rram_program(&tile, &beyond, targets, &careful, &report) == DRIVER_OUT_OF_RANGE);
  CHECK(rram_program(&tile, &far, targets, &careful, &report) == DRIVER_OUT_OF_RANGE);
  CHECK(rram_program(&tile, &none, targets, &careful, &report) == DRIVER_OUT_OF_RANGE);
  CHECK(operations_done(RRAM_BASE) == before && report.cells == 0);

  /* Rows of their own, rising with the column. */
  for (uint32_t i = 0; i < LINES * LINES; ++i) targets[i] = (uint16_t)(i % LINES * 8192);
  CHECK(rram_program(&tile, &whole, targets, &careful, &report) == DRIVER_DONE);
  CHECK(report.cells == LINES * LINES && report.pulses > report.cells / 2 && report.reads > report.pulses);

  /* An odd number of cells, in three rows of three; the others stay as they are. What it took is added. */
  const struct rram_report first = report;
  for (uint32_t i = 0; i < 9; ++i) targets[i] = (uint16_t)(60000 - 6000 * i);
  CHECK(rram_program(&tile, &odd, targets, &careful, &report) == DRIVER_DONE);
  CHECK(report.cells == first.cells + 9 && report.pulses > first.pulses && report.failures <= 2);
  CHECK(rram_program(&tile, &odd, targets, &hopeless, &report) == DRIVER_DONE);
  CHECK(report.failures > first.failures);
}

static void check_products(void) {
  struct rram_product product = {{0, LINES, 0, LINES}, RRAM_SINGLE, 4, false, 0};
  CHECK(tile.converter_ranges > 5);
  CHECK(rram_outputs(&product) == 8);
  const uint32_t most = rram_most_vectors(&tile, &product);
  CHECK(most > 0 && most <= tile.input_bytes / 8 && most <= tile.result_bytes / 32);

  /* A row's currents rise with its conductances: 8192 / 65535 of the window is many units of the converters. */
  int32_t single[2 * LINES];
  write_inputs(0);
  rram_start_multiply(&tile, &product, 2);
  CHECK(rram_finish(&tile) == DRIVER_DONE);
  for (uint32_t i = 0; i < 2 * LINES; ++i) single[i] = word(i);
  for (uint32_t i = 0; i + 1 < LINES; ++i) CHECK(single[i] < single[i + 1]);
  for (uint32_t i = 0; i < LINES; ++i) CHECK(single[LINES + i] > single[i]);

  /* Row 5 begins with the nine cells' 60000, 54000 and 48000, less of the window than column 7 of row 0. */
  write_inputs(5);
  rram_start_multiply(&tile, &product, 1);
  CHECK(rram_finish(&tile) == DRIVER_DONE);
  CHECK(word(0) > word(2) && word(0) > word(3) && word(3) < word(7));
  write_inputs(0);

  /* Differences of neighbours, and against the last column, as far as each word is rounded and noisy. */
  product.columns = RRAM_DIFFERENTIAL;
  CHECK(rram_outputs(&product) == 4);
  rram_start_multiply(&tile, &product, 1);
  CHECK(rram_finish(&tile) == DRIVER_DONE);
  for (uint32_t o = 0; o < 4; ++o) {
    const int32_t error = word(o) - (single[2 * o] - single[2 * o + 1]);
    CHECK(error >= -4 && error <= 4);
  }
  product.columns = RRAM_OFFSET;
  CHECK(rram_outputs(&product) == 7);
  rram_start_multiply(&tile, &product, 1);
  CHECK(rram_finish(&tile) == DRIVER_DONE);
  for (uint32_t o = 0; o < 7; ++o) CHECK(word(o) < 4);

  /* A narrower range has more units for the same current, until it saturates. */
  const uint64_t saturations = rram_saturations(&tile);
  product.columns = RRAM_SINGLE;
  product.converter_range = tile.converter_ranges - 1;
  rram_start_multiply(&tile, &product, 2);
  CHECK(rram_finish(&tile) == DRIVER_DONE);
  CHECK(word(7) > single[7] && rram_saturations(&tile) >= saturations);

  product.region.rows = LINES + 1;
  rram_start_multiply(&tile, &product, 1);
  CHECK(rram_finish(&tile) == REGION_OUTSIDE_ARRAY);
  product.region.rows = LINES;
  input(0)[0] = tile.input_maximum + 1;
  rram_start_multiply(&tile, &product, 1);
  CHECK(rram_finish(&tile) == CODE_OUT_OF_RANGE);
}

static void check_tuning(void) {
  static uint32_t targets[LINES];
  struct ndr_tuning tuning = {false, 2000, 250, 16, 128};
  uint32_t given_up = 99;
  for (uint32_t i = 0; i < LINES; ++i) targets[i] = 16384 + 4096 * i;
  CHECK(ndr_tune(&neurons, targets, &tuning, &given_up) == DRIVER_DONE);
  CHECK(given_up == 0 && ndr_write_pulses(&neurons) > 0);
  tuning.tolerance = 0;
  tuning.pulse_limit = 1;
  for (uint32_t i = 0; i < LINES; ++i) targets[i] = 0;
  CHECK(ndr_tune(&neurons, targets, &tuning, &given_up) == DRIVER_DONE);
  CHECK(given_up > 0 && given_up <= LINES);
  targets[3] = 65537;
  CHECK(ndr_tune(&neurons, targets, &tuning, &given_up) == TARGET_OUT_OF_RANGE);
  CHECK(given_up == 0);
}

/* Column currents become codes. */
static void check_firing(void) {
  const struct ndr_evaluation evaluation = {1, 20000, 4, 0.5F};
  struct rram_product product = {{0, LINES, 0, LINES}, RRAM_SINGLE, 0, true, 0};
  CHECK(ndr_most_vectors(&neurons) > 1);
  CHECK(rram_most_vectors(&tile, &product) >= ndr_most_vectors(&neurons));
  write_inputs(0);
  ndr_start_analog(&neurons, &evaluation, 2);
  rram_start_multiply(&tile, &product, 2);
  CHECK(rram_finish(&tile) == DRIVER_DONE);
  CHECK(ndr_finish(&neurons) == DRIVER_DONE);
  uint32_t codes = 0;
  for (uint32_t v = 0; v < 2; ++v)
    for (uint32_t i = 0; i < LINES; ++i) {
      const uint32_t four = *(volatile uint32_t*)(ndr_output(&neurons) + v * ndr_output_stride(&neurons) + i / 4 * 4);
      const uint32_t code = four >> i % 4 * 8 & 0xFF;
      CHECK(code <= 15);
      codes += code;
    }
  CHECK(codes > 0);
  CHECK(ndr_rectified(&neurons) == 0);

  /* Volts beyond what a neuron takes, and a full scale that nothing stays below. */
  const uint32_t limited = ndr_limited(&neurons);
  const struct ndr_evaluation enormous = {1, 1e7F, 4, 0.01F};
  const uint32_t saturations = ndr_saturations(&neurons);
  ndr_start_analog(&neurons, &enormous, 1);
  rram_start_multiply(&tile, &product, 1);
  CHECK(rram_finish(&tile) == DRIVER_DONE);
  CHECK(ndr_finish(&neurons) == DRIVER_DONE);
  CHECK(ndr_limited(&neurons) > limited && ndr_saturations(&neurons) > saturations);

  /* Every pair's right column is the greater one: currents below zero, for the last four neurons. */
  const uint32_t rectified = ndr_rectified(&neurons);
  product.columns = RRAM_DIFFERENTIAL;
  product.first_neuron = 4;
  ndr_start_analog(&neurons, &evaluation, 1);
  rram_start_multiply(&tile, &product, 1);
  CHECK(rram_finish(&tile) == DRIVER_DONE);
  CHECK(ndr_finish(&neurons) == DRIVER_DONE);
  CHECK(ndr_rectified(&neurons) - rectified >= 4);
}

int main(void) {
  check_opening();
  check_programming();
  check_products();
  check_tuning();
  check_firing();
  return failures;
}
