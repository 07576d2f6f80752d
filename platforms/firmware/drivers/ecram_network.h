/* SPDX-License-Identifier: Apache-2.0 */
/* A network of two layers in one ECRAM array, trained in place. The first layer lies in rows 0 to inputs-1 and columns
   0 to 2 hidden - 1, a weight being two neighbouring columns; the second in rows 0 to 2 hidden - 1 and the columns
   after it, a weight being two neighbouring rows that are driven with opposite signs. A weight is limit (g+ - g-) over
   the window; a change moves both cells by half of it, in opposite directions.

   Numbers are doubles, in software: they are what a host with floating-point hardware computes, to the last bit.
   Functions return 0, an ecram_error or a driver_status. */
#ifndef MEMVP_DRIVERS_ECRAM_NETWORK_H
#define MEMVP_DRIVERS_ECRAM_NETWORK_H

#include "drivers/ecram.h"

enum { ECRAM_NETWORK_INPUTS = 64, ECRAM_NETWORK_HIDDEN = 32, ECRAM_NETWORK_OUTPUTS = 8 }; /* at most */

enum ecram_update {
  ECRAM_UPDATE_SERIAL,       /* the change of a batch, cell after cell */
  ECRAM_UPDATE_ROW_PARALLEL, /* the same, the cells of a word line together */
  ECRAM_UPDATE_OUTER,        /* sample by sample: signs times widths, or bit streams */
};

struct ecram_network_settings {
  uint32_t inputs, hidden, outputs;
  double weight_limit;   /* weight at which a pair is at the ends of its window */
  double read_voltage;   /* V, which the greatest input code stands for */
  double window;         /* S, from the least to the greatest conductance */
  double window_time;    /* s, of a pulse across the whole window */
  double quantum_time;   /* s, of a pulse of one quantum */
  uint32_t update;       /* an ecram_update */
  uint32_t up_only;      /* only potentiate, never depress */
  uint32_t carry;        /* keep remainders until a whole quantum is due */
  uint32_t stream_slots; /* longest bit stream */
  uint32_t stream_slot_width;
};

enum { ECRAM_NETWORK_CELLS = 2 * ECRAM_NETWORK_INPUTS * ECRAM_NETWORK_HIDDEN }; /* of the larger layer */

/* Filled by ecram_network_open(); a program reads the counters at its end. */
struct ecram_network {
  struct ecram* tile;
  struct ecram_network_settings settings;
  double weight_per_ampere; /* of a weight whose input is driven by the full read voltage */
  double full_window, quantum;
  uint32_t streams_given;
  double remainder[2][ECRAM_NETWORK_CELLS];
  int32_t words[ECRAM_NETWORK_CELLS];
  uint32_t cut_pulses;      /* that would have been wider than the pulse counter */
  uint32_t clipped_weights; /* that were asked for beyond the limit */
};

/* DRIVER_OUT_OF_RANGE if the network is larger than the array or than this driver's memory, or its numbers make no
   pulses. */
uint32_t ecram_network_open(struct ecram_network* network, struct ecram* tile,
                            const struct ecram_network_settings* settings);

/* Writes weights (inputs x outputs of the layer) from an unknown state, open loop, layer 0 first: both layers are
   erased before, since erasing one half-selects the other. */
uint32_t ecram_network_set_weights(struct ecram_network* network, unsigned layer, const double* weights);

/* Products of `count` vectors with the layer, forwards or transposed. The vectors share a scale: the largest magnitude
   among them is driven by the full read voltage. */
uint32_t ecram_network_forward(struct ecram_network* network, unsigned layer, const double* inputs, uint32_t count,
                               double* outputs);
uint32_t ecram_network_backward(struct ecram_network* network, unsigned layer, const double* errors, uint32_t count,
                                double* input_errors);

/* The first layer forwards, with codes that are in the tile's input window already: input_maximum stands for 1. No more
   vectors than ecram_network_most_vectors() of them. */
uint32_t ecram_network_most_vectors(const struct ecram_network* network);
uint32_t ecram_network_forward_loaded(struct ecram_network* network, uint32_t count, double* outputs);

/* Adds a change (inputs x outputs) to the layer's weights. */
uint32_t ecram_network_update(struct ecram_network* network, unsigned layer, const double* change);

/* Adds scale times the outer product of one vector of inputs and one of errors, formed in the cells: by sign phases in
   the first layer, whose inputs are -1, 0 or 1 (`signs`: their signs count), or by coincidences of bit streams. */
uint32_t ecram_network_update_signs(struct ecram_network* network, const int32_t* signs, const double* errors,
                                    double scale);
uint32_t ecram_network_update_streams(struct ecram_network* network, unsigned layer, const double* inputs,
                                      const double* errors, double scale);

#endif
