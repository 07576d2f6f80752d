// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "memvp/traces/text_file.hpp"

namespace memvp {

enum class transaction_kind : std::uint8_t { read, write, ignore };

/// Writes every bus transaction to a CSV file as it happens: initiator,address,kind,bytes,start_ps,length_ps.
/// Opt in: a row is some 40 bytes and 50 ns.
class transaction_log {
 public:
  explicit transaction_log(const std::filesystem::path& path) : file_(path) {
    file_.write("initiator,address,kind,bytes,start_ps,length_ps\n");
  }

  void record(std::string_view initiator, std::uint64_t address, transaction_kind kind, std::uint64_t bytes,
              std::uint64_t start_ps, std::uint64_t length_ps);

  std::uint64_t transactions() const noexcept { return transactions_; }

  /// @throws std::runtime_error if anything could not be written
  void close() { file_.close(); }

 private:
  text_file file_;
  std::uint64_t transactions_ = 0;
};

}  // namespace memvp
