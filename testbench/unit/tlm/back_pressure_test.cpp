// SPDX-License-Identifier: Apache-2.0
// Approximately timed traffic: what the four phases do when targets are busy.
#include "bus_vocabulary.hpp"
#include "memvp/tlm/memory.hpp"
#include "memvp/tlm/router.hpp"

namespace memvp {
namespace {

using namespace testing_words;

memory::settings slow() {
  memory::settings chosen;
  chosen.size = 0x100;
  chosen.first_word_cycles = 10;
  return chosen;
}

TEST(back_pressure, withholds_the_end_of_a_request_while_a_transaction_is_in_progress) {
  phase_initiator host("host");
  memory ram("ram", slow());
  host.socket.bind(ram.socket);
  host.transactions = {{0, 0x0}, {2, 0x4}};
  sc_core::sc_start();
  const auto &first = host.transactions[0], &second = host.transactions[1];
  EXPECT_EQ(first.end_request, 0u);  // the memory was free
  EXPECT_EQ(first.begin_response, 10u);
  EXPECT_EQ(second.begin_request, 2u);
  EXPECT_EQ(second.end_request, 10u);  // when the first has ended
  EXPECT_EQ(second.begin_response, 20u);
  EXPECT_EQ(second.status, tlm::TLM_OK_RESPONSE);
}

TEST(back_pressure, lasts_until_a_slow_initiator_has_ended_the_response) {
  phase_initiator host("host");
  memory ram("ram", slow());
  host.socket.bind(ram.socket);
  host.response_cycles = 7;
  host.transactions = {{0, 0x0}, {1, 0x4}};
  sc_core::sc_start();
  EXPECT_EQ(host.transactions[0].end_response, 17u);
  EXPECT_EQ(host.transactions[1].end_request, 17u);
  EXPECT_EQ(host.transactions[1].end_response, 34u);
}

TEST(back_pressure, makes_two_initiators_take_turns_at_one_target) {
  router bus("bus", period());
  memory ram("ram", slow());
  phase_initiator first("first"), second("second");
  bus.attach(first.socket);
  bus.attach(second.socket);
  bus.map(ram.socket, 0x1000, 0x100);
  first.transactions = {{0, 0x1000}, {0, 0x1004}};
  second.transactions = {{0, 0x1008}, {0, 0x100C}};
  sc_core::sc_start();
  std::vector<std::uint64_t> ends;
  for (const auto* host : {&first, &second}) {
    for (const auto& transaction : host->transactions) {
      EXPECT_EQ(transaction.status, tlm::TLM_OK_RESPONSE);
      ends.push_back(transaction.end_response);
    }
  }
  std::sort(ends.begin(), ends.end());
  // One cycle through the router, then the memory works without a pause.
  EXPECT_THAT(ends, testing::ElementsAre(11, 21, 31, 41));
  // In order of arrival: both first requests before both second ones.
  EXPECT_LT(std::max(first.transactions[0].end_response, second.transactions[0].end_response),
            std::min(first.transactions[1].end_response, second.transactions[1].end_response));
}

TEST(back_pressure, does_not_reach_targets_that_are_free) {
  router bus("bus", period());
  memory slow_ram("slow_ram", slow());
  example_device device("device");
  phase_initiator first("first"), second("second");
  bus.attach(first.socket);
  bus.attach(second.socket);
  bus.map(slow_ram.socket, 0x1000, 0x100);
  bus.map(device.socket, 0x2000, 0x1000);
  first.transactions = {{0, 0x1000}};
  second.transactions = {{0, 0x2000}};
  sc_core::sc_start();
  EXPECT_EQ(first.transactions[0].end_response, 11u);
  EXPECT_EQ(second.transactions[0].end_response, 2u);
  EXPECT_EQ(second.transactions[0].data, 0xCAFEu);
}

TEST(back_pressure, gives_one_initiator_one_response_at_a_time) {
  router bus("bus", period());
  memory a("a", slow()), b("b", slow());
  phase_initiator host("host");
  bus.attach(host.socket);
  bus.map(a.socket, 0x1000, 0x100);
  bus.map(b.socket, 0x2000, 0x100);
  host.response_cycles = 5;
  host.transactions = {{0, 0x1000}, {0, 0x2000}};  // the request to b follows END_REQ of a's, at cycle 1
  sc_core::sc_start();
  EXPECT_EQ(host.transactions[0].begin_response, 11u);
  EXPECT_EQ(host.transactions[0].end_response, 16u);
  EXPECT_EQ(host.transactions[1].begin_response, 16u);  // ready at 12, and withheld by the router
  EXPECT_EQ(host.transactions[1].end_response, 21u);
}

TEST(back_pressure, does_not_delay_errors_of_the_router) {
  router bus("bus", period());
  memory ram("ram", slow());
  phase_initiator host("host");
  bus.attach(host.socket);
  bus.map(ram.socket, 0x1000, 0x100);
  host.transactions = {{0, 0x9000}};
  sc_core::sc_start();
  EXPECT_EQ(host.transactions[0].status, tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(host.transactions[0].end_response, 1u);
}

TEST(base_protocol_violations, get_an_error_response_and_no_crash) {
  scripted_initiator host("host");
  memory ram("ram", slow());
  host.socket.bind(ram.socket);
  host.script = [](scripted_initiator& self) {
    std::uint32_t word = 0;
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay;
    self.prepare(tlm::TLM_READ_COMMAND, 0, &word, 4);  // this payload has no memory manager
    EXPECT_EQ(self.socket->nb_transport_fw(self.payload, phase, delay), tlm::TLM_COMPLETED);
    EXPECT_EQ(self.payload.get_response_status(), tlm::TLM_GENERIC_ERROR_RESPONSE);
    phase = tlm::END_RESP;  // of a transaction that never was
    EXPECT_EQ(self.socket->nb_transport_fw(self.payload, phase, delay), tlm::TLM_ACCEPTED);
  };
  sc_core::sc_start();
}

}  // namespace
}  // namespace memvp
