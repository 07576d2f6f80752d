// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "memvp/platforms/bus_script.hpp"
#include "memvp/tlm/program_observer.hpp"

namespace memvp {

/// Writes what a host's program does on the bus as a bus script (bus_script.hpp), step by step: offsets are bus
/// addresses, and every step has its data and its cycles.
class access_recording final : public program_observer {
 public:
  /// \throws std::runtime_error if the file cannot be written
  explicit access_recording(const std::filesystem::path& file) : script_(file) {}

  /// \throws std::runtime_error if the file cannot be written
  void close() { script_.close(); }

 private:
  void step(const program_step& done) override;

  bus_script_writer script_;
  bus_step step_;
};

}  // namespace memvp
