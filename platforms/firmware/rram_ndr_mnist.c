/* SPDX-License-Identifier: Apache-2.0 */
/* A network in hardware, driven by firmware: writes it into 1T1R arrays, tunes NDR neurons, sends images through and
   counts the right answers. What it needs to know is in the data memory (rram_ndr_mnist.h); docs/soc-mnist.md. */
#include "rram_ndr_mnist.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "drivers/dma.h"
#include "drivers/ndr.h"
#include "drivers/results.h"
#include "drivers/rram.h"
#include "soc.h"

_Static_assert(sizeof(struct soc_mnist_part) == 52 && sizeof(struct soc_mnist_layer) == 40 &&
                   sizeof(struct soc_mnist_header) == 104,
               "as the platform has them");

static const struct soc_mnist_header* const plan = (const struct soc_mnist_header*)DATA_BASE;

static struct rram arrays[SOC_MNIST_TILES];
static struct rram_product products[SOC_MNIST_TILES];
static struct ndr banks[SOC_MNIST_TILES];
static struct ndr_evaluation evaluations[SOC_MNIST_TILES];
static uint32_t together; /* images in one command */

/* Cycles from when the program wanted something of somebody until it had it. */
static struct { uint64_t dma, arrays, neurons; } waits;

static void* at(uint32_t place) { return (void*)(DATA_BASE + place); }
static const struct soc_mnist_part* part(uint32_t index) {
  return (const struct soc_mnist_part*)at(plan->parts_at) + index;
}
static const struct soc_mnist_layer* layer(uint32_t index) {
  return (const struct soc_mnist_layer*)at(plan->layers_at) + index;
}
static uint32_t last_part(const struct soc_mnist_layer* of) { return of->first_part + of->parts; }

static uint32_t failed(const char* what, uint32_t index, uint32_t status) {
  if (status != DRIVER_DONE) printf("%s %lu: error %lu\n", what, (unsigned long)index, (unsigned long)status);
  return status;
}

/* What all tiles have spent, fJ. */
static uint64_t energy(void) {
  uint64_t sum = 0;
  for (uint32_t p = 0; p < plan->parts; ++p) sum += energy_spent(arrays[p].base);
  for (uint32_t l = 0; l + 1 < plan->layers; ++l) sum += energy_spent(banks[l].base);
  return sum;
}

static uint32_t open_tiles(void) {
  uint32_t status = DRIVER_DONE;
  for (uint32_t l = 0; l < plan->layers && status == DRIVER_DONE; ++l) {
    const struct soc_mnist_layer* const of = layer(l);
    if (of->neurons != 0) {
      status = failed("neurons", l, ndr_open(&banks[l], of->neurons, of->neurons_line));
      evaluations[l] = (struct ndr_evaluation){of->parts, (float)(of->weight_per_ampere * (double)banks[l].input_unit),
                                               plan->code_bits, of->output_full_scale};
    }
    for (uint32_t p = of->first_part; p < last_part(of) && status == DRIVER_DONE; ++p) {
      const struct soc_mnist_part* const placed = part(p);
      status = failed("array", p, rram_open(&arrays[p], placed->array, placed->line));
      if (arrays[p].window_bottom != plan->window_bottom || arrays[p].window_top != plan->window_top ||
          arrays[p].input_maximum != plan->code_maximum) {
        printf("array %lu has another window or other codes than the data are for\n", (unsigned long)p);
        return DRIVER_OUT_OF_RANGE;
      }
      const struct rram_region region = {placed->first_row, placed->rows, 0, placed->columns};
      products[p] = (struct rram_product){region, plan->column_mode, 0, of->neurons != 0, placed->first_output};
    }
  }
  return status;
}

/* Most images that every buffer holds. */
static uint32_t most_images(void) {
  uint32_t most = 256;
  for (uint32_t p = 0; p < plan->parts; ++p) {
    const uint32_t vectors = rram_most_vectors(&arrays[p], &products[p]);
    if (vectors < most) most = vectors;
  }
  for (uint32_t l = 0; l + 1 < plan->layers; ++l)
    if (ndr_most_vectors(&banks[l]) < most) most = ndr_most_vectors(&banks[l]);
  return most;
}

/* Every array, several times: what has relaxed out of tolerance meanwhile is written again. */
static uint32_t program_arrays(void) {
  const struct rram_verify verify = {plan->verify_tolerance, plan->verify_pulse_limit, plan->verify_reads};
  struct rram_report all = {0, 0, 0, 0}, first = all;
  const uint64_t begin = cycles_now();
  const uint64_t spent = energy();
  uint64_t failures = 0;
  for (uint32_t pass = 0; pass < plan->passes; ++pass) {
    for (uint32_t p = 0; p < plan->parts; ++p) {
      const uint32_t status =
          rram_program(&arrays[p], &products[p].region, (const uint16_t*)at(part(p)->targets), &verify, &all);
      if (failed("programming array", p, status) != DRIVER_DONE) return status;
    }
    if (pass == 0) first = all;
    sleep_for(plan->pass_ticks);
    printf("pass %lu: %lu cells of %lu not within tolerance\n", (unsigned long)pass + 1,
           (unsigned long)(all.failures - failures), (unsigned long)first.cells);
    failures = all.failures;
  }
  print_result("cells", first.cells);
  print_result("first_pass_pulses", first.pulses);
  print_result("write_verify_pulses", all.pulses);
  print_result("write_verify_reads", all.reads);
  print_result("write_verify_failures", all.failures);
  print_result("programming_cycles", cycles_now() - begin);
  print_result("programming_energy_fj", energy() - spent);
  return DRIVER_DONE;
}

static uint32_t tune_neurons(void) {
  const struct ndr_tuning tuning = {plan->calibrate != 0, plan->tune_tolerance, plan->tune_pulse_limit,
                                    plan->tune_reads, plan->tune_points};
  uint32_t given_up = 0;
  uint64_t pulses = 0;
  const uint64_t begin = cycles_now();
  for (uint32_t l = 0; l + 1 < plan->layers; ++l) {
    uint32_t some = 0;
    const uint32_t status = ndr_tune(&banks[l], at(layer(l)->tuning), &tuning, &some);
    if (failed("tuning neurons", l, status) != DRIVER_DONE) return status;
    given_up += some;
    pulses += ndr_write_pulses(&banks[l]);
  }
  print_result("neurons_not_tuned", given_up);
  print_result("tuning_pulses", pulses);
  print_result("tuning_cycles", cycles_now() - begin);
  return DRIVER_DONE;
}

/* The bias's input, behind the last one, is always at its greatest code. What DMA brings of neurons leaves it alone. */
static void write_biases(void) {
  for (uint32_t p = last_part(layer(0)); p < plan->parts; ++p) {
    const struct soc_mnist_part* const placed = part(p);
    if (!placed->has_bias) continue;
    const uint32_t last = placed->rows - 1;
    for (uint32_t vector = 0; vector < together; ++vector)
      *(volatile uint32_t*)(rram_input(&arrays[p]) + vector * rram_input_stride(placed->rows) + last / 4 * 4) =
          plan->code_maximum << last % 4 * 8;
  }
}

static uint32_t finish_arrays(const struct soc_mnist_layer* of) {
  const uint64_t begin = cycles_now();
  for (uint32_t p = of->first_part; p < last_part(of); ++p) {
    const uint32_t status = rram_finish(&arrays[p]);
    if (failed("array", p, status) != DRIVER_DONE) return status;
  }
  waits.arrays += cycles_now() - begin;
  return DRIVER_DONE;
}

static uint32_t finish_dma(void) {
  const uint64_t begin = cycles_now();
  const uint32_t status = dma_finish();
  waits.dma += cycles_now() - begin;
  return status;
}

static uint32_t finish_neurons(uint32_t l) {
  const uint64_t begin = cycles_now();
  const uint32_t status = ndr_finish(&banks[l]);
  waits.neurons += cycles_now() - begin;
  return failed("neurons", l, status);
}

/* The codes of a layer's neurons into the next layer's arrays, which begin. */
static uint32_t start_next(uint32_t l, uint32_t images) {
  const struct soc_mnist_layer* const next = layer(l + 1);
  if (next->neurons != 0) ndr_start_analog(&banks[l + 1], &evaluations[l + 1], images);
  for (uint32_t p = next->first_part; p < last_part(next); ++p) {
    const struct soc_mnist_part* const placed = part(p);
    const uint32_t left = layer(l)->outputs - placed->first_input;
    const struct dma_lines lines = {placed->inputs < left ? placed->inputs : left, images, ndr_output_stride(&banks[l]),
                                    rram_input_stride(placed->rows)};
    dma_start_lines(rram_input(&arrays[p]), ndr_output(&banks[l]) + placed->first_input, &lines);
    const uint32_t status = finish_dma();
    if (failed("codes for array", p, status) != DRIVER_DONE) return status;
    rram_start_multiply(&arrays[p], &products[p], images);
  }
  return DRIVER_DONE;
}

/* Place of the greatest, the first of equals. */
static uint8_t greatest(const volatile int32_t* words, uint32_t count) {
  uint32_t place = 0;
  int32_t most = words[0];
  for (uint32_t o = 1; o < count; ++o) {
    const int32_t word = words[o];
    if (word > most) {
      most = word;
      place = o;
    }
  }
  return (uint8_t)place;
}

/* The last layer's words for an image, those of several arrays added up. */
static void add_words(uint32_t image, int32_t* sums) {
  const struct soc_mnist_layer* const of = layer(plan->layers - 1);
  for (uint32_t o = 0; o < of->outputs; ++o) sums[o] = 0;
  for (uint32_t p = of->first_part; p < last_part(of); ++p) {
    const struct soc_mnist_part* const placed = part(p);
    const volatile int32_t* const words = (const volatile int32_t*)rram_result(&arrays[p]) + image * placed->outputs;
    for (uint32_t o = 0; o < placed->outputs; ++o) sums[placed->first_output + o] += words[o];
  }
}

/* Images that are on their way together. */
struct batch {
  uint32_t first, images;
  uint8_t* answers; /* of all images, a byte each; null: they are not wanted */
};

/* The classes that the last layer's words have for a batch's images from `from` up to `to`. */
static void take_answers(const struct batch* of, uint32_t from, uint32_t to) {
  if (of->answers == NULL) return;
  const struct soc_mnist_layer* const last = layer(plan->layers - 1);
  const uint32_t outputs = last->outputs;
  uint8_t* const answers = of->answers + of->first;
  if (last->parts == 1) {
    const volatile int32_t* words = (const volatile int32_t*)rram_result(&arrays[last->first_part]) + from * outputs;
    for (uint32_t image = from; image < to; ++image, words += outputs) answers[image] = greatest(words, outputs);
    return;
  }
  static int32_t sums[SOC_MNIST_CLASSES];
  for (uint32_t image = from; image < to; ++image) {
    add_words(image, sums);
    answers[image] = greatest(sums, outputs);
  }
}

/* DMA begins to bring a batch's codes to an array of the first layer. */
static void bring_images(unsigned set, const struct batch* of, uint32_t p) {
  const uint32_t stride = rram_input_stride(part(p)->rows);
  dma_start(rram_input(&arrays[p]), (uintptr_t)at(part(p)->codes[set] + of->first * stride), of->images * stride);
}

/* A batch into the first layer, whose arrays begin one by one as they have their codes. While DMA brings them, the
   processor takes the answers of the batch before, if there is one, which the last layer has at work. */
static uint32_t start_batch(unsigned set, const struct batch* next, const struct batch* before) {
  const uint32_t parts = layer(0)->parts;
  uint32_t status = DRIVER_DONE;
  bring_images(set, next, 0);
  ndr_start_analog(&banks[0], &evaluations[0], next->images);
  if (before != NULL) status = finish_arrays(layer(plan->layers - 1));
  for (uint32_t p = 0; p < parts && status == DRIVER_DONE; ++p) {
    if (before != NULL) take_answers(before, before->images * p / parts, before->images * (p + 1) / parts);
    status = failed("images for array", p, finish_dma());
    if (status != DRIVER_DONE) return status;
    if (p + 1 < parts) bring_images(set, next, p + 1);
    rram_start_multiply(&arrays[p], &products[p], next->images);
  }
  return status;
}

/* A set of images, `together` at a time. */
static uint32_t infer(unsigned set, uint8_t* answers) {
  const uint32_t all = plan->images[set];
  struct batch now = {0, all < together ? all : together, answers};
  uint32_t status = start_batch(set, &now, NULL);
  while (status == DRIVER_DONE) {
    for (uint32_t l = 0; l + 1 < plan->layers && status == DRIVER_DONE; ++l) {
      status = finish_arrays(layer(l));
      if (status == DRIVER_DONE) status = finish_neurons(l);
      if (status == DRIVER_DONE) status = start_next(l, now.images);
    }
    if (status != DRIVER_DONE) break;
    const uint32_t done = now.first + now.images, left = all - done;
    if (left == 0) {
      status = finish_arrays(layer(plan->layers - 1));
      if (status == DRIVER_DONE) take_answers(&now, 0, now.images);
      break;
    }
    const struct batch next = {done, left < together ? left : together, answers};
    status = start_batch(set, &next, &now);
    now = next;
  }
  return status;
}

/* The narrowest range of the last layer's converters that holds what the calibration images give. */
static uint32_t choose_range(void) {
  const struct soc_mnist_layer* const of = layer(plan->layers - 1);
  uint64_t before = 0;
  for (uint32_t p = of->first_part; p < last_part(of); ++p) before += rram_saturations(&arrays[p]);
  uint32_t range = 0;
  for (uint32_t tried = 0; tried < arrays[of->first_part].converter_ranges; ++tried) {
    for (uint32_t p = of->first_part; p < last_part(of); ++p) products[p].converter_range = tried;
    const uint32_t status = infer(SOC_MNIST_CALIBRATION, NULL);
    if (status != DRIVER_DONE) return status;
    uint64_t after = 0;
    for (uint32_t p = of->first_part; p < last_part(of); ++p) after += rram_saturations(&arrays[p]);
    if (after != before) break;
    range = tried;
  }
  for (uint32_t p = of->first_part; p < last_part(of); ++p) products[p].converter_range = range;
  print_result("converter_range", range);
  return DRIVER_DONE;
}

/* Of the answers (CRC-32 as in zlib), so that two runs can be compared. */
static uint32_t checksum(const uint8_t* bytes, uint32_t count) {
  uint32_t remainder = UINT32_MAX;
  for (uint32_t i = 0; i < count; ++i) {
    remainder ^= bytes[i];
    for (unsigned bit = 0; bit < 8; ++bit) remainder = remainder >> 1 ^ (UINT32_C(0xedb88320) & -(remainder & 1));
  }
  return ~remainder;
}

static uint32_t test(void) {
  const uint32_t images = plan->images[SOC_MNIST_TEST];
  uint8_t* const answers = at(plan->answers);
  waits.dma = waits.arrays = waits.neurons = 0;
  const uint64_t spent = energy(), begin = cycles_now();
  const uint32_t status = infer(SOC_MNIST_TEST, answers);
  const uint64_t cycles = cycles_now() - begin;
  if (status != DRIVER_DONE) return status;
  print_result("inference_start_cycle", begin);
  print_result("inference_cycles", cycles);
  print_result("inference_energy_fj", energy() - spent);
  print_result("waiting_for_dma_cycles", waits.dma);
  print_result("waiting_for_arrays_cycles", waits.arrays);
  print_result("waiting_for_neurons_cycles", waits.neurons);
  print_result("computing_cycles", cycles - waits.dma - waits.arrays - waits.neurons);
  uint32_t right = 0;
  for (uint32_t i = 0; i < images; ++i) right += answers[i] == ((const uint8_t*)at(plan->labels))[i];
  print_result("images", images);
  print_result("right_answers", right);
  print_result("answers_crc32", checksum(answers, images));
  printf("%lu of %lu images right: ", (unsigned long)right, (unsigned long)images);
  print_ratio((uint64_t)100 * right, images, 2);
  printf(" %%\n");
  return DRIVER_DONE;
}

int main(void) {
  if (plan->magic != SOC_MNIST_MAGIC) {
    printf("the data memory does not hold a network\n");
    return 1;
  }
  if (open_tiles() != DRIVER_DONE) return 1;
  together = most_images();
  printf("%lu arrays, %lu images together\n", (unsigned long)plan->parts, (unsigned long)together);
  if (program_arrays() != DRIVER_DONE || tune_neurons() != DRIVER_DONE) return 1;
  write_biases();
  if (choose_range() != DRIVER_DONE || test() != DRIVER_DONE) return 1;
  return 0;
}
