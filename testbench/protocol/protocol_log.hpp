// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <systemc>
#include <vector>

#include "protocol_rule.hpp"

namespace memvp {

/// A rule that was broken.
struct protocol_violation {
  protocol_rule rule;
  sc_core::sc_time at;   ///< simulated time of the call, with its timing annotation
  std::string sentence;  ///< time, link, who, what, clause, transaction
};

/// What the checkers of a simulation have seen. Outlives them.
class protocol_log {
 public:
  /// The first violations are kept with their sentences, all are counted.
  void violation(protocol_violation broken);

  const std::vector<protocol_violation>& violations() const noexcept { return violations_; }
  std::uint64_t violation_count() const noexcept { return violation_count_; }
  /// How often a rule was broken.
  std::uint64_t count(protocol_rule rule) const { return by_rule_.at(static_cast<std::size_t>(rule)); }
  /// How often rules were broken that this side, or either, is to blame for.
  std::uint64_t count(protocol_party party) const;
  /// The sentences, a line each.
  std::string sentences() const;

  // Transactions seen, and for how many links.
  std::uint64_t links = 0, blocking = 0, in_phases = 0, debug = 0, direct_requests = 0, invalidations = 0;
  std::uint64_t transactions() const noexcept { return blocking + in_phases; }

  /// "checked 120 transactions (100 blocking, 20 in phases), 3 debug accesses, ... on 5 links: no violation"
  std::string summary() const;

 private:
  std::vector<protocol_violation> violations_;
  std::uint64_t violation_count_ = 0;
  std::vector<std::uint64_t> by_rule_ = std::vector<std::uint64_t>(static_cast<std::size_t>(protocol_rule::count));
};

}  // namespace memvp
