// SPDX-License-Identifier: Apache-2.0
#include "memvp/traces/transaction_log.hpp"

#include <array>
#include <charconv>

namespace memvp {

void transaction_log::record(std::string_view initiator, std::uint64_t address, transaction_kind kind,
                             std::uint64_t bytes, std::uint64_t start_ps, std::uint64_t length_ps) {
  static constexpr std::array<std::string_view, 3> kinds{"read", "write", "ignore"};
  ++transactions_;
  file_.csv_field(initiator).write(",0x");
  char* hexadecimal = file_.room(16);
  file_.advance_to(std::to_chars(hexadecimal, hexadecimal + 16, address, 16).ptr);
  file_.write(',').write(kinds.at(static_cast<std::size_t>(kind))).write(',').number(bytes);
  file_.write(',').number(start_ps).write(',').number(length_ps).write('\n');
}

}  // namespace memvp
