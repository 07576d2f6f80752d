// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/random.hpp"

#include "memvp/models/physics/vector_instructions.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace memvp {
namespace {

constexpr std::size_t lanes = 8;

#if defined(__x86_64__)
/// Philox4x32-10 in eight lanes, as philox4x32 has it: the first 64 bits of each block. A lane of 64 bits holds a word
/// of 32 in its lower half; what a word leaves in the upper half is never looked at by a multiplication, and is masked
/// in the end.
[[gnu::target("avx2")]] void first_words_avx2(const std::uint64_t* indices, const std::uint64_t* events,
                                              std::uint32_t key0, std::uint32_t key1, std::uint64_t* words) {
  const auto* from_indices = reinterpret_cast<const __m256i*>(indices);
  const auto* from_events = reinterpret_cast<const __m256i*>(events);
  const __m256i factor0 = _mm256_set1_epi64x(0xD2511F53), factor1 = _mm256_set1_epi64x(0xCD9E8D57);
  __m256i a0 = _mm256_loadu_si256(from_indices), b0 = _mm256_loadu_si256(from_indices + 1);
  __m256i a2 = _mm256_loadu_si256(from_events), b2 = _mm256_loadu_si256(from_events + 1);
  __m256i a1 = _mm256_srli_epi64(a0, 32), b1 = _mm256_srli_epi64(b0, 32);
  __m256i a3 = _mm256_srli_epi64(a2, 32), b3 = _mm256_srli_epi64(b2, 32);
  for (int round = 0; round < 10; ++round) {
    const __m256i k0 = _mm256_set1_epi64x(key0), k1 = _mm256_set1_epi64x(key1);
    const __m256i ap = _mm256_mul_epu32(a0, factor0), aq = _mm256_mul_epu32(a2, factor1);
    const __m256i bp = _mm256_mul_epu32(b0, factor0), bq = _mm256_mul_epu32(b2, factor1);
    a0 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(aq, 32), a1), k0);
    b0 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(bq, 32), b1), k0);
    a2 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(ap, 32), a3), k1);
    b2 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(bp, 32), b3), k1);
    a1 = aq;
    b1 = bq;
    a3 = ap;
    b3 = bp;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  const __m256i lower = _mm256_set1_epi64x(0xFFFFFFFF);
  auto* to = reinterpret_cast<__m256i*>(words);
  _mm256_storeu_si256(to, _mm256_or_si256(_mm256_and_si256(a0, lower), _mm256_slli_epi64(a1, 32)));
  _mm256_storeu_si256(to + 1, _mm256_or_si256(_mm256_and_si256(b0, lower), _mm256_slli_epi64(b1, 32)));
}
#endif

// Where the base layer's tail begins, and the area of each layer: v = r exp(-r^2/2) + integral of exp(-x^2/2) from r,
// for 256 layers (Marsaglia and Tsang 2000).
constexpr double tail_start = 3.6541528853610088;
constexpr double layer_area = 0.00492867323397466;

// The layers are built by the compiler, so that no static object of another file can meet them unbuilt. The three
// functions below serve that alone.
constexpr double square_root(double value) {
  double root = value > 1 ? value : 1;
  for (int step = 0; step < 64; ++step) root = 0.5 * (root + value / root);
  return root;
}

// Natural logarithm of 0 < value < 2: halve the exponent away, then 2 artanh((m - 1) / (m + 1)) as a series.
constexpr double natural_logarithm(double value) {
  constexpr double logarithm_of_two = 0.6931471805599453094;
  double exponent = 0;
  while (value < 0.75) {
    value *= 2;
    exponent -= 1;
  }
  const double ratio = (value - 1) / (value + 1);
  double power = ratio;
  double sum = 0;
  for (int term = 1; term < 60; term += 2) {
    sum += power / term;
    power *= ratio * ratio;
  }
  return 2 * sum + exponent * logarithm_of_two;
}

constexpr double exponential(double value) {
  double halved = value / 64;
  double term = 1;
  double sum = 1;
  for (int order = 1; order < 20; ++order) {
    term *= halved / order;
    sum += term;
  }
  for (int squaring = 0; squaring < 6; ++squaring) sum *= sum;
  return sum;
}

constexpr ziggurat_layers build_normal_layers() {
  ziggurat_layers layers{};
  double height = exponential(-0.5 * tail_start * tail_start);
  layers.width[0] = layer_area / height;
  layers.width[1] = tail_start;
  for (int layer = 2; layer < 256; ++layer) {
    height += layer_area / layers.width[layer - 1];
    layers.width[layer] = square_root(-2 * natural_logarithm(height));
  }
  layers.width[256] = 0;
  for (int layer = 0; layer < 256; ++layer) layers.accept[layer] = layers.width[layer + 1] / layers.width[layer];
  return layers;
}

double density(double x) { return std::exp(-0.5 * x * x); }

// (0, 1], so that its logarithm is finite.
double open_uniform(std::uint64_t bits) { return static_cast<double>((bits >> 11) + 1) * 0x1p-53; }

}  // namespace

constexpr ziggurat_layers built_layers = build_normal_layers();
const ziggurat_layers normal_layers = built_layers;

double random_stream::normal_beyond_layer(std::uint64_t bits, unsigned lane, std::uint64_t index,
                                          std::uint64_t event) const noexcept {
  // Further words come from the same counter under keys of their own, so that they too depend on nothing but (index,
  // event).
  std::uint32_t draws = 0;
  const auto next_word = [&] {
    ++draws;
    return words_of(key0_ + draws, ~key1_, index, event)[lane];
  };
  while (true) {
    const std::size_t layer = bits & 255u;
    const double place = static_cast<double>(static_cast<std::int64_t>(bits) >> 10) * 0x1p-53;
    const double x = place * normal_layers.width[layer];
    if (std::abs(place) < normal_layers.accept[layer]) return x;
    if (layer == 0) {
      // Marsaglia's exact tail beyond the base layer.
      double beyond = 0;
      double bound = 0;
      do {
        beyond = -std::log(open_uniform(next_word())) / tail_start;
        bound = -std::log(open_uniform(next_word()));
      } while (2 * bound < beyond * beyond);
      return place < 0 ? -(tail_start + beyond) : tail_start + beyond;
    }
    const double low = density(normal_layers.width[layer]);
    const double high = density(normal_layers.width[layer + 1]);
    if (low + open_uniform(next_word()) * (high - low) < density(x)) return x;
    bits = next_word();
  }
}

void random_stream::standard_normals(const std::uint64_t* indices, const std::uint64_t* events, double* out,
                                     std::size_t count) const noexcept {
  std::size_t i = 0;
#if defined(__x86_64__)
  if (has_avx2()) {
    std::uint64_t words[lanes];
    for (; i + lanes <= count; i += lanes) {
      first_words_avx2(indices + i, events + i, key0_, key1_, words);
      for (std::size_t lane = 0; lane < lanes; ++lane)
        out[i + lane] = normal_of(words[lane], 0, indices[i + lane], events[i + lane]);
    }
  }
#endif
  for (; i < count; ++i) out[i] = standard_normal(indices[i], events[i]);
}

void fill_standard_normal(const random_key& key, std::uint64_t first_index, std::uint64_t event, double* out,
                          std::size_t count) noexcept {
  const random_stream stream(key);
  for (std::size_t i = 0; i < count; ++i) out[i] = stream.standard_normal(first_index + i, event);
}

}  // namespace memvp
