// SPDX-License-Identifier: Apache-2.0
// Transactions in phases, of which a link sees
//
//   BEGIN_REQ -> [END_REQ ->] BEGIN_RESP -> END_RESP
//
// each as a call or as the return of the other side's call, and which either side may cut short by TLM_COMPLETED.
#include <algorithm>

#include "protocol_checker.hpp"

namespace memvp {

namespace {

bool is_base_phase(const tlm::tlm_phase& phase) {
  return phase == tlm::UNINITIALIZED_PHASE || phase == tlm::BEGIN_REQ || phase == tlm::END_REQ ||
         phase == tlm::BEGIN_RESP || phase == tlm::END_RESP;
}

std::string named(const tlm::tlm_phase& phase) { return std::string(": ") + phase.get_name(); }

}  // namespace

protocol_checker::record* protocol_checker::find(const tlm::tlm_generic_payload& payload) {
  const auto found =
      std::find_if(records_.begin(), records_.end(), [&](const record& one) { return one.payload == &payload; });
  return found == records_.end() ? nullptr : &*found;
}

protocol_checker::record* protocol_checker::find(std::uint64_t number) {
  const auto found =
      std::find_if(records_.begin(), records_.end(), [number](const record& one) { return one.number == number; });
  return found == records_.end() ? nullptr : &*found;
}

// Forward: the initiator calls, the target answers.

tlm::tlm_sync_enum protocol_checker::nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                                     sc_core::sc_time& delay) {
  const instant called = now();
  const tlm::tlm_phase given = phase;
  const sc_core::sc_time given_delay = delay;
  at_ = called.time + delay;
  std::uint64_t number = 0;
  if (given == tlm::BEGIN_REQ) {
    check_request(payload, at_);
    number = begin_record(payload, at_);
  } else if (given == tlm::END_RESP) {
    check_end_of_response(payload, at_);
  } else if (is_base_phase(given)) {
    broken(protocol_rule::forward_phase, &payload, named(given));
  }

  const tlm::tlm_sync_enum answer = out->nb_transport_fw(payload, phase, delay);

  at_ = sc_core::sc_time_stamp() + delay;
  check_no_wait(called, protocol_rule::target_does_not_wait);
  if (answer == tlm::TLM_ACCEPTED && (phase != given || delay != given_delay))
    broken(protocol_rule::target_accepts_without_change, &payload);
  if (number != 0) {
    check_answer_to_request(number, answer, phase, at_);
  } else if (answer == tlm::TLM_UPDATED && is_base_phase(given)) {
    broken(protocol_rule::target_returns_its_phases, &payload, named(phase));
  }
  return answer;
}

void protocol_checker::check_request(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at) {
  if (!payload.has_mm()) broken(protocol_rule::memory_manager_is_set, &payload);
  if (in_use(payload)) broken(protocol_rule::payload_is_free, &payload);
  check_sent(payload);
  if (requesting_ != nullptr || at < request_free_from_) broken(protocol_rule::request_exclusion, &payload);
}

std::uint64_t protocol_checker::begin_record(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at) {
  ++log_.in_phases;
  if (record* stale = find(payload); stale != nullptr) forget(*stale);
  requesting_ = &payload;
  records_.push_back(
      {++records_made_, &payload, stage::requested, at, tlm::TLM_INCOMPLETE_RESPONSE, false, take_snapshot(payload)});
  return records_made_;
}

void protocol_checker::check_end_of_response(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at) {
  record* ended = find(payload);
  if (ended == nullptr || ended->reached != stage::responding) {
    broken(protocol_rule::forward_phase, &payload, named(tlm::END_RESP));
    return;
  }
  if (payload.get_ref_count() < 1) broken(protocol_rule::reference_is_held, &payload);
  // A router may have given the initiator its own address back.
  check_kept(*ended->sent, payload, protocol_rule::attributes_are_kept_between_calls, false);
  if (payload.get_response_status() != ended->response || payload.is_dmi_allowed() != ended->hint)
    broken(protocol_rule::response_is_kept, &payload);
  reach(*ended, at, protocol_rule::initiator_time_goes_on);
  end_response(ended->number, at);
}

void protocol_checker::check_answer_to_request(std::uint64_t number, tlm::tlm_sync_enum answer,
                                               const tlm::tlm_phase& phase, const sc_core::sc_time& at) {
  record* sent = find(number);
  if (sent == nullptr) return;  // ended in calls the other way during this one
  tlm::tlm_generic_payload& payload = *sent->payload;
  if (answer == tlm::TLM_UPDATED) {
    if (is_base_phase(phase)) check_target_phase(payload, phase, at, protocol_rule::target_returns_its_phases);
    return;
  }
  check_kept(*sent->sent, payload, protocol_rule::attributes_are_kept_in_calls);
  if (answer != tlm::TLM_COMPLETED) return;
  if (sent->reached != stage::requested) broken(protocol_rule::target_returns_its_phases, &payload, ": TLM_COMPLETED");
  check_response(payload);
  reach(*sent, at, protocol_rule::target_time_goes_on);
  end_request(*sent, at);
  if (responding_ == &payload) responding_ = nullptr;
  forget(*sent);
}

// Backward: the target calls, the initiator answers.

tlm::tlm_sync_enum protocol_checker::nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                                     sc_core::sc_time& delay) {
  const instant called = now();
  const tlm::tlm_phase given = phase;
  const sc_core::sc_time given_delay = delay;
  at_ = called.time + delay;
  if (is_base_phase(given)) check_target_phase(payload, given, at_, protocol_rule::backward_phase);
  const record* sent = find(payload);
  const std::uint64_t number = sent == nullptr ? 0 : sent->number;

  const tlm::tlm_sync_enum answer = in->nb_transport_bw(payload, phase, delay);

  // From here on the payload may be in its pool again, or in another transaction.
  at_ = sc_core::sc_time_stamp() + delay;
  check_no_wait(called, protocol_rule::initiator_does_not_wait);
  if (answer == tlm::TLM_ACCEPTED && (phase != given || delay != given_delay))
    broken(protocol_rule::initiator_accepts_without_change, nullptr);
  if (is_base_phase(given)) check_answer_to_response(payload, number, given, answer, phase, at_);
  return answer;
}

void protocol_checker::check_target_phase(tlm::tlm_generic_payload& payload, const tlm::tlm_phase& phase,
                                          const sc_core::sc_time& at, protocol_rule if_out_of_turn) {
  record* sent = find(payload);
  const bool ends_request = phase == tlm::END_REQ && sent != nullptr && sent->reached == stage::requested;
  const bool responds = phase == tlm::BEGIN_RESP && sent != nullptr && sent->reached != stage::responding;
  if (!ends_request && !responds) return broken(if_out_of_turn, &payload, named(phase));

  const bool returned = if_out_of_turn == protocol_rule::target_returns_its_phases;
  if (payload.get_ref_count() < 1) broken(protocol_rule::reference_is_held, &payload);
  check_kept(*sent->sent, payload,
             returned ? protocol_rule::attributes_are_kept_in_calls : protocol_rule::attributes_are_kept_between_calls);
  reach(*sent, at, protocol_rule::target_time_goes_on);
  if (sent->reached == stage::requested) end_request(*sent, at);
  if (ends_request) {
    sent->reached = stage::accepted;
    return;
  }
  check_response(payload);
  if (responding_ != nullptr || at < response_free_from_) broken(protocol_rule::response_exclusion, &payload);
  responding_ = &payload;
  sent->reached = stage::responding;
  sent->response = payload.get_response_status();
  sent->hint = payload.is_dmi_allowed();
}

void protocol_checker::check_answer_to_response(tlm::tlm_generic_payload& payload, std::uint64_t number,
                                                const tlm::tlm_phase& given, tlm::tlm_sync_enum answer,
                                                const tlm::tlm_phase& phase, const sc_core::sc_time& at) {
  if (answer == tlm::TLM_ACCEPTED || (answer == tlm::TLM_UPDATED && !is_base_phase(phase))) return;
  record* sent = find(number);
  const bool ends = given == tlm::BEGIN_RESP && (answer == tlm::TLM_COMPLETED || phase == tlm::END_RESP);
  if (!ends || sent == nullptr || sent->payload != &payload || sent->reached != stage::responding) {
    broken(protocol_rule::initiator_returns_end_of_response, nullptr,
           answer == tlm::TLM_COMPLETED ? ": TLM_COMPLETED" : named(phase));
    return;
  }
  reach(*sent, at, protocol_rule::initiator_time_goes_on);
  end_response(number, at);
}

// Both ways.

/// Notes a timing point of a transaction, of which the next must not be earlier than the one before.
void protocol_checker::reach(record& one, const sc_core::sc_time& at, protocol_rule if_earlier) {
  if (at < one.latest) broken(if_earlier, nullptr);
  one.latest = std::max(one.latest, at);
}

void protocol_checker::end_request(const record& ended, const sc_core::sc_time& at) {
  if (requesting_ == ended.payload) requesting_ = nullptr;
  request_free_from_ = std::max(request_free_from_, at);
}

void protocol_checker::end_response(std::uint64_t number, const sc_core::sc_time& at) {
  record* const ended = find(number);
  responding_ = nullptr;
  response_free_from_ = std::max(response_free_from_, at);
  forget(*ended);
}

void protocol_checker::forget(record& ended) {
  spare_snapshots_.push_back(std::move(ended.sent));
  records_.erase(records_.begin() + (&ended - records_.data()));
}

}  // namespace memvp
