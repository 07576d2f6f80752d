// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace memvp {

/// Who of the two sides of a link has broken a rule. `either`: it shows in a call, but who has done it does not.
enum class protocol_party { initiator, target, either };

/// The rules of the TLM-2.0 base protocol that can be seen on a link between two sockets.
enum class protocol_rule {
  // the payload as the initiator sends it
  command_is_known,
  data_pointer_is_set,
  data_length_is_positive,
  byte_enable_length_is_positive,
  byte_enables_are_whole,
  streaming_width_is_positive,
  hint_is_cleared,
  response_is_incomplete,
  option_is_minimal,
  memory_manager_is_set,
  reference_is_held,
  payload_is_free,
  // phases
  blocking_call_from_thread,
  forward_phase,
  request_exclusion,
  initiator_returns_end_of_response,
  backward_phase,
  response_exclusion,
  target_returns_its_phases,
  // what must stay as it is
  attributes_are_kept_in_calls,
  attributes_are_kept_between_calls,
  initiator_accepts_without_change,
  target_accepts_without_change,
  data_are_kept,
  extensions_are_restored,
  option_is_kept,
  // the response
  response_is_set,
  response_is_kept,
  // time
  initiator_time_goes_on,
  target_time_goes_on,
  initiator_does_not_wait,
  target_does_not_wait,
  // direct memory and debug access
  direct_memory_is_initialised,
  direct_memory_command,
  direct_memory_range,
  direct_memory_pointer,
  direct_memory_access,
  direct_memory_content,
  invalidated_range,
  invalidation_does_not_ask,
  debug_count,
  count  // of rules
};

struct protocol_rule_description {
  const char* name;
  protocol_party party;   ///< who is to blame if it is broken
  const char* clause;     ///< of IEEE Std 1666-2011
  const char* statement;  ///< what is wrong if it is broken, as the end of a sentence
};

/// One description for each rule, in the order of the rules.
const std::vector<protocol_rule_description>& protocol_rules();

inline const protocol_rule_description& describe(protocol_rule rule) {
  return protocol_rules().at(static_cast<std::size_t>(rule));
}

}  // namespace memvp
