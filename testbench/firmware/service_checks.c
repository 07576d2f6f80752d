/* SPDX-License-Identifier: Apache-2.0 */
/* Calls the drivers of the refresh and the kinetics tile on the platform soc-firmware, with devices without spread or
   noise, and says which of them do not do what their headers say. Ends with the number of those. */
#include <stdio.h>
#include <string.h>

#include "drivers/kinetics.h"
#include "drivers/refresh.h"
#include "registers/refresh_tile.h"
#include "soc.h"

enum { LINES = 8, VECTORS = 2500, STEPS = 512, SAMPLES = 10, SMALL = 4 * 6 };

static int failures;
static struct refresh rows;
static struct kinetics bank;

static void check(int line, const char* what, int holds) {
  if (holds) return;
  printf("line %d: %s\n", line, what);
  ++failures;
}
#define CHECK(condition) check(__LINE__, #condition, condition)

/* The refresh tile. */

static void check_refused_requests(void) {
  struct refresh none;
  uint32_t slot = 0;
  CHECK(refresh_open(&none, KINETICS_BASE, KINETICS_LINE) == DRIVER_NO_DEVICE);
  CHECK(rows.rows == LINES && rows.columns == LINES && rows.slots == 8 && rows.cycle_time == 10000);
  CHECK(refresh_submit(&rows, REFRESH_RESTORE, LINES - 1, 2, &slot) == REFRESH_REGION_OUTSIDE_ARRAY);
  CHECK(refresh_submit_alloc(&rows, 0, 0, REFRESH_VOLATILE, 1, &slot) == REFRESH_BAD_ARGUMENT);
  CHECK(refresh_do(&rows, (enum refresh_request)9, 0, 1) == REFRESH_UNKNOWN_COMMAND);
  CHECK(refresh_allocate(&rows, 0, 1, (enum refresh_mode)7, 1) == REFRESH_BAD_ARGUMENT);
  CHECK(refresh_do(&rows, REFRESH_RESTORE, 0, 1) == REFRESH_ROW_NOT_ALLOCATED);
  CHECK(!line_is_high(REFRESH_LINE)); /* all causes were taken */
}

static void check_slots(void) {
  uint8_t levels[2 * LINES];
  for (int i = 0; i < 2 * LINES; ++i) levels[i] = (uint8_t)(i / LINES == 0 ? 3 : 9);
  CHECK(refresh_allocate(&rows, 0, 2, REFRESH_NON_VOLATILE, 5) == DRIVER_DONE);
  CHECK((refresh_row(&rows, 1) & (REFRESH_TILE_ROW_MODE_MODE_MASK | REFRESH_TILE_ROW_MODE_TASK_MASK)) ==
        (REFRESH_NON_VOLATILE << REFRESH_TILE_ROW_MODE_MODE_SHIFT | 5 << REFRESH_TILE_ROW_MODE_TASK_SHIFT));
  CHECK(refresh_row(&rows, 2) == REFRESH_FREE);
  refresh_set_levels(&rows, 0, 2, levels);
  uint32_t slots[LINES], slot = 0;
  for (int i = 0; i < LINES; ++i) CHECK(refresh_submit(&rows, REFRESH_REPROGRAM, 0, 2, &slots[i]) == DRIVER_DONE);
  CHECK(refresh_submit(&rows, REFRESH_REPROGRAM, 0, 2, &slot) == REFRESH_NO_FREE_SLOT);
  CHECK(refresh_wait(&rows, slots[LINES - 1]) == DRIVER_DONE);
  for (int i = 0; i < LINES; ++i) CHECK(refresh_wait(&rows, slots[i]) == DRIVER_DONE);
  CHECK((refresh_row(&rows, 0) & REFRESH_TILE_ROW_MODE_SOURCE_VALID_MASK) != 0);
  CHECK(refresh_cycles(&rows) > 0 && refresh_energy(&rows) > 0);
}

static void check_reading_cells(void) {
  const struct refresh_region both = {0, 2, 0, LINES}, part = {1, 1, 2, 3}, beyond = {7, 2, 0, LINES};
  uint16_t all[2 * LINES], some[4] = {0, 0, 0, 7};
  CHECK(refresh_read_cells(&rows, &both, all) == DRIVER_DONE);
  CHECK(refresh_read_cells(&rows, &part, some) == DRIVER_DONE);
  CHECK(refresh_read_cells(&rows, &beyond, some) == DRIVER_OUT_OF_RANGE);
  for (int i = 0; i < 3; ++i) CHECK(some[i] == all[LINES + 2 + i]);
  CHECK(some[3] == 7);
  /* Six of fifteen levels on a logarithmic scale of 1023 codes for five decades, of which levels have three: 246. */
  for (int i = 0; i < LINES; ++i) CHECK(all[LINES + i] - all[i] > 200 && all[LINES + i] - all[i] < 290);
}

static void check_products(void) {
  static int8_t codes[VECTORS * 2];
  static int32_t words[VECTORS * LINES];
  /* Row 1 at level 9 carries 45 nA a cell at 0.6 V: range 13 of 1 mA, 122 nA. */
  const struct refresh_product both = {{0, 2, 0, LINES}, false, 13}, free = {{0, 3, 0, LINES}, false, 13},
                               beyond = {{0, 1, 8, 1}, false, 13}, turned = {{0, 2, 0, LINES}, true, 10};
  for (int v = 0; v < VECTORS; ++v) codes[2 * v + v % 2] = v % 4 < 2 ? 127 : -127;
  CHECK(refresh_multiply(&rows, &both, codes, VECTORS, words) == DRIVER_DONE); /* more than one command's */
  for (int c = 0; c < LINES; ++c) {
    CHECK(words[c] != 0 && words[LINES + c] > words[c]); /* row 1 conducts more; a positive code's word is positive */
    CHECK(words[2 * LINES + c] == -words[c] && words[3 * LINES + c] == -words[LINES + c]);
  }
  for (int i = 4 * LINES; i < VECTORS * LINES; ++i) CHECK(words[i] == words[i % (4 * LINES)]);
  /* All columns together, sensed on the rows, eight times as much: a range with 1/8 of the resolution. */
  int32_t columns[2] = {0, 0}, sums[2];
  for (int c = 0; c < LINES; ++c) {
    columns[0] += words[c];
    columns[1] += words[LINES + c];
    codes[c] = 127;
  }
  CHECK(refresh_multiply(&rows, &turned, codes, 1, sums) == DRIVER_DONE);
  for (int r = 0; r < 2; ++r) CHECK(8 * sums[r] >= columns[r] - 16 && 8 * sums[r] <= columns[r] + 16);
  codes[1] = -128;
  CHECK(refresh_multiply(&rows, &both, codes, 1, words) == REFRESH_CODE_OUT_OF_RANGE);
  CHECK(refresh_multiply(&rows, &free, codes, 1, words) == REFRESH_ROW_NOT_ALLOCATED);
  CHECK(refresh_multiply(&rows, &beyond, codes, 1, words) == DRIVER_OUT_OF_RANGE);
}

static void check_pulses(void) {
  const struct refresh_region part = {1, 1, 1, 3}, whole = {0, 1, 0, LINES}, beyond = {0, 1, 6, 3};
  int16_t widths[LINES] = {(int16_t)rows.pulse_maximum, 0, (int16_t)(rows.pulse_maximum / 2)};
  uint16_t before[LINES], after[LINES];
  const struct refresh_region row = {1, 1, 0, LINES};
  CHECK(refresh_pulse(&rows, &part, widths, false) == REFRESH_WRONG_MODE);
  CHECK(refresh_pulse(&rows, &beyond, widths, false) == DRIVER_OUT_OF_RANGE);
  CHECK(refresh_allocate(&rows, 1, 1, REFRESH_VOLATILE, 5) == DRIVER_DONE);
  CHECK(refresh_read_cells(&rows, &row, before) == DRIVER_DONE);
  CHECK(refresh_pulse(&rows, &part, widths, true) == DRIVER_DONE);
  CHECK(refresh_read_cells(&rows, &row, after) == DRIVER_DONE);
  /* Column 1 of a whole pulse, column 3 of half of one, the others none. */
  CHECK(after[1] > after[3] - before[3] + before[1] && after[3] > before[3]);
  for (int c = 0; c < LINES; ++c) CHECK(c == 1 || c == 3 || after[c] == before[c]);
  CHECK((refresh_row(&rows, 1) & REFRESH_TILE_ROW_MODE_TARGET_VALID_MASK) != 0);
  widths[1] = (int16_t)(rows.pulse_maximum + 1);
  CHECK(refresh_pulse(&rows, &part, widths, false) == REFRESH_PULSE_TOO_WIDE);
  memset(widths, 0, sizeof widths);
  CHECK(refresh_pulse(&rows, &whole, widths, false) == REFRESH_WRONG_MODE);
  /* A row whose polarisation was never written has nothing to be rewritten to. */
  CHECK(refresh_allocate(&rows, 5, 1, REFRESH_VOLATILE, 1) == DRIVER_DONE);
  CHECK(refresh_do(&rows, REFRESH_REWRITE, 5, 1) == REFRESH_NO_SOURCE);
  const uint64_t rewrites = refresh_rewrites(&rows);
  CHECK(refresh_do(&rows, REFRESH_REWRITE, 1, 1) == DRIVER_DONE);
  CHECK(refresh_rewrites(&rows) == rewrites + 1);
}

static void check_policy(void) {
  const uint64_t interval = refresh_interval(&rows), longer = UINT64_C(5) << 32 | 7;
  refresh_set_interval(&rows, longer);
  CHECK(refresh_interval(&rows) == longer);
  refresh_set_interval(&rows, interval);
  /* The controller's own rewrites may fail, here because they may not be a code off; a command meets that. */
  refresh_tile_write(rows.base, REFRESH_TILE_VERIFY_TOLERANCE_OFFSET, 0);
  refresh_tile_write(rows.base, REFRESH_TILE_VERIFY_LIMIT_OFFSET, 1);
  const uint32_t policy = refresh_policy(&rows);
  refresh_set_policy(&rows, policy | REFRESH_TILE_POLICY_KEEP_ALIVE_MASK);
  CHECK(refresh_policy(&rows) == (policy | REFRESH_TILE_POLICY_KEEP_ALIVE_MASK));
  CHECK(rows.timer_errors == 0);
  sleep_for(5 * TIMER_FREQUENCY);
  const struct refresh_region row = {1, 1, 0, LINES};
  uint16_t codes[LINES];
  CHECK(refresh_read_cells(&rows, &row, codes) == DRIVER_DONE);
  CHECK(rows.timer_errors > 0);
  refresh_set_policy(&rows, policy);
  CHECK(refresh_misses(&rows) == 0);
}

/* The kinetics tile. */

static void check_refused_commands(void) {
  struct kinetics none;
  uint32_t unstable = 99;
  uint16_t features[LINES];
  CHECK(kinetics_open(&none, REFRESH_BASE, REFRESH_LINE) == DRIVER_NO_DEVICE);
  CHECK(bank.devices == LINES && bank.greatest_code == 255 && bank.cycle_time == 10000);
  CHECK(kinetics_write(&bank, 0, LINES, 0.7f, 1.0f, &unstable) == DRIVER_DONE && unstable == 0);
  CHECK(kinetics_write(&bank, 7, 1, 0.1f, 1.0f, &unstable) == DRIVER_DONE && unstable == 1); /* r is 10 */
  CHECK(kinetics_write(&bank, 7, 1, 0.7f, 1.0f, &unstable) == DRIVER_DONE && unstable == 0);
  CHECK(kinetics_write(&bank, 0, 1, -1.0f, 1.0f, &unstable) == KINETICS_UNSTABLE_CONSTANTS);
  CHECK(kinetics_refresh(&bank, 4, 5) == KINETICS_DEVICES_OUTSIDE_BANK);
  CHECK(kinetics_read(&bank, 0, 0, features) == KINETICS_BAD_ARGUMENT);
  CHECK(kinetics_begin_evaluation(&bank) == DRIVER_DONE);
}

static uint16_t codes[SMALL + 1] __attribute__((aligned(4)));
static uint16_t expected[SMALL + 1] __attribute__((aligned(4)));
static uint16_t features[SMALL + 1] __attribute__((aligned(4)));

/* Two samples of 2 trains of 6 steps: whole words, so that DMA moves them. */
static const struct kinetics_run small = {
    .trains = 2, .steps = 6, .devices = 2, .sampling = KINETICS_AFTER_PULSE, .refresh = true};

static void check_runs(void) {
  for (int i = 0; i < SMALL; ++i) codes[i] = (uint16_t)(i * 40503);
  CHECK(kinetics_codes(&small) == 12 && kinetics_features(&small) == 12);
  CHECK(kinetics_input_stride(&small) == 24 && kinetics_feature_stride(&small) == 24);
  const uint64_t pulses = kinetics_pulses(&bank), readings = kinetics_readings(&bank);
  CHECK(kinetics_run_samples(&bank, &small, codes, 2, expected) == DRIVER_DONE);
  CHECK(kinetics_pulses(&bank) - pulses == SMALL - 1); /* code 0 asks for none */
  CHECK(kinetics_readings(&bank) - readings == SMALL);
  for (int i = 1; i < SMALL; ++i) CHECK(expected[i] != expected[0]); /* features of different pasts */

  /* From addresses that are no words', the processor moves them. */
  memmove(codes + 1, codes, SMALL * sizeof *codes);
  CHECK(kinetics_run_samples(&bank, &small, codes + 1, 2, features + 1) == DRIVER_DONE);
  CHECK(memcmp(features + 1, expected, SMALL * sizeof *features) == 0);
  memmove(codes, codes + 1, SMALL * sizeof *codes);

  /* Samples that end within a word: a train of 5 steps, three times. */
  struct kinetics_run odd = small;
  odd.trains = 1;
  odd.steps = 5;
  CHECK(kinetics_input_stride(&odd) == 12);
  CHECK(kinetics_run_samples(&bank, &odd, codes, 3, features) == DRIVER_DONE);
  CHECK(memcmp(features, expected, 5 * sizeof *features) == 0);
  CHECK(kinetics_run_samples(&bank, &odd, codes + 5, 1, features + 20) == DRIVER_DONE);
  CHECK(memcmp(features + 5, features + 20, 5 * sizeof *features) == 0);

  struct kinetics_run bytes = odd;
  bytes.feature_bytes = true;
  uint8_t narrow[15];
  CHECK(kinetics_run_samples(&bank, &bytes, codes, 3, narrow) == DRIVER_DONE);
  for (int i = 0; i < 15; ++i) CHECK(narrow[i] == features[i]); /* of 8 bits */

  /* The other axis: codes and features change places together. */
  struct kinetics_run turned = small;
  turned.step_after_step = true;
  uint16_t transposed[12] __attribute__((aligned(4))), answers[12] __attribute__((aligned(4)));
  for (int i = 0; i < 12; ++i) transposed[i % 6 * 2 + i / 6] = codes[i];
  CHECK(kinetics_run_samples(&bank, &turned, transposed, 1, answers) == DRIVER_DONE);
  for (int i = 0; i < 12; ++i) CHECK(answers[i % 6 * 2 + i / 6] == expected[i]);

  struct kinetics_run huge = small;
  huge.steps = 100000;
  CHECK(kinetics_most_samples(&bank, &huge) == 0);
  CHECK(kinetics_run_samples(&bank, &huge, codes, 1, features) == DRIVER_OUT_OF_RANGE);
  /* Nothing is written where there is no memory: DMA says so, and the tile was not asked. */
  CHECK(kinetics_run_samples(&bank, &small, (const uint16_t*)0x70000000, 2, features) == DRIVER_OUT_OF_RANGE);
}

/* More samples than a command holds: those of the second command are as those of the first. */
static void check_many_samples(void) {
  static uint16_t in[SAMPLES * LINES * STEPS] __attribute__((aligned(4)));
  static uint16_t out[SAMPLES * LINES * STEPS] __attribute__((aligned(4)));
  const struct kinetics_run run = {.trains = LINES, .steps = STEPS, .devices = LINES, .refresh = true};
  CHECK(kinetics_most_samples(&bank, &run) < SAMPLES);
  for (int i = 0; i < SAMPLES * LINES * STEPS; ++i) in[i] = (uint16_t)(i % (LINES * STEPS) * 25173);
  CHECK(kinetics_run_samples(&bank, &run, in, SAMPLES, out) == DRIVER_DONE);
  for (int s = 1; s < SAMPLES; ++s) CHECK(memcmp(out, out + s * LINES * STEPS, LINES * STEPS * sizeof *out) == 0);
}

static void check_tables_and_mask(void) {
  static uint16_t factors[2048];
  for (int i = 0; i < 6; ++i) factors[i] = 4096;
  struct kinetics_run run = small;
  run.alpha_table = run.beta_table = true;
  CHECK(kinetics_set_alpha_table(&bank, factors, 5) == DRIVER_DONE); /* 5: the last word is half full */
  CHECK(kinetics_set_alpha_table(&bank, factors, 6) == DRIVER_DONE);
  CHECK(kinetics_set_beta_table(&bank, factors, 6) == DRIVER_DONE);
  CHECK(kinetics_run_samples(&bank, &run, codes, 2, features) == DRIVER_DONE);
  CHECK(memcmp(features, expected, SMALL * sizeof *features) == 0);
  factors[3] = 0; /* step 3 has no pulse */
  CHECK(kinetics_set_beta_table(&bank, factors, 6) == DRIVER_DONE);
  CHECK(kinetics_run_samples(&bank, &run, codes, 2, features) == DRIVER_DONE);
  CHECK(features[2] == expected[2] && features[3] > expected[3]);
  CHECK(kinetics_set_alpha_table(&bank, factors, bank.table_steps + 1) == DRIVER_OUT_OF_RANGE);
  CHECK(kinetics_set_beta_table(&bank, factors, bank.table_steps + 1) == DRIVER_OUT_OF_RANGE);
  CHECK(kinetics_set_alpha_table(&bank, factors, 6) == DRIVER_DONE);
  CHECK(kinetics_run_samples(&bank, &run, codes, 2, features) == KINETICS_BAD_ARGUMENT); /* no diffusion */

  /* Nodes 0 and 33 of device 1 see the code inverted: of 34 nodes of code 0, they alone have pulses. */
  const uint64_t bits[2] = {0, UINT64_C(1) << 33 | 1};
  struct kinetics_run masked = small;
  masked.steps = 1;
  masked.mask_length = 34;
  uint16_t zero[1] = {0}, nodes[2 * 34];
  CHECK(kinetics_codes(&masked) == 1 && kinetics_features(&masked) == 68);
  CHECK(kinetics_set_mask(&bank, 0, 2, bits) == DRIVER_DONE);
  CHECK(kinetics_set_mask(&bank, 7, 2, bits) == DRIVER_OUT_OF_RANGE);
  const uint64_t pulses = kinetics_pulses(&bank);
  CHECK(kinetics_run_samples(&bank, &masked, zero, 1, nodes) == DRIVER_DONE);
  CHECK(kinetics_pulses(&bank) - pulses == 2);
  CHECK(nodes[34] < nodes[0] && nodes[67] < nodes[66] && nodes[33] >= nodes[32]);
}

static void check_settings(void) {
  uint16_t three[3], fresh[4] = {0, 0, 0, 7};
  CHECK(kinetics_refresh(&bank, 0, LINES) == DRIVER_DONE);
  CHECK(kinetics_read(&bank, 1, 3, fresh) == DRIVER_DONE);
  CHECK(fresh[0] == fresh[1] && fresh[1] == fresh[2] && fresh[0] > 0 && fresh[3] == 7);
  /* State 1 reads 100 uS at 1.9 V: 190 uA (device.initial_conductance, device.read_voltage). */
  const uint64_t saturations = kinetics_saturations(&bank);
  kinetics_set_converter(&bank, 0, 2 * 190e-6f);
  CHECK(kinetics_refresh(&bank, 0, LINES) == DRIVER_DONE && kinetics_read(&bank, 0, 3, three) == DRIVER_DONE);
  for (int i = 0; i < 3; ++i) CHECK(three[i] >= 126 && three[i] <= 130);
  CHECK(kinetics_saturations(&bank) == saturations);
  kinetics_set_converter(&bank, 0, 100e-6f);
  CHECK(kinetics_read(&bank, 0, 3, three) == DRIVER_DONE);
  for (int i = 0; i < 3; ++i) CHECK(three[i] == 255);
  CHECK(kinetics_saturations(&bank) == saturations + 3);

  kinetics_set_period(&bank, 1000);
  CHECK(kinetics_run_samples(&bank, &small, codes, 1, features) == KINETICS_PERIOD_TOO_SHORT);
  kinetics_set_period(&bank, 0);
  CHECK(kinetics_run_samples(&bank, &small, codes, 1, features) == DRIVER_DONE);
  kinetics_set_pulse(&bank, 100, 0, 1000.0f);
  CHECK(kinetics_run_samples(&bank, &small, codes, 1, features) == KINETICS_VOLTAGE_OUT_OF_RANGE);
  kinetics_set_pulse(&bank, 100, 0, 0);
  const uint64_t pulses = kinetics_pulses(&bank);
  CHECK(kinetics_run_samples(&bank, &small, codes, 1, features) == DRIVER_DONE);
  CHECK(kinetics_pulses(&bank) == pulses);
}

int main(void) {
  CHECK(refresh_open(&rows, REFRESH_BASE, REFRESH_LINE) == DRIVER_DONE);
  check_refused_requests();
  check_slots();
  check_reading_cells();
  check_products();
  check_pulses();
  check_policy();
  CHECK(kinetics_open(&bank, KINETICS_BASE, KINETICS_LINE) == DRIVER_DONE);
  check_refused_commands();
  check_runs();
  check_many_samples();
  check_tables_and_mask();
  check_settings();
  printf("checked\n");
  return failures;
}
