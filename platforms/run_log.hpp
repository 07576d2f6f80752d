// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

namespace spdlog {
class logger;
}

namespace memvp {

/// The log of a run, written by spdlog into a file and, if wanted, to the standard error output. While it lives it is
/// spdlog's default logger, so that `spdlog::info(...)` anywhere goes into it, and SystemC's reports go there too.
class run_log {
 public:
  /// @throws std::runtime_error if the file cannot be written
  run_log(const std::filesystem::path& file, bool to_standard_error);
  ~run_log();
  run_log(const run_log&) = delete;
  run_log& operator=(const run_log&) = delete;

 private:
  std::shared_ptr<spdlog::logger> previous_;
};

}  // namespace memvp
