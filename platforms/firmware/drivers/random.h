/* SPDX-License-Identifier: Apache-2.0 */
/* Random numbers as the simulator draws its own: Philox4x32-10 (Salmon et al. 2011, doi 10.1145/2063384.2063405), a
   pure function of a stream, an index (what a number is for) and an event (which of its numbers). */
#ifndef MEMVP_DRIVERS_RANDOM_H
#define MEMVP_DRIVERS_RANDOM_H

#include <stdint.h>

struct random_stream {
  uint32_t key[2];
};

/* The stream of a seed for a purpose, by its number in memvp::random_purpose. */
struct random_stream random_stream_of(uint64_t seed, uint32_t purpose);

/* Uniform in [0, 1), a multiple of 2^-53. */
double random_uniform(const struct random_stream* stream, uint64_t index, uint64_t event);

/* A random order of 0 .. count-1, every order equally likely. */
void random_order(const struct random_stream* stream, uint64_t event, uint32_t* order, uint32_t count);

#endif
