// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/fuzz/input_file.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace memvp {
namespace {

[[noreturn]] void refuse() { throw std::system_error(errno, std::generic_category(), "a file in memory"); }

}  // namespace

input_file::input_file() : descriptor_(memfd_create("input", MFD_CLOEXEC)) {
  if (descriptor_ < 0) refuse();
  path_ = "/proc/self/fd/" + std::to_string(descriptor_);
}

input_file::~input_file() { close(descriptor_); }

void input_file::fill(const std::uint8_t* bytes, std::size_t size) {
  if (ftruncate(descriptor_, 0) != 0) refuse();
  for (std::size_t done = 0; done < size;) {
    const ssize_t written = pwrite(descriptor_, bytes + done, size - done, static_cast<off_t>(done));
    if (written < 0) refuse();
    done += static_cast<std::size_t>(written);
  }
}

std::string input_file::content() const {
  std::ifstream in(path_, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace memvp
