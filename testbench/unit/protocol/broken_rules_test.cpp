// SPDX-License-Identifier: Apache-2.0
// For every rule an initiator or a target that breaks it, and nothing else.
#include <map>

#include "two_sides.hpp"

namespace memvp {
namespace {

using rule = protocol_rule;
using script = std::function<void(two_sides&)>;
using payload_type = tlm::tlm_generic_payload;

struct mark : tlm::tlm_extension<mark> {
  tlm::tlm_extension_base* clone() const override { return new mark; }
  void copy_from(const tlm::tlm_extension_base&) override {}
};

/// A blocking read that the initiator has spoilt.
script sent_with(const std::function<void(two_sides&, payload_type&)>& spoil) {
  return [spoil](two_sides& sides) {
    payload_type payload;
    spoil(sides, sides.prepare(payload));
    sides.send(payload);
  };
}

/// A blocking access to which the target answers wrongly.
script answered_with(tlm::tlm_command command, const std::function<void(payload_type&, sc_core::sc_time&)>& spoil) {
  return [=](two_sides& sides) {
    sides.target.blocking = [&](payload_type& payload, sc_core::sc_time& delay) {
      payload.set_response_status(tlm::TLM_OK_RESPONSE);
      spoil(payload, delay);
    };
    payload_type payload;
    sides.send(sides.prepare(payload, command), 5);
  };
}

/// A grant of direct memory that the target has spoilt.
script granted_with(const std::function<void(two_sides&, tlm::tlm_dmi&)>& spoil) {
  return [spoil](two_sides& sides) {
    sides.target.direct = [&](payload_type&, tlm::tlm_dmi& granted) {
      granted.set_dmi_ptr(sides.target.bytes.data());
      granted.allow_read_write();
      spoil(sides, granted);
      return true;
    };
    sides.ask_direct();
  };
}

void add_payload_faults(std::map<rule, script>& faults) {
  faults[rule::command_is_known] = sent_with([](auto&, auto& p) { p.set_command(static_cast<tlm::tlm_command>(3)); });
  faults[rule::data_pointer_is_set] = sent_with([](auto&, auto& p) { p.set_data_ptr(nullptr); });
  faults[rule::data_length_is_positive] = sent_with([](auto&, auto& p) { p.set_data_length(0); });
  faults[rule::byte_enable_length_is_positive] =
      sent_with([](auto& sides, auto& p) { p.set_byte_enable_ptr(sides.enables.data()); });
  faults[rule::byte_enables_are_whole] = sent_with([](auto& sides, auto& p) {
    sides.enables[2] = 0x0F;
    p.set_byte_enable_ptr(sides.enables.data());
    p.set_byte_enable_length(4);
  });
  faults[rule::streaming_width_is_positive] = sent_with([](auto&, auto& p) { p.set_streaming_width(0); });
  faults[rule::hint_is_cleared] = sent_with([](auto&, auto& p) { p.set_dmi_allowed(true); });
  faults[rule::response_is_incomplete] = sent_with([](auto&, auto& p) { p.set_response_status(tlm::TLM_OK_RESPONSE); });
  faults[rule::option_is_minimal] = sent_with([](auto&, auto& p) { p.set_gp_option(tlm::TLM_FULL_PAYLOAD); });
  faults[rule::memory_manager_is_set] = [](two_sides& sides) {
    payload_type payload;
    sides.forward(sides.prepare(payload), tlm::BEGIN_REQ);
  };
  faults[rule::reference_is_held] = [](two_sides& sides) {
    payload_type& payload = sides.managed();
    sides.forward(payload, tlm::BEGIN_REQ);
    payload.release();
    sides.prepare(payload);  // what the pool has cleared
    sides.backward(payload, tlm::END_REQ);
  };
  faults[rule::payload_is_free] = [](two_sides& sides) {
    payload_type& payload = sides.managed();
    sides.forward(payload, tlm::BEGIN_REQ);
    sides.send(payload);
  };
  faults[rule::blocking_call_from_thread] = [](two_sides& sides) {
    payload_type payload;
    sides.initiator.method = [&] { sides.send(sides.prepare(payload)); };
    sides.initiator.run_method.notify();
    sc_core::wait(1, sc_core::SC_NS);
  };
}

void add_phase_faults(std::map<rule, script>& faults) {
  faults[rule::forward_phase] = [](two_sides& sides) {
    payload_type& payload = sides.managed();
    sides.forward(payload, tlm::BEGIN_REQ);
    sides.forward(payload, tlm::END_RESP);
  };
  faults[rule::request_exclusion] = [](two_sides& sides) {
    sides.forward(sides.managed(), tlm::BEGIN_REQ);
    sides.forward(sides.managed(), tlm::BEGIN_REQ);
  };
  faults[rule::initiator_returns_end_of_response] = [](two_sides& sides) {
    sides.initiator.answer = [](payload_type&, tlm::tlm_phase&, sc_core::sc_time&) { return tlm::TLM_COMPLETED; };
    payload_type& payload = sides.managed();
    sides.forward(payload, tlm::BEGIN_REQ);
    sides.backward(payload, tlm::END_REQ);
  };
  faults[rule::backward_phase] = [](two_sides& sides) {
    payload_type& payload = sides.managed();
    sides.forward(payload, tlm::BEGIN_REQ);
    sides.backward(payload, tlm::END_REQ);
    sides.backward(payload, tlm::END_REQ);
  };
  faults[rule::response_exclusion] = [](two_sides& sides) {
    payload_type &first = sides.managed(), &second = sides.managed();
    for (payload_type* payload : {&first, &second}) {
      sides.forward(*payload, tlm::BEGIN_REQ);
      sides.backward(*payload, tlm::END_REQ);
    }
    sides.respond(second);
    sides.respond(first);
  };
  faults[rule::target_returns_its_phases] = [](two_sides& sides) {
    sides.target.answer = [](payload_type&, tlm::tlm_phase& phase, sc_core::sc_time&) {
      phase = tlm::END_RESP;
      return tlm::TLM_UPDATED;
    };
    sides.forward(sides.managed(), tlm::BEGIN_REQ);
  };
  faults[rule::initiator_accepts_without_change] = [](two_sides& sides) {
    sides.initiator.answer = [](payload_type&, tlm::tlm_phase&, sc_core::sc_time& delay) {
      delay += two_sides::ns(1);
      return tlm::TLM_ACCEPTED;
    };
    payload_type& payload = sides.managed();
    sides.forward(payload, tlm::BEGIN_REQ);
    sides.backward(payload, tlm::END_REQ);
  };
  faults[rule::target_accepts_without_change] = [](two_sides& sides) {
    sides.target.answer = [](payload_type&, tlm::tlm_phase& phase, sc_core::sc_time&) {
      phase = tlm::END_REQ;
      return tlm::TLM_ACCEPTED;
    };
    sides.forward(sides.managed(), tlm::BEGIN_REQ);
  };
  faults[rule::attributes_are_kept_between_calls] = [](two_sides& sides) {
    payload_type& payload = sides.managed();
    sides.forward(payload, tlm::BEGIN_REQ);
    payload.set_streaming_width(2);
    sides.backward(payload, tlm::END_REQ);
  };
  faults[rule::response_is_kept] = [](two_sides& sides) {
    payload_type& payload = sides.managed();
    sides.forward(payload, tlm::BEGIN_REQ);
    sides.respond(payload);
    payload.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
    sides.forward(payload, tlm::END_RESP);
  };
  faults[rule::initiator_time_goes_on] = [](two_sides& sides) {
    payload_type& payload = sides.managed();
    sides.forward(payload, tlm::BEGIN_REQ);
    sides.respond(payload, 20);
    sides.forward(payload, tlm::END_RESP, 19);
  };
  faults[rule::initiator_does_not_wait] = [](two_sides& sides) {
    sides.initiator.answer = [](payload_type&, tlm::tlm_phase&, sc_core::sc_time&) {
      sc_core::wait(sc_core::SC_ZERO_TIME);
      return tlm::TLM_ACCEPTED;
    };
    payload_type& payload = sides.managed();
    sides.forward(payload, tlm::BEGIN_REQ);
    sides.backward(payload, tlm::END_REQ);
  };
  faults[rule::target_does_not_wait] = [](two_sides& sides) {
    sides.target.debug = [](payload_type&) {
      sc_core::wait(two_sides::ns(1));
      return 4u;
    };
    payload_type payload;
    sides.initiator.socket->transport_dbg(sides.prepare(payload));
  };
}

void add_target_faults(std::map<rule, script>& faults) {
  const tlm::tlm_command read = tlm::TLM_READ_COMMAND, write = tlm::TLM_WRITE_COMMAND;
  faults[rule::attributes_are_kept_in_calls] =
      answered_with(read, [](auto& p, auto&) { p.set_address(p.get_address() + 4); });
  faults[rule::data_are_kept] = answered_with(write, [](auto& p, auto&) { ++p.get_data_ptr()[3]; });
  faults[rule::extensions_are_restored] = [](two_sides& sides) {
    payload_type payload;
    sides.target.blocking = [](payload_type& p, sc_core::sc_time&) {
      p.set_response_status(tlm::TLM_OK_RESPONSE);
      p.set_extension(new mark);
    };
    sides.send(sides.prepare(payload));
    payload.free_all_extensions();
  };
  faults[rule::option_is_kept] = answered_with(read, [](auto& p, auto&) { p.set_gp_option(tlm::TLM_FULL_PAYLOAD); });
  faults[rule::response_is_set] =
      answered_with(read, [](auto& p, auto&) { p.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE); });
  faults[rule::target_time_goes_on] =
      answered_with(read, [](auto&, sc_core::sc_time& delay) { delay = two_sides::ns(4); });
  faults[rule::direct_memory_is_initialised] = [](two_sides& sides) {
    payload_type payload;
    tlm::tlm_dmi granted;
    granted.set_end_address(100);
    sides.initiator.socket->get_direct_mem_ptr(sides.prepare(payload), granted);
  };
  faults[rule::direct_memory_command] = [](two_sides& sides) { sides.ask_direct(tlm::TLM_IGNORE_COMMAND); };
  faults[rule::direct_memory_range] = granted_with([](auto&, tlm::tlm_dmi& granted) { granted.set_start_address(12); });
  faults[rule::direct_memory_pointer] =
      granted_with([](auto&, tlm::tlm_dmi& granted) { granted.set_dmi_ptr(nullptr); });
  faults[rule::direct_memory_access] = granted_with([](auto&, tlm::tlm_dmi& granted) { granted.allow_write(); });
  faults[rule::direct_memory_content] = [](two_sides& sides) {
    sides.ask_direct();
    sides.data.fill(1);  // what a read leaves there, while direct memory holds zeros
    payload_type payload;
    sides.send(sides.prepare(payload));
  };
  faults[rule::invalidated_range] = [](two_sides& sides) { sides.target.socket->invalidate_direct_mem_ptr(8, 7); };
  faults[rule::invalidation_does_not_ask] = [](two_sides& sides) {
    sides.initiator.when_invalidated = [&] { sides.ask_direct(); };
    sides.target.socket->invalidate_direct_mem_ptr(0, 63);
  };
  faults[rule::debug_count] = [](two_sides& sides) {
    sides.target.debug = [](payload_type&) { return 5u; };
    payload_type payload;
    sides.initiator.socket->transport_dbg(sides.prepare(payload));
  };
}

class broken_rules : public testing::TestWithParam<int> {};

TEST_P(broken_rules, are_noticed) {
  std::map<rule, script> faults;
  add_payload_faults(faults);
  add_phase_faults(faults);
  add_target_faults(faults);
  const rule broken = static_cast<rule>(GetParam());
  ASSERT_EQ(faults.count(broken), 1u) << "no fault for this rule";
  two_sides sides;
  sides.run(faults[broken]);
  EXPECT_EQ(sides.log.count(broken), 1u);
  EXPECT_EQ(sides.log.violation_count(), 1u) << sides.log.sentences();
  ASSERT_EQ(sides.log.violations().size(), 1u);
  const std::string& sentence = sides.log.violations().front().sentence;
  EXPECT_THAT(sentence, testing::HasSubstr("s, checker: "));
  EXPECT_THAT(sentence, testing::HasSubstr(describe(broken).statement));
  EXPECT_THAT(sentence, testing::HasSubstr(describe(broken).clause));
}

INSTANTIATE_TEST_SUITE_P(one_by_one, broken_rules, testing::Range(0, static_cast<int>(rule::count)),
                         [](const testing::TestParamInfo<int>& parameter) {
                           return std::string(protocol_rules().at(static_cast<std::size_t>(parameter.param)).name);
                         });

}  // namespace
}  // namespace memvp
