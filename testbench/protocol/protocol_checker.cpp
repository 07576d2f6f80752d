// SPDX-License-Identifier: Apache-2.0
#include "protocol_checker.hpp"

#include <algorithm>
#include <cstring>

#include "memvp/tlm/hexadecimal.hpp"
#include "memvp/tlm/router.hpp"

namespace memvp {

protocol_checker::protocol_checker(const sc_core::sc_module_name& name, protocol_log& log, bool leads_to_interconnect)
    : sc_core::sc_module(name), log_(log), leads_to_interconnect_(leads_to_interconnect), label_(this->name()) {
  in.bind(static_cast<tlm::tlm_fw_transport_if<>&>(*this));
  out.bind(static_cast<tlm::tlm_bw_transport_if<>&>(*this));
  ++log_.links;
}

// What all checks share.

protocol_checker::instant protocol_checker::now() { return {sc_core::sc_time_stamp(), sc_core::sc_delta_count()}; }

void protocol_checker::check_no_wait(const instant& called, protocol_rule if_waited) {
  const instant returned = now();
  if (returned.time != called.time || returned.delta != called.delta) broken(if_waited, nullptr);
}

void protocol_checker::broken(protocol_rule rule, const tlm::tlm_generic_payload* payload, const std::string& detail) {
  const protocol_rule_description& description = describe(rule);
  std::string sentence = at_.to_string() + ", " + label_ + ": " + description.statement + detail;
  if (payload != nullptr) {
    sentence += " (";
    sentence += payload->is_read()    ? "read"
                : payload->is_write() ? "write"
                                      : "command " + std::to_string(payload->get_command());
    sentence += " of " + std::to_string(payload->get_data_length()) + " bytes at " +
                hexadecimal(payload->get_address(), 8) + ")";
  }
  sentence += std::string(" [IEEE 1666-2011, ") + description.clause + "]";
  log_.violation({rule, at_, sentence});
}

bool protocol_checker::in_use(const tlm::tlm_generic_payload& payload) {
  return find(payload) != nullptr || std::find(blocking_.begin(), blocking_.end(), &payload) != blocking_.end();
}

std::unique_ptr<payload_snapshot> protocol_checker::take_snapshot(const tlm::tlm_generic_payload& payload) {
  std::unique_ptr<payload_snapshot> taken;
  if (spare_snapshots_.empty()) {
    taken = std::make_unique<payload_snapshot>();
  } else {
    taken = std::move(spare_snapshots_.back());
    spare_snapshots_.pop_back();
  }
  taken->take(payload);
  return taken;
}

void protocol_checker::check_sent(const tlm::tlm_generic_payload& payload) {
  using rule = protocol_rule;
  const tlm::tlm_command command = payload.get_command();
  const bool carries_data = command != tlm::TLM_IGNORE_COMMAND;
  if (command != tlm::TLM_READ_COMMAND && command != tlm::TLM_WRITE_COMMAND && carries_data)
    broken(rule::command_is_known, &payload);
  if (carries_data && payload.get_data_ptr() == nullptr) broken(rule::data_pointer_is_set, &payload);
  if (carries_data && payload.get_data_length() == 0) broken(rule::data_length_is_positive, &payload);
  if (const unsigned char* enables = payload.get_byte_enable_ptr(); enables != nullptr) {
    const unsigned length = payload.get_byte_enable_length();
    if (length == 0) broken(rule::byte_enable_length_is_positive, &payload);
    if (std::any_of(enables, enables + length,
                    [](unsigned char byte) { return byte != TLM_BYTE_ENABLED && byte != TLM_BYTE_DISABLED; }))
      broken(rule::byte_enables_are_whole, &payload);
  }
  if (payload.get_streaming_width() == 0) broken(rule::streaming_width_is_positive, &payload);
  if (payload.is_dmi_allowed()) broken(rule::hint_is_cleared, &payload);
  if (payload.get_response_status() != tlm::TLM_INCOMPLETE_RESPONSE) broken(rule::response_is_incomplete, &payload);
  if (payload.get_gp_option() != tlm::TLM_MIN_PAYLOAD) broken(rule::option_is_minimal, &payload);
  if (payload.has_mm() && payload.get_ref_count() < 1) broken(rule::reference_is_held, &payload);
}

void protocol_checker::check_kept(const payload_snapshot& sent, const tlm::tlm_generic_payload& payload,
                                  protocol_rule if_changed) {
  check_kept(sent, payload, if_changed, !leads_to_interconnect_);
}

void protocol_checker::check_kept(const payload_snapshot& sent, const tlm::tlm_generic_payload& payload,
                                  protocol_rule if_changed, bool address_counts) {
  const char* changed = sent.changed_attribute(payload, address_counts);
  if (changed != nullptr) broken(if_changed, &payload, std::string(" ") + changed);
  if (changed == nullptr && !sent.data_kept(payload)) broken(protocol_rule::data_are_kept, &payload);
  if (!sent.option_kept(payload)) broken(protocol_rule::option_is_kept, &payload);
  if (!sent.extensions_restored(payload)) broken(protocol_rule::extensions_are_restored, &payload);
}

void protocol_checker::check_response(const tlm::tlm_generic_payload& payload) {
  if (payload.get_response_status() == tlm::TLM_INCOMPLETE_RESPONSE) broken(protocol_rule::response_is_set, &payload);
}

// Blocking transport.

void protocol_checker::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  const sc_core::sc_time called = sc_core::sc_time_stamp() + delay;
  at_ = called;
  ++log_.blocking;
  if (in_use(payload)) broken(protocol_rule::payload_is_free, &payload);
  check_sent(payload);
  if (sc_core::sc_get_current_process_handle().proc_kind() == sc_core::SC_METHOD_PROC_)
    broken(protocol_rule::blocking_call_from_thread, &payload);
  std::unique_ptr<payload_snapshot> sent = take_snapshot(payload);
  const std::uint64_t address = payload.get_address();
  blocking_.push_back(&payload);

  out->b_transport(payload, delay);

  at_ = sc_core::sc_time_stamp() + delay;
  blocking_.erase(std::find(blocking_.begin(), blocking_.end(), &payload));
  if (at_ < called) broken(protocol_rule::target_time_goes_on, &payload);
  check_kept(*sent, payload, protocol_rule::attributes_are_kept_in_calls);
  check_response(payload);
  check_direct_content(payload, address);
  spare_snapshots_.push_back(std::move(sent));
}

// Debug access.

unsigned protocol_checker::transport_dbg(tlm::tlm_generic_payload& payload) {
  const instant called = now();
  at_ = called.time;
  ++log_.debug;
  if (payload.get_data_length() > 0 && payload.get_data_ptr() == nullptr)
    broken(protocol_rule::data_pointer_is_set, &payload);
  check_option(payload);
  std::unique_ptr<payload_snapshot> sent = take_snapshot(payload);

  const unsigned bytes = out->transport_dbg(payload);

  check_no_wait(called, protocol_rule::target_does_not_wait);
  check_kept(*sent, payload, protocol_rule::attributes_are_kept_in_calls);
  if (bytes > payload.get_data_length()) broken(protocol_rule::debug_count, &payload);
  spare_snapshots_.push_back(std::move(sent));
  return bytes;
}

void protocol_checker::check_option(const tlm::tlm_generic_payload& payload) {
  if (payload.get_gp_option() == tlm::TLM_FULL_PAYLOAD_ACCEPTED) broken(protocol_rule::option_is_minimal, &payload);
}

// Direct memory.

bool protocol_checker::get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) {
  const instant called = now();
  at_ = called.time;
  ++log_.direct_requests;
  if (invalidating_ != 0) broken(protocol_rule::invalidation_does_not_ask, &payload);
  if (granted.get_dmi_ptr() != nullptr || !granted.is_none_allowed() || granted.get_start_address() != 0 ||
      granted.get_end_address() != ~sc_dt::uint64{0} || granted.get_read_latency() != sc_core::SC_ZERO_TIME ||
      granted.get_write_latency() != sc_core::SC_ZERO_TIME)
    broken(protocol_rule::direct_memory_is_initialised, &payload);
  if (!payload.is_read() && !payload.is_write()) broken(protocol_rule::direct_memory_command, &payload);
  check_option(payload);
  std::unique_ptr<payload_snapshot> sent = take_snapshot(payload);
  const std::uint64_t address = payload.get_address();

  const bool allowed = out->get_direct_mem_ptr(payload, granted);

  check_no_wait(called, protocol_rule::target_does_not_wait);
  check_kept(*sent, payload, protocol_rule::attributes_are_kept_in_calls);
  spare_snapshots_.push_back(std::move(sent));
  if (granted.get_start_address() > address || granted.get_end_address() < address)
    broken(protocol_rule::direct_memory_range, &payload);
  else if (allowed)
    check_grant(payload, address, granted);
  return allowed;
}

void protocol_checker::check_grant(const tlm::tlm_generic_payload& payload, std::uint64_t address,
                                   const tlm::tlm_dmi& granted) {
  if (granted.get_dmi_ptr() == nullptr) return broken(protocol_rule::direct_memory_pointer, &payload);
  if (!(payload.is_write() ? granted.is_write_allowed() : granted.is_read_allowed()))
    broken(protocol_rule::direct_memory_access, &payload);
  const direct_region region{granted.get_start_address(), granted.get_end_address(), granted.get_dmi_ptr(),
                             granted.is_read_allowed(), granted.is_write_allowed()};
  const auto known = std::find_if(regions_.begin(), regions_.end(), [&](const direct_region& other) {
    return other.first <= address && address <= other.last;
  });
  known == regions_.end() ? regions_.push_back(region) : void(*known = region);
}

void protocol_checker::check_direct_content(const tlm::tlm_generic_payload& payload, std::uint64_t address) {
  const unsigned length = payload.get_data_length();
  if (payload.get_response_status() != tlm::TLM_OK_RESPONSE || payload.get_command() == tlm::TLM_IGNORE_COMMAND ||
      payload.get_byte_enable_ptr() != nullptr || payload.get_streaming_width() < length || length == 0)
    return;
  for (const direct_region& region : regions_) {
    if (address < region.first || address > region.last || length - 1 > region.last - address) continue;
    const bool allowed = payload.is_read() ? region.readable : region.writable;
    if (allowed && std::memcmp(payload.get_data_ptr(), region.bytes + (address - region.first), length) != 0)
      broken(protocol_rule::direct_memory_content, &payload);
  }
}

void protocol_checker::invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) {
  const instant called = now();
  at_ = called.time;
  ++log_.invalidations;
  if (first > last) broken(protocol_rule::invalidated_range, nullptr);
  regions_.erase(
      std::remove_if(regions_.begin(), regions_.end(),
                     [&](const direct_region& region) { return region.first <= last && first <= region.last; }),
      regions_.end());
  ++invalidating_;
  in->invalidate_direct_mem_ptr(first, last);
  --invalidating_;
  check_no_wait(called, protocol_rule::initiator_does_not_wait);
}

bus_link checked_link(protocol_log& log, std::vector<std::unique_ptr<protocol_checker>>& made) {
  return [&log, &made](any_bus_initiator_socket& from, any_bus_target_socket& to) {
    const bool to_router = dynamic_cast<const router*>(to.get_base_export().get_parent_object()) != nullptr;
    const std::string name = "protocol_checker_" + std::to_string(made.size());
    made.push_back(std::make_unique<protocol_checker>(name.c_str(), log, to_router));
    made.back()->set_label(std::string(from.get_base_port().name()) + " to " + to.get_base_export().name());
    made.back()->in.bind(from);
    made.back()->out.bind(to);
  };
}

}  // namespace memvp
