// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace memvp {

/// One finished bus transaction, as its initiator saw it.
struct observed_transaction {
  std::string_view initiator;  ///< the initiator's hierarchical name
  std::uint64_t address;       ///< as the initiator gave it
  bool is_write;
  std::uint32_t bytes;
  std::uint64_t start_ps;  ///< simulated time of the request
  std::uint64_t end_ps;    ///< simulated time of the response's end
  bool ok;                 ///< whether the response status was TLM_OK_RESPONSE
};

/// Told of every transaction of the initiators that it is given to: logs, waveforms. Accesses past the bus (direct
/// memory access) are reported like any other, with the times they would take on it. A loosely timed initiator reports
/// ahead of simulated time.
class transaction_observer {
 public:
  virtual ~transaction_observer() = default;
  virtual void transaction(const observed_transaction& finished) = 0;
};

}  // namespace memvp
