// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "memvp/models/physics/parameters.hpp"
#include "memvp/platforms/workloads/pulse_samples.hpp"
#include "memvp/platforms/workloads/wav_file.hpp"

namespace memvp {

/// One digit, spoken once.
struct spoken_digit {
  std::uint8_t digit = 0;
  std::string speaker;
  unsigned index = 0;  ///< of the speaker's recordings of this digit
  waveform sound;
};

/// Recordings in the order of speaker, digit and index.
struct spoken_digits {
  std::string origin;  ///< the folder, or "generated"
  std::vector<spoken_digit> recordings;
};

/// Reads the Free Spoken Digit Dataset, or any set of files DIGIT_SPEAKER_INDEX.wav: `folder`/fsdd/recordings,
/// `folder`/recordings or `folder` itself. Files of other names are passed over.
/// @throws std::runtime_error if there are no such files, or as read_wav_file() does
spoken_digits read_spoken_digits(const std::filesystem::path& folder);

/// A stand-in for runs without data: each digit a course of loudness and of pitch of its own, spoken by six voices of
/// different pace, pitch and noise, `recordings` times each. It is easier than speech; no figure measured with it
/// stands for a result with real data. `origin` is "generated".
/// @throws std::invalid_argument for fewer than 10 recordings
spoken_digits generate_spoken_stand_in(unsigned recordings, std::uint64_t seed);

/// Which recordings are learned from. The test split is the data set's own: index 0 to 4.
struct digit_parts {
  spoken_digits training;    ///< the rest
  spoken_digits validation;  ///< index 5 to 9, if settings are to be decided; else empty
  spoken_digits test;
};
digit_parts split_digits(const spoken_digits& digits, bool with_validation);

/// How sound becomes pulse trains.
struct sound_encoding {
  std::int64_t points = 64;       ///< steps of a train
  std::int64_t trains = 1;        ///< of a frame and channel: parts of it that follow each other
  std::int64_t frames = 1;        ///< of a recording: samples that vote
  std::int64_t channels = 0;      ///< band-pass filters before the magnitude is taken; 0: the wave as it is
  double lowest_channel = 150;    ///< Hz, centre of the first
  double highest_channel = 3400;  ///< Hz, centre of the last; those between divide the octaves equally
  double exponent = 1;            ///< a code is (mean magnitude / greatest)^exponent; below 1: quiet parts are raised
};

/// Keys "sound.*".
void visit_parameters(parameter_visitor& visitor, sound_encoding& encoding);

/// Samples of recordings, frame after frame. A row is a train, its columns the points: a channel's trains one after the
/// other, then the next channel's. The magnitude of the wave, or of each channel's output, is averaged over as many
/// equal parts as the recording has points in all, and divided by the greatest of them over all channels.
/// Channels are filters of second order, each wide enough to meet the next where both have lost 3 dB; they stand for an
/// analog filter bank ahead of the tile, whose energy is not accounted for.
/// @throws std::invalid_argument for an encoding of no points, trains or frames, or channels beyond half the sampling
///         rate
pulse_samples encode_sound(const spoken_digits& digits, const sound_encoding& encoding);

}  // namespace memvp
