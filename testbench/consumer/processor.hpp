// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/tlm_quantumkeeper.h>

#include <cstdint>
#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <systemc>
#include <tlm>
#include <vector>

namespace plug_in {

/// A processor whose software is a C++ function, as that software sees it. It keeps a record of what the software does,
/// which `memvp run ecram-script` and `rram-script` can repeat.
class processor : public sc_core::sc_module {
 public:
  sc_core::sc_in<bool> interrupt{"interrupt"};

  void run(std::function<void(processor&)> software) { software_ = std::move(software); }

  // For the software:

  template <class Word>
  std::vector<Word> read(std::uint64_t address, std::size_t words) {
    std::vector<Word> data(words);
    access(tlm::TLM_READ_COMMAND, address, reinterpret_cast<unsigned char*>(data.data()), words * sizeof(Word));
    return data;
  }
  template <class Word>
  void write(std::uint64_t address, std::vector<Word> data) {
    access(tlm::TLM_WRITE_COMMAND, address, reinterpret_cast<unsigned char*>(data.data()), data.size() * sizeof(Word));
  }
  std::uint32_t read32(std::uint64_t address) { return read<std::uint32_t>(address, 1)[0]; }
  std::uint64_t read64(std::uint64_t address) {  // reading the low word latches the high one
    const std::uint64_t low = read32(address);
    return low | std::uint64_t{read32(address + 4)} << 32;
  }
  void write32(std::uint64_t address, std::uint32_t value) { write<std::uint32_t>(address, {value}); }

  virtual void wait_cycles(unsigned cycles) = 0;
  void wait_for_interrupt() {
    const std::uint64_t start = cycles();
    synchronise();
    while (!interrupt.read()) wait(interrupt.posedge_event());
    record_ << "wait,,,," << start << ',' << cycles() << '\n';
  }
  /// Since the beginning, as far as the software has come.
  std::uint64_t cycles() const { return now().value() / cycle_.value(); }

  // For the platform:

  /// A line an access, with the offset from `base`.
  void save_record(const std::string& file) const { std::ofstream(file) << record_.str(); }
  void require_finished() const {
    if (!error_.empty()) throw std::runtime_error(error_);
    if (!finished_) throw std::runtime_error(std::string(name()) + " waits for an interrupt that never comes");
  }

 protected:
  processor(const sc_core::sc_module_name& name, const sc_core::sc_time& cycle, std::uint64_t base)
      : sc_core::sc_module(name), cycle_(cycle), base_(base) {
    record_ << "access,offset,bytes,data,start_cycle,end_cycle\n";
    SC_HAS_PROCESS(processor);
    SC_THREAD(execute);
  }

  struct request {
    tlm::tlm_command command;
    std::uint64_t address;
    unsigned char* data;
    unsigned bytes;

    void fill(tlm::tlm_generic_payload& payload) const {
      payload.set_command(command);
      payload.set_address(address);
      payload.set_data_ptr(data);
      payload.set_data_length(bytes);
      payload.set_streaming_width(bytes);
      payload.set_byte_enable_ptr(nullptr);
      payload.set_dmi_allowed(false);
      payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    }
  };

  virtual tlm::tlm_response_status transport(const request& asked) = 0;
  virtual void synchronise() = 0;
  virtual sc_core::sc_time now() const = 0;

  const sc_core::sc_time cycle_;

 private:
  void execute() {
    try {
      software_(*this);
      synchronise();
      finished_ = true;
    } catch (const std::exception& error) {
      error_ = std::string(name()) + ": " + error.what();
    }
  }

  void access(tlm::tlm_command command, std::uint64_t address, unsigned char* data, std::size_t bytes) {
    const std::uint64_t start = cycles();
    if (transport({command, address, data, static_cast<unsigned>(bytes)}) != tlm::TLM_OK_RESPONSE)
      throw std::runtime_error("the bus refused an access to address " + std::to_string(address));
    static constexpr const char* digits = "0123456789abcdef";
    record_ << (command == tlm::TLM_READ_COMMAND ? "read" : "write") << ",0x" << std::hex << address - base_ << std::dec
            << ',' << bytes << ',';
    for (std::size_t i = 0; i < bytes; ++i) record_ << digits[data[i] / 16] << digits[data[i] % 16];
    record_ << ',' << start << ',' << cycles() << '\n';
  }

  std::uint64_t base_;
  std::function<void(processor&)> software_;
  std::ostringstream record_;
  std::string error_;
  bool finished_ = false;
};

/// Blocking calls; runs ahead of simulated time by up to the global quantum.
class loosely_timed_processor final : public processor {
 public:
  tlm_utils::simple_initiator_socket<loosely_timed_processor> socket{"socket"};

  loosely_timed_processor(const sc_core::sc_module_name& name, const sc_core::sc_time& cycle, std::uint64_t base)
      : processor(name, cycle, base) {
    ahead_.reset();
  }

  void wait_cycles(unsigned cycles) override { ahead_.inc(cycles * cycle_); }

 private:
  tlm::tlm_response_status transport(const request& asked) override {
    asked.fill(payload_);
    sc_core::sc_time delay = ahead_.get_local_time();
    socket->b_transport(payload_, delay);
    ahead_.set(delay);
    if (ahead_.need_sync()) ahead_.sync();
    return payload_.get_response_status();
  }
  void synchronise() override { ahead_.sync(); }
  sc_core::sc_time now() const override { return ahead_.get_current_time(); }

  tlm_utils::tlm_quantumkeeper ahead_;
  tlm::tlm_generic_payload payload_;
};

/// The four phases of the base protocol, one transaction at a time.
class approximately_timed_processor final : public processor, private tlm::tlm_mm_interface {
 public:
  tlm_utils::simple_initiator_socket<approximately_timed_processor> socket{"socket"};

  approximately_timed_processor(const sc_core::sc_module_name& name, const sc_core::sc_time& cycle, std::uint64_t base)
      : processor(name, cycle, base) {
    socket.register_nb_transport_bw(this, &approximately_timed_processor::nb_transport_bw);
  }

  void wait_cycles(unsigned cycles) override { wait(cycles * cycle_); }

 private:
  tlm::tlm_response_status transport(const request& asked) override {
    auto* payload = new tlm::tlm_generic_payload(this);
    payload->acquire();
    asked.fill(*payload);
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay;
    const tlm::tlm_sync_enum answer = socket->nb_transport_fw(*payload, phase, delay);
    if (answer == tlm::TLM_COMPLETED) {
      wait(delay);
    } else {
      if (answer == tlm::TLM_UPDATED && phase == tlm::BEGIN_RESP) response_begins_.notify(delay);
      wait(response_begins_);
      phase = tlm::END_RESP;
      delay = sc_core::SC_ZERO_TIME;
      socket->nb_transport_fw(*payload, phase, delay);
    }
    const tlm::tlm_response_status status = payload->get_response_status();
    payload->release();
    return status;
  }
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase& phase, sc_core::sc_time& delay) {
    if (phase == tlm::BEGIN_RESP) response_begins_.notify(delay);
    return tlm::TLM_ACCEPTED;  // END_REQ needs no answer
  }
  void free(tlm::tlm_generic_payload* payload) override { delete payload; }  // nobody holds it any longer
  void synchronise() override {}
  sc_core::sc_time now() const override { return sc_core::sc_time_stamp(); }

  sc_core::sc_event response_begins_{"response_begins"};
};

}  // namespace plug_in
