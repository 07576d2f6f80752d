// SPDX-License-Identifier: Apache-2.0
// What the base protocol allows is not complained about, and passes as if nobody watched.
#include "memvp/tlm/host_cpu.hpp"
#include "memvp/tlm/memory.hpp"
#include "memvp/tlm/router.hpp"
#include "two_sides.hpp"

namespace memvp {
namespace {

using payload_type = tlm::tlm_generic_payload;

TLM_DECLARE_EXTENDED_PHASE(an_extended_phase);

class legal_use : public testing::Test {
 protected:
  void expect_nothing_wrong(const std::function<void(two_sides&)>& script, std::uint64_t transactions) {
    two_sides sides;
    sides.run(script);
    EXPECT_EQ(sides.log.violation_count(), 0u) << sides.log.sentences();
    EXPECT_EQ(sides.log.transactions(), transactions);
    EXPECT_EQ(sides.checker.in_progress(), 0u);
  }
};

TEST_F(legal_use, four_phases_by_calls) {
  expect_nothing_wrong(
      [](two_sides& sides) {
        payload_type& payload = sides.managed();
        EXPECT_EQ(sides.forward(payload, tlm::BEGIN_REQ, 5), tlm::TLM_ACCEPTED);
        sides.backward(payload, tlm::END_REQ, 7);
        sides.respond(payload, 7);
        sides.forward(payload, tlm::END_RESP, 30);
        payload.release();
      },
      1);
}

TEST_F(legal_use, a_response_that_stands_for_the_end_of_the_request) {
  expect_nothing_wrong(
      [](two_sides& sides) {
        payload_type& payload = sides.managed();
        sides.forward(payload, tlm::BEGIN_REQ);
        sides.respond(payload);
        sides.forward(payload, tlm::END_RESP);
        sides.forward(sides.prepare(payload), tlm::BEGIN_REQ);  // the same payload again
        sides.respond(payload);
        sides.forward(payload, tlm::END_RESP);
      },
      2);
}

TEST_F(legal_use, every_answer_of_a_target_to_a_request) {
  expect_nothing_wrong(
      [](two_sides& sides) {
        int request = 0;
        sides.target.answer = [&](payload_type& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) {
          if (phase == tlm::END_RESP) return tlm::TLM_COMPLETED;
          delay += two_sides::ns(10);
          if (request == 0) {
            phase = tlm::END_REQ;
            return tlm::TLM_UPDATED;
          }
          payload.set_response_status(tlm::TLM_OK_RESPONSE);
          if (request == 1) {
            phase = tlm::BEGIN_RESP;
            return tlm::TLM_UPDATED;
          }
          return tlm::TLM_COMPLETED;
        };
        for (; request < 3; ++request) {
          payload_type& payload = sides.managed();
          const tlm::tlm_sync_enum answer = sides.forward(payload, tlm::BEGIN_REQ);
          EXPECT_EQ(answer, request == 2 ? tlm::TLM_COMPLETED : tlm::TLM_UPDATED);
          sc_core::wait(10, sc_core::SC_NS);
          if (request == 0) sides.respond(payload);
          if (request < 2) sides.forward(payload, tlm::END_RESP);
          payload.release();
        }
      },
      3);
}

TEST_F(legal_use, an_initiator_that_ends_the_response_by_its_answer) {
  expect_nothing_wrong(
      [](two_sides& sides) {
        bool updates = false;
        sides.initiator.answer = [&](payload_type& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) {
          if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
          if (!updates) {
            payload.release();
            return tlm::TLM_COMPLETED;
          }
          phase = tlm::END_RESP;
          delay += two_sides::ns(3);
          return tlm::TLM_UPDATED;
        };
        for (const bool update : {false, true}) {
          updates = update;
          payload_type& payload = sides.managed();
          sides.forward(payload, tlm::BEGIN_REQ);
          sides.respond(payload);
          sc_core::wait(5, sc_core::SC_NS);
        }
      },
      2);
}

TEST_F(legal_use, responses_out_of_order_and_in_calls_within_calls) {
  expect_nothing_wrong(
      [](two_sides& sides) {
        payload_type &first = sides.managed(), &second = sides.managed(), &third = sides.managed();
        sides.forward(first, tlm::BEGIN_REQ);
        sides.backward(first, tlm::END_REQ);
        sides.forward(second, tlm::BEGIN_REQ);
        sides.backward(second, tlm::END_REQ);
        // The initiator ends a response, and begins its next request, from within the call that brings the response.
        sides.initiator.answer = [&](payload_type& payload, tlm::tlm_phase&, sc_core::sc_time&) {
          sides.forward(payload, tlm::END_RESP);
          if (&payload == &second) sides.forward(third, tlm::BEGIN_REQ);
          return tlm::TLM_ACCEPTED;
        };
        sides.respond(second);
        sides.respond(first);
        sides.respond(third);
      },
      3);
}

TEST_F(legal_use, blocking_calls_beside_phases_byte_enables_and_streaming) {
  expect_nothing_wrong(
      [](two_sides& sides) {
        payload_type& phased = sides.managed(tlm::TLM_WRITE_COMMAND);
        sides.forward(phased, tlm::BEGIN_REQ);
        payload_type payload;
        sides.prepare(payload);
        payload.set_byte_enable_ptr(sides.enables.data());
        payload.set_byte_enable_length(4);
        payload.set_streaming_width(2);
        sides.send(payload);
        sides.prepare(payload, tlm::TLM_IGNORE_COMMAND).set_data_ptr(nullptr);
        sides.send(payload);
        sides.respond(phased);
        sides.forward(phased, tlm::END_RESP);
      },
      3);
}

TEST_F(legal_use, extended_phases_pass) {
  expect_nothing_wrong(
      [](two_sides& sides) {
        payload_type& payload = sides.managed();
        sides.forward(payload, an_extended_phase);
        sides.backward(payload, an_extended_phase);
      },
      0);
}

/// What a program on host_cpu sees and when, over a link with or without checkers.
std::string run_program(bool checked, bus_timing timing, protocol_log& log) {
  std::vector<std::unique_ptr<protocol_checker>> checkers;
  host_cpu::settings chosen;
  chosen.timing = timing;
  host_cpu host("host", chosen);
  sc_core::sc_signal<bool> quiet;
  host.interrupt(quiet);
  memory ram("ram", memory::settings{});
  router bus("bus", chosen.clock_period);
  if (checked) bus.set_link(checked_link(log, checkers));
  bus.attach(host.socket);
  bus.map(ram.socket, 0x1000, 0x10000);
  std::string seen;
  host.set_program([&](host_cpu& cpu) {
    for (std::uint32_t i = 0; i < 50; ++i) cpu.write32(0x1000 + 4 * i, i * i);
    std::vector<std::uint32_t> words(50);
    cpu.read(0x1000, words.data(), 200);
    for (const std::uint32_t word : words) seen += std::to_string(word) + " ";
    try {
      cpu.read32(0x10);
    } catch (const bus_error& refused) {
      seen += refused.what();
    }
    ram.allow_direct_memory(false);
    cpu.write32(0x1000, 99);
    seen += " " + std::to_string(cpu.read32(0x1000));
    seen += " cycle " + std::to_string(cpu.now_cycles());
  });
  sc_core::sc_start();
  host.require_finished();
  return seen;
}

const char* const as_it_is =
    "0 1 4 9 16 25 36 49 64 81 100 121 144 169 196 225 256 289 324 361 400 441 484 529 576 625 676 729 784 841 900 961 "
    "1024 1089 1156 1225 1296 1369 1444 1521 1600 1681 1764 1849 1936 2025 2116 2209 2304 2401 host: read of 4 bytes "
    "at "
    "0x00000010 was answered by TLM_ADDRESS_ERROR_RESPONSE 99 cycle ";
// 50 words written and one read over the bus, 2 cycles each; a burst of 50 words, 51; an address error, 1; 2 words.
const std::string expected = as_it_is + std::to_string(50 * 2 + 51 + 1 + 2 + 2);

TEST(checked_links, change_nothing_loosely_timed) {
  protocol_log log;
  EXPECT_EQ(run_program(true, bus_timing::loosely_timed, log), expected);
  EXPECT_EQ(log.violation_count(), 0u) << log.sentences();
  EXPECT_EQ(log.links, 2u);
  EXPECT_GT(log.blocking, 4u);
  EXPECT_EQ(log.invalidations, 2u);
}

TEST(checked_links, change_nothing_approximately_timed) {
  protocol_log log;
  EXPECT_EQ(run_program(true, bus_timing::approximately_timed, log), expected);
  EXPECT_EQ(log.violation_count(), 0u) << log.sentences();
  EXPECT_EQ(log.in_phases, 54u + 53u);  // the address error does not leave the router
}

TEST(checked_links, are_not_there_if_nobody_asks) {
  protocol_log log;
  EXPECT_EQ(run_program(false, bus_timing::approximately_timed, log), expected);
  EXPECT_EQ(log.links, 0u);
}

}  // namespace
}  // namespace memvp
