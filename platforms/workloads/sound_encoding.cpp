// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "memvp/platforms/workloads/pi.hpp"
#include "memvp/platforms/workloads/spoken_digits.hpp"

namespace memvp {
namespace {

/// Band-pass of second order with a gain of 1 at its centre: the bilinear transform of s/Q / (s^2 + s/Q + 1).
/// Source: R. Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients", band-pass with
/// constant 0 dB peak gain.
class band_pass {
 public:
  band_pass(double centre, double quality, double rate) {
    const double angle = 2 * pi * centre / rate;
    const double alpha = std::sin(angle) / (2 * quality);
    gain_ = alpha / (1 + alpha);
    first_ = -2 * std::cos(angle) / (1 + alpha);
    second_ = (1 - alpha) / (1 + alpha);
  }
  double operator()(double input) {
    const double output = gain_ * (input - inputs_[1]) - first_ * outputs_[0] - second_ * outputs_[1];
    inputs_[1] = inputs_[0];
    inputs_[0] = input;
    outputs_[1] = outputs_[0];
    outputs_[0] = output;
    return output;
  }

 private:
  double gain_, first_, second_;
  double inputs_[2] = {0, 0}, outputs_[2] = {0, 0};
};

std::vector<double> magnitudes(const waveform& sound) {
  std::vector<double> values(sound.values.size());
  std::transform(sound.values.begin(), sound.values.end(), values.begin(),
                 [](std::int16_t value) { return std::abs(static_cast<double>(value)); });
  return values;
}

/// Of one channel's output.
std::vector<double> magnitudes(const waveform& sound, const sound_encoding& encoding, std::int64_t channel) {
  const auto last = static_cast<double>(encoding.channels - 1);
  const double span = encoding.highest_channel / encoding.lowest_channel;
  const double step = last > 0 ? std::pow(span, 1 / last) : span;
  const double centre = encoding.lowest_channel * std::pow(step, static_cast<double>(channel));
  const double quality = 1 / (std::sqrt(step) - 1 / std::sqrt(step));
  if (!(centre < sound.rate / 2.0))
    throw std::invalid_argument("sound of " + std::to_string(sound.rate) +
                                " samples a second has nothing at the highest channel.");
  band_pass filter(centre, quality, sound.rate);
  std::vector<double> values(sound.values.size());
  std::transform(sound.values.begin(), sound.values.end(), values.begin(),
                 [&](std::int16_t value) { return std::abs(filter(value)); });
  return values;
}

/// Means of equal parts; a part shorter than a value has the value that it lies in.
std::vector<double> pooled(const std::vector<double>& values, std::size_t parts) {
  std::vector<double> means(parts);
  for (std::size_t part = 0; part < parts; ++part) {
    const std::size_t begin = std::min(part * values.size() / parts, values.size() - 1);
    const std::size_t end = std::max(begin + 1, (part + 1) * values.size() / parts);
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) sum += values[i];
    means[part] = sum / static_cast<double>(end - begin);
  }
  return means;
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, sound_encoding& encoding) {
  const auto count = [](const char* key, double least, double greatest, const char* meaning) {
    return parameter_info{key, dimension::number, least, greatest, meaning, provenance::setting, ""};
  };
  visitor.integer(count("sound.points", 1, 65536, "Steps of a train: points that sound is averaged to"),
                  encoding.points);
  visitor.integer(count("sound.trains", 1, 1024, "Trains of a frame and channel: parts of it that follow each other"),
                  encoding.trains);
  visitor.integer(count("sound.frames", 1, 256, "Frames of a recording, which vote"), encoding.frames);
  visitor.integer(count("sound.channels", 0, 256, "Band-pass filters ahead of the tile; 0: the wave as it is"),
                  encoding.channels);
  visitor.real({"sound.lowest_channel", dimension::frequency, 1, 1e6, "Centre of the first filter", provenance::assumed,
                "assumed"},
               encoding.lowest_channel);
  visitor.real({"sound.highest_channel", dimension::frequency, 1, 1e6, "Centre of the last filter", provenance::assumed,
                "assumed"},
               encoding.highest_channel);
  visitor.real(
      {"sound.exponent", dimension::number, 0.01, 10,
       "Exponent of a mean magnitude on its way to a code; below 1 raises quiet parts", provenance::assumed, "assumed"},
      encoding.exponent);
}

pulse_samples encode_sound(const spoken_digits& digits, const sound_encoding& encoding) {
  if (encoding.points < 1 || encoding.trains < 1 || encoding.frames < 1 || encoding.channels < 0)
    throw std::invalid_argument("sound.points, sound.trains and sound.frames must be at least 1.");
  if (!(encoding.lowest_channel > 0 && encoding.highest_channel > encoding.lowest_channel && encoding.exponent > 0))
    throw std::invalid_argument(
        "sound.highest_channel must lie above sound.lowest_channel, and sound.exponent above 0.");
  const std::int64_t channels = std::max<std::int64_t>(encoding.channels, 1);
  const auto frames = static_cast<std::size_t>(encoding.frames), points = static_cast<std::size_t>(encoding.points),
             trains = static_cast<std::size_t>(encoding.trains);
  pulse_samples samples;
  samples.rows = static_cast<std::size_t>(channels) * trains;
  samples.columns = points;
  for (const spoken_digit& recording : digits.recordings) {
    const std::size_t first = samples.codes.size();
    samples.codes.resize(first + frames * samples.codes_per_sample());
    samples.classes.insert(samples.classes.end(), frames, recording.digit);
    std::vector<std::vector<double>> means;
    double greatest = 0;
    for (std::int64_t channel = 0; channel < channels; ++channel) {
      means.push_back(
          pooled(encoding.channels > 0 ? magnitudes(recording.sound, encoding, channel) : magnitudes(recording.sound),
                 frames * trains * points));
      greatest = std::max(greatest, *std::max_element(means.back().begin(), means.back().end()));
    }
    if (greatest == 0) continue;  // silence: codes of 0
    for (std::size_t frame = 0; frame < frames; ++frame)
      for (std::size_t channel = 0; channel < means.size(); ++channel)
        for (std::size_t i = 0; i < trains * points; ++i)
          samples.codes[first + (frame * means.size() + channel) * trains * points + i] = static_cast<std::uint16_t>(
              std::lround(65535 * std::pow(means[channel][frame * trains * points + i] / greatest, encoding.exponent)));
  }
  return samples;
}

}  // namespace memvp
