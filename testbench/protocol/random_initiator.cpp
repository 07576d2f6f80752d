// SPDX-License-Identifier: Apache-2.0
#include "random_initiator.hpp"

#include <algorithm>
#include <cstring>

namespace memvp {

random_initiator::random_initiator(const sc_core::sc_module_name& name, const settings& chosen, access_generator next)
    : sc_core::sc_module(name), settings_(chosen), next_(std::move(next)), random_(chosen.seed) {
  socket.bind(static_cast<tlm::tlm_bw_transport_if<>&>(*this));
  SC_HAS_PROCESS(random_initiator);
  SC_THREAD(request);
  SC_THREAD(respond);
}

unsigned random_initiator::answered(tlm::tlm_response_status status) const {
  const auto found = answered_.find(status);
  return found == answered_.end() ? 0 : found->second;
}

void random_initiator::request() {
  for (unsigned i = 0; i < settings_.accesses; ++i) {
    // Now and then long enough for a device to get something done.
    local_ += cycles(chance(random_, 2) ? draw(random_, 0, 3000) : chance(random_, 50) ? draw(random_, 0, 12) : 0);
    if (local_ > cycles(settings_.most_ahead)) catch_up();
    local_ = until(settings_.offset, sc_core::sc_time_stamp() + local_);
    random_access access = next_(random_);
    const std::uint64_t kind = draw(random_, 1, 100);
    if (kind <= settings_.percent_debug) {
      catch_up();
      send_debug(std::move(access));
    } else if (kind <= settings_.percent_debug + settings_.percent_direct) {
      catch_up();
      ask_direct(std::move(access));
    } else if (chance(random_, settings_.percent_in_phases)) {
      catch_up();
      send_in_phases(std::move(access));
    } else {
      send_blocking(std::move(access));
    }
  }
  catch_up();
  while (on_their_way_ != 0) sc_core::wait(one_over_);
  finished_ = true;
}

void random_initiator::catch_up() {
  if (local_ != sc_core::SC_ZERO_TIME) sc_core::wait(local_);
  local_ = sc_core::SC_ZERO_TIME;
}

/// From now to the first instant at that offset in a cycle which is not before `earliest`.
sc_core::sc_time random_initiator::until(const sc_core::sc_time& offset, const sc_core::sc_time& earliest) const {
  const std::uint64_t period = settings_.period.value(), now = sc_core::sc_time_stamp().value();
  const std::uint64_t first = std::max<std::uint64_t>(earliest.value(), now);
  return sc_core::sc_time::from_value(first - now + (period + offset.value() % period - first % period) % period);
}

void random_initiator::send_blocking(random_access access) {
  tlm::tlm_generic_payload payload;
  fill(payload, access);
  socket->b_transport(payload, local_);
  ++answered_[payload.get_response_status()];
}

void random_initiator::send_debug(random_access access) {
  tlm::tlm_generic_payload payload;
  // Any range, over ends and gaps. Of registers only, to read: nothing else of a debug access is without effect.
  access.data.resize(draw(random_, 0, 200));
  access.enables.clear();
  access.width = access.length();
  fill(payload, access);
  socket->transport_dbg(payload);
  compare_direct(std::move(access));
}

/// Where direct memory is held, a debug access must find what it holds.
void random_initiator::compare_direct(random_access access) {
  if (regions_.empty()) return;
  const region& held = regions_[draw(random_, 0, regions_.size() - 1)];
  access.command = tlm::TLM_READ_COMMAND;
  access.data.assign(std::min<std::uint64_t>(held.last - held.first + 1, 64), 0xA5);
  access.address = held.last - access.length() + 1;
  access.null_pointer = false;
  tlm::tlm_generic_payload payload;
  fill(payload, access);
  const unsigned bytes = socket->transport_dbg(payload);
  ++direct_reads_;
  if (bytes != access.length() ||
      std::memcmp(held.bytes + (access.address - held.first), access.data.data(), bytes) != 0)
    ++direct_differences_;
}

void random_initiator::ask_direct(random_access access) {
  if (access.command == tlm::TLM_IGNORE_COMMAND) access.command = tlm::TLM_READ_COMMAND;
  tlm::tlm_generic_payload payload;
  tlm::tlm_dmi granted;
  fill(payload, access);
  if (!socket->get_direct_mem_ptr(payload, granted) || !granted.is_read_allowed()) return;
  const region held{granted.get_start_address(), granted.get_end_address(), granted.get_dmi_ptr()};
  const bool known =
      std::any_of(regions_.begin(), regions_.end(), [&](const region& other) { return other.first == held.first; });
  if (!known) regions_.push_back(held);
}

void random_initiator::invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) {
  ++invalidations_;
  regions_.erase(std::remove_if(regions_.begin(), regions_.end(),
                                [&](const region& held) { return held.first <= last && first <= held.last; }),
                 regions_.end());
}

// In phases.

void random_initiator::send_in_phases(random_access access) {
  while (requesting_ != nullptr) sc_core::wait(request_over_);
  while (on_their_way_ >= settings_.most_on_their_way) sc_core::wait(one_over_);
  tlm::tlm_generic_payload& payload = pool_.acquire();
  random_access& kept = data_of_[&payload] = std::move(access);
  ++on_their_way_;
  fill(payload, kept);
  requesting_ = &payload;
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  const sc_core::sc_time own = settings_.offset + settings_.shift;
  const sc_core::sc_time wait_first = until(own, sc_core::sc_time_stamp());
  if (wait_first != sc_core::SC_ZERO_TIME) sc_core::wait(wait_first);
  sc_core::sc_time delay = until(own, request_free_from_) + cycles(chance(random_, 30) ? draw(random_, 0, 5) : 0);
  const tlm::tlm_sync_enum answer = socket->nb_transport_fw(payload, phase, delay);
  if (answer == tlm::TLM_ACCEPTED) return;
  const sc_core::sc_time at = sc_core::sc_time_stamp() + delay;
  request_ended(payload, at);
  if (answer == tlm::TLM_COMPLETED) {
    finish(payload);
  } else if (phase == tlm::BEGIN_RESP) {
    responses_.push_back({&payload, at});
    response_begun_.notify(sc_core::SC_ZERO_TIME);
  }
}

void random_initiator::request_ended(const tlm::tlm_generic_payload& payload, const sc_core::sc_time& at) {
  if (requesting_ != &payload) return;
  requesting_ = nullptr;
  request_free_from_ = at;
  request_over_.notify(sc_core::SC_ZERO_TIME);
}

tlm::tlm_sync_enum random_initiator::nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                                     sc_core::sc_time& delay) {
  request_ended(payload, sc_core::sc_time_stamp() + delay);
  if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
  switch (draw(random_, 0, 3)) {
    case 0:
      finish(payload);
      return tlm::TLM_COMPLETED;
    case 1:
      phase = tlm::END_RESP;
      delay += cycles(draw(random_, 0, 6));
      finish(payload);
      return tlm::TLM_UPDATED;
    default:
      responses_.push_back({&payload, sc_core::sc_time_stamp() + delay});
      response_begun_.notify(sc_core::SC_ZERO_TIME);
      return tlm::TLM_ACCEPTED;
  }
}

void random_initiator::respond() {
  while (true) {
    while (responses_.empty()) sc_core::wait(response_begun_);
    const response next = responses_.front();
    responses_.pop_front();
    sc_core::sc_time delay =
        until(settings_.offset + settings_.shift + settings_.shift, next.due) + cycles(draw(random_, 0, 6));
    if (chance(random_, 60) && delay != sc_core::SC_ZERO_TIME) {
      sc_core::wait(delay);
      delay = sc_core::SC_ZERO_TIME;
    }
    tlm::tlm_phase phase = tlm::END_RESP;
    socket->nb_transport_fw(*next.payload, phase, delay);
    finish(*next.payload);
  }
}

void random_initiator::finish(tlm::tlm_generic_payload& payload) {
  ++answered_[payload.get_response_status()];
  --on_their_way_;
  payload.release();
  one_over_.notify(sc_core::SC_ZERO_TIME);
}

}  // namespace memvp
