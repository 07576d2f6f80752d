// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/spoken_digits.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <regex>
#include <stdexcept>
#include <tuple>

namespace memvp {
namespace {

constexpr unsigned first_training_index = 5;  // "recordings numbered 0-4 are in the test": the data set's README
constexpr unsigned validation_end = 10;

/// A recording named DIGIT_SPEAKER_INDEX.wav, without its sound.
std::optional<spoken_digit> named_digit(const std::string& file_name) {
  static const std::regex form("([0-9])_([^_]+)_([0-9]{1,6})\\.wav");
  std::smatch parts;
  if (!std::regex_match(file_name, parts, form)) return {};
  spoken_digit named;
  named.digit = static_cast<std::uint8_t>(parts[1].str()[0] - '0');
  named.speaker = parts[2];
  named.index = static_cast<unsigned>(std::stoul(parts[3]));
  return named;
}

/// Mean magnitude of each of `parts` equal parts of values begin..end-1; a part shorter than a value has the value that
/// it lies in.
void pool(const std::vector<std::int16_t>& values, std::size_t parts, std::vector<double>& means) {
  means.resize(parts);
  for (std::size_t part = 0; part < parts; ++part) {
    const std::size_t begin = std::min(part * values.size() / parts, values.size() - 1);
    const std::size_t end = std::max(begin + 1, (part + 1) * values.size() / parts);
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) sum += std::abs(static_cast<double>(values[i]));
    means[part] = sum / static_cast<double>(end - begin);
  }
}

}  // namespace

spoken_digits read_spoken_digits(const std::filesystem::path& folder) {
  spoken_digits digits;
  for (const auto& chosen : {folder / "fsdd" / "recordings", folder / "recordings", folder}) {
    if (!std::filesystem::is_directory(chosen)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(chosen)) {
      auto recording = named_digit(entry.path().filename().string());
      if (!recording || !entry.is_regular_file()) continue;
      recording->sound = read_wav_file(entry.path());
      digits.recordings.push_back(std::move(*recording));
    }
    digits.origin = chosen.string();
    if (!digits.recordings.empty()) break;
  }
  if (digits.recordings.empty())
    throw std::runtime_error(folder.string() + ": the folder holds no recordings named DIGIT_SPEAKER_INDEX.wav.");
  std::sort(digits.recordings.begin(), digits.recordings.end(), [](const spoken_digit& a, const spoken_digit& b) {
    return std::tie(a.speaker, a.digit, a.index) < std::tie(b.speaker, b.digit, b.index);
  });
  return digits;
}

digit_parts split_digits(const spoken_digits& digits, bool with_validation) {
  digit_parts parts;
  for (spoken_digits* part : {&parts.training, &parts.validation, &parts.test}) part->origin = digits.origin;
  for (const spoken_digit& recording : digits.recordings) {
    const bool tested = recording.index < first_training_index;
    const bool validates = with_validation && recording.index < validation_end;
    (tested ? parts.test : validates ? parts.validation : parts.training).recordings.push_back(recording);
  }
  return parts;
}

void visit_parameters(parameter_visitor& visitor, sound_encoding& encoding) {
  visitor.integer({"sound.points", dimension::number, 1, 65536, "Steps of a train: points that sound is averaged to",
                   provenance::setting, ""},
                  encoding.points);
  visitor.integer({"sound.trains", dimension::number, 1, 1024, "Trains of a frame: parts of it that follow each other",
                   provenance::setting, ""},
                  encoding.trains);
  visitor.integer(
      {"sound.frames", dimension::number, 1, 256, "Frames of a recording, which vote", provenance::setting, ""},
      encoding.frames);
}

pulse_samples encode_sound(const spoken_digits& digits, const sound_encoding& encoding) {
  if (encoding.points < 1 || encoding.trains < 1 || encoding.frames < 1)
    throw std::invalid_argument("sound.points, sound.trains and sound.frames must be at least 1.");
  pulse_samples samples;
  samples.rows = static_cast<std::size_t>(encoding.trains);
  samples.columns = static_cast<std::size_t>(encoding.points);
  const auto frames = static_cast<std::size_t>(encoding.frames);
  std::vector<double> means;
  for (const spoken_digit& recording : digits.recordings) {
    pool(recording.sound.values, frames * samples.codes_per_sample(), means);
    const double greatest = *std::max_element(means.begin(), means.end());
    const double per_code = greatest > 0 ? 65535 / greatest : 0;
    for (const double value : means) samples.codes.push_back(static_cast<std::uint16_t>(std::lround(value * per_code)));
    samples.classes.insert(samples.classes.end(), frames, recording.digit);
  }
  return samples;
}

}  // namespace memvp
