// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/router.hpp"

#include <algorithm>
#include <stdexcept>

#include "memvp/tlm/hexadecimal.hpp"
#include "memvp/tlm/router_ports.hpp"
#include "memvp/tlm/simulated_time.hpp"

namespace memvp {

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

}  // namespace memvp
