// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/router.hpp"

#include <algorithm>
#include <stdexcept>

#include "memvp/tlm/hexadecimal.hpp"
#include "memvp/tlm/simulated_time.hpp"

namespace memvp {

struct router::route {
  tlm::tlm_generic_payload* payload;
  input* from;
  output* to;
  std::uint64_t address;  // as the initiator gave it
  bool target_is_done;    // the target completed early and expects no END_RESP
};

class router::input final : public tlm::tlm_fw_transport_if<> {
 public:
  explicit input(router& bus) : latency_(bus.latency_), bus_(bus) {}

  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) override;
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) override;
  unsigned transport_dbg(tlm::tlm_generic_payload& payload) override;

  tlm::tlm_bw_transport_if<>* initiator = nullptr;
  tlm::tlm_generic_payload* responding = nullptr;  // has got BEGIN_RESP, owes END_RESP
  std::deque<waiting> responses;
  sc_core::sc_time free_from;

 private:
  void transport_elsewhere(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);

  // The loosely timed path, of which every access is made: most go where the one before went.
  const sc_core::sc_time latency_;
  std::uint64_t recent_base_ = 0, recent_size_ = 0;
  tlm::tlm_blocking_transport_if<>* recent_target_ = nullptr;
  router& bus_;
};

class router::output final : public tlm::tlm_bw_transport_if<> {
 public:
  output(router& bus, std::string its_name, std::uint64_t its_base, std::uint64_t its_size)
      : name(std::move(its_name)), base(its_base), size(its_size), bus_(bus) {}

  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override {
    return bus_.from_target(*this, payload, phase, delay);
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) override {
    bus_.invalidate(*this, first, last);
  }

  /// First and last address, as a person reads them.
  std::string range() const { return hexadecimal(base, 8) + "-" + hexadecimal(base + (size - 1), 8); }

  const std::string name;
  const std::uint64_t base, size;
  tlm::tlm_fw_transport_if<>* target = nullptr;
  tlm::tlm_generic_payload* requesting = nullptr;  // has sent BEGIN_REQ, awaits END_REQ
  std::deque<waiting> requests;
  sc_core::sc_time free_from;

 private:
  router& bus_;
};

router::router(const sc_core::sc_module_name& name, const sc_core::sc_time& clock_period, unsigned latency_cycles)
    : sc_core::sc_module(name),
      latency_(duration(latency_cycles, checked_clock_period(this->name(), clock_period))),
      upstream_("from_initiator"),
      downstream_("to_target"),
      queue_due_("queue_due") {
  SC_HAS_PROCESS(router);
  SC_METHOD(serve_queues);
  sensitive << queue_due_;
  dont_initialize();
}

router::~router() = default;

void router::attach(any_bus_initiator_socket& initiator) {
  inputs_.push_back(std::make_unique<input>(*this));
  attached_.push_back(&initiator);
}

void router::map(any_bus_target_socket& target, std::uint64_t base, std::uint64_t size) {
  const std::string target_name = target.get_base_export().name();
  if (size == 0) {
    throw std::invalid_argument(std::string(name()) + " cannot map " + target_name + ": its address range is empty");
  }
  if (base + (size - 1) < base) {
    throw std::invalid_argument(std::string(name()) + " cannot map " + target_name + " at " + hexadecimal(base, 8) +
                                ": " + hexadecimal(size) + " bytes from there pass the last address");
  }
  auto added = std::make_unique<output>(*this, target_name, base, size);
  const auto after =
      std::find_if(by_address_.begin(), by_address_.end(), [base](const output* other) { return other->base >= base; });
  const auto refuse_overlap = [&](const output& other) {
    throw std::invalid_argument(std::string(name()) + " cannot map " + target_name + " at " + added->range() +
                                ": it overlaps " + other.name + " at " + other.range());
  };
  if (after != by_address_.end() && (*after)->base - base < size) {
    refuse_overlap(**after);
  }
  if (after != by_address_.begin() && base - (*std::prev(after))->base < (*std::prev(after))->size) {
    refuse_overlap(**std::prev(after));
  }
  by_address_.insert(after, added.get());
  outputs_.push_back(std::move(added));
  mapped_.push_back(&target);
}

void router::before_end_of_elaboration() {
  // Only now is the number of sockets known, and only within the module do they become its children.
  upstream_.init(inputs_.size());
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    upstream_[i].bind(static_cast<tlm::tlm_fw_transport_if<>&>(*inputs_[i]));
    link_ ? link_(*attached_[i], upstream_[i]) : upstream_[i].bind(*attached_[i]);
  }
  downstream_.init(outputs_.size());
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    downstream_[i].bind(static_cast<tlm::tlm_bw_transport_if<>&>(*outputs_[i]));
    link_ ? link_(downstream_[i], *mapped_[i]) : downstream_[i].bind(*mapped_[i]);
  }
}

void router::end_of_elaboration() {
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    inputs_[i]->initiator = upstream_[i].operator->();
  }
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    outputs_[i]->target = downstream_[i].operator->();
  }
}

router::output* router::decode(std::uint64_t address, std::uint64_t length) const {
  const auto after = std::upper_bound(by_address_.begin(), by_address_.end(), address,
                                      [](std::uint64_t wanted, const output* other) { return wanted < other->base; });
  if (after == by_address_.begin()) {
    return nullptr;
  }
  output* hit = *std::prev(after);
  const std::uint64_t offset = address - hit->base;
  return offset < hit->size && length <= hit->size - offset ? hit : nullptr;
}

// Loosely timed, debug and direct memory access.

void router::input::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  const std::uint64_t address = payload.get_address();
  const std::uint64_t offset = address - recent_base_;
  if (offset >= recent_size_ || payload.get_data_length() > recent_size_ - offset) {
    transport_elsewhere(payload, delay);
    return;
  }
  delay += latency_;
  payload.set_address(offset);
  recent_target_->b_transport(payload, delay);
  payload.set_address(address);
}

void router::input::transport_elsewhere(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  output* to = bus_.decode(payload.get_address(), payload.get_data_length());
  if (to == nullptr) {
    delay += latency_;
    payload.set_dmi_allowed(false);
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  recent_base_ = to->base;
  recent_size_ = to->size;
  recent_target_ = to->target;
  b_transport(payload, delay);
}

unsigned router::input::transport_dbg(tlm::tlm_generic_payload& payload) {
  const std::uint64_t address = payload.get_address();
  output* to = bus_.decode(address, payload.get_data_length());
  if (to == nullptr) {
    return 0;
  }
  payload.set_address(address - to->base);
  const unsigned bytes = to->target->transport_dbg(payload);
  payload.set_address(address);
  return bytes;
}

bool router::input::get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) {
  const std::uint64_t address = payload.get_address();
  output* to = bus_.decode(address, 1);
  if (to == nullptr) {
    granted.init();
    granted.allow_read_write();  // denied, for this address
    granted.set_start_address(address);
    granted.set_end_address(address);
    return false;
  }
  payload.set_address(address - to->base);
  const bool allowed = to->target->get_direct_mem_ptr(payload, granted);
  payload.set_address(address);
  granted.set_start_address(to->base + granted.get_start_address());
  granted.set_end_address(to->base + std::min<std::uint64_t>(granted.get_end_address(), to->size - 1));
  granted.set_read_latency(granted.get_read_latency() + bus_.latency_);
  granted.set_write_latency(granted.get_write_latency() + bus_.latency_);
  return allowed;
}

void router::invalidate(const output& from, std::uint64_t first, std::uint64_t last) {
  if (first >= from.size) {
    return;
  }
  for (const auto& to : inputs_) {
    to->initiator->invalidate_direct_mem_ptr(from.base + first, from.base + std::min(last, from.size - 1));
  }
}

// Approximately timed.

std::vector<router::route>::iterator router::find_route(const tlm::tlm_generic_payload& payload) {
  return std::find_if(routes_.begin(), routes_.end(),
                      [&payload](const route& taken) { return taken.payload == &payload; });
}

tlm::tlm_sync_enum router::input::nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                                  sc_core::sc_time& delay) {
  if (phase == tlm::BEGIN_REQ) {
    return bus_.begin_request(*this, payload, phase, delay);
  }
  return phase == tlm::END_RESP ? bus_.end_response(*this, payload, phase, delay) : tlm::TLM_ACCEPTED;
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
