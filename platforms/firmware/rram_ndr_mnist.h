/* SPDX-License-Identifier: Apache-2.0 */
/* What the platform soc-mnist leaves in the data memory for rram_ndr_mnist.c: a network as targets of cells and
   neurons, where each of its arrays is, and images as the arrays take them. The platform (C++) and the program (C)
   include this file. Places in the memory are bytes from its beginning, each a multiple of 4 (of 8, of structures). */
#ifndef MEMVP_RRAM_NDR_MNIST_H
#define MEMVP_RRAM_NDR_MNIST_H

#include <stdint.h>

#define SOC_MNIST_MAGIC UINT32_C(0x314d4e53) /* "SNM1" */

/* Most tiles (lines 0 to 29 of the interrupt controller), and most classes. */
enum { SOC_MNIST_TILES = 30, SOC_MNIST_CLASSES = 256 };

/* The sets of images. */
enum { SOC_MNIST_TEST, SOC_MNIST_CALIBRATION, SOC_MNIST_SETS };

/* A rectangle of a layer's matrix on an array of its own: rows are inputs, the bias behind the last. */
struct soc_mnist_part {
  uint32_t array; /* address */
  uint32_t line;  /* of the interrupt controller */
  uint32_t first_input, inputs;
  uint32_t first_output, outputs;
  uint32_t first_row, rows, columns; /* of the array's cells, from column 0 */
  uint32_t has_bias;                 /* 1: the last row's input is always at the greatest code */
  uint32_t targets;                  /* place of rows x columns half-words, as the tile's TARGET takes them */
  uint32_t codes[SOC_MNIST_SETS];    /* first layer: place of the images' codes, the bias's with them, a vector a row of
                                        rows bytes, filled up to words; later layers: 0 */
};

/* A dense layer. */
struct soc_mnist_layer {
  double weight_per_ampere; /* sums in the network's unit = current * this */
  uint32_t first_part, parts;
  uint32_t inputs, outputs; /* without bias */
  uint32_t neurons;         /* address of the bank that takes its currents; 0: the last layer, read as words */
  uint32_t neurons_line;
  uint32_t tuning;         /* place of a word a neuron, as the bank's TUNING takes them */
  float output_full_scale; /* output of a neuron at the greatest code */
};

struct soc_mnist_header {
  uint32_t magic, bytes; /* of all that is here */
  uint32_t parts, parts_at;
  uint32_t layers, layers_at;
  /* The window that targets refer to, as the tiles' WINDOW_BOTTOM and WINDOW_TOP have to show it. */
  float window_bottom, window_top;
  uint32_t code_maximum, code_bits; /* of the arrays' input codes */
  uint32_t column_mode;             /* of the arrays' register */
  uint32_t passes;                  /* times that every array is programmed */
  uint64_t pass_ticks;              /* of the timer, after each pass */
  uint32_t verify_tolerance, verify_pulse_limit, verify_reads;
  uint32_t calibrate; /* 1: neurons are brought to crests, 0: to conductances */
  uint32_t tune_tolerance, tune_pulse_limit, tune_reads, tune_points;
  uint32_t images[SOC_MNIST_SETS];
  uint32_t labels;  /* place of a byte a test image */
  uint32_t answers; /* place for a byte a test image, which the program fills */
};

#endif
