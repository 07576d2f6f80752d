/* SPDX-License-Identifier: Apache-2.0 */
/* Results of the run: lines `result NAME VALUE` on the serial port, which the simulator puts into summary.json. NAME is
   of letters, digits and underscores. */
#ifndef MEMVP_DRIVERS_RESULTS_H
#define MEMVP_DRIVERS_RESULTS_H

#include <stdint.h>

/* A count. */
void print_result(const char* name, uint64_t value);

/* value 10^exponent: a count of units, such as joules by their number of femtojoules. */
void print_result_scaled(const char* name, uint64_t value, int exponent);

/* numerator / denominator to nine decimals; the denominator is below 2^32 and not 0. */
void print_result_ratio(const char* name, uint64_t numerator, uint32_t denominator);

/* The number alone, with this many decimals (at most 9), rounded. */
void print_ratio(uint64_t numerator, uint32_t denominator, int decimals);

#endif
