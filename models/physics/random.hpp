// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace memvp {

/// What a random number is for. Streams of different purposes are independent.
enum class random_purpose : std::uint32_t {
  device_gain = 1,
  device_asymmetry,
  cycle_noise,
  read_noise,
  programming_noise,
  training_shuffle,
  weight_initialisation,
  stochastic_stream,
  test_input,
  data_split,
  generated_data,
  converter_noise,
  rram_fault,
  rram_forming,
  rram_tendency,
  rram_pulse,
  neuron_variation,
  neuron_noise,
  neuron_tuning_read,
  training_noise,
  ferroionic_device,
  ferroionic_write,
  ferroionic_pulse,
  ferroionic_relaxation,
  task_generation,
  kinetics_alpha,
  kinetics_beta,
  kinetics_read,
  reservoir_device,
  reservoir_read,
};

/// Names one stream of random numbers.
struct random_key {
  std::uint64_t seed = 0;
  random_purpose purpose = random_purpose::test_input;
  std::uint32_t instance = 0;  ///< which tile, so that equal tiles differ
};

using philox_block = std::array<std::uint32_t, 4>;

/// Philox4x32-10: a bijection of 128-bit counters under a 64-bit key, statistically random in its counter.
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11,
/// doi 10.1145/2063384.2063405, section 3.3 and table 2.
inline philox_block philox4x32(philox_block counter, std::uint32_t key0, std::uint32_t key1) noexcept {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = std::uint64_t{0xD2511F53u} * counter[0];
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57u} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key0, static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key1, static_cast<std::uint32_t>(product0)};
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return counter;
}

/// The 256 layers of equal area under exp(-x^2/2) that the ziggurat method draws from.
/// Source: Marsaglia and Tsang, "The ziggurat method for generating random variables", J. Stat. Softw. 5(8) (2000),
/// doi 10.18637/jss.v005.i08.
struct ziggurat_layers {
  double
      width[257];  ///< right edge of each layer, falling to 0; width[0] is the area of the base layer over its height
  double accept[256];  ///< a point of layer i at this fraction of its width or less lies under the curve for sure
};
extern const ziggurat_layers normal_layers;

/// A stream prepared for drawing: use it where many numbers of one key are drawn. Every number is a pure function of
/// the key, `index` (what it is for: a cell, a sample) and `event` (which of its numbers), whatever the order of calls.
class random_stream {
 public:
  /// The key of the cipher is itself one Philox block of the key's fields, so that near keys give unrelated streams.
  explicit random_stream(const random_key& key) noexcept {
    const philox_block block =
        philox4x32({static_cast<std::uint32_t>(key.purpose), key.instance, 0, 0}, static_cast<std::uint32_t>(key.seed),
                   static_cast<std::uint32_t>(key.seed >> 32));
    key0_ = block[0];
    key1_ = block[1];
  }

  /// Two independent words of 64 random bits.
  std::array<std::uint64_t, 2> words(std::uint64_t index, std::uint64_t event) const noexcept {
    return words_of(key0_, key1_, index, event);
  }

  /// Uniform in [0, 1), a multiple of 2^-53.
  double uniform(std::uint64_t index, std::uint64_t event) const noexcept {
    return static_cast<double>(words(index, event)[0] >> 11) * 0x1p-53;
  }

  /// Two independent normal numbers, mean 0 and variance 1.
  std::array<double, 2> standard_normals(std::uint64_t index, std::uint64_t event) const noexcept {
    const auto bits = words(index, event);
    return {normal_of(bits[0], 0, index, event), normal_of(bits[1], 1, index, event)};
  }

  /// The first of `standard_normals`.
  double standard_normal(std::uint64_t index, std::uint64_t event) const noexcept {
    return normal_of(words(index, event)[0], 0, index, event);
  }

  /// out[i] = standard_normal(indices[i], events[i]) for i < count, several at a time where the processor can.
  void standard_normals(const std::uint64_t* indices, const std::uint64_t* events, double* out,
                        std::size_t count) const noexcept;

 private:
  static std::array<std::uint64_t, 2> words_of(std::uint32_t key0, std::uint32_t key1, std::uint64_t index,
                                               std::uint64_t event) noexcept {
    const philox_block block = philox4x32({static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32),
                                           static_cast<std::uint32_t>(event), static_cast<std::uint32_t>(event >> 32)},
                                          key0, key1);
    return {block[0] | std::uint64_t{block[1]} << 32, block[2] | std::uint64_t{block[3]} << 32};
  }

  // Ziggurat: the low byte picks a layer, the upper 54 bits a signed place in it. 98.8 % of the draws end here.
  double normal_of(std::uint64_t bits, unsigned lane, std::uint64_t index, std::uint64_t event) const noexcept {
    const std::size_t layer = bits & 255u;
    const double place = static_cast<double>(static_cast<std::int64_t>(bits) >> 10) * 0x1p-53;
    if (std::abs(place) < normal_layers.accept[layer]) return place * normal_layers.width[layer];
    return normal_beyond_layer(bits, lane, index, event);
  }

  double normal_beyond_layer(std::uint64_t bits, unsigned lane, std::uint64_t index,
                             std::uint64_t event) const noexcept;

  std::uint32_t key0_ = 0;
  std::uint32_t key1_ = 0;
};

/// Uniform in [0, 1), a multiple of 2^-53.
inline double uniform(const random_key& key, std::uint64_t index, std::uint64_t event) noexcept {
  return random_stream(key).uniform(index, event);
}

/// Two independent normal numbers, mean 0 and variance 1.
inline std::array<double, 2> standard_normals(const random_key& key, std::uint64_t index,
                                              std::uint64_t event) noexcept {
  return random_stream(key).standard_normals(index, event);
}

/// The first of `standard_normals`.
inline double standard_normal(const random_key& key, std::uint64_t index, std::uint64_t event) noexcept {
  return random_stream(key).standard_normal(index, event);
}

/// out[i] = standard_normal(key, first_index + i, event) for i < count.
void fill_standard_normal(const random_key& key, std::uint64_t first_index, std::uint64_t event, double* out,
                          std::size_t count) noexcept;

}  // namespace memvp
