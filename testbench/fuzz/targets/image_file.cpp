// SPDX-License-Identifier: Apache-2.0
// IDX files, plain and compressed, of labels and of images.
#include <cstddef>
#include <cstdint>

#include "memvp/platforms/workloads/idx_file.hpp"
#include "memvp/testbench/fuzz/expectation.hpp"
#include "memvp/testbench/fuzz/input_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static memvp::input_file file;
  file.fill(bytes, size);
  for (const std::size_t dimensions : {std::size_t{1}, std::size_t{3}}) {
    memvp::is_accepted([&] {
      const memvp::byte_array array = memvp::read_idx_file(file.path(), dimensions);
      memvp::require(array.dimensions.size() == dimensions, "an array has the dimensions that were asked for");
      std::size_t elements = 1;
      for (const std::size_t length : array.dimensions) elements *= length;
      memvp::require(array.elements.size() == elements && elements > 0, "an array has the elements of its dimensions");
    });
  }
  return 0;
}
