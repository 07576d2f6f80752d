/* SPDX-License-Identifier: Apache-2.0 */
/* Trains a network in place on an ECRAM array to tell poisonous mushrooms from edible ones, and tests it: the platform
   soc-mushroom (docs/soc-mushroom.md). Both passes and every update happen on the array; the processor sleeps
   meanwhile. It computes activations, the loss and the sums of a batch, in doubles. */
#include "ecram_mushroom.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "drivers/dma.h"
#include "drivers/ecram_network.h"
#include "drivers/random.h"
#include "drivers/results.h"
#include "soc.h"

enum { MOST_RECORDS = 16384 };

static const struct mushroom_task* const task = (const struct mushroom_task*)DATA_BASE;
static int32_t* const records = (int32_t*)(DATA_BASE + sizeof(struct mushroom_task));
static const uint8_t* classes; /* of all records */

static struct ecram tile;
static struct ecram_network network;
static uint32_t order[MOST_RECORDS];
static double hidden[MUSHROOM_MOST_BATCH * ECRAM_NETWORK_HIDDEN];
static double hidden_errors[MUSHROOM_MOST_BATCH * ECRAM_NETWORK_HIDDEN];
static double outputs[MUSHROOM_MOST_BATCH * ECRAM_NETWORK_OUTPUTS];
static double output_errors[MUSHROOM_MOST_BATCH * ECRAM_NETWORK_OUTPUTS];
static double change[ECRAM_NETWORK_CELLS];
static double weights[ECRAM_NETWORK_INPUTS * ECRAM_NETWORK_HIDDEN];
static uint32_t confusion[2][2]; /* [actual class][answer] */

static int32_t* codes_of(uint32_t record) { return records + record * task->inputs; }

/* Finds the tile and takes in the task. */
static uint32_t set_up(void) {
  const uint32_t count = task->training + task->test;
  if (task->id != MUSHROOM_TASK_ID || task->outputs != 2 || task->training > MOST_RECORDS || task->training == 0 ||
      task->test == 0 || task->batch - 1 >= MUSHROOM_MOST_BATCH || task->evaluation_batch - 1 >= MUSHROOM_MOST_BATCH)
    return DRIVER_OUT_OF_RANGE;
  uint32_t error = ecram_open(&tile, ECRAM_BASE, ECRAM_LINE);
  if (error != DRIVER_DONE) return error;
  const struct ecram_network_settings settings = {
      task->inputs, task->hidden,       task->outputs,          task->weight_limit, task->read_voltage,
      task->window, task->window_time,  task->quantum_time,     task->update,       task->up_only,
      task->carry,  task->stream_slots, task->stream_slot_width};
  error = ecram_network_open(&network, &tile, &settings);
  /* Inputs become codes where they lie: from here they go into the tile as they are. */
  for (uint32_t i = 0; i < count * task->inputs; ++i) records[i] *= (int32_t)tile.input_maximum;
  classes = (const uint8_t*)codes_of(count);
  return error;
}

/* First layer: uniform. Second: each hidden unit speaks for one class, taken in turn, and as much against the others.
 */
static uint32_t write_initial_weights(void) {
  const struct random_stream stream = random_stream_of(task->seed, task->weight_purpose);
  for (uint32_t i = 0; i < task->inputs * task->hidden; ++i)
    weights[i] = task->initial_weight * (2.0 * random_uniform(&stream, i, 0) - 1.0);
  const uint32_t error = ecram_network_set_weights(&network, 0, weights);
  if (error != DRIVER_DONE) return error;
  for (uint32_t unit = 0; unit < task->hidden; ++unit) {
    const double strength = task->initial_readout_weight * 0.5 * (1.0 + random_uniform(&stream, unit, 1));
    for (uint32_t o = 0; o < task->outputs; ++o)
      weights[unit * task->outputs + o] = unit % task->outputs == o ? strength : -strength;
  }
  return ecram_network_set_weights(&network, 1, weights);
}

/* Codes of `count` records, those that `chosen` names or those from `first` on, into the tile. DMA pays from eight
   words on, even for a record at a time. */
static uint32_t load(const uint32_t* chosen, uint32_t first, uint32_t count) {
  const uint32_t bytes = task->inputs * sizeof(int32_t);
  uint32_t error = DRIVER_DONE;
  if (chosen == NULL) return dma_copy((uintptr_t)ecram_input(&tile, 0), (uintptr_t)codes_of(first), count * bytes);
  for (uint32_t s = 0; s < count && error == DRIVER_DONE; ++s)
    error = dma_copy((uintptr_t)ecram_input(&tile, s * task->inputs), (uintptr_t)codes_of(chosen[s]), bytes);
  return error;
}

/* Both layers forwards for `count` records: those that `chosen` names, or, without it, those from `first` on. */
static uint32_t pass_forward(const uint32_t* chosen, uint32_t first, uint32_t count) {
  const uint32_t room = ecram_network_most_vectors(&network);
  for (uint32_t done = 0; done < count;) {
    const uint32_t left = count - done, vectors = left < room ? left : room;
    uint32_t error = load(chosen == NULL ? NULL : chosen + done, first + done, vectors);
    if (error == DRIVER_DONE) error = ecram_network_forward_loaded(&network, vectors, hidden + done * task->hidden);
    if (error != DRIVER_DONE) return error;
    done += vectors;
  }
  for (uint32_t i = 0; i < count * task->hidden; ++i)
    if (hidden[i] < 0) hidden[i] = 0;
  return ecram_network_forward(&network, 1, hidden, count, outputs);
}

/* Turns a vector's outputs into probabilities. Returns the loss, -log p(actual). */
static double softmax(double* values, uint32_t actual) {
  const uint32_t count = task->outputs;
  double largest = values[0], sum = 0;
  for (uint32_t k = 1; k < count; ++k)
    if (largest < values[k]) largest = values[k];
  for (uint32_t k = 0; k < count; ++k) sum += values[k] = exp(values[k] - largest);
  for (uint32_t k = 0; k < count; ++k) values[k] /= sum;
  return -log(fmax(values[actual], 0x1p-1022));
}

/* The loss of the batch, summed; the errors of both layers. */
static uint32_t pass_backward(const uint32_t* batch, uint32_t count, double* loss) {
  for (uint32_t sample = 0; sample < count; ++sample) {
    double* probabilities = outputs + sample * task->outputs;
    const uint32_t actual = classes[batch[sample]];
    *loss += softmax(probabilities, actual);
    for (uint32_t k = 0; k < task->outputs; ++k)
      output_errors[sample * task->outputs + k] = (k == actual ? 1.0 : 0.0) - probabilities[k];
  }
  const uint32_t error = ecram_network_backward(&network, 1, output_errors, count, hidden_errors);
  for (uint32_t i = 0; i < count * task->hidden; ++i)
    if (hidden[i] <= 0) hidden_errors[i] *= task->inactive_slope;
  return error;
}

/* change += scale input^T error, where the inputs are signs. */
static void add_signed_products(const int32_t* signs, const double* errors, double scale) {
  double steps[ECRAM_NETWORK_HIDDEN];
  for (uint32_t o = 0; o < task->hidden; ++o) steps[o] = scale * errors[o];
  for (uint32_t i = 0; i < task->inputs; ++i) {
    double* row = change + i * task->hidden;
    if (signs[i] > 0)
      for (uint32_t o = 0; o < task->hidden; ++o) row[o] += steps[o];
    else if (signs[i] < 0)
      for (uint32_t o = 0; o < task->hidden; ++o) row[o] -= steps[o];
  }
}

static void add_products(const double* inputs, const double* errors, double scale) {
  for (uint32_t i = 0; i < task->hidden; ++i) {
    const double factor = scale * inputs[i];
    if (factor == 0) continue;
    for (uint32_t o = 0; o < task->outputs; ++o) change[i * task->outputs + o] += factor * errors[o];
  }
}

static uint32_t update_by_batch(const uint32_t* batch, uint32_t count, double scale) {
  memset(change, 0, sizeof change);
  for (uint32_t s = 0; s < count; ++s) add_signed_products(codes_of(batch[s]), hidden_errors + s * task->hidden, scale);
  const uint32_t error = ecram_network_update(&network, 0, change);
  if (error != DRIVER_DONE) return error;
  memset(change, 0, sizeof change);
  for (uint32_t s = 0; s < count; ++s)
    add_products(hidden + s * task->hidden, output_errors + s * task->outputs, scale);
  return ecram_network_update(&network, 1, change);
}

static uint32_t update_by_sample(const uint32_t* batch, uint32_t count, double scale) {
  uint32_t error = DRIVER_DONE;
  for (uint32_t s = 0; s < count && error == DRIVER_DONE; ++s)
    error = ecram_network_update_signs(&network, codes_of(batch[s]), hidden_errors + s * task->hidden, scale);
  for (uint32_t s = 0; s < count && error == DRIVER_DONE; ++s)
    error =
        ecram_network_update_streams(&network, 1, hidden + s * task->hidden, output_errors + s * task->outputs, scale);
  return error;
}

static uint32_t learn(const uint32_t* batch, uint32_t count, double rate, double* loss) {
  uint32_t error = pass_forward(batch, 0, count);
  if (error == DRIVER_DONE) error = pass_backward(batch, count, loss);
  if (error != DRIVER_DONE) return error;
  const double scale = rate / (double)count;
  return task->update == ECRAM_UPDATE_OUTER ? update_by_sample(batch, count, scale)
                                            : update_by_batch(batch, count, scale);
}

static void print_loss(uint32_t epoch, double loss) {
  printf("epoch %u: loss ", (unsigned)epoch);
  print_ratio((uint64_t)(loss * 1e9 + 0.5), 1000000000, 5);
  puts("");
}

static uint32_t train(void) {
  uint32_t error = write_initial_weights();
  const struct random_stream stream = random_stream_of(task->seed, task->order_purpose);
  double rate = task->learning_rate;
  for (uint32_t epoch = 0; epoch < task->epochs; ++epoch, rate *= task->learning_rate_decay) {
    random_order(&stream, epoch, order, task->training);
    double loss = 0;
    for (uint32_t first = 0; first < task->training && error == DRIVER_DONE; first += task->batch) {
      const uint32_t left = task->training - first;
      error = learn(order + first, left < task->batch ? left : task->batch, rate, &loss);
    }
    if (error != DRIVER_DONE) return error;
    print_loss(epoch + 1, loss / (double)task->training);
  }
  return DRIVER_DONE;
}

/* Asks the network about `count` records from `first` on; the larger output is the answer. */
static uint32_t ask(uint32_t first, uint32_t count, uint32_t* right) {
  memset(confusion, 0, sizeof confusion);
  *right = 0;
  for (uint32_t done = 0; done < count; done += task->evaluation_batch) {
    const uint32_t left = count - done, vectors = left < task->evaluation_batch ? left : task->evaluation_batch;
    const uint32_t error = pass_forward(NULL, first + done, vectors);
    if (error != DRIVER_DONE) return error;
    for (uint32_t s = 0; s < vectors; ++s) {
      const uint32_t actual = classes[first + done + s], answer = outputs[2 * s + 1] > outputs[2 * s];
      ++confusion[actual][answer];
      *right += answer == actual;
    }
  }
  return DRIVER_DONE;
}

static void print_test(void) {
  printf("            edible  poisonous\n");
  for (uint32_t actual = 0; actual < 2; ++actual)
    printf("%-10s %7u %10u\n", actual == 0 ? "edible" : "poisonous", (unsigned)confusion[actual][0],
           (unsigned)confusion[actual][1]);
  print_result("missed_poisonous", confusion[1][0]);
  print_result("refused_edible", confusion[0][1]);
}

int main(void) {
  uint32_t error = set_up(), learned = 0, tested = 0;
  if (error != DRIVER_DONE) {
    printf("there is no task, or no tile for it: error %u\n", (unsigned)error);
    return 1;
  }
  printf("%u-%u-%u network, %u records to learn from, %u to test\n", (unsigned)task->inputs, (unsigned)task->hidden,
         (unsigned)task->outputs, (unsigned)task->training, (unsigned)task->test);
  const uint64_t cycles = cycles_now(), pulses = ecram_pulses(&tile), conversions = ecram_conversions(&tile),
                 energy = energy_spent(tile.base);
  error = train();
  if (error == DRIVER_DONE) error = ask(0, task->training, &learned);
  if (error == DRIVER_DONE) error = ask(task->training, task->test, &tested);
  if (error != DRIVER_DONE) {
    printf("the tile refused a command: error %u\n", (unsigned)error);
    return 1;
  }
  const uint64_t cycles_after = cycles_now();
  print_test();
  print_result_ratio("train_accuracy", learned, task->training);
  print_result_ratio("test_accuracy", tested, task->test);
  print_result("write_pulses", ecram_pulses(&tile) - pulses);
  print_result_ratio("write_time_s", tile.write_cycles, task->clock_frequency);
  print_result("conversions", ecram_conversions(&tile) - conversions);
  print_result_ratio("training_time_s", cycles_after - cycles, task->clock_frequency);
  print_result_scaled("training_energy_j", energy_spent(tile.base) - energy, -15);
  print_result("epochs", task->epochs);
  print_result("clipped_weights", network.clipped_weights);
  print_result("cut_pulses", network.cut_pulses);
  return 0;
}
