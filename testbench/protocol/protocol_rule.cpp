// SPDX-License-Identifier: Apache-2.0
#include "protocol_rule.hpp"

namespace memvp {

const std::vector<protocol_rule_description>& protocol_rules() {
  constexpr auto initiator = protocol_party::initiator, target = protocol_party::target,
                 either = protocol_party::either;
  static const std::vector<protocol_rule_description> rules = {
      {"command_is_known", initiator, "14.9", "the command is none of read, write and ignore"},
      {"data_pointer_is_set", initiator, "14.11", "the data pointer is null"},
      {"data_length_is_positive", initiator, "14.12", "the data length is zero"},
      {"byte_enable_length_is_positive", initiator, "14.14", "there are byte enables of length zero"},
      {"byte_enables_are_whole", initiator, "14.13", "a byte enable is neither 0x00 nor 0xff"},
      {"streaming_width_is_positive", initiator, "14.15", "the streaming width is zero"},
      {"hint_is_cleared", initiator, "14.16", "the direct memory hint is set before anybody has answered"},
      {"response_is_incomplete", initiator, "14.17", "the response status is set before anybody has answered"},
      {"option_is_minimal", initiator, "14.8", "the payload option is not one that an initiator may send"},
      {"memory_manager_is_set", initiator, "14.5", "a payload without memory manager is sent in phases"},
      {"reference_is_held", initiator, "14.5", "nobody holds a reference to the payload"},
      {"payload_is_free", initiator, "14.5, 15.2.10", "the payload is still in use by another transaction"},
      {"blocking_call_from_thread", initiator, "11.1.1", "b_transport is called from a method process"},
      {"forward_phase", initiator, "15.2.3, 15.2.4", "the initiator sends a phase that is not its turn"},
      {"request_exclusion", initiator, "15.2.6", "a request begins before the one before it has ended"},
      {"initiator_returns_end_of_response", initiator, "15.2.4",
       "nb_transport_bw returns another phase than END_RESP, or completes what has no response"},
      {"backward_phase", target, "15.2.3, 15.2.4", "the target sends a phase that is not its turn"},
      {"response_exclusion", target, "15.2.6", "a response begins before the one before it has ended"},
      {"target_returns_its_phases", target, "15.2.4",
       "nb_transport_fw returns a phase that is not the target's or not its turn"},
      {"attributes_are_kept_in_calls", target, "14.7", "the target has changed"},
      {"attributes_are_kept_between_calls", either, "14.7", "between two calls somebody has changed"},
      {"initiator_accepts_without_change", initiator, "11.1.2",
       "nb_transport_bw returns TLM_ACCEPTED but has changed phase or delay"},
      {"target_accepts_without_change", target, "11.1.2",
       "nb_transport_fw returns TLM_ACCEPTED but has changed phase or delay"},
      {"data_are_kept", target, "14.7, 14.13", "the target has changed data that are not its to change"},
      {"extensions_are_restored", target, "14.5",
       "an extension or a memory manager stays in a payload that came without memory manager"},
      {"option_is_kept", target, "14.8", "the target has changed the payload option as it must not"},
      {"response_is_set", target, "14.17", "the target responds with TLM_INCOMPLETE_RESPONSE"},
      {"response_is_kept", either, "14.7", "the response has been changed after it began"},
      {"initiator_time_goes_on", initiator, "15.2.7", "the initiator has gone back in time"},
      {"target_time_goes_on", target, "15.2.7", "the target has gone back in time"},
      {"initiator_does_not_wait", initiator, "11.1.2, 11.2.3", "the initiator has waited in a call that must not wait"},
      {"target_does_not_wait", target, "11.1.2, 11.2.3, 11.3.4", "the target has waited in a call that must not wait"},
      {"direct_memory_is_initialised", initiator, "11.2.5",
       "direct memory is asked for with a descriptor that is not initialised"},
      {"direct_memory_command", initiator, "11.2.4", "direct memory is asked for neither to read nor to write"},
      {"direct_memory_range", target, "11.2.5",
       "the range that is granted or denied is empty or does not contain the address"},
      {"direct_memory_pointer", target, "11.2.5", "direct memory is granted with a null pointer"},
      {"direct_memory_access", target, "11.2.5", "direct memory is granted, but not for what was asked"},
      {"direct_memory_content", target, "11.2.5",
       "direct memory differs from what the transaction has read or written"},
      {"invalidated_range", target, "11.2.6", "the range that is taken back is empty"},
      {"invalidation_does_not_ask", initiator, "11.2.6", "direct memory is asked for while it is being taken back"},
      {"debug_count", target, "11.3.4", "a debug access returns more bytes than were asked for"},
  };
  return rules;
}

}  // namespace memvp
