/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/ecram_network.h"

#include <math.h>
#include <string.h>

#define PROBABILITY_ONE 65536.0 /* of a bit stream's slot */

/* Of numbers, not of what is none: shorter than fmax() and fmin(). */
static double larger(double a, double b) { return a < b ? b : a; }
static double smaller(double a, double b) { return b < a ? b : a; }
static uint32_t smaller_count(uint32_t a, uint32_t b) { return b < a ? b : a; }

static uint32_t inputs_of(const struct ecram_network* network, unsigned layer) {
  return layer == 0 ? network->settings.inputs : network->settings.hidden;
}

static uint32_t outputs_of(const struct ecram_network* network, unsigned layer) {
  return layer == 0 ? network->settings.hidden : network->settings.outputs;
}

static struct ecram_region region_of(const struct ecram_network* network, unsigned layer) {
  const struct ecram_network_settings* s = &network->settings;
  if (layer == 0) return (struct ecram_region){0, s->inputs, 0, 2 * s->hidden};
  return (struct ecram_region){0, 2 * s->hidden, 2 * s->hidden, s->outputs};
}

static double pulse_units(const struct ecram* tile, double seconds) {
  return round(seconds / (tile->pulse_lsb * 1e-9));
}

uint32_t ecram_network_open(struct ecram_network* network, struct ecram* tile,
                            const struct ecram_network_settings* settings) {
  const struct ecram_network_settings* s = settings;
  if (s->inputs - 1 >= ECRAM_NETWORK_INPUTS || s->hidden - 1 >= ECRAM_NETWORK_HIDDEN ||
      s->outputs - 1 >= ECRAM_NETWORK_OUTPUTS || s->inputs > tile->rows || 2 * s->hidden > tile->rows ||
      2 * s->hidden + s->outputs > tile->columns)
    return DRIVER_OUT_OF_RANGE;
  memset(network, 0, sizeof *network);
  network->tile = tile;
  network->settings = *settings;
  network->weight_per_ampere = s->weight_limit / (s->read_voltage * s->window);
  network->full_window = pulse_units(tile, s->window_time);
  network->quantum = pulse_units(tile, s->quantum_time);
  return network->full_window > 0 && network->quantum > 0 ? DRIVER_DONE : DRIVER_OUT_OF_RANGE;
}

/* Places of a weight's two cells in its region, row by row. */
static uint32_t plus_cell(unsigned layer, uint32_t input, uint32_t output, uint32_t outputs) {
  return layer == 0 ? 2 * (input * outputs + output) : 2 * input * outputs + output;
}

static uint32_t minus_cell(unsigned layer, uint32_t plus, uint32_t outputs) {
  return layer == 0 ? plus + 1 : plus + outputs;
}

/* Signed width of the pulse for a change of a cell's state, a fraction of the window. */
static int32_t pulse_width(struct ecram_network* network, unsigned layer, uint32_t cell, double state) {
  if (network->settings.up_only && state < 0) state = 0;
  double units = state * network->full_window, whole;
  if (network->settings.carry) {
    units += network->remainder[layer][cell];
    whole = trunc(units / network->quantum) * network->quantum;
  } else {
    whole = round(units);
  }
  const double most = network->tile->pulse_maximum;
  if (fabs(whole) > most) {
    whole = copysign(most, whole);
    ++network->cut_pulses;
  }
  if (network->settings.carry) network->remainder[layer][cell] = units - whole;
  return (int32_t)whole;
}

/* Programs the region with the widths in `words`; nothing if all are zero. */
static uint32_t program(struct ecram_network* network, unsigned layer, bool training) {
  const struct ecram_region region = region_of(network, layer);
  uint32_t any = 0;
  for (uint32_t cell = 0; cell < region.rows * region.columns; ++cell) any |= (uint32_t)network->words[cell];
  if (any == 0) return DRIVER_DONE;
  return ecram_program(
      network->tile, &region, network->words,
      network->settings.update == ECRAM_UPDATE_ROW_PARALLEL ? ECRAM_PROGRAM_ROW_PARALLEL : ECRAM_PROGRAM_SERIAL,
      training);
}

static uint32_t erase(struct ecram_network* network) {
  /* A fifth more than the window, so that slow cells reach its bottom as well; the others stop there by themselves. */
  const uint64_t window = (uint64_t)network->full_window;
  for (unsigned layer = 0; layer < 2; ++layer) {
    const struct ecram_region region = region_of(network, layer);
    const uint32_t error = ecram_move_all(network->tile, &region, window + window / 5, -1);
    if (error != DRIVER_DONE) return error;
  }
  return DRIVER_DONE;
}

uint32_t ecram_network_set_weights(struct ecram_network* network, unsigned layer, const double* weights) {
  const uint32_t error = layer == 0 ? erase(network) : DRIVER_DONE;
  if (error != DRIVER_DONE) return error;
  const uint32_t inputs = inputs_of(network, layer), outputs = outputs_of(network, layer);
  for (uint32_t i = 0; i < inputs; ++i) {
    for (uint32_t o = 0; o < outputs; ++o) {
      const double wanted = weights[i * outputs + o] / network->settings.weight_limit;
      const double kept = smaller(1.0, larger(-1.0, wanted));
      network->clipped_weights += kept != wanted;
      const uint32_t plus = plus_cell(layer, i, o, outputs), minus = minus_cell(layer, plus, outputs);
      network->words[plus] = pulse_width(network, layer, plus, 0.5 + kept / 2);
      network->words[minus] = pulse_width(network, layer, minus, 0.5 - kept / 2);
    }
  }
  return program(network, layer, false);
}

/* The product whose codes are in the input window. */
static uint32_t multiply(struct ecram_network* network, unsigned layer, bool transposed, double most, uint32_t count,
                         double* outputs) {
  struct ecram* tile = network->tile;
  const struct ecram_region region = region_of(network, layer);
  const uint32_t error = ecram_multiply_loaded(tile, &region, count, transposed);
  if (error != DRIVER_DONE) return error;
  const double lsb = tile->current_lsb, scale = most * network->weight_per_ampere;
  const bool driven_pairs = (layer == 1) != transposed;
  const uint32_t sensed = transposed ? region.rows : region.columns;
  if (driven_pairs) {
    for (uint32_t i = 0; i < count * sensed; ++i) outputs[i] = scale * (lsb * ecram_result(tile, i));
  } else {
    /* The unit has 24 bits and words have fewer than 29, so that their products and differences are exact in any order.
     */
    for (uint32_t i = 0; i < count * sensed / 2; ++i)
      outputs[i] = scale * (lsb * (ecram_result(tile, 2 * i) - ecram_result(tile, 2 * i + 1)));
  }
  return DRIVER_DONE;
}

/* Codes of numbers of which the largest is `most`; a pair of lines gets both signs of each. */
static void put_codes(const struct ecram* tile, const double* values, uint32_t count, double most, bool pairs) {
  const double unit = 1.0 / most, full = tile->input_maximum;
  volatile uint32_t* input = ecram_input(tile, 0);
  for (uint32_t i = 0; i < count; ++i) {
    const double level = smaller(1.0, larger(-1.0, unit * values[i])) * full;
    const int32_t code = (int32_t)(level + copysign(0.5, level));
    *input++ = (uint32_t)code;
    if (pairs) *input++ = (uint32_t)-code;
  }
}

static uint32_t product(struct ecram_network* network, unsigned layer, bool transposed, const double* inputs,
                        uint32_t count, double* outputs) {
  struct ecram* tile = network->tile;
  const bool driven_pairs = (layer == 1) != transposed;
  const uint32_t values = count * (transposed ? outputs_of(network, layer) : inputs_of(network, layer));
  const uint32_t results = count * (transposed ? inputs_of(network, layer) : outputs_of(network, layer));
  double most = 0;
  for (uint32_t i = 0; i < values; ++i) most = larger(most, fabs(inputs[i]));
  if (most == 0) {
    for (uint32_t i = 0; i < results; ++i) outputs[i] = 0;
    return DRIVER_DONE;
  }
  const struct ecram_region region = region_of(network, layer);
  const uint32_t room = ecram_most_vectors(tile, &region), width = values / count, height = results / count;
  for (uint32_t done = 0; done < count;) {
    const uint32_t vectors = smaller_count(room, count - done);
    put_codes(tile, inputs + done * width, vectors * width, most, driven_pairs);
    const uint32_t error = multiply(network, layer, transposed, most, vectors, outputs + done * height);
    if (error != DRIVER_DONE) return error;
    done += vectors;
  }
  return DRIVER_DONE;
}

uint32_t ecram_network_forward(struct ecram_network* network, unsigned layer, const double* inputs, uint32_t count,
                               double* outputs) {
  return product(network, layer, false, inputs, count, outputs);
}

uint32_t ecram_network_backward(struct ecram_network* network, unsigned layer, const double* errors, uint32_t count,
                                double* input_errors) {
  return product(network, layer, true, errors, count, input_errors);
}

uint32_t ecram_network_most_vectors(const struct ecram_network* network) {
  const struct ecram_region region = region_of(network, 0);
  return ecram_most_vectors(network->tile, &region);
}

uint32_t ecram_network_forward_loaded(struct ecram_network* network, uint32_t count, double* outputs) {
  return multiply(network, 0, false, 1.0, count, outputs);
}

uint32_t ecram_network_update(struct ecram_network* network, unsigned layer, const double* change) {
  const uint32_t inputs = inputs_of(network, layer), outputs = outputs_of(network, layer);
  for (uint32_t i = 0; i < inputs; ++i) {
    for (uint32_t o = 0; o < outputs; ++o) {
      const double half = change[i * outputs + o] / (2 * network->settings.weight_limit);
      const uint32_t plus = plus_cell(layer, i, o, outputs), minus = minus_cell(layer, plus, outputs);
      network->words[plus] = pulse_width(network, layer, plus, half);
      network->words[minus] = pulse_width(network, layer, minus, -half);
    }
  }
  return program(network, layer, true);
}

uint32_t ecram_network_update_signs(struct ecram_network* network, const int32_t* signs, const double* errors,
                                    double scale) {
  const struct ecram_region region = region_of(network, 0);
  const int32_t most = (int32_t)network->tile->pulse_maximum;
  int32_t *rows = network->words, *columns = network->words + region.rows;
  uint32_t any = 0;
  for (uint32_t o = 0; o < network->settings.hidden; ++o) {
    const double half = scale * errors[o] / (2 * network->settings.weight_limit);
    const int32_t units = (int32_t)lround(half * network->full_window);
    const int32_t width = units > most ? most : units < -most ? -most : units;
    network->cut_pulses += width != units;
    columns[2 * o] = width;
    columns[2 * o + 1] = -width;
    any |= (uint32_t)width;
  }
  if (any == 0) return DRIVER_DONE;
  for (uint32_t i = 0; i < region.rows; ++i) rows[i] = (signs[i] > 0) - (signs[i] < 0);
  return ecram_update_outer_product(network->tile, &region, rows, columns);
}

static double largest(const double* values, uint32_t count) {
  double most = 0;
  for (uint32_t i = 0; i < count; ++i) most = larger(most, fabs(values[i]));
  return most;
}

uint32_t ecram_network_update_streams(struct ecram_network* network, unsigned layer, const double* inputs,
                                      const double* errors, double scale) {
  const struct ecram_network_settings* s = &network->settings;
  const uint32_t input_count = inputs_of(network, layer), output_count = outputs_of(network, layer);
  const double most_input = largest(inputs, input_count), most_error = largest(errors, output_count);
  /* Pulse width of the largest change of a cell; a coincidence is worth one slot width. */
  const double units = fabs(scale) * most_input * most_error / (2 * s->weight_limit) * network->full_window;
  const double coincidences = units / (double)s->stream_slot_width;
  if (coincidences <= 0) return DRIVER_DONE;
  const uint32_t slots = (uint32_t)smaller((double)s->stream_slots, ceil(coincidences));
  /* The two probabilities share what is left equally; never more than one. */
  const double gain = sqrt(smaller(1.0, coincidences / slots)) * PROBABILITY_ONE;
  const double sign = scale < 0 ? -1 : 1;
  const struct ecram_region region = region_of(network, layer);
  int32_t *rows = network->words, *columns = network->words + region.rows;
  for (uint32_t i = 0; i < input_count; ++i) {
    const int32_t word = (int32_t)lround(gain * inputs[i] / most_input);
    if (layer == 0) {
      rows[i] = word;
    } else {
      rows[2 * i] = word;
      rows[2 * i + 1] = -word;
    }
  }
  for (uint32_t o = 0; o < output_count; ++o) {
    const int32_t word = (int32_t)lround(gain * (sign * errors[o]) / most_error);
    if (layer == 0) {
      columns[2 * o] = word;
      columns[2 * o + 1] = -word;
    } else {
      columns[o] = word;
    }
  }
  const struct ecram_streams streams = {slots, s->stream_slot_width, ++network->streams_given};
  return ecram_update_bit_streams(network->tile, &region, rows, columns, &streams);
}
