// SPDX-License-Identifier: Apache-2.0
// The router's approximately timed transactions.
#include <algorithm>

#include "memvp/tlm/router_ports.hpp"

namespace memvp {

std::vector<router::route>::iterator router::find_route(const tlm::tlm_generic_payload& payload) {
  return std::find_if(routes_.begin(), routes_.end(),
                      [&payload](const route& taken) { return taken.payload == &payload; });
}

tlm::tlm_sync_enum router::input::nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                                  sc_core::sc_time& delay) {
  if (phase != tlm::BEGIN_REQ) {
    return phase == tlm::END_RESP ? bus_.end_response(*this, payload, phase, delay) : tlm::TLM_ACCEPTED;
  }
  tlm::tlm_phase reached = phase;
  sc_core::sc_time taken = delay;
  const tlm::tlm_sync_enum answer = bus_.begin_request(*this, payload, reached, taken);
  if (answer != tlm::TLM_ACCEPTED) {  // which promises that nothing has changed
    phase = reached;
    delay = taken;
  }
  return answer;
}

tlm::tlm_sync_enum router::begin_request(input& from, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                         sc_core::sc_time& delay) {
  delay += latency_;
  output* to = decode(payload.get_address(), payload.get_data_length());
  if (to == nullptr) {
    payload.set_dmi_allowed(false);
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return tlm::TLM_COMPLETED;
  }
  routes_.push_back({&payload, &from, to, payload.get_address(), false});
  if (to->requesting != nullptr || !to->requests.empty() || sc_core::sc_time_stamp() + delay < to->free_from) {
    to->requests.push_back({&payload, sc_core::sc_time_stamp() + delay});
    queue_due_.notify(sc_core::SC_ZERO_TIME);
    return tlm::TLM_ACCEPTED;
  }
  return send_request(routes_.back(), phase, delay);
}

/// Sends BEGIN_REQ to the target. What comes back is for the initiator; a response that must wait for another is queued
/// and reported as TLM_ACCEPTED.
tlm::tlm_sync_enum router::send_request(route& taken, tlm::tlm_phase& phase, sc_core::sc_time& delay) {
  tlm::tlm_generic_payload& payload = *taken.payload;
  output& to = *taken.to;
  const std::uint64_t address = taken.address;
  to.requesting = &payload;
  payload.set_address(address - to.base);
  const tlm::tlm_sync_enum answer = to.target->nb_transport_fw(payload, phase, delay);
  // `taken` may have moved: the target may have called back.
  const auto found = find_route(payload);
  if (answer == tlm::TLM_ACCEPTED || found == routes_.end()) {
    return tlm::TLM_ACCEPTED;
  }
  free_request_slot(to, sc_core::sc_time_stamp() + delay);
  if (answer == tlm::TLM_COMPLETED) {
    payload.set_address(address);
    routes_.erase(found);
    return answer;
  }
  return phase == tlm::BEGIN_RESP && !take_response_slot(*found, delay) ? tlm::TLM_ACCEPTED : answer;
}

tlm::tlm_sync_enum router::from_target(output& from, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay) {
  const auto found = find_route(payload);
  if (found == routes_.end() || (phase != tlm::END_REQ && phase != tlm::BEGIN_RESP)) {
    return tlm::TLM_ACCEPTED;
  }
  input& to = *found->from;
  if (from.requesting == &payload) {
    free_request_slot(from, sc_core::sc_time_stamp() + delay);
  }
  if (phase == tlm::END_REQ) {
    return to.initiator->nb_transport_bw(payload, phase, delay);
  }
  if (!take_response_slot(*found, delay)) {
    return tlm::TLM_ACCEPTED;
  }
  const tlm::tlm_sync_enum answer = to.initiator->nb_transport_bw(payload, phase, delay);
  if (answer == tlm::TLM_COMPLETED || (answer == tlm::TLM_UPDATED && phase == tlm::END_RESP)) {
    free_response_slot(to, sc_core::sc_time_stamp() + delay);
    if (const auto ended = find_route(payload); ended != routes_.end()) {
      routes_.erase(ended);
    }
  }
  return answer;
}

/// Gives the initiator's response slot to a transaction, and the payload its own address back; or queues it.
bool router::take_response_slot(route& taken, const sc_core::sc_time& delay) {
  input& to = *taken.from;
  taken.payload->set_address(taken.address);
  const sc_core::sc_time due = sc_core::sc_time_stamp() + delay;
  if (to.responding != nullptr || !to.responses.empty() || due < to.free_from) {
    to.responses.push_back({taken.payload, due});
    queue_due_.notify(sc_core::SC_ZERO_TIME);
    return false;
  }
  to.responding = taken.payload;
  return true;
}

tlm::tlm_sync_enum router::end_response(input& to, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                        sc_core::sc_time& delay) {
  const auto found = find_route(payload);
  if (found == routes_.end() || to.responding != &payload) {
    return tlm::TLM_ACCEPTED;
  }
  const route ended = *found;
  routes_.erase(found);
  free_response_slot(to, sc_core::sc_time_stamp() + delay);
  if (!ended.target_is_done) {
    ended.to->target->nb_transport_fw(payload, phase, delay);
  }
  return tlm::TLM_COMPLETED;
}

void router::free_request_slot(output& target, const sc_core::sc_time& at) {
  target.requesting = nullptr;
  target.free_from = at;
  if (!target.requests.empty()) {
    queue_due_.notify(sc_core::SC_ZERO_TIME);
  }
}

void router::free_response_slot(input& initiator, const sc_core::sc_time& at) {
  initiator.responding = nullptr;
  initiator.free_from = at;
  if (!initiator.responses.empty()) {
    queue_due_.notify(sc_core::SC_ZERO_TIME);
  }
}

void router::serve_queues() {
  for (const auto& target : outputs_) {
    serve_requests(*target);
  }
  for (const auto& initiator : inputs_) {
    serve_responses(*initiator);
  }
}

void router::serve_requests(output& target) {
  while (target.requesting == nullptr && !target.requests.empty()) {
    const waiting next = target.requests.front();
    target.requests.pop_front();
    const auto found = find_route(*next.payload);
    const route taken = *found;
    const sc_core::sc_time& now = sc_core::sc_time_stamp();
    sc_core::sc_time delay = std::max({next.due, target.free_from, now}) - now;
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    const tlm::tlm_sync_enum answer = send_request(*found, phase, delay);
    if (answer == tlm::TLM_COMPLETED) {
      // The initiator has been told TLM_ACCEPTED already, so that it gets the response as a phase of its own.
      routes_.push_back({taken.payload, taken.from, taken.to, taken.address, true});
      taken.from->responses.push_back({taken.payload, now + delay});
      queue_due_.notify(sc_core::SC_ZERO_TIME);
    } else if (answer == tlm::TLM_UPDATED && phase == tlm::END_REQ) {
      taken.from->initiator->nb_transport_bw(*taken.payload, phase, delay);
    } else if (answer == tlm::TLM_UPDATED && phase == tlm::BEGIN_RESP) {
      taken.from->responding = nullptr;
      taken.from->responses.push_front({taken.payload, now + delay});
      queue_due_.notify(sc_core::SC_ZERO_TIME);
    }
  }
}

void router::serve_responses(input& initiator) {
  while (initiator.responding == nullptr && !initiator.responses.empty()) {
    const waiting next = initiator.responses.front();
    initiator.responses.pop_front();
    initiator.responding = next.payload;
    const sc_core::sc_time& now = sc_core::sc_time_stamp();
    sc_core::sc_time delay = std::max({next.due, initiator.free_from, now}) - now;
    tlm::tlm_phase phase = tlm::BEGIN_RESP;
    const tlm::tlm_sync_enum answer = initiator.initiator->nb_transport_bw(*next.payload, phase, delay);
    if (initiator.responding == next.payload &&
        (answer == tlm::TLM_COMPLETED || (answer == tlm::TLM_UPDATED && phase == tlm::END_RESP))) {
      phase = tlm::END_RESP;
      end_response(initiator, *next.payload, phase, delay);
    }
  }
}

}  // namespace memvp
