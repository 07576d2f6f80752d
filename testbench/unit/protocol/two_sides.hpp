// SPDX-License-Identifier: Apache-2.0
// An initiator and a target that do what a test says, rightly or wrongly, with a checker between them. One thread plays
// both parts.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <systemc>
#include <tlm>

#include "memvp/tlm/bus_sockets.hpp"
#include "memvp/tlm/payload_pool.hpp"
#include "protocol_checker.hpp"

namespace memvp {

struct played_initiator : sc_core::sc_module, tlm::tlm_bw_transport_if<> {
  bus_initiator_socket socket{"socket"};
  std::function<void()> script, method;
  std::function<tlm::tlm_sync_enum(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&)> answer;
  std::function<void()> when_invalidated;
  sc_core::sc_event run_method{"run_method"};

  explicit played_initiator(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
    socket.bind(static_cast<tlm::tlm_bw_transport_if<>&>(*this));
    SC_HAS_PROCESS(played_initiator);
    SC_THREAD(run);
    SC_METHOD(call_method);
    sensitive << run_method;
    dont_initialize();
  }
  void run() { script(); }
  void call_method() { method(); }
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override {
    return answer ? answer(payload, phase, delay) : tlm::TLM_ACCEPTED;
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {
    if (when_invalidated) when_invalidated();
  }
};

struct played_target : sc_core::sc_module, tlm::tlm_fw_transport_if<> {
  bus_target_socket socket{"socket"};
  std::array<unsigned char, 64> bytes{};
  std::function<void(tlm::tlm_generic_payload&, sc_core::sc_time&)> blocking;
  std::function<tlm::tlm_sync_enum(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&)> answer;
  std::function<bool(tlm::tlm_generic_payload&, tlm::tlm_dmi&)> direct;
  std::function<unsigned(tlm::tlm_generic_payload&)> debug;

  explicit played_target(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
    socket.bind(static_cast<tlm::tlm_fw_transport_if<>&>(*this));
  }
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) override {
    if (blocking) return blocking(payload, delay);
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    delay += sc_core::sc_time(10, sc_core::SC_NS);
  }
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override {
    return answer ? answer(payload, phase, delay) : tlm::TLM_ACCEPTED;
  }
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) override {
    if (direct) return direct(payload, granted);
    granted.set_dmi_ptr(bytes.data());
    granted.set_start_address(0);
    granted.set_end_address(bytes.size() - 1);
    granted.allow_read_write();
    return true;
  }
  unsigned transport_dbg(tlm::tlm_generic_payload& payload) override { return debug ? debug(payload) : 0; }
};

struct two_sides {
  protocol_log log;
  played_initiator initiator{"initiator"};
  protocol_checker checker{"checker", log};
  played_target target{"target"};
  payload_pool pool;
  std::array<unsigned char, 16> data{};
  std::array<unsigned char, 4> enables{TLM_BYTE_ENABLED, TLM_BYTE_DISABLED, TLM_BYTE_ENABLED, TLM_BYTE_DISABLED};

  two_sides() {
    initiator.socket.bind(checker.in);
    checker.out.bind(target.socket);
  }

  void run(const std::function<void(two_sides&)>& script) {
    bool ended = false;
    initiator.script = [&] {
      script(*this);
      ended = true;
    };
    sc_core::sc_start();
    EXPECT_TRUE(ended);
  }

  static sc_core::sc_time ns(double count) { return {count, sc_core::SC_NS}; }

  tlm::tlm_generic_payload& prepare(tlm::tlm_generic_payload& payload,
                                    tlm::tlm_command command = tlm::TLM_READ_COMMAND) {
    payload.set_command(command);
    payload.set_address(8);
    payload.set_data_ptr(data.data());
    payload.set_data_length(4);
    payload.set_streaming_width(4);
    payload.set_byte_enable_ptr(nullptr);
    payload.set_byte_enable_length(0);
    payload.set_dmi_allowed(false);
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    return payload;
  }
  tlm::tlm_generic_payload& managed(tlm::tlm_command command = tlm::TLM_READ_COMMAND) {
    return prepare(pool.acquire(), command);
  }

  void send(tlm::tlm_generic_payload& payload, double delay_ns = 0) {
    sc_core::sc_time delay = ns(delay_ns);
    initiator.socket->b_transport(payload, delay);
  }
  tlm::tlm_sync_enum forward(tlm::tlm_generic_payload& payload, tlm::tlm_phase phase, double delay_ns = 0) {
    sc_core::sc_time delay = ns(delay_ns);
    return initiator.socket->nb_transport_fw(payload, phase, delay);
  }
  tlm::tlm_sync_enum backward(tlm::tlm_generic_payload& payload, tlm::tlm_phase phase, double delay_ns = 0) {
    sc_core::sc_time delay = ns(delay_ns);
    return target.socket->nb_transport_bw(payload, phase, delay);
  }
  tlm::tlm_sync_enum respond(tlm::tlm_generic_payload& payload, double delay_ns = 0) {
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    return backward(payload, tlm::BEGIN_RESP, delay_ns);
  }
  bool ask_direct(tlm::tlm_command command = tlm::TLM_READ_COMMAND) {
    tlm::tlm_generic_payload payload;
    tlm::tlm_dmi granted;
    return initiator.socket->get_direct_mem_ptr(prepare(payload, command), granted);
  }
};

}  // namespace memvp
