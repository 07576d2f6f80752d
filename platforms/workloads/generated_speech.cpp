// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <stdexcept>

#include "memvp/models/physics/random.hpp"
#include "memvp/platforms/workloads/pi.hpp"
#include "memvp/platforms/workloads/spoken_digits.hpp"

namespace memvp {
namespace {

constexpr std::uint32_t rate = 8000;  // samples a second, as the Free Spoken Digit Dataset

/// One hump of loudness: a syllable, or what stands for one.
struct syllable {
  double middle, width, loudness;  // share of the digit's length, likewise, share of full scale
};

/// Each digit's course of loudness, our own invention.
constexpr std::array<std::array<syllable, 3>, 10> courses{{
    {{{0.20, 0.10, 0.5}, {0.45, 0.10, 1.0}, {0.80, 0.12, 0.8}}},
    {{{0.35, 0.18, 1.0}, {0.75, 0.15, 0.4}, {0.95, 0.05, 0.1}}},
    {{{0.10, 0.05, 0.9}, {0.55, 0.25, 0.7}, {0.90, 0.05, 0.2}}},
    {{{0.15, 0.10, 0.3}, {0.40, 0.10, 0.6}, {0.75, 0.18, 1.0}}},
    {{{0.10, 0.08, 0.2}, {0.50, 0.12, 1.0}, {0.85, 0.08, 0.3}}},
    {{{0.25, 0.20, 0.8}, {0.60, 0.15, 1.0}, {0.90, 0.10, 0.6}}},
    {{{0.15, 0.08, 0.7}, {0.40, 0.06, 1.0}, {0.85, 0.10, 0.7}}},
    {{{0.12, 0.08, 0.5}, {0.38, 0.09, 1.0}, {0.70, 0.09, 0.9}}},
    {{{0.30, 0.12, 1.0}, {0.60, 0.04, 0.1}, {0.88, 0.05, 0.9}}},
    {{{0.18, 0.14, 0.7}, {0.50, 0.14, 0.8}, {0.82, 0.14, 0.7}}},
}};

spoken_digit speak(std::uint8_t digit, unsigned voice, unsigned index, const random_stream& random) {
  const std::uint64_t recording = (digit * 16ULL + voice) << 32 | index;
  std::uint64_t drawn = 0;
  const auto around = [&](double middle, double spread) {
    return middle * (1 + spread * random.standard_normal(recording, drawn++));
  };
  const double seconds = std::max(0.15, around(0.35 + 0.03 * voice, 0.12));
  const double pitch = around(110.0 + 25.0 * voice, 0.05);
  const double noise = 0.02 + 0.01 * voice;
  auto syllables = courses[digit];
  for (syllable& part : syllables) {
    part.middle += 0.02 * random.standard_normal(recording, drawn++);
    part.width = std::max(0.02, around(part.width, 0.15));
    part.loudness = std::abs(around(part.loudness, 0.2));
  }
  spoken_digit spoken{digit, "voice" + std::to_string(voice), index, {rate, {}}};
  const auto length = static_cast<std::size_t>(seconds * rate);
  for (std::size_t i = 0; i < length; ++i) {
    const double place = static_cast<double>(i) / static_cast<double>(length);
    double loudness = 0;
    for (const syllable& part : syllables) {
      const double distance = (place - part.middle) / part.width;
      loudness += part.loudness * std::exp(-distance * distance);
    }
    const double time = static_cast<double>(i) / rate;
    const double tone = std::sin(2 * pi * pitch * time) + 0.5 * std::sin(2 * pi * (5 + digit) * pitch * time);
    const double value = 0.3 * loudness * tone + noise * random.standard_normal(recording, 1000 + i);
    spoken.sound.values.push_back(static_cast<std::int16_t>(std::lround(32767 * std::max(-1.0, std::min(1.0, value)))));
  }
  return spoken;
}

}  // namespace

spoken_digits generate_spoken_stand_in(unsigned recordings, std::uint64_t seed) {
  if (recordings < 10) throw std::invalid_argument("a stand-in of spoken digits has at least 10 recordings of each.");
  constexpr unsigned voices = 6;
  const random_stream random({seed, random_purpose::generated_data, 2});
  spoken_digits digits{"generated", {}};
  for (unsigned voice = 0; voice < voices; ++voice)
    for (std::uint8_t digit = 0; digit < 10; ++digit)
      for (unsigned index = 0; index < recordings; ++index)
        digits.recordings.push_back(speak(digit, voice, index, random));
  return digits;
}

}  // namespace memvp
