/* SPDX-License-Identifier: Apache-2.0 */
/* Calls the drivers of platforms/firmware/drivers on the platform soc-firmware, and says which of them do not do what
   their headers say. Ends with the number of those. */
#include <stdio.h>
#include <string.h>

#include "drivers/dma.h"
#include "drivers/ecram.h"
#include "drivers/ecram_network.h"
#include "drivers/random.h"
#include "drivers/results.h"
#include "soc.h"

enum { LINES = 8, CELLS = LINES * LINES, NOWHERE = 0x70000000 };

static int failures;
static struct ecram tile;
static const struct ecram_region whole = {0, LINES, 0, LINES};
static int32_t words[CELLS], others[CELLS];

static void check(int line, const char* what, int holds) {
  if (holds) return;
  printf("line %d: %s\n", line, what);
  ++failures;
}
#define CHECK(condition) check(__LINE__, #condition, condition)

static void check_timer_and_lines(void) {
  const uint64_t tick = timer_now(), cycle = cycles_now(), instruction = instructions_now();
  sleep_for(50);
  CHECK(timer_now() >= tick + 50 && timer_now() <= tick + 52);
  /* 100 cycles a tick, and no instructions asleep. */
  CHECK(cycles_now() - cycle > 4900 && cycles_now() - cycle < 5400);
  CHECK(instructions_now() - instruction < 400);
  sleep_until(tick); /* which has been: no sleep */
  CHECK(timer_now() <= tick + 60);
}

static void check_dma(void) {
  static uint8_t from[512], to[512];
  for (unsigned i = 0; i < sizeof from; ++i) from[i] = (uint8_t)(7 * i);
  CHECK(!line_is_high(DMA_LINE));
  CHECK(dma_copy((uintptr_t)to, (uintptr_t)from, sizeof to) == DRIVER_DONE);
  CHECK(memcmp(from, to, sizeof to) == 0);
  CHECK(!line_is_high(DMA_LINE));

  /* Four lines of 3 bytes, 10 apart, to lines 5 apart. */
  const struct dma_lines lines = {3, 4, 10, 5};
  memset(to, 0, sizeof to);
  CHECK(dma_copy_lines((uintptr_t)to, (uintptr_t)from, &lines) == DRIVER_DONE);
  for (unsigned i = 0; i < 20; ++i) CHECK(to[i] == (i % 5 < 3 ? from[i / 5 * 10 + i % 5] : 0));

  CHECK(dma_copy((uintptr_t)to, NOWHERE, 4) == DMA_SOURCE_REFUSED);
  CHECK(dma_copy(NOWHERE, (uintptr_t)from, 4) == DMA_DESTINATION_REFUSED);

  /* A second start is refused and does not disturb the first, which goes on. */
  dma_start((uintptr_t)to, (uintptr_t)from, sizeof to);
  dma_start((uintptr_t)from, (uintptr_t)to, 4);
  CHECK(dma_finish() == DMA_BUSY);
  CHECK(sleep_until_lines(UINT32_C(1) << DMA_LINE | UINT32_C(1) << ECRAM_LINE) == UINT32_C(1) << DMA_LINE);
  CHECK(line_is_high(DMA_LINE));
  CHECK(dma_finish() == DRIVER_DONE);
  CHECK(memcmp(from, to, sizeof to) == 0);

  /* Into a tile's window and out of it. */
  CHECK(dma_copy((uintptr_t)ecram_input(&tile, 0), (uintptr_t)from, 64) == DRIVER_DONE);
  memset(to, 0, sizeof to);
  CHECK(dma_copy((uintptr_t)to, (uintptr_t)ecram_input(&tile, 0), 64) == DRIVER_DONE);
  CHECK(memcmp(from, to, 64) == 0 && to[64] == 0);
}

static void check_refusals(void) {
  struct ecram none;
  CHECK(ecram_open(&none, RRAM_BASE, RRAM_LINE) == DRIVER_NO_DEVICE);
  CHECK(tile.rows == LINES && tile.columns == LINES && tile.input_maximum > 0 && tile.current_lsb > 0);
  const uint64_t before = operations_done(ECRAM_BASE);
  const struct ecram_region beyond = {1, LINES, 0, LINES}, far = {UINT32_MAX, 1, 0, 1};
  const struct ecram_streams streams = {1, 1, 1};
  const struct ecram_verify once = {0, 1, 1, 1};
  uint32_t cells = 0;
  CHECK(ecram_program(&tile, &beyond, words, ECRAM_PROGRAM_SERIAL, false) == DRIVER_OUT_OF_RANGE);
  CHECK(ecram_move_all(&tile, &far, 10, 1) == DRIVER_OUT_OF_RANGE);
  CHECK(ecram_update_outer_product(&tile, &beyond, words, words) == DRIVER_OUT_OF_RANGE);
  CHECK(ecram_update_bit_streams(&tile, &far, words, words, &streams) == DRIVER_OUT_OF_RANGE);
  CHECK(ecram_program_verify(&tile, &beyond, words, &once, &cells) == DRIVER_OUT_OF_RANGE);
  CHECK(ecram_read_cells(&tile, &beyond, 1, words) == DRIVER_OUT_OF_RANGE);
  CHECK(ecram_multiply(&tile, &beyond, words, 1, false, others) == DRIVER_OUT_OF_RANGE);
  CHECK(ecram_multiply_loaded(&tile, &whole, ecram_most_vectors(&tile, &whole) + 1, false) == DRIVER_OUT_OF_RANGE);
  CHECK(operations_done(ECRAM_BASE) == before);
  CHECK(run_command(ECRAM_BASE, ECRAM_LINE, 99) == ECRAM_UNKNOWN_COMMAND);
  words[0] = (int32_t)tile.pulse_maximum + 1;
  CHECK(ecram_program(&tile, &whole, words, ECRAM_PROGRAM_SERIAL, false) == ECRAM_PULSE_TOO_WIDE);
  for (int i = 0; i < CELLS; ++i) words[i] = (int32_t)tile.input_maximum + 1;
  CHECK(ecram_multiply(&tile, &whole, words, 1, false, others) == ECRAM_CODE_OUT_OF_RANGE);
  CHECK(ecram_read_cells(&tile, &whole, 0, words) == ECRAM_BAD_ARGUMENT);

  static struct ecram_network network;
  const struct ecram_network_settings fits = {8, 3, 2, 1.0, 0.1, 1e-6, 10, 0.1, 0, 0, 0, 1, 1};
  struct ecram_network_settings other = fits;
  CHECK(ecram_network_open(&network, &tile, &fits) == DRIVER_DONE);
  other.hidden = 4; /* 10 columns */
  CHECK(ecram_network_open(&network, &tile, &other) == DRIVER_OUT_OF_RANGE);
  other.hidden = 0;
  CHECK(ecram_network_open(&network, &tile, &other) == DRIVER_OUT_OF_RANGE);
  other = fits;
  other.window_time = 0;
  CHECK(ecram_network_open(&network, &tile, &other) == DRIVER_OUT_OF_RANGE);
}

static int32_t sum(const int32_t* values, int count) {
  int32_t all = 0;
  for (int i = 0; i < count; ++i) all += values[i];
  return all;
}

static int32_t read_all(void) {
  CHECK(ecram_read_cells(&tile, &whole, 4, words) == DRIVER_DONE);
  return sum(words, CELLS);
}

static void check_writing(void) {
  uint64_t pulses = ecram_pulses(&tile);
  const uint64_t energy = energy_spent(ECRAM_BASE), busy = busy_cycles(ECRAM_BASE);
  /* To the bottom in pulses no wider than the counter: two and a bit. */
  CHECK(ecram_move_all(&tile, &whole, 2 * (uint64_t)tile.pulse_maximum + 1, -1) == DRIVER_DONE);
  CHECK(ecram_pulses(&tile) - pulses == 3 * CELLS);
  CHECK(tile.write_cycles > 0 && busy_cycles(ECRAM_BASE) - busy <= tile.write_cycles);
  CHECK(energy_spent(ECRAM_BASE) > energy);
  const int32_t bottom = read_all();

  memset(words, 0, sizeof words);
  pulses = ecram_pulses(&tile);
  words[9] = words[18] = 1000;
  CHECK(ecram_program(&tile, &whole, words, ECRAM_PROGRAM_SERIAL, true) == DRIVER_DONE);
  CHECK(ecram_pulses(&tile) - pulses == 2);
  CHECK(ecram_program(&tile, &whole, words, ECRAM_PROGRAM_ROW_PARALLEL, false) == DRIVER_DONE);
  CHECK(ecram_pulses(&tile) - pulses == 4);
  const int32_t written = read_all();
  CHECK(written > bottom && words[9] > words[10] && words[18] > words[17]);

  int32_t signs[LINES] = {1}, widths[LINES] = {0, 0, 500};
  CHECK(ecram_update_outer_product(&tile, &whole, signs, widths) == DRIVER_DONE);
  CHECK(ecram_pulses(&tile) - pulses == 5);
  signs[0] = widths[2] = 65536; /* both always: a coincidence in every slot */
  const struct ecram_streams streams = {10, 50, 1};
  CHECK(ecram_update_bit_streams(&tile, &whole, signs, widths, &streams) == DRIVER_DONE);
  CHECK(ecram_pulses(&tile) - pulses == 15);
  CHECK(read_all() > written && words[2] > words[3]);
}

static void check_reading(void) {
  const struct ecram_verify settings = {655, 100, 8, 2}, hopeless = {0, 1, 1, 1};
  uint32_t cells = 99;
  for (int i = 0; i < CELLS; ++i) words[i] = i % 3 * 20000 + 10000;
  CHECK(ecram_program_verify(&tile, &whole, words, &settings, &cells) == DRIVER_DONE);
  CHECK(cells == 0);
  CHECK(ecram_read_cells(&tile, &whole, 8, words) == DRIVER_DONE);
  for (int i = 0; i + 1 < CELLS; ++i) CHECK(i % 3 == 2 || words[i] < words[i + 1]);
  /* A row alone gives what its cells give, each within the converters' error of a unit or two, and noise. */
  int32_t codes[LINES] = {0, 0, (int32_t)tile.input_maximum}, currents[LINES];
  const uint64_t conversions = ecram_conversions(&tile);
  CHECK(ecram_multiply(&tile, &whole, codes, 1, false, currents) == DRIVER_DONE);
  CHECK(ecram_conversions(&tile) - conversions == LINES);
  for (int c = 0; c < LINES; ++c)
    CHECK(currents[c] > words[16 + c] * 9 / 10 - 8 && currents[c] < words[16 + c] * 11 / 10 + 8);
  CHECK(ecram_multiply(&tile, &whole, codes, 1, true, currents) == DRIVER_DONE);
  for (int r = 0; r < LINES; ++r)
    CHECK(currents[r] > words[8 * r + 2] * 9 / 10 - 8 && currents[r] < words[8 * r + 2] * 11 / 10 + 8);
  for (int i = 0; i < CELLS; ++i) words[i] = i % 2 * 65536;
  CHECK(ecram_program_verify(&tile, &whole, words, &hopeless, &cells) == ECRAM_NOT_VERIFIED);
  CHECK(cells > 0 && cells <= CELLS);
}

static void print_numbers(void) {
  print_result("largest", UINT64_MAX);
  print_result("zero", 0);
  print_result_scaled("joules", 1234567, -15);
  print_result_ratio("third", 1, 3);
  print_result_ratio("whole", UINT64_C(20000000000), 10);
  print_ratio(9999996, 10000000, 3);
  puts("");
  print_ratio(5, 2, 0);
  puts("");
  const struct random_stream stream = random_stream_of(UINT64_C(0x123456789abcdef), 6);
  print_result("uniform", (uint64_t)(random_uniform(&stream, UINT64_C(5) << 32 | 3, 7) * 0x1p53));
  uint32_t order[10];
  random_order(&stream, 2, order, 10);
  printf("order");
  for (int i = 0; i < 10; ++i) printf(" %u", (unsigned)order[i]);
  puts("");
}

int main(void) {
  check_timer_and_lines();
  CHECK(ecram_open(&tile, ECRAM_BASE, ECRAM_LINE) == DRIVER_DONE);
  check_dma();
  check_refusals();
  check_writing();
  check_reading();
  print_numbers();
  return failures;
}
