// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace memvp {

/// Sound of one channel.
struct waveform {
  std::uint32_t rate = 0;            ///< samples a second
  std::vector<std::int16_t> values;  ///< at least one
};

/// Reads a RIFF/WAVE file of linear PCM, 16 bits, one channel (Microsoft and IBM, "Multimedia Programming Interface and
/// Data Specifications 1.0", 1991, chapter 3). Chunks other than "fmt " and "data" are passed over; a data chunk may
/// say 0 or 2^32 - 1, as programs do that write into a pipe: then it goes to the end of the file.
/// @throws std::runtime_error with one sentence that names the file and what is wrong with it: missing, no RIFF/WAVE,
///         compressed, of another width or several channels, rate of 0, chunks missing or beyond the end, no samples
waveform read_wav_file(const std::filesystem::path& file);

}  // namespace memvp
