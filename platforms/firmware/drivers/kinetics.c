/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/kinetics.h"

#include "drivers/dma.h"
#include "drivers/tile.h"
#include "registers/kinetics_tile.h"

enum { RUN = 1, REFRESH = 2, READ = 3, WRITE = 4, BEGIN_EVALUATION = 5 }; /* commands */

static uint32_t get(const struct kinetics* tile, uint32_t offset) { return kinetics_tile_read(tile->base, offset); }
static void set(const struct kinetics* tile, uint32_t offset, uint32_t value) {
  kinetics_tile_write(tile->base, offset, value);
}

static void set_float(const struct kinetics* tile, uint32_t offset, float value) {
  const union {
    float value;
    uint32_t bits;
  } single = {value};
  set(tile, offset, single.bits);
}

uint32_t kinetics_open(struct kinetics* tile, uintptr_t base, unsigned line) {
  const uint32_t status = open_tile(base, KINETICS_TILE_ID_RESET);
  if (status != DRIVER_DONE) return status;
  tile->base = base;
  tile->line = line;
  tile->devices = get(tile, KINETICS_TILE_DEVICES_OFFSET);
  tile->greatest_code = (UINT32_C(1) << get(tile, KINETICS_TILE_CONVERTER_BITS_OFFSET)) - 1;
  tile->input_bytes = get(tile, KINETICS_TILE_INPUT_BYTES_OFFSET);
  tile->feature_bytes = get(tile, KINETICS_TILE_FEATURE_BYTES_OFFSET);
  tile->table_steps = get(tile, KINETICS_TILE_TABLE_STEPS_OFFSET);
  tile->cycle_time = get(tile, KINETICS_TILE_CYCLE_TIME_OFFSET);
  return DRIVER_DONE;
}

static uint32_t run(const struct kinetics* tile, uint32_t command) {
  return run_command(tile->base, tile->line, command);
}

static void set_devices(const struct kinetics* tile, uint32_t first, uint32_t count) {
  set(tile, KINETICS_TILE_FIRST_DEVICE_OFFSET, first);
  set(tile, KINETICS_TILE_DEVICE_COUNT_OFFSET, count);
}

uint32_t kinetics_write(const struct kinetics* tile, uint32_t first, uint32_t count, float alpha, float beta,
                        uint32_t* unstable) {
  set_devices(tile, first, count);
  set_float(tile, KINETICS_TILE_ALPHA_OFFSET, alpha);
  set_float(tile, KINETICS_TILE_BETA_OFFSET, beta);
  const uint32_t error = run(tile, WRITE);
  *unstable = get(tile, KINETICS_TILE_UNSTABLE_DEVICES_OFFSET);
  return error;
}

uint32_t kinetics_refresh(const struct kinetics* tile, uint32_t first, uint32_t count) {
  set_devices(tile, first, count);
  return run(tile, REFRESH);
}

uint32_t kinetics_read(const struct kinetics* tile, uint32_t first, uint32_t count, uint16_t* features) {
  set_devices(tile, first, count);
  set(tile, KINETICS_TILE_FEATURE_SIZE_OFFSET, 0);
  const uint32_t error = run(tile, READ);
  if (error != DRIVER_DONE) return error;
  for (uint32_t i = 0; i < count; ++i)
    features[i] = (uint16_t)(get(tile, KINETICS_TILE_FEATURE_OFFSET + i / 2 * 4) >> i % 2 * 16);
  return DRIVER_DONE;
}

uint32_t kinetics_begin_evaluation(const struct kinetics* tile) { return run(tile, BEGIN_EVALUATION); }

/* Settings. */

void kinetics_set_pulse(const struct kinetics* tile, uint32_t width_cycles, float low_volts, float high_volts) {
  set(tile, KINETICS_TILE_PULSE_WIDTH_OFFSET, width_cycles);
  set_float(tile, KINETICS_TILE_VOLTAGE_LOW_OFFSET, low_volts);
  set_float(tile, KINETICS_TILE_VOLTAGE_HIGH_OFFSET, high_volts);
}

void kinetics_set_period(const struct kinetics* tile, uint32_t cycles) {
  set(tile, KINETICS_TILE_PERIOD_OFFSET, cycles);
}

void kinetics_set_converter(const struct kinetics* tile, float low, float high) {
  set_float(tile, KINETICS_TILE_CONVERTER_LOW_OFFSET, low);
  set_float(tile, KINETICS_TILE_CONVERTER_HIGH_OFFSET, high);
}

/* Half-words into a window, two a word; of an odd number the last word's other half becomes 0. */
static void write_halves(const struct kinetics* tile, uint32_t offset, const uint16_t* halves, uint32_t count) {
  for (uint32_t i = 0; i < count; i += 2, offset += 4)
    set(tile, offset, (i + 1 < count ? (uint32_t)halves[i + 1] << 16 : 0) | halves[i]);
}

uint32_t kinetics_set_alpha_table(const struct kinetics* tile, const uint16_t* factors, uint32_t steps) {
  if (steps > tile->table_steps) return DRIVER_OUT_OF_RANGE;
  write_halves(tile, KINETICS_TILE_ALPHA_TABLE_OFFSET, factors, steps);
  return DRIVER_DONE;
}

uint32_t kinetics_set_beta_table(const struct kinetics* tile, const uint16_t* factors, uint32_t steps) {
  if (steps > tile->table_steps) return DRIVER_OUT_OF_RANGE;
  write_halves(tile, KINETICS_TILE_BETA_TABLE_OFFSET, factors, steps);
  return DRIVER_DONE;
}

uint32_t kinetics_set_mask(const struct kinetics* tile, uint32_t first, uint32_t count, const uint64_t* bits) {
  if (first > tile->devices || count > tile->devices - first) return DRIVER_OUT_OF_RANGE;
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t offset = KINETICS_TILE_MASK_OFFSET + (first + i) * 8;
    set(tile, offset, (uint32_t)bits[i]);
    set(tile, offset + 4, (uint32_t)(bits[i] >> 32));
  }
  return DRIVER_DONE;
}

/* Runs. */

uint32_t kinetics_codes(const struct kinetics_run* run) {
  return run->mask_length > 0 ? run->steps : run->trains * run->steps;
}

uint32_t kinetics_features(const struct kinetics_run* run) {
  return run->trains * run->steps * (run->mask_length > 0 ? run->mask_length : 1);
}

static uint32_t whole_words(uint32_t bytes) { return (bytes + 3) / 4 * 4; }

uint32_t kinetics_input_stride(const struct kinetics_run* run) { return whole_words(kinetics_codes(run) * 2); }

static uint32_t feature_size(const struct kinetics_run* run) { return run->feature_bytes ? 1 : 2; }

uint32_t kinetics_feature_stride(const struct kinetics_run* run) {
  return whole_words(kinetics_features(run) * feature_size(run));
}

uint32_t kinetics_most_samples(const struct kinetics* tile, const struct kinetics_run* run) {
  const uint32_t input = kinetics_input_stride(run), feature = kinetics_feature_stride(run);
  if (input == 0 || feature == 0) return 0;
  const uint32_t of_input = tile->input_bytes / input, of_feature = tile->feature_bytes / feature;
  return of_input < of_feature ? of_input : of_feature;
}

uintptr_t kinetics_input(const struct kinetics* tile) { return tile->base + KINETICS_TILE_INPUT_OFFSET; }
uintptr_t kinetics_feature(const struct kinetics* tile) { return tile->base + KINETICS_TILE_FEATURE_OFFSET; }

void kinetics_start_run(const struct kinetics* tile, const struct kinetics_run* run, uint32_t samples) {
  set_devices(tile, run->first_device, run->devices);
  set(tile, KINETICS_TILE_SAMPLE_COUNT_OFFSET, samples);
  set(tile, KINETICS_TILE_TRAIN_COUNT_OFFSET, run->trains);
  set(tile, KINETICS_TILE_STEP_COUNT_OFFSET, run->steps);
  set(tile, KINETICS_TILE_AXIS_OFFSET, run->step_after_step);
  set(tile, KINETICS_TILE_MASK_LENGTH_OFFSET, run->mask_length);
  set(tile, KINETICS_TILE_ENCODING_OFFSET, run->encoding);
  set(tile, KINETICS_TILE_SAMPLING_OFFSET, run->sampling);
  set(tile, KINETICS_TILE_REFRESH_OFFSET, run->refresh);
  set(tile, KINETICS_TILE_TABLES_OFFSET,
      (run->alpha_table ? KINETICS_TILE_TABLES_ALPHA_MASK : 0) |
          (run->beta_table ? KINETICS_TILE_TABLES_BETA_MASK : 0));
  set(tile, KINETICS_TILE_FEATURE_SIZE_OFFSET, run->feature_bytes);
  start_command(tile->base, RUN);
}

uint32_t kinetics_finish(const struct kinetics* tile) { return finish_command(tile->base, tile->line); }

/* What DMA cannot reach is no address of the program's: its error is not the tile's. */
static uint32_t copy(uintptr_t destination, uintptr_t source, uint32_t bytes) {
  return dma_copy(destination, source, bytes) == DRIVER_DONE ? DRIVER_DONE : DRIVER_OUT_OF_RANGE;
}

/* One after another where samples do not fill their last word, else together and by DMA. */
static uint32_t send(const struct kinetics* tile, const struct kinetics_run* run, const uint16_t* codes,
                     uint32_t samples) {
  const uint32_t count = kinetics_codes(run), stride = kinetics_input_stride(run);
  if (stride == count * 2 && (uintptr_t)codes % 4 == 0)
    return copy(kinetics_input(tile), (uintptr_t)codes, stride * samples);
  for (uint32_t s = 0; s < samples; ++s, codes += count)
    write_halves(tile, KINETICS_TILE_INPUT_OFFSET + s * stride, codes, count);
  return DRIVER_DONE;
}

static uint32_t receive(const struct kinetics* tile, const struct kinetics_run* run, uint8_t* features,
                        uint32_t samples) {
  const uint32_t bytes = kinetics_features(run) * feature_size(run), stride = kinetics_feature_stride(run);
  if (stride == bytes && (uintptr_t)features % 4 == 0)
    return copy((uintptr_t)features, kinetics_feature(tile), stride * samples);
  for (uint32_t s = 0; s < samples; ++s)
    for (uint32_t i = 0; i < bytes; ++i)
      *features++ = (uint8_t)(get(tile, KINETICS_TILE_FEATURE_OFFSET + s * stride + i / 4 * 4) >> i % 4 * 8);
  return DRIVER_DONE;
}

uint32_t kinetics_run_samples(const struct kinetics* tile, const struct kinetics_run* run, const uint16_t* codes,
                              uint32_t samples, void* features) {
  const uint32_t most = kinetics_most_samples(tile, run);
  if (most == 0) return DRIVER_OUT_OF_RANGE;
  uint8_t* received = features;
  while (samples > 0) {
    const uint32_t count = samples < most ? samples : most;
    uint32_t error = send(tile, run, codes, count);
    if (error != DRIVER_DONE) return error;
    kinetics_start_run(tile, run, count);
    error = kinetics_finish(tile);
    if (error != DRIVER_DONE) return error;
    error = receive(tile, run, received, count);
    if (error != DRIVER_DONE) return error;
    codes += count * kinetics_codes(run);
    received += count * kinetics_features(run) * feature_size(run);
    samples -= count;
  }
  return DRIVER_DONE;
}

uint64_t kinetics_pulses(const struct kinetics* tile) {
  return read_counter(tile->base, KINETICS_TILE_PULSES_LOW_OFFSET);
}
uint64_t kinetics_readings(const struct kinetics* tile) {
  return read_counter(tile->base, KINETICS_TILE_READS_LOW_OFFSET);
}
uint64_t kinetics_saturations(const struct kinetics* tile) {
  return read_counter(tile->base, KINETICS_TILE_SATURATIONS_LOW_OFFSET);
}
