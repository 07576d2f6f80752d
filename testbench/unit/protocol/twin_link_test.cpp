// SPDX-License-Identifier: Apache-2.0
// The comparison with a twin itself: it notices twins that differ, each in one respect.
#include "memvp/tlm/memory.hpp"
#include "twin_bench.hpp"

namespace memvp {
namespace {

/// How many accesses a memory and a twin with other settings, or other content, answer differently.
std::size_t differences(users who, const memory::settings& of_target, const memory::settings& of_twin,
                        bool other_content = false) {
  memory target("target", of_target), twin("twin", of_twin);
  const std::vector<unsigned char> ones(256, 1);
  if (other_content) twin.put(0x204, ones.data(), ones.size());
  twin_link link("link", who == users::all_kinds ? twin_link::ahead::as_well : twin_link::ahead::waited);
  link.out.bind(target.socket);
  link.twin.bind(twin.socket);
  random_initiator::settings chosen;
  chosen.percent_in_phases = who == users::blocking_ahead ? 0 : 100;
  random_initiator initiator("initiator", chosen, memory_accesses(0, of_target.size));
  initiator.socket.bind(link.in);
  sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_MS));
  EXPECT_TRUE(initiator.finished());
  EXPECT_GT(link.accesses(), 900u);
  return link.differences().size();
}

class twins : public testing::TestWithParam<users> {
 protected:
  memory::settings same_;
};

TEST_P(twins, that_are_alike_answer_alike) { EXPECT_EQ(differences(GetParam(), same_, same_), 0u); }

TEST_P(twins, that_take_other_times_are_noticed) {
  memory::settings slower = same_;
  slower.first_word_cycles = 2;
  EXPECT_GT(differences(GetParam(), same_, slower), 500u);
}

TEST_P(twins, that_hold_other_bytes_are_noticed) {
  memory::settings small;
  small.size = 0x400;
  EXPECT_GT(differences(GetParam(), small, small, true), 0u);
}

TEST_P(twins, that_refuse_other_addresses_are_noticed) {
  memory::settings shorter = same_;
  shorter.size -= 0x1000;
  EXPECT_GT(differences(GetParam(), same_, shorter), 10u);
}

INSTANTIATE_TEST_SUITE_P(of_any_timing, twins, testing::Values(users::blocking_ahead, users::in_phases),
                         [](const testing::TestParamInfo<users>& parameter) { return name_of(parameter.param); });

}  // namespace
}  // namespace memvp
