/* SPDX-License-Identifier: Apache-2.0 */
/* Three rows of ferro-ionic cells get the same polarisation, which stays, and two of them ionic content, which fades.
   The controller writes one of the two again before it has faded, by itself, while the program sleeps; the other is
   left to fade. In the end what was kept becomes polarisation, which needs nobody any more. */
#include <stdio.h>

#include "drivers/refresh.h"
#include "registers/refresh_tile.h"
#include "soc.h"

enum { KEPT, LEFT, PLAIN, ROWS };
enum { MOST_COLUMNS = 12, PULSES = 10 }; /* levels, one a column, leave room below 15 for what ions add */

static struct refresh tile;
static uint16_t written[ROWS * MOST_COLUMNS], codes[ROWS * MOST_COLUMNS];
static uint64_t ions_written;           /* the cycle */
static uint32_t checksum = 2166136261u; /* FNV-1a of all codes that were read */

static int fail(const char* what, uint32_t error) {
  printf("%s: error %lu\n", what, (unsigned long)error);
  return 1;
}

/* Seconds, with three decimals, that so many cycles last. */
static const char* seconds(uint64_t cycles) {
  static char text[24];
  const uint64_t milliseconds = cycles * tile.cycle_time / 1000000000;
  snprintf(text, sizeof text, "%lu.%03lu s", (unsigned long)(milliseconds / 1000),
           (unsigned long)(milliseconds % 1000));
  return text;
}

static uint32_t read_rows(uint16_t* into) {
  const struct refresh_region rows = {0, ROWS, 0, tile.columns};
  const uint32_t error = refresh_read_cells(&tile, &rows, into);
  for (uint32_t i = 0; i < ROWS * tile.columns; ++i) {
    checksum = (checksum ^ (into[i] & 0xff)) * 16777619u;
    checksum = (checksum ^ into[i] >> 8) * 16777619u;
  }
  return error;
}

/* By how many codes a row reads above what its polarisation alone was, on average, in tenths. */
static int tenths_above(int row) {
  int sum = 0;
  for (uint32_t column = 0; column < tile.columns; ++column)
    sum += codes[row * tile.columns + column] - written[row * tile.columns + column];
  return 10 * sum / (int)tile.columns;
}

static uint32_t show(void) {
  const uint32_t error = read_rows(codes);
  printf("%-11s", seconds(cycles_now() - ions_written));
  for (int row = 0; row < ROWS; ++row) {
    const int tenths = tenths_above(row), magnitude = tenths < 0 ? -tenths : tenths;
    char text[16];
    snprintf(text, sizeof text, "%s%d.%d", tenths < 0 ? "-" : "", magnitude / 10, magnitude % 10);
    printf("%12s", text);
  }
  printf("\n");
  return error;
}

/* Two requests at once: they stand in the controller's table and go one after the other, since they share rows. */
static uint32_t write_polarisation(void) {
  uint8_t levels[ROWS * MOST_COLUMNS];
  for (uint32_t i = 0; i < ROWS * tile.columns; ++i) levels[i] = (uint8_t)(i % tile.columns);
  refresh_set_levels(&tile, 0, ROWS, levels);
  uint32_t allocated, programmed;
  uint32_t error = refresh_submit_alloc(&tile, 0, ROWS, REFRESH_NON_VOLATILE, 1, &allocated);
  if (error != DRIVER_DONE) return error;
  error = refresh_submit(&tile, REFRESH_REPROGRAM, 0, ROWS, &programmed);
  if (error != DRIVER_DONE) return error;
  error = refresh_wait(&tile, allocated);
  return error != DRIVER_DONE ? error : refresh_wait(&tile, programmed);
}

/* The row to be kept is read after each pulse: what is read is what the controller will keep. */
static uint32_t write_ions(void) {
  int16_t widths[MOST_COLUMNS];
  for (uint32_t i = 0; i < tile.columns; ++i) widths[i] = (int16_t)tile.pulse_maximum;
  const struct refresh_region kept = {KEPT, 1, 0, tile.columns}, left = {LEFT, 1, 0, tile.columns};
  for (int pulse = 0; pulse < PULSES; ++pulse) {
    uint32_t error = refresh_pulse(&tile, &left, widths, false);
    if (error == DRIVER_DONE) error = refresh_pulse(&tile, &kept, widths, true);
    if (error != DRIVER_DONE) return error;
  }
  return DRIVER_DONE;
}

int main(void) {
  uint32_t error = refresh_open(&tile, REFRESH_BASE, REFRESH_LINE);
  if (error != DRIVER_DONE) return fail("there is no refresh tile", error);
  if (tile.rows < ROWS || tile.columns > MOST_COLUMNS) return fail("the array has another size", tile.columns);

  error = write_polarisation();
  if (error == DRIVER_DONE) error = read_rows(written);
  if (error != DRIVER_DONE) return fail("writing the polarisation", error);
  printf("polarisation of %d rows written after %s\n", ROWS, seconds(cycles_now()));

  error = refresh_allocate(&tile, KEPT, 2, REFRESH_VOLATILE, 2);
  if (error == DRIVER_DONE) error = write_ions();
  if (error != DRIVER_DONE) return fail("writing ions", error);
  ions_written = cycles_now();
  refresh_set_policy(&tile, refresh_policy(&tile) | REFRESH_TILE_POLICY_KEEP_ALIVE_MASK);
  printf("a row with a target is rewritten within %s\n", seconds(refresh_interval(&tile)));

  printf("%-11s%12s%12s%12s  codes above the polarisation's\n", "time", "kept", "left", "no ions");
  error = show();
  static const uint8_t sleeps[] = {5, 10, 20, 40}; /* s */
  for (unsigned i = 0; i < sizeof sleeps && error == DRIVER_DONE; ++i) {
    sleep_for((uint64_t)sleeps[i] * TIMER_FREQUENCY);
    error = show();
  }
  if (error != DRIVER_DONE) return fail("reading", error);
  printf("result rewrites %lu\n", (unsigned long)refresh_rewrites(&tile));
  printf("result misses %lu\n", (unsigned long)refresh_misses(&tile));

  printf("rewriting the row without ions: error %lu\n", (unsigned long)refresh_do(&tile, REFRESH_REWRITE, PLAIN, 1));

  error = refresh_do(&tile, REFRESH_PROMOTE, KEPT, 1);
  if (error == DRIVER_DONE) error = refresh_do(&tile, REFRESH_RESTORE, LEFT, 1);
  if (error != DRIVER_DONE) return fail("promoting", error);
  printf("promoted after %s\n", seconds(cycles_now()));
  sleep_for(UINT64_C(100) * TIMER_FREQUENCY);
  error = show();
  if (error != DRIVER_DONE) return fail("reading", error);
  static const char* const modes[] = {"FREE", "NV", "V"};
  for (uint32_t row = 0; row < ROWS; ++row)
    printf("row %lu is %s\n", (unsigned long)row,
           modes[(refresh_row(&tile, row) & REFRESH_TILE_ROW_MODE_MODE_MASK) >> REFRESH_TILE_ROW_MODE_MODE_SHIFT]);
  printf("checksum of all codes %08lx\n", (unsigned long)checksum);
  printf("%lu nJ, %lu of them by requests and rewrites, which had the rows for %s\n",
         (unsigned long)(energy_spent(tile.base) / 1000000), (unsigned long)(refresh_energy(&tile) / 1000000),
         seconds(refresh_cycles(&tile)));
  return 0;
}
