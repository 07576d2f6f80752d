// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/wav_file.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>
#include <string>

namespace memvp {
namespace {

constexpr std::uint16_t linear_pcm = 1;
constexpr std::uint16_t extensible = 0xFFFE;  // the format's own tag stands further back

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& what) {
  throw std::runtime_error(file.string() + ": " + what + ".");
}

std::uint32_t little_endian(const unsigned char* bytes, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = count; i-- > 0;) value = value << 8 | bytes[i];
  return value;
}

class riff_file {
 public:
  explicit riff_file(const std::filesystem::path& path) : path_(path), file_(path, std::ios::binary) {
    std::error_code error;
    left_ = std::filesystem::is_regular_file(path, error) ? std::filesystem::file_size(path, error) : 0;
    if (!file_ || error) refuse(path, "there is no such file, or it cannot be opened for reading");
  }

  std::uint64_t left() const { return left_; }

  void read(unsigned char* bytes, std::uint64_t count, const char* what) {
    if (count > left_ || !file_.read(reinterpret_cast<char*>(bytes), static_cast<std::streamsize>(count)))
      refuse(path_, std::string("the file ends within ") + what);
    left_ -= count;
  }

  void skip(std::uint64_t count, const char* what) {
    if (count > left_) refuse(path_, std::string("the file ends within ") + what);
    file_.seekg(static_cast<std::streamoff>(count), std::ios::cur);
    left_ -= count;
  }

 private:
  const std::filesystem::path& path_;
  std::ifstream file_;
  std::uint64_t left_;
};

/// The sampling rate that a "fmt " chunk announces.
std::uint32_t rate_of(const std::filesystem::path& file, riff_file& input, std::uint32_t size) {
  std::array<unsigned char, 40> format{};
  if (size < 16) refuse(file, "the format chunk has " + std::to_string(size) + " bytes, at least 16 belong to it");
  const auto known = std::min<std::uint32_t>(size, format.size());
  input.read(format.data(), known, "its format chunk");
  input.skip(size - known, "its format chunk");
  std::uint32_t tag = little_endian(&format[0], 2);
  if (tag == extensible && size >= 40) tag = little_endian(&format[24], 2);
  const std::uint32_t channels = little_endian(&format[2], 2), rate = little_endian(&format[4], 4),
                      bits = little_endian(&format[14], 2);
  if (tag != linear_pcm) refuse(file, "the sound is of format " + std::to_string(tag) + ", expected 1 (linear PCM)");
  if (channels != 1) refuse(file, "the sound has " + std::to_string(channels) + " channels, expected 1");
  if (bits != 16) refuse(file, "the samples have " + std::to_string(bits) + " bits, expected 16");
  if (rate == 0) refuse(file, "the sampling rate is 0");
  return rate;
}

std::vector<std::int16_t> samples_of(const std::filesystem::path& file, riff_file& input, std::uint32_t size) {
  const bool unknown = size == 0 || size == 0xFFFFFFFF;
  const std::uint64_t bytes = unknown ? input.left() : size;
  if (bytes > input.left())
    refuse(file, "the file is truncated: it holds " + std::to_string(input.left()) + " of " + std::to_string(bytes) +
                     " bytes of sound");
  std::vector<unsigned char> raw(bytes / 2 * 2);
  if (raw.empty()) refuse(file, "there are no samples");
  input.read(raw.data(), raw.size(), "its sound");
  std::vector<std::int16_t> values(raw.size() / 2);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::int16_t>(little_endian(&raw[2 * i], 2));
  return values;
}

}  // namespace

waveform read_wav_file(const std::filesystem::path& file) {
  riff_file input(file);
  std::array<unsigned char, 12> header{};
  input.read(header.data(), header.size(), "its header");
  const auto names = [](const unsigned char* bytes, const char* name) { return std::equal(name, name + 4, bytes); };
  if (!names(&header[0], "RIFF") || !names(&header[8], "WAVE"))
    refuse(file, "this is no WAV file: it does not begin with RIFF and WAVE");
  waveform sound;
  while (input.left() >= 8) {
    std::array<unsigned char, 8> chunk{};
    input.read(chunk.data(), chunk.size(), "a chunk");
    const std::uint32_t size = little_endian(&chunk[4], 4);
    if (names(&chunk[0], "data")) {
      if (sound.rate == 0) refuse(file, "the sound comes before its format");
      sound.values = samples_of(file, input, size);
      return sound;
    }
    if (names(&chunk[0], "fmt "))
      sound.rate = rate_of(file, input, size);
    else
      input.skip(size, "a chunk that is neither format nor sound");
    if (size % 2 == 1 && input.left() > 0) input.skip(1, "a chunk");  // chunks begin at even places
  }
  refuse(file, sound.rate == 0 ? "there is no format chunk" : "there is no data chunk");
}

}  // namespace memvp
