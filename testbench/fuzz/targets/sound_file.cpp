// SPDX-License-Identifier: Apache-2.0
// WAV files.
#include <cstddef>
#include <cstdint>

#include "memvp/platforms/workloads/wav_file.hpp"
#include "memvp/testbench/fuzz/expectation.hpp"
#include "memvp/testbench/fuzz/input_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static memvp::input_file file;
  file.fill(bytes, size);
  memvp::is_accepted([&] {
    const memvp::waveform sound = memvp::read_wav_file(file.path());
    memvp::require(sound.rate > 0, "a sound has a sampling rate");
    memvp::require(!sound.values.empty() && 2 * sound.values.size() <= size, "samples come from the file");
  });
  return 0;
}
