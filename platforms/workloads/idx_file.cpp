// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/idx_file.hpp"

#include <zlib.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>

namespace memvp {
namespace {

constexpr std::uint8_t unsigned_byte = 0x08;
constexpr std::uint64_t largest_array = std::uint64_t{1} << 32;  // of images: far above any published set

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& what) {
  throw std::runtime_error(file.string() + ": " + what + ".");
}

/// Reads plain files too: zlib hands on what does not begin with gzip's own two bytes.
class gzip_file {
 public:
  explicit gzip_file(const std::filesystem::path& path) : path_(path), file_(gzopen(path.c_str(), "rb")) {
    if (file_ == nullptr) refuse(path, "the file cannot be opened for reading");
    gzbuffer(file_.get(), 256 * 1024);
  }

  /// How many of `count` bytes the file still had.
  std::size_t read(std::uint8_t* bytes, std::size_t count) {
    constexpr std::size_t piece = std::size_t{1} << 24;
    std::size_t done = 0;
    while (done < count) {
      const int got = gzread(file_.get(), bytes + done, static_cast<unsigned>(std::min(piece, count - done)));
      if (got < 0) {
        int error = Z_OK;
        refuse(path_, std::string("reading failed (") + gzerror(file_.get(), &error) + ")");
      }
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

 private:
  struct closer {
    void operator()(gzFile_s* file) const noexcept { gzclose(file); }
  };
  const std::filesystem::path& path_;
  std::unique_ptr<gzFile_s, closer> file_;
};

std::uint32_t big_endian(const std::uint8_t* bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
}

}  // namespace

byte_array read_idx_file(const std::filesystem::path& file, std::size_t dimensions) {
  if (!std::filesystem::is_regular_file(file)) refuse(file, "there is no such file, expected an IDX file");
  gzip_file input(file);
  std::vector<std::uint8_t> header(4 + 4 * dimensions);
  const std::size_t got = input.read(header.data(), header.size());
  if (got < 4 || header[0] != 0 || header[1] != 0)
    refuse(file, "this is no IDX file: it does not begin with two zero bytes");
  if (header[2] != unsigned_byte)
    refuse(file, "the elements are of IDX type " + std::to_string(header[2]) + ", expected 8 (unsigned bytes)");
  if (header[3] != dimensions)
    refuse(file, "the array has " + std::to_string(header[3]) + " dimensions, expected " + std::to_string(dimensions) +
                     (dimensions == 1 ? " (labels)" : " (images, rows, columns)"));
  if (got < header.size()) refuse(file, "the file ends within its header");

  byte_array array;
  std::uint64_t size = 1;
  for (std::size_t d = 0; d < dimensions; ++d) {
    const std::uint32_t length = big_endian(header.data() + 4 + 4 * d);
    if (length == 0) refuse(file, "dimension " + std::to_string(d + 1) + " is 0");
    size *= length;
    if (size > largest_array) refuse(file, "the header asks for more than 4 GiB of elements");
    array.dimensions.push_back(length);
  }
  // Grown piece by piece: a damaged header must not take memory that the file does not fill.
  constexpr std::uint64_t piece = std::uint64_t{1} << 20;
  for (std::uint64_t done = 0; done < size;) {
    const auto count = static_cast<std::size_t>(std::min(piece, size - done));
    array.elements.resize(static_cast<std::size_t>(done) + count);
    const std::size_t read = input.read(array.elements.data() + done, count);
    done += read;
    if (read < count)
      refuse(file,
             "the file is truncated: it holds " + std::to_string(done) + " of " + std::to_string(size) + " elements");
  }
  std::uint8_t surplus = 0;
  if (input.read(&surplus, 1) != 0)
    refuse(file, "the file goes on after the " + std::to_string(size) + " elements that its header announces");
  return array;
}

}  // namespace memvp
