/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/results.h"

#include <stdio.h>

#define MOST_DIGITS 20

/* printf() of the programs has no more than 32 bits. */
static void print_digits(uint64_t value, int at_least) {
  char text[MOST_DIGITS + 1];
  char* first = text + MOST_DIGITS;
  *first = 0;
  for (int digit = 0; value != 0 || digit < at_least; ++digit, value /= 10) *--first = (char)('0' + (int)(value % 10));
  fputs(first, stdout);
}

static void print_name(const char* name) { printf("result %s ", name); }

void print_result(const char* name, uint64_t value) {
  print_name(name);
  print_digits(value, 1);
  puts("");
}

void print_result_scaled(const char* name, uint64_t value, int exponent) {
  print_name(name);
  print_digits(value, 1);
  printf("e%d\n", exponent);
}

void print_ratio(uint64_t numerator, uint32_t denominator, int decimals) {
  uint32_t units = 1; /* of the last decimal in one */
  for (int i = 0; i < decimals; ++i) units *= 10;
  uint64_t whole = numerator / denominator;
  /* Below 2^62: the remainder is less than 2^32, a unit at most 10^9. */
  uint64_t part = ((numerator % denominator) * units + denominator / 2) / denominator;
  whole += part / units;
  part %= units;
  print_digits(whole, 1);
  if (decimals > 0) {
    putchar('.');
    print_digits(part, decimals);
  }
}

void print_result_ratio(const char* name, uint64_t numerator, uint32_t denominator) {
  print_name(name);
  print_ratio(numerator, denominator, 9);
  puts("");
}
