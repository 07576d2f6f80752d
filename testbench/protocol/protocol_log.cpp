// SPDX-License-Identifier: Apache-2.0
#include "protocol_log.hpp"

namespace memvp {

namespace {

constexpr std::size_t kept_violations = 100;

std::string counted(std::uint64_t number, const char* one, const char* many) {
  return std::to_string(number) + " " + (number == 1 ? one : many);
}

}  // namespace

void protocol_log::violation(protocol_violation broken) {
  ++violation_count_;
  ++by_rule_[static_cast<std::size_t>(broken.rule)];
  if (violations_.size() < kept_violations) violations_.push_back(std::move(broken));
}

std::uint64_t protocol_log::count(protocol_party party) const {
  std::uint64_t sum = 0;
  for (std::size_t rule = 0; rule < by_rule_.size(); ++rule) {
    const protocol_party blamed = protocol_rules()[rule].party;
    if (blamed == party || blamed == protocol_party::either) sum += by_rule_[rule];
  }
  return sum;
}

std::string protocol_log::sentences() const {
  std::string text;
  for (const protocol_violation& broken : violations_) text += broken.sentence + "\n";
  return text;
}

std::string protocol_log::summary() const {
  return "checked " + counted(transactions(), "transaction", "transactions") + " (" + std::to_string(blocking) +
         " blocking, " + std::to_string(in_phases) + " in phases), " +
         counted(debug, "debug access", "debug accesses") + ", " + counted(direct_requests, "request", "requests") +
         " for direct memory and " + counted(invalidations, "invalidation", "invalidations") + " on " +
         counted(links, "link", "links") + ": " +
         (violation_count_ == 0 ? "no violation" : counted(violation_count_, "violation", "violations"));
}

}  // namespace memvp
