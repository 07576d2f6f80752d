// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/wav_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>

#include "../traces/scratch_folder.hpp"
#include "memvp/models/physics/random.hpp"
#include "wav_bytes.hpp"

namespace memvp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class wav_file : public testing::Test {
 protected:
  waveform read(const std::string& bytes) {
    std::ofstream(folder_.path() / "a.wav", std::ios::binary) << bytes;
    return read_wav_file(folder_.path() / "a.wav");
  }
  std::string refusal(const std::string& bytes) {
    try {
      read(bytes);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }
  scratch_folder folder_;
};

TEST_F(wav_file, gives_its_samples_and_their_rate) {
  const waveform sound = read(wav_bytes({0, 1, -1, 32767, -32768}, 8000));
  EXPECT_EQ(sound.rate, 8000u);
  EXPECT_THAT(sound.values, ElementsAre(0, 1, -1, 32767, -32768));
}

TEST_F(wav_file, may_hold_other_chunks_of_odd_length_and_a_length_written_too_late) {
  const std::string plain = wav_bytes({5, -6}, 16000);
  const std::string noted = plain.substr(0, 12) + "LIST" + little_endian_bytes(3, 4) + "abc" + '\0' + plain.substr(12);
  EXPECT_THAT(read(noted).values, ElementsAre(5, -6));
  for (const std::uint32_t unknown : {0u, 0xFFFFFFFFu}) {
    std::string streamed = plain;
    streamed.replace(40, 4, little_endian_bytes(unknown, 4));
    EXPECT_THAT(read(streamed).values, ElementsAre(5, -6));
  }
}

TEST_F(wav_file, that_is_something_else_is_refused_in_a_sentence_that_names_it) {
  const std::string plain = wav_bytes({1, 2, 3}, 8000);
  const auto changed = [&](std::size_t at, const std::string& bytes) {
    std::string other = plain;
    return other.replace(at, bytes.size(), bytes);
  };
  EXPECT_THAT(refusal(changed(0, "RIFX")), HasSubstr("no WAV file"));
  EXPECT_THAT(refusal(plain), "");
  EXPECT_THAT(refusal(changed(20, little_endian_bytes(6, 2))), HasSubstr("format 6"));
  EXPECT_THAT(refusal(changed(22, little_endian_bytes(2, 2))), HasSubstr("2 channels"));
  EXPECT_THAT(refusal(changed(24, little_endian_bytes(0, 4))), HasSubstr("rate is 0"));
  EXPECT_THAT(refusal(changed(34, little_endian_bytes(8, 2))), HasSubstr("8 bits"));
  EXPECT_THAT(refusal(changed(16, little_endian_bytes(14, 4))), HasSubstr("14 bytes"));
  EXPECT_THAT(refusal(changed(12, "data")), HasSubstr("before its format"));
  EXPECT_THAT(refusal(plain.substr(0, plain.size() - 1)), HasSubstr("5 of 6 bytes"));
  EXPECT_THAT(refusal(plain.substr(0, 36)), HasSubstr("no data chunk"));
  EXPECT_THAT(refusal(plain.substr(0, 44)), HasSubstr("truncated"));
  EXPECT_THAT(refusal(wav_bytes({}, 8000)), HasSubstr("no samples"));
  EXPECT_THAT(refusal(""), HasSubstr("a.wav: the file ends within its header"));
  EXPECT_THROW(read_wav_file(folder_.path() / "none.wav"), std::runtime_error);
  EXPECT_THROW(read_wav_file(folder_.path()), std::runtime_error);
}

/// Bytes changed or cut off at random: sound or a sentence, nothing else.
TEST_F(wav_file, survives_damage) {
  const std::string plain = wav_bytes(std::vector<std::int16_t>(20, 7), 8000);
  const random_stream random({3, random_purpose::test_input});
  for (std::uint64_t i = 0; i < 400; ++i) {
    std::string damaged = plain;
    for (std::uint64_t k = 0; k < 1 + i % 3; ++k)
      damaged[random.words(i, k)[0] % 48] = static_cast<char>(random.words(i, k)[1]);
    if (i % 4 == 0) damaged.resize(random.words(i, 9)[0] % damaged.size());
    try {
      EXPECT_FALSE(read(damaged).values.empty());
    } catch (const std::runtime_error& error) {
      EXPECT_THAT(error.what(), HasSubstr("a.wav: "));
    }
  }
}

}  // namespace
}  // namespace memvp
