/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/random.h"

static void philox(uint32_t counter[4], uint32_t key0, uint32_t key1) {
  for (int round = 0; round < 10; ++round) {
    const uint64_t product0 = UINT64_C(0xD2511F53) * counter[0];
    const uint64_t product1 = UINT64_C(0xCD9E8D57) * counter[2];
    counter[0] = (uint32_t)(product1 >> 32) ^ counter[1] ^ key0;
    counter[1] = (uint32_t)product1;
    counter[2] = (uint32_t)(product0 >> 32) ^ counter[3] ^ key1;
    counter[3] = (uint32_t)product0;
    key0 += UINT32_C(0x9E3779B9);
    key1 += UINT32_C(0xBB67AE85);
  }
}

struct random_stream random_stream_of(uint64_t seed, uint32_t purpose) {
  uint32_t block[4] = {purpose, 0, 0, 0};
  philox(block, (uint32_t)seed, (uint32_t)(seed >> 32));
  return (struct random_stream){{block[0], block[1]}};
}

double random_uniform(const struct random_stream* stream, uint64_t index, uint64_t event) {
  uint32_t block[4] = {(uint32_t)index, (uint32_t)(index >> 32), (uint32_t)event, (uint32_t)(event >> 32)};
  philox(block, stream->key[0], stream->key[1]);
  return (double)(((uint64_t)block[1] << 32 | block[0]) >> 11) * 0x1p-53;
}

void random_order(const struct random_stream* stream, uint64_t event, uint32_t* order, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) order[i] = i;
  for (uint32_t left = count; left > 1; --left) {
    const uint32_t chosen = (uint32_t)(random_uniform(stream, left, event) * left);
    const uint32_t other = order[chosen];
    order[chosen] = order[left - 1];
    order[left - 1] = other;
  }
}
