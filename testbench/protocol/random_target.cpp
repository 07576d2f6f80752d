// SPDX-License-Identifier: Apache-2.0
#include "random_target.hpp"

#include <algorithm>
#include <cstring>

namespace memvp {

random_target::random_target(const sc_core::sc_module_name& name, std::uint64_t seed, std::size_t size)
    : sc_core::sc_module(name), random_(seed), bytes_(size) {
  socket.bind(static_cast<tlm::tlm_fw_transport_if<>&>(*this));
  SC_HAS_PROCESS(random_target);
  SC_METHOD(take_next_step);
  sensitive << due_;
  dont_initialize();
}

void random_target::carry_out(tlm::tlm_generic_payload& payload) {
  const std::uint64_t address = payload.get_address();
  const unsigned length = payload.get_data_length();
  if (address >= bytes_.size() || length > bytes_.size() - address) ++wrong_addresses_;
  if (payload.get_command() == tlm::TLM_IGNORE_COMMAND || payload.get_data_ptr() == nullptr || length == 0) {
    payload.set_response_status(payload.get_command() == tlm::TLM_IGNORE_COMMAND ? tlm::TLM_OK_RESPONSE
                                                                                 : tlm::TLM_GENERIC_ERROR_RESPONSE);
    return;
  }
  payload.is_read() ? std::memcpy(payload.get_data_ptr(), &bytes_[address], length)
                    : std::memcpy(&bytes_[address], payload.get_data_ptr(), length);
  payload.set_response_status(chance(random_, 5) ? tlm::TLM_GENERIC_ERROR_RESPONSE : tlm::TLM_OK_RESPONSE);
}

void random_target::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  if (chance(random_, 20)) {
    sc_core::wait(delay + some_time());
    delay = sc_core::SC_ZERO_TIME;
  }
  carry_out(payload);
  delay += some_time();
}

bool random_target::get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi& granted) {
  granted.init();
  granted.allow_read_write();
  return false;
}

unsigned random_target::transport_dbg(tlm::tlm_generic_payload&) { return 0; }

tlm::tlm_sync_enum random_target::nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                                  sc_core::sc_time& delay) {
  const sc_core::sc_time now = sc_core::sc_time_stamp();
  if (phase == tlm::END_RESP) {
    end(payload, now + delay);
    return chance(random_, 50) ? tlm::TLM_COMPLETED : tlm::TLM_ACCEPTED;
  }
  const std::uint64_t kind = draw(random_, 0, 9);
  const bool may_respond = responding_ == nullptr && now + delay >= response_free_from_;
  if (kind == 0) {
    ++early_completions_;
    carry_out(payload);
    delay += some_time();
    return tlm::TLM_COMPLETED;
  }
  payload.acquire();
  taken_.push_back({&payload, payload.get_address(), false, false, now + delay + some_time()});
  if (kind == 1 && may_respond) {
    delay += some_time();
    carry_out(payload);
    taken_.back().request_ended = taken_.back().responding = true;
    responding_ = &payload;
    phase = tlm::BEGIN_RESP;
    return tlm::TLM_UPDATED;
  }
  if (kind < 4) {
    delay += some_time();
    taken_.back().request_ended = true;
    taken_.back().due = now + delay + some_time();
    phase = tlm::END_REQ;
    due_.notify(taken_.back().due - now);
    return tlm::TLM_UPDATED;
  }
  due_.notify(taken_.back().due - now);
  return tlm::TLM_ACCEPTED;
}

void random_target::take_next_step() {
  const sc_core::sc_time& now = sc_core::sc_time_stamp();
  // Which of those that are due goes on is left to chance.
  std::vector<const tlm::tlm_generic_payload*> due;
  for (const transaction& one : taken_)
    if (!one.responding && one.due <= now) due.push_back(one.payload);
  std::shuffle(due.begin(), due.end(), random_);
  for (const tlm::tlm_generic_payload* payload : due) {
    const auto found = std::find_if(taken_.begin(), taken_.end(),
                                    [payload](const transaction& one) { return one.payload == payload; });
    if (found != taken_.end()) step(static_cast<std::size_t>(found - taken_.begin()));
  }
  bool waiting = false;
  sc_core::sc_time next = sc_core::sc_max_time();
  for (const transaction& one : taken_) {
    if (one.responding) continue;
    waiting = true;
    next = std::min(next, std::max(one.due, now));
  }
  if (!waiting) return;
  if (next == now) next = now + sc_core::sc_time(1, sc_core::SC_NS);  // for the response before to end
  due_.notify(next - now);
}

void random_target::step(std::size_t index) {
  transaction& one = taken_[index];
  if (!one.request_ended && chance(random_, 70)) {
    tlm::tlm_phase phase = tlm::END_REQ;
    sc_core::sc_time delay = chance(random_, 50) ? sc_core::SC_ZERO_TIME : some_time();
    one.request_ended = true;
    one.due = sc_core::sc_time_stamp() + delay + some_time() + some_time();
    socket->nb_transport_bw(*one.payload, phase, delay);
  } else if (responding_ == nullptr) {
    respond(index);
  }
}

void random_target::respond(std::size_t index) {
  const sc_core::sc_time& now = sc_core::sc_time_stamp();
  transaction& one = taken_[index];
  tlm::tlm_generic_payload& payload = *one.payload;
  sc_core::sc_time delay = chance(random_, 50) ? sc_core::SC_ZERO_TIME : some_time();
  if (now + delay < response_free_from_) delay = response_free_from_ - now;
  for (std::size_t before = 0; before < index; ++before) out_of_order_ += taken_[before].responding ? 0 : 1;
  wrong_addresses_ += payload.get_address() != one.address ? 1 : 0;
  carry_out(payload);
  one.request_ended = one.responding = true;
  responding_ = &payload;
  tlm::tlm_phase phase = tlm::BEGIN_RESP;
  const tlm::tlm_sync_enum answer = socket->nb_transport_bw(payload, phase, delay);
  if (answer == tlm::TLM_COMPLETED || (answer == tlm::TLM_UPDATED && phase == tlm::END_RESP)) end(payload, now + delay);
}

void random_target::end(const tlm::tlm_generic_payload& payload, const sc_core::sc_time& at) {
  const auto found =
      std::find_if(taken_.begin(), taken_.end(), [&](const transaction& one) { return one.payload == &payload; });
  responding_ = nullptr;
  response_free_from_ = at;
  tlm::tlm_generic_payload* ended = found->payload;
  taken_.erase(found);
  ended->release();
}

}  // namespace memvp
