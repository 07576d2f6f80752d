// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/bus_master.hpp"

#include "memvp/tlm/simulated_time.hpp"

namespace memvp {
namespace {

void fill(tlm::tlm_generic_payload& payload, tlm::tlm_command command, std::uint64_t address, unsigned char* data,
          unsigned length) {
  payload.set_command(command);
  payload.set_address(address);
  payload.set_data_ptr(data);
  payload.set_data_length(length);
  payload.set_streaming_width(length);
  payload.set_byte_enable_ptr(nullptr);
  payload.set_dmi_allowed(false);
  payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
}

}  // namespace

bus_master::bus_master(bus_initiator_socket& socket, bus_timing timing, bool use_direct_memory)
    : socket_(socket),
      timing_(timing),
      use_direct_memory_(use_direct_memory && timing == bus_timing::loosely_timed),
      response_begins_("response_begins") {
  socket_.bind(static_cast<tlm::tlm_bw_transport_if<>&>(*this));
}

tlm::tlm_response_status bus_master::transport_unobserved(tlm::tlm_command command, std::uint64_t address,
                                                          unsigned char* data, unsigned length,
                                                          sc_core::sc_time& local) {
  if (timing_ == bus_timing::approximately_timed) {
    return transport_in_phases(command, address, data, length, local);
  }
  if (!regions_.empty() && length == 4 && address % 4 == 0 &&
      regions_.access_word(command == tlm::TLM_READ_COMMAND, address, data, local)) {
    ++direct_accesses_;
    return tlm::TLM_OK_RESPONSE;
  }
  fill(blocking_payload_, command, address, data, length);
  socket_->b_transport(blocking_payload_, local);
  if (use_direct_memory_ && blocking_payload_.is_dmi_allowed()) {
    const tlm::tlm_response_status status = blocking_payload_.get_response_status();
    request_direct_memory(address);
    return status;
  }
  return blocking_payload_.get_response_status();
}

tlm::tlm_response_status bus_master::transport_in_phases(tlm::tlm_command command, std::uint64_t address,
                                                         unsigned char* data, unsigned length,
                                                         sc_core::sc_time& local) {
  if (local != sc_core::SC_ZERO_TIME) {
    sc_core::wait(local);
    local = sc_core::SC_ZERO_TIME;
  }
  tlm::tlm_generic_payload& payload = pool_.acquire();
  fill(payload, command, address, data, length);
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  const tlm::tlm_sync_enum answer = socket_->nb_transport_fw(payload, phase, delay);
  if (answer == tlm::TLM_COMPLETED || (answer == tlm::TLM_UPDATED && phase == tlm::BEGIN_RESP)) {
    if (delay != sc_core::SC_ZERO_TIME) {
      sc_core::wait(delay);
    }
  } else {
    sc_core::wait(response_begins_);
  }
  if (answer != tlm::TLM_COMPLETED) {
    phase = tlm::END_RESP;
    delay = sc_core::SC_ZERO_TIME;
    socket_->nb_transport_fw(payload, phase, delay);
  }
  const tlm::tlm_response_status status = payload.get_response_status();
  payload.release();
  return status;
}

tlm::tlm_sync_enum bus_master::nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase& phase,
                                               sc_core::sc_time& delay) {
  if (phase == tlm::BEGIN_RESP) {
    response_begins_.notify(delay);
  }
  return tlm::TLM_ACCEPTED;
}

tlm::tlm_response_status bus_master::transport_observed(tlm::tlm_command command, std::uint64_t address,
                                                        unsigned char* data, unsigned length, sc_core::sc_time& local) {
  const std::uint64_t start = picoseconds(sc_core::sc_time_stamp() + local);
  const tlm::tlm_response_status status = transport_unobserved(command, address, data, length, local);
  const std::uint64_t end = picoseconds(sc_core::sc_time_stamp() + local);
  observer_->transaction({socket_.get_parent_object()->name(), address, command == tlm::TLM_WRITE_COMMAND, length,
                          start, end, status == tlm::TLM_OK_RESPONSE});
  return status;
}

unsigned bus_master::debug_transport(tlm::tlm_command command, std::uint64_t address, unsigned char* data,
                                     unsigned length) {
  tlm::tlm_generic_payload payload;
  fill(payload, command, address, data, length);
  return socket_->transport_dbg(payload);
}

void bus_master::request_direct_memory(std::uint64_t address) {
  tlm::tlm_dmi granted;
  blocking_payload_.set_address(address);
  if (socket_->get_direct_mem_ptr(blocking_payload_, granted)) {
    regions_.add(granted);
  }
}

void bus_master::invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) { regions_.remove(first, last); }

}  // namespace memvp
