// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/spoken_digits.hpp"

#include <algorithm>
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

}  // namespace memvp
