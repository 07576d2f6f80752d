// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/spoken_digits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <set>
#include <stdexcept>

#include "../traces/scratch_folder.hpp"
#include "memvp/platforms/workloads/pi.hpp"
#include "wav_bytes.hpp"

namespace memvp {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

void write_recording(const std::filesystem::path& file, const std::vector<std::int16_t>& values) {
  std::ofstream(file, std::ios::binary) << wav_bytes(values, 8000);
}

spoken_digits one_recording(std::vector<std::int16_t> values) {
  return {"here", {{3, "somebody", 7, {8000, std::move(values)}}}};
}

TEST(spoken_digits, files_name_digit_speaker_and_index) {
  const scratch_folder folder;
  std::filesystem::create_directories(folder.path() / "fsdd" / "recordings");
  const auto recordings = folder.path() / "fsdd" / "recordings";
  write_recording(recordings / "7_theo_12.wav", {1});
  write_recording(recordings / "0_anna_3.wav", {2, 3});
  write_recording(recordings / "notes.wav", {4});
  const spoken_digits digits = read_spoken_digits(folder.path());
  ASSERT_EQ(digits.recordings.size(), 2u);
  EXPECT_EQ(digits.recordings[0].speaker, "anna");
  EXPECT_EQ(digits.recordings[0].index, 3u);
  EXPECT_THAT(digits.recordings[0].sound.values, ElementsAre(2, 3));
  EXPECT_EQ(digits.recordings[1].digit, 7);
  EXPECT_EQ(digits.origin, recordings.string());
  EXPECT_EQ(read_spoken_digits(recordings).recordings.size(), 2u);
}

TEST(spoken_digits, a_folder_without_recordings_or_with_a_damaged_one_is_refused) {
  const scratch_folder folder;
  EXPECT_THROW(read_spoken_digits(folder.path()), std::runtime_error);
  std::ofstream(folder.path() / "1_theo_0.wav") << "RIFF";
  try {
    read_spoken_digits(folder.path());
    FAIL() << "read";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("1_theo_0.wav: "));
  }
}

/// 10 recordings of 10 digits by 6 voices: 5 of each are the test's, 5 the validation's if asked for.
TEST(spoken_digits, the_first_five_recordings_of_each_are_for_the_test_alone) {
  const spoken_digits digits = generate_spoken_stand_in(12, 1);
  const auto decided = split_digits(digits, true), final = split_digits(digits, false);
  EXPECT_EQ(decided.test.recordings.size(), 300u);
  EXPECT_EQ(decided.validation.recordings.size(), 300u);
  EXPECT_EQ(decided.training.recordings.size(), 120u);
  EXPECT_EQ(final.training.recordings.size(), 420u);
  EXPECT_EQ(final.validation.recordings.size(), 0u);
  for (const auto& recording : final.test.recordings) EXPECT_LT(recording.index, 5u);
  for (const auto& recording : decided.validation.recordings) EXPECT_TRUE(recording.index >= 5 && recording.index < 10);
}

/// Magnitudes 2, 4, 6, 8 averaged by two are 3 and 7; over the greatest, 3/7 and 1.
TEST(spoken_digits, magnitudes_are_averaged_over_equal_parts_and_divided_by_the_greatest) {
  const pulse_samples samples = encode_sound(one_recording({2, -4, 6, -8}), {2});
  EXPECT_EQ(samples.rows, 1u);
  EXPECT_EQ(samples.columns, 2u);
  EXPECT_THAT(samples.codes, ElementsAre(std::lround(65535 * 3 / 7.0), 65535));
  EXPECT_THAT(samples.classes, ElementsAre(3));
}

TEST(spoken_digits, parts_that_follow_each_other_become_trains_or_frames) {
  const auto recording = one_recording({1, 2, 3, 4, 5, 6, 7, 8});
  sound_encoding encoding;
  encoding.points = 2;
  encoding.trains = 2;
  encoding.frames = 2;
  const pulse_samples samples = encode_sound(recording, encoding);
  EXPECT_EQ(samples.rows, 2u);
  EXPECT_EQ(samples.size(), 2u);
  EXPECT_THAT(samples.classes, Each(3));
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(samples.codes[i], std::lround(65535 * static_cast<double>(i + 1) / 8));
}

TEST(spoken_digits, more_points_than_values_repeat_them_and_silence_is_silence) {
  EXPECT_THAT(encode_sound(one_recording({5, 10}), {4}).codes, ElementsAre(32768, 32768, 65535, 65535));
  EXPECT_THAT(encode_sound(one_recording({0, 0, 0}), {2}).codes, ElementsAre(0, 0));
}

/// The square root of 1/4 is 1/2.
TEST(spoken_digits, an_exponent_raises_quiet_parts) {
  sound_encoding encoding{2};
  encoding.exponent = 0.5;
  EXPECT_THAT(encode_sound(one_recording({1000, 4000}), encoding).codes, ElementsAre(32768, 65535));
}

/// A tone at a channel's centre passes with a gain of 1; the next octave's channel, Q = sqrt 2, has 1/sqrt(1 + (Q (2 -
/// 1/2))^2) = 0.426 of it (bilinear warping and the onset change it by less than 0.05).
TEST(spoken_digits, a_tone_comes_out_of_its_own_channel) {
  std::vector<std::int16_t> tone(4000);
  for (std::size_t i = 0; i < tone.size(); ++i)
    tone[i] = static_cast<std::int16_t>(std::lround(10000 * std::sin(2 * pi * 400 * static_cast<double>(i) / 8000)));
  sound_encoding encoding{1};
  encoding.channels = 3;
  encoding.lowest_channel = 200;
  encoding.highest_channel = 800;
  const pulse_samples samples = encode_sound(one_recording(tone), encoding);
  EXPECT_EQ(samples.rows, 3u);
  EXPECT_EQ(samples.codes[1], 65535);
  EXPECT_NEAR(samples.codes[0] / 65535.0, 0.426, 0.05);
  EXPECT_NEAR(samples.codes[2] / 65535.0, 0.426, 0.05);
  encoding.highest_channel = 4000;
  EXPECT_THROW(encode_sound(one_recording(tone), encoding), std::invalid_argument);
  EXPECT_THROW(encode_sound(one_recording(tone), {0}), std::invalid_argument);
}

TEST(spoken_digits, the_stand_in_is_the_same_for_the_same_seed_and_says_what_it_is) {
  const auto first = generate_spoken_stand_in(10, 1), again = generate_spoken_stand_in(10, 1),
             other = generate_spoken_stand_in(10, 2);
  EXPECT_EQ(first.origin, "generated");
  EXPECT_EQ(first.recordings.size(), 600u);
  EXPECT_EQ(first.recordings[17].sound.values, again.recordings[17].sound.values);
  EXPECT_NE(first.recordings[17].sound.values, other.recordings[17].sound.values);
  EXPECT_THROW(generate_spoken_stand_in(9, 1), std::invalid_argument);
}

/// data/README.md: 3000 recordings, 50 of each digit by each of 6 speakers, 8 kHz.
TEST(spoken_digits, the_published_set_is_complete) {
  const char* data = std::getenv("MEMVP_DATA");
  if (data == nullptr) GTEST_SKIP() << "MEMVP_DATA names no folder of data.";
  const spoken_digits digits = read_spoken_digits(data);
  EXPECT_EQ(digits.recordings.size(), 3000u);
  std::set<std::string> speakers;
  for (const auto& recording : digits.recordings) {
    speakers.insert(recording.speaker);
    EXPECT_EQ(recording.sound.rate, 8000u);
  }
  EXPECT_EQ(speakers.size(), 6u);
  EXPECT_EQ(split_digits(digits, false).test.recordings.size(), 300u);
}

}  // namespace
}  // namespace memvp
