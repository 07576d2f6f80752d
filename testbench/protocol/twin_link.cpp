// SPDX-License-Identifier: Apache-2.0
#define SC_INCLUDE_DYNAMIC_PROCESSES
#include "twin_link.hpp"

#include <algorithm>

#include "memvp/tlm/hexadecimal.hpp"

namespace memvp {

namespace {

/// The twin's target has nothing to say that anybody listens to.
struct deaf final : tlm::tlm_bw_transport_if<> {
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) override {
    return tlm::TLM_ACCEPTED;
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}
};

}  // namespace

twin_link::twin_link(const sc_core::sc_module_name& name, ahead mode) : sc_core::sc_module(name), mode_(mode) {
  static deaf nobody;
  in.bind(static_cast<tlm::tlm_fw_transport_if<>&>(*this));
  out.bind(static_cast<tlm::tlm_bw_transport_if<>&>(*this));
  twin.bind(static_cast<tlm::tlm_bw_transport_if<>&>(nobody));
  SC_HAS_PROCESS(twin_link);
  SC_METHOD(spawn_repetitions);
  sensitive << something_to_repeat_;
  dont_initialize();
}

bool twin_link::same(const answer& one, const answer& other) const {
  return one.data == other.data && one.status == other.status && (one.hint == other.hint || mode_ == ahead::waited) &&
         one.debug_bytes == other.debug_bytes && one.end == other.end && one.given == other.given;
}

twin_link::operation& twin_link::note(const tlm::tlm_generic_payload& payload, bool debug) {
  operation noted{};
  noted.request.command = payload.get_command();
  noted.request.address = payload.get_address();
  noted.request.width = payload.get_streaming_width();
  noted.request.null_pointer = payload.get_data_ptr() == nullptr;
  noted.request.data.resize(payload.get_data_length());
  if (!noted.request.null_pointer)
    std::copy_n(payload.get_data_ptr(), payload.get_data_length(), noted.request.data.begin());
  if (payload.get_byte_enable_ptr() != nullptr)
    noted.request.enables.assign(payload.get_byte_enable_ptr(),
                                 payload.get_byte_enable_ptr() + payload.get_byte_enable_length());
  noted.debug = debug;
  operations_.push_back(std::move(noted));
  return operations_.back();
}

void twin_link::begin_on_twin(operation& noted) {
  to_repeat_.push_back(&noted);
  something_to_repeat_.notify(sc_core::SC_ZERO_TIME);
}

void twin_link::spawn_repetitions() {
  for (; !to_repeat_.empty(); to_repeat_.pop_front()) {
    operation* next = to_repeat_.front();
    sc_core::sc_spawn([this, next] { repeat(*next); });
  }
}

void twin_link::repeat(operation& noted) {
  random_access request = noted.request;
  tlm::tlm_generic_payload payload;
  fill(payload, request);
  if (noted.debug) {
    noted.by_twin.debug_bytes = twin->transport_dbg(payload);
    return take(noted.by_twin, payload, sc_core::SC_ZERO_TIME);
  }
  sc_core::sc_time delay = noted.start - sc_core::sc_time_stamp();
  if (mode_ == ahead::waited && delay != sc_core::SC_ZERO_TIME) {
    sc_core::wait(delay);
    delay = sc_core::SC_ZERO_TIME;
  }
  twin->b_transport(payload, delay);
  take(noted.by_twin, payload, sc_core::sc_time_stamp() + delay);
}

void twin_link::take(answer& given, const tlm::tlm_generic_payload& payload, const sc_core::sc_time& end) {
  given.status = payload.get_response_status();
  given.hint = payload.is_dmi_allowed();
  given.end = end;
  if (payload.get_data_ptr() != nullptr)
    given.data.assign(payload.get_data_ptr(), payload.get_data_ptr() + payload.get_data_length());
  given.given = true;
}

void twin_link::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  operation& noted = note(payload, false);
  noted.start = sc_core::sc_time_stamp() + delay;
  begin_on_twin(noted);
  out->b_transport(payload, delay);
  take(noted.by_target, payload, sc_core::sc_time_stamp() + delay);
}

unsigned twin_link::transport_dbg(tlm::tlm_generic_payload& payload) {
  operation& noted = note(payload, true);
  begin_on_twin(noted);
  noted.by_target.debug_bytes = out->transport_dbg(payload);
  take(noted.by_target, payload, sc_core::SC_ZERO_TIME);
  return noted.by_target.debug_bytes;
}

bool twin_link::get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) {
  return out->get_direct_mem_ptr(payload, granted);
}

void twin_link::invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) {
  in->invalidate_direct_mem_ptr(first, last);
}

tlm::tlm_sync_enum twin_link::nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                              sc_core::sc_time& delay) {
  if (phase == tlm::BEGIN_REQ) in_phases_.emplace_back(&payload, &note(payload, false));
  return out->nb_transport_fw(payload, phase, delay);
}

tlm::tlm_sync_enum twin_link::nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                              sc_core::sc_time& delay) {
  const auto found =
      std::find_if(in_phases_.begin(), in_phases_.end(), [&](const auto& one) { return one.first == &payload; });
  if (found != in_phases_.end() && phase == tlm::END_REQ) {
    found->second->start = sc_core::sc_time_stamp() + delay;
    begin_on_twin(*found->second);
  } else if (found != in_phases_.end() && phase == tlm::BEGIN_RESP) {
    take(found->second->by_target, payload, sc_core::sc_time_stamp() + delay);
    in_phases_.erase(found);
  }
  return in->nb_transport_bw(payload, phase, delay);
}

std::vector<std::string> twin_link::differences() const {
  std::vector<std::string> sentences;
  for (const operation& one : operations_) {
    if (same(one.by_target, one.by_twin)) continue;
    const auto text = [](const answer& given) {
      tlm::tlm_generic_payload named;
      named.set_response_status(given.status);
      std::string bytes;
      for (std::size_t i = 0; i < given.data.size() && i < 8; ++i) bytes += " " + hexadecimal(given.data[i], 2);
      return given.given ? named.get_response_string() + (given.hint ? ", direct," : ",") + bytes + ", " +
                               std::to_string(given.debug_bytes) + " debug bytes, ends at " + given.end.to_string()
                         : std::string("no answer");
    };
    sentences.push_back(std::string(name()) + ", " + (one.debug ? "debug " : "") +
                        (one.request.command == tlm::TLM_WRITE_COMMAND ? "write" : "read") + " of " +
                        std::to_string(one.request.data.size()) + " bytes at " + hexadecimal(one.request.address, 8) +
                        " beginning at " + one.start.to_string() + ": " + text(one.by_target) +
                        "; its twin: " + text(one.by_twin));
  }
  return sentences;
}

}  // namespace memvp
