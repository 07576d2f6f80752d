// SPDX-License-Identifier: Apache-2.0
// The words in which the bus tests speak: a device to talk to, initiators that say exactly what they are told.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <functional>
#include <string>
#include <systemc>
#include <tlm>
#include <vector>

#include "memvp/tlm/bus_sockets.hpp"
#include "memvp/tlm/payload_pool.hpp"
#include "memvp/tlm/register_device.hpp"
#include "memvp/tlm/simulated_time.hpp"

namespace memvp::testing_words {

inline const sc_core::sc_time& period() {
  static const sc_core::sc_time ten_nanoseconds(10, sc_core::SC_NS);
  return ten_nanoseconds;
}

inline std::uint64_t cycles_at(const sc_core::sc_time& time) { return time.value() / period().value(); }

/// The sentence of an exception that `action` must throw.
template <class Exception>
std::string sentence_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Exception& refusal) {
    return refusal.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

/// One of each kind of register and window.
struct example_device : register_device {
  static constexpr std::uint32_t setting = 0x04, key = 0x08, flags = 0x0C, ticks_low = 0x10, ticks_high = 0x14,
                                 buffer = 0x100, constants = 0x200, truth = 0x300;

  explicit example_device(const sc_core::sc_module_name& name) : register_device(name, example_map(), period()) {
    registers().compute({ticks_low, ticks_high});
    back_window("BUFFER", buffer_storage.data());
    back_window("CONSTANTS", constants_storage.data());
    back_window("TRUTH", truth_storage.data());
  }

  static register_map example_map() {
    using access = register_access;
    return {"example",
            "One of each kind.",
            {{"ID", 0x00, access::read_only, 0xCAFE, "identity", {}},
             {"SETTING", setting, access::read_write, 7, "plain storage", {{"LEVEL", 4, 3, "a level"}}},
             {"KEY", key, access::write_only, 0, "a secret", {}},
             {"FLAGS", flags, access::write_one_to_clear, 0xFF, "causes", {}},
             {"TICKS_LOW", ticks_low, access::read_only, 0, "counter, bits 31-0", {}},
             {"TICKS_HIGH", ticks_high, access::read_only, 0, "counter, bits 63-32", {}}},
            {{"BUFFER", buffer, 64, true, true, false, "data"},
             {"CONSTANTS", constants, 16, true, false, false, "data that cannot be written"},
             {"TRUTH", truth, 8, true, false, true, "what no bus sees"}}};
  }

  std::uint32_t register_value(std::uint32_t offset, std::uint32_t, const sc_core::sc_time&) const override {
    return static_cast<std::uint32_t>(offset == ticks_high ? ticks >> 32 : ticks);
  }
  void after_read(std::uint32_t, const sc_core::sc_time&) override { ++reads_seen; }
  void after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time& at) override {
    writes_seen.push_back({offset, value});
    last_write_at = at;
  }
  void refresh_window(const buffer_window&) override { truth_storage = {1, 2, 3, 4, 5, 6, 7, 8}; }

  using register_device::allow_direct_memory;
  using register_device::registers;

  std::uint64_t ticks = 0;
  int reads_seen = 0;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> writes_seen;
  sc_core::sc_time last_write_at;
  std::array<unsigned char, 64> buffer_storage{};
  std::array<unsigned char, 16> constants_storage{};
  std::array<unsigned char, 8> truth_storage{};
};

/// Runs a function in a thread process and keeps what it threw.
struct scripted_initiator : sc_core::sc_module, tlm::tlm_bw_transport_if<> {
  bus_initiator_socket socket{"socket"};
  std::function<void(scripted_initiator&)> script;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> invalidated;
  tlm::tlm_generic_payload payload;
  sc_core::sc_time delay;

  explicit scripted_initiator(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
    socket.bind(static_cast<tlm::tlm_bw_transport_if<>&>(*this));
    SC_HAS_PROCESS(scripted_initiator);
    SC_THREAD(run);
  }

  /// A plain transaction, which a test may then spoil.
  tlm::tlm_generic_payload& prepare(tlm::tlm_command command, std::uint64_t address, void* data, unsigned length) {
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(static_cast<unsigned char*>(data));
    payload.set_data_length(length);
    payload.set_streaming_width(length);
    payload.set_byte_enable_ptr(nullptr);
    payload.set_dmi_allowed(true);  // as a careless initiator leaves it
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    return payload;
  }
  tlm::tlm_response_status send() {
    socket->b_transport(payload, delay);
    return payload.get_response_status();
  }
  tlm::tlm_response_status read(std::uint64_t address, void* data, unsigned length) {
    prepare(tlm::TLM_READ_COMMAND, address, data, length);
    return send();
  }
  tlm::tlm_response_status write(std::uint64_t address, const void* data, unsigned length) {
    prepare(tlm::TLM_WRITE_COMMAND, address, const_cast<void*>(data), length);
    return send();
  }
  tlm::tlm_response_status write32(std::uint64_t address, std::uint32_t value) { return write(address, &value, 4); }
  std::uint32_t read32(std::uint64_t address) {
    std::uint32_t value = 0xDEADBEEF;
    EXPECT_EQ(read(address, &value, 4), tlm::TLM_OK_RESPONSE) << "reading " << std::hex << address;
    return value;
  }
  unsigned debug(tlm::tlm_command command, std::uint64_t address, void* data, unsigned length) {
    prepare(command, address, data, length);
    return socket->transport_dbg(payload);
  }

  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) override {
    return tlm::TLM_ACCEPTED;
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) override {
    invalidated.emplace_back(first, last);
  }

 private:
  void run() {
    if (script) {
      script(*this);
    }
  }
};

/// Sends approximately timed reads at given cycles without waiting for one to end before it begins the next; keeps to
/// the exclusion rules and fails the test if the other side does not.
struct phase_initiator : sc_core::sc_module, tlm::tlm_bw_transport_if<> {
  struct transaction {
    std::uint64_t start_cycle;
    std::uint64_t address;
    std::uint64_t begin_request = 0, end_request = 0, begin_response = 0, end_response = 0;  // cycles
    tlm::tlm_response_status status = tlm::TLM_INCOMPLETE_RESPONSE;
    std::uint32_t data = 0;
  };
  bus_initiator_socket socket{"socket"};
  std::vector<transaction> transactions;
  std::uint64_t response_cycles = 0;  // how long it takes over END_RESP

  explicit phase_initiator(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
    socket.bind(static_cast<tlm::tlm_bw_transport_if<>&>(*this));
    SC_HAS_PROCESS(phase_initiator);
    SC_THREAD(request);
    SC_THREAD(respond);
  }

  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override {
    transaction& taken = of(payload);
    const std::uint64_t at = cycles_at(sc_core::sc_time_stamp() + delay);
    if (phase == tlm::END_REQ) {
      EXPECT_EQ(requesting_, &payload);
      taken.end_request = at;
      requesting_ = nullptr;
      request_ended_.notify(delay);
    } else if (phase == tlm::BEGIN_RESP) {
      if (requesting_ == &payload) {  // BEGIN_RESP may stand for END_REQ
        requesting_ = nullptr;
        request_ended_.notify(delay);
      }
      EXPECT_EQ(responding_, nullptr) << "BEGIN_RESP before END_RESP of the response before";
      EXPECT_EQ(payload.get_address(), taken.address);
      responding_ = &payload;
      taken.begin_response = at;
      response_begun_.notify(delay);
    } else {
      ADD_FAILURE() << "unexpected phase";
    }
    return tlm::TLM_ACCEPTED;
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}

 private:
  transaction& of(const tlm::tlm_generic_payload& payload) {
    for (std::size_t i = 0; i < payloads_.size(); ++i) {
      if (payloads_[i] == &payload) {
        return transactions[i];
      }
    }
    throw std::logic_error("a phase of a transaction that was never sent");
  }

  void request() {
    for (transaction& next : transactions) {
      const sc_core::sc_time start = duration(next.start_cycle, period());
      if (start > sc_core::sc_time_stamp()) {
        wait(start - sc_core::sc_time_stamp());
      }
      tlm::tlm_generic_payload& payload = pool_.acquire();
      payloads_.push_back(&payload);
      payload.set_read();
      payload.set_address(next.address);
      payload.set_data_ptr(reinterpret_cast<unsigned char*>(&next.data));
      payload.set_data_length(4);
      payload.set_streaming_width(4);
      payload.set_byte_enable_ptr(nullptr);
      tlm::tlm_phase phase = tlm::BEGIN_REQ;
      sc_core::sc_time delay;
      next.begin_request = cycles_at(sc_core::sc_time_stamp());
      requesting_ = &payload;
      const tlm::tlm_sync_enum answer = socket->nb_transport_fw(payload, phase, delay);
      if (answer == tlm::TLM_COMPLETED) {
        requesting_ = nullptr;
        next.end_response = cycles_at(sc_core::sc_time_stamp() + delay);
        next.status = payload.get_response_status();
      } else if (answer == tlm::TLM_UPDATED) {
        nb_transport_bw(payload, phase, delay);
      }
      if (requesting_ != nullptr) {
        wait(request_ended_);
      }
    }
  }

  void respond() {
    while (true) {
      wait(response_begun_);
      wait(duration(response_cycles, period()));
      tlm::tlm_generic_payload& payload = *responding_;
      responding_ = nullptr;
      transaction& ended = of(payload);
      ended.status = payload.get_response_status();
      ended.end_response = cycles_at(sc_core::sc_time_stamp());
      tlm::tlm_phase phase = tlm::END_RESP;
      sc_core::sc_time delay;
      socket->nb_transport_fw(payload, phase, delay);
    }
  }

  payload_pool pool_;
  std::vector<tlm::tlm_generic_payload*> payloads_;
  tlm::tlm_generic_payload* requesting_ = nullptr;
  tlm::tlm_generic_payload* responding_ = nullptr;
  sc_core::sc_event request_ended_, response_begun_;
};

}  // namespace memvp::testing_words
