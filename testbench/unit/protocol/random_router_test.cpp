// SPDX-License-Identifier: Apache-2.0
// The router between initiators and targets that do all that the base protocol allows.
#include "random_target.hpp"
#include "twin_bench.hpp"

namespace memvp {
namespace {

constexpr std::uint64_t window = 0x100;

class random_routes : public testing::TestWithParam<unsigned> {};

TEST_P(random_routes, keep_to_the_protocol_on_every_link_and_bring_every_answer_home) {
  const unsigned seed = GetParam();
  protocol_log log;
  std::vector<std::unique_ptr<protocol_checker>> checkers;
  router bus("bus", sc_core::sc_time(10, sc_core::SC_NS), seed % 3);
  bus.set_link(checked_link(log, checkers));
  std::vector<std::unique_ptr<random_target>> targets;
  for (unsigned i = 0; i < 3; ++i) {
    targets.push_back(std::make_unique<random_target>(("target" + std::to_string(i)).c_str(), 10 * seed + i, window));
    bus.map(targets.back()->socket, 0x1000 + window * i, window);
  }
  std::vector<std::unique_ptr<random_initiator>> initiators;
  for (unsigned i = 0; i < 4; ++i) {
    random_initiator::settings chosen;
    chosen.seed = 1000 * seed + i;
    chosen.accesses = 2000;
    chosen.percent_in_phases = i == 0 ? 60 : 100;
    chosen.most_on_their_way = 1 + 3 * i;
    chosen.offset = sc_core::sc_time(1.3 + 1.1 * i, sc_core::SC_NS);
    const auto next = [](random_source& source) {
      random_access access = memory_accesses(0x1000 + window * draw(source, 0, 2), window - 80)(source);
      access.enables.clear();
      if (chance(source, 3)) access.address += 0x8000;  // where nothing is mapped
      return access;
    };
    initiators.push_back(std::make_unique<random_initiator>(("initiator" + std::to_string(i)).c_str(), chosen, next));
    bus.attach(initiators.back()->socket);
  }
  sc_core::sc_start(sc_core::sc_time(20, sc_core::SC_MS));
  for (const auto& initiator : initiators) {
    EXPECT_TRUE(initiator->finished()) << initiator->name() << ": a transaction has not ended";
    EXPECT_GT(initiator->answered(tlm::TLM_OK_RESPONSE), 500u);
    EXPECT_GT(initiator->answered(tlm::TLM_ADDRESS_ERROR_RESPONSE), 10u);
  }
  for (const auto& checker : checkers) EXPECT_EQ(checker->in_progress(), 0u);
  unsigned out_of_order = 0;
  for (const auto& target : targets) {
    EXPECT_EQ(target->in_progress(), 0u);
    EXPECT_GT(target->early_completions(), 50u);
    EXPECT_EQ(target->wrong_addresses(), 0u);
    out_of_order += target->out_of_order();
  }
  EXPECT_GT(out_of_order, 50u);
  EXPECT_EQ(log.count(protocol_party::target), 0u) << log.sentences();
  EXPECT_EQ(log.count(protocol_party::initiator),
            log.count(protocol_rule::data_length_is_positive) + log.count(protocol_rule::data_pointer_is_set))
      << log.sentences();
}

INSTANTIATE_TEST_SUITE_P(of_any_kind, random_routes, testing::Range(1u, 9u));

}  // namespace
}  // namespace memvp
