// SPDX-License-Identifier: Apache-2.0
// Records of nominal attributes in the format of the UCI mushroom data, and their split.
#include <cstddef>
#include <cstdint>

#include "memvp/platforms/workloads/mushroom_data.hpp"
#include "memvp/testbench/fuzz/expectation.hpp"
#include "memvp/testbench/fuzz/input_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static memvp::input_file file;
  file.fill(bytes, size);
  memvp::is_accepted([&] {
    const memvp::nominal_data data = memvp::read_mushroom_data(file.path());
    memvp::require(data.records() > 0, "data have records");
    memvp::require(data.values.size() == data.records() * data.attributes(), "a record has all its attributes");
    for (const std::uint8_t label : data.classes) memvp::require(label < data.class_names.size(), "a class has a name");
    const memvp::data_split split = memvp::stratified_split(data, 0.5, 1);
    memvp::require(split.training.size() + split.test.size() == data.records(), "a split has every record once");
  });
  return 0;
}
