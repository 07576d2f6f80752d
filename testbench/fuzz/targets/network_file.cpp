// SPDX-License-Identifier: Apache-2.0
// Networks with their weights: what was read can be written, and is then the same text for ever.
#include "memvp/platforms/workloads/network_file.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

#include "memvp/testbench/fuzz/expectation.hpp"
#include "memvp/testbench/fuzz/input_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static memvp::input_file file;
  static memvp::input_file written;
  file.fill(bytes, size);
  memvp::is_accepted([&] {
    const memvp::network net = memvp::read_network(file.path());
    memvp::require(!net.layers.empty(), "a network has layers");
    for (const memvp::network_layer& layer : net.layers) {
      memvp::require(static_cast<std::size_t>(layer.weights.rows()) == layer.form.outputs, "an output has weights");
      memvp::require(static_cast<std::size_t>(layer.weights.cols()) == layer.form.inputs() + 1, "so has an input");
      memvp::require(layer.weights.allFinite() && layer.theta.allFinite(), "numbers are finite");
      memvp::require(layer.form.output().elements() > 0, "a layer has outputs");
    }
    memvp::write_network(written.path(), net);
    const std::string first = written.content();
    memvp::write_network(written.path(), memvp::read_network(written.path()));
    memvp::require(written.content() == first, "a network that was written reads as the same one");
  });
  return 0;
}
