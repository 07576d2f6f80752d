// SPDX-License-Identifier: Apache-2.0
// Recorded bus accesses: what was read, written and read again is the same.
#include "memvp/platforms/bus_script.hpp"

#include <cstddef>
#include <cstdint>

#include "memvp/testbench/fuzz/expectation.hpp"
#include "memvp/testbench/fuzz/input_file.hpp"

namespace {

bool same(const memvp::bus_step& a, const memvp::bus_step& b) {
  if (a.what != b.what || a.times.has_value() != b.times.has_value()) return false;
  if (a.times && (a.times->start != b.times->start || a.times->length != b.times->length)) return false;
  return a.offset == b.offset && a.bytes == b.bytes && a.length == b.length;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static memvp::input_file file;
  static memvp::input_file written;
  file.fill(bytes, size);
  memvp::is_accepted([&] {
    const auto steps = memvp::read_bus_script(file.path());
    for (const memvp::bus_step& step : steps)
      memvp::require(step.bytes.empty() || step.bytes.size() == step.length, "data are as long as their access");
    memvp::write_bus_script(written.path(), steps);
    const auto again = memvp::read_bus_script(written.path());
    memvp::require(again.size() == steps.size(), "a script that was written has as many steps");
    for (std::size_t i = 0; i < steps.size(); ++i)
      memvp::require(same(steps[i], again[i]), "a script that was written has the same steps");
  });
  return 0;
}
