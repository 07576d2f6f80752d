// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/memory_mapped_target.hpp"

#include <algorithm>
#include <utility>

#include "memvp/tlm/simulated_time.hpp"

namespace memvp {
namespace {

/// Whether the device decides what becomes of it: a read or a write with data, whole and without byte enables.
inline bool is_plain(const tlm::tlm_generic_payload& payload) {
  return payload.get_command() != tlm::TLM_IGNORE_COMMAND && payload.get_byte_enable_ptr() == nullptr &&
         payload.get_data_length() != 0 && payload.get_streaming_width() >= payload.get_data_length() &&
         payload.get_data_ptr() != nullptr;
}

/// Answers any other payload. \return cycles
unsigned answer_in_its_stead(tlm::tlm_generic_payload& payload) {
  if (payload.get_command() == tlm::TLM_IGNORE_COMMAND) {
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    return 0;
  }
  payload.set_response_status(payload.get_byte_enable_ptr() != nullptr ? tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE
                              : payload.get_data_length() == 0 ||
                                      payload.get_streaming_width() < payload.get_data_length()
                                  ? tlm::TLM_BURST_ERROR_RESPONSE
                                  : tlm::TLM_GENERIC_ERROR_RESPONSE);
  return 1;
}

}  // namespace

memory_mapped_target::memory_mapped_target(const sc_core::sc_module_name& name, const sc_core::sc_time& clock_period)
    : sc_core::sc_module(name),
      socket("socket"),
      clock_period_(checked_clock_period(this->name(), clock_period)),
      now_(sc_core::sc_time_stamp()),
      due_("due") {
  socket.bind(static_cast<tlm::tlm_fw_transport_if<>&>(*this));
  SC_HAS_PROCESS(memory_mapped_target);
  SC_METHOD(take_next_step);
  sensitive << due_;
  dont_initialize();
}

void memory_mapped_target::end_of_elaboration() { require_bound(socket); }

inline unsigned memory_mapped_target::checked_access(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at) {
  payload.set_dmi_allowed(false);
  return is_plain(payload) ? access(payload, at) : answer_in_its_stead(payload);
}

void memory_mapped_target::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  const sc_core::sc_time called = now_;
  const sc_core::sc_time at = called + delay;
  const unsigned taken = checked_access(payload, at);
  if (now_ != called) {  // the device has synchronised
    delay = at - now_;
  }
  // Nearly every access takes one cycle, and SystemC makes a time from an integer far more slowly than it adds two.
  delay += taken == 1 ? clock_period_ : duration(taken, clock_period_);
}

tlm::tlm_sync_enum memory_mapped_target::nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                                         sc_core::sc_time& delay) {
  if (phase == tlm::BEGIN_REQ) {
    // Both would break the base protocol. An error response tells the initiator; a crash would not.
    if (requested_ != nullptr || !payload.has_mm()) {
      payload.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
      return tlm::TLM_COMPLETED;
    }
    payload.acquire();
    requested_ = &payload;
    request_due_ = sc_core::sc_time_stamp() + delay;
    due_.notify(delay);
    return tlm::TLM_ACCEPTED;
  }
  if (phase == tlm::END_RESP && &payload == current_ && responding_) {
    end_transaction(sc_core::sc_time_stamp() + delay);
    return tlm::TLM_COMPLETED;
  }
  return tlm::TLM_ACCEPTED;  // a phase of some extended protocol, which the base protocol lets a target ignore
}

void memory_mapped_target::take_next_step() {
  const sc_core::sc_time& now = sc_core::sc_time_stamp();
  if (current_ != nullptr && !responding_ && now >= response_due_) {
    begin_response();
  }
  if (current_ == nullptr && requested_ != nullptr && now >= std::max(request_due_, free_from_)) {
    current_ = std::exchange(requested_, nullptr);
    responding_ = false;
    response_due_ = now + duration(checked_access(*current_, now), clock_period_);
    tlm::tlm_phase phase = tlm::END_REQ;
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    socket->nb_transport_bw(*current_, phase, delay);
  }
  if (current_ != nullptr && !responding_) {
    due_.notify(response_due_ - now);
  } else if (current_ == nullptr && requested_ != nullptr) {
    due_.notify(std::max({request_due_, free_from_, now}) - now);
  }
}

void memory_mapped_target::begin_response() {
  responding_ = true;
  tlm::tlm_phase phase = tlm::BEGIN_RESP;
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  const tlm::tlm_sync_enum answer = socket->nb_transport_bw(*current_, phase, delay);
  if (current_ != nullptr && (answer == tlm::TLM_COMPLETED || (answer == tlm::TLM_UPDATED && phase == tlm::END_RESP))) {
    end_transaction(sc_core::sc_time_stamp() + delay);
  }
}

void memory_mapped_target::end_transaction(const sc_core::sc_time& at) {
  std::exchange(current_, nullptr)->release();
  responding_ = false;
  free_from_ = at;
  if (requested_ != nullptr) {
    due_.notify(std::max(at, request_due_) > sc_core::sc_time_stamp()
                    ? std::max(at, request_due_) - sc_core::sc_time_stamp()
                    : sc_core::SC_ZERO_TIME);
  }
}

bool memory_mapped_target::direct_memory(tlm::tlm_generic_payload&, tlm::tlm_dmi& granted) {
  // With a denial the range and the kinds of access say what is denied: everything.
  granted.init();
  granted.allow_read_write();
  return false;
}

bool memory_mapped_target::get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) {
  return direct_memory(payload, granted);
}

unsigned memory_mapped_target::transport_dbg(tlm::tlm_generic_payload& payload) {
  if (payload.get_command() == tlm::TLM_IGNORE_COMMAND || payload.get_data_ptr() == nullptr ||
      payload.get_data_length() == 0) {
    return 0;
  }
  return debug_access(payload);
}

void memory_mapped_target::invalidate_direct_memory(std::uint64_t first, std::uint64_t last) {
  socket->invalidate_direct_mem_ptr(first, last);
}

void memory_mapped_target::synchronise(const sc_core::sc_time& at) {
  if (at > sc_core::sc_time_stamp()) {
    sc_core::wait(at - sc_core::sc_time_stamp());
  }
}

}  // namespace memvp
