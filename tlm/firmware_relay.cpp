// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/firmware_relay.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "memvp/tlm/hexadecimal.hpp"
#include "memvp/tlm/simulated_time.hpp"

namespace memvp {

namespace {

std::uint32_t command_of(const tlm::tlm_generic_payload& payload, bool paced) {
  const std::uint32_t command = (payload.is_write() ? relay_request::write : 0) | (paced ? relay_request::paced : 0);
  if (!paced || payload.is_read()) return command | relay_request::load_word;
  return command | (payload.get_data_length() == 4   ? relay_request::store_word
                    : payload.get_data_length() == 2 ? relay_request::store_half
                                                     : relay_request::store_byte);
}

}  // namespace

register_map firmware_relay::registers_of_firmware_relay() {
  return {
      "firmware_relay",
      "Lets firmware carry out the accesses of a program outside.",
      {{"ID", common_register::id, register_access::read_only, 0x414C4552, "the letters RELA", {}},
       {"VERSION", common_register::version, register_access::read_only, 0x00010000, "version of this map", {}},
       {"MAILBOX", mailbox, register_access::read_write, 0, "address of the memory that requests are put into", {}},
       {"DONE", done, register_access::write_only, 0, "the request has been carried out; lowers the interrupt", {}}},
      {}};
}

firmware_relay::firmware_relay(const sc_core::sc_module_name& name, const settings& chosen, riscv_cpu& processor)
    : register_device(name, registers_of_firmware_relay(), chosen.clock_period),
      program(
          "program", [this](tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) { carry_out(payload, delay); },
          [this](tlm::tlm_generic_payload& payload) {
            const std::size_t bytes = payload.get_data_length();
            return static_cast<unsigned>(
                payload.is_read() ? processor_.debug_read(payload.get_address(), payload.get_data_ptr(), bytes)
                                  : processor_.debug_write(payload.get_address(), payload.get_data_ptr(), bytes));
          }),
      interrupt("interrupt"),
      settings_(chosen),
      processor_(processor),
      mailbox_known_("mailbox_known"),
      request_changed_("request_changed"),
      carried_out_("carried_out") {
  registers().synchronise({mailbox, done});
  SC_HAS_PROCESS(firmware_relay);
  SC_METHOD(drive_interrupt);
  sensitive << request_changed_;
}

void firmware_relay::after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time&) {
  if (offset == mailbox) {
    mailbox_ = value;
    mailbox_known_.notify(sc_core::SC_ZERO_TIME);
  } else if (requested_) {
    requested_ = false;
    request_changed_.notify(sc_core::SC_ZERO_TIME);
    carried_out_.notify(sc_core::SC_ZERO_TIME);
  }
}

void firmware_relay::drive_interrupt() { interrupt.write(requested_); }

void firmware_relay::carry_out(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  constexpr std::uint64_t addresses = std::uint64_t{1} << 32;
  if (payload.get_address() + payload.get_data_length() > addresses) {
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  const sc_core::sc_time start = sc_core::sc_time_stamp() + delay;
  waits_ = true;
  if (!mailbox_) sc_core::wait(mailbox_known_);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
  if (settings_.word_cycles == 0 && start > sc_core::sc_time_stamp())
    sc_core::wait(start - sc_core::sc_time_stamp());  // the program has come so far already
  for (std::uint32_t from = 0; from < payload.get_data_length(); from += most_bytes) {
    const std::uint32_t bytes = std::min(most_bytes, payload.get_data_length() - from);
    if (!carry_out_part(payload, from, bytes, start)) break;
  }
  waits_ = false;
  delay = sc_core::SC_ZERO_TIME;
  if (settings_.word_cycles != 0) hand_over(end_cycle_, payload.get_address(), delay);
}

/// \return whether it was answered without an error
bool firmware_relay::carry_out_part(tlm::tlm_generic_payload& payload, std::uint32_t from, std::uint32_t bytes,
                                    const sc_core::sc_time& start) {
  const std::uint64_t start_cycle = start.value() / clock_period().value();
  const std::uint32_t data = *mailbox_ + sizeof(relay_request);
  const std::uint64_t address = payload.get_address() + from;
  relay_request request;
  request.command = command_of(payload, settings_.word_cycles != 0);
  request.address = static_cast<std::uint32_t>(address);
  request.bytes = bytes;
  request.start = static_cast<std::uint32_t>(start_cycle);
  put(*mailbox_, &request, sizeof request);
  if (payload.is_write()) put(data, payload.get_data_ptr() + from, bytes);
  requested_ = true;
  request_changed_.notify(sc_core::SC_ZERO_TIME);
  sc_core::wait(carried_out_);

  get(*mailbox_, &request, sizeof request);
  if (request.status == relay_request::late)
    too_short(address, "reached it too late to begin at cycle " + std::to_string(start_cycle));
  end_cycle_ = start_cycle + (request.end - request.start);
  if (request.status != 0) {
    const tlm::tlm_response_status refusal = processor_.latest_refusal();
    payload.set_response_status(refusal == tlm::TLM_OK_RESPONSE ? tlm::TLM_GENERIC_ERROR_RESPONSE : refusal);
    return false;
  }
  if (payload.is_read()) get(data, payload.get_data_ptr() + from, bytes);
  return true;
}

/// The program goes on half of its pace after the access's end.
void firmware_relay::hand_over(std::uint64_t end_cycle, std::uint64_t address, sc_core::sc_time& delay) const {
  const sc_core::sc_time due =
      after_cycles(sc_core::SC_ZERO_TIME, end_cycle + settings_.word_cycles / 2, clock_period());
  const sc_core::sc_time& now = sc_core::sc_time_stamp();
  if (due < now)
    too_short(address, "said " + std::to_string((now - due).value() / clock_period().value()) +
                           " cycles too late that it had ended");
  delay = due - now;
}

void firmware_relay::too_short(std::uint64_t address, const std::string& why) const {
  throw std::runtime_error("host.word_cycles is too short for the firmware: of the access at " +
                           hexadecimal(address, 8) + ", it " + why + ", with " + std::to_string(settings_.word_cycles) +
                           " cycles a word");
}

void firmware_relay::put(std::uint32_t address, const void* data, std::size_t bytes) {
  if (processor_.debug_write(address, data, bytes) != bytes)
    throw std::runtime_error(std::string(name()) + ": there is no memory for the mailbox of the firmware at " +
                             hexadecimal(address, 8));
}

void firmware_relay::get(std::uint32_t address, void* data, std::size_t bytes) {
  if (processor_.debug_read(address, data, bytes) != bytes)
    throw std::runtime_error(std::string(name()) + ": there is no memory for the mailbox of the firmware at " +
                             hexadecimal(address, 8));
}

}  // namespace memvp
