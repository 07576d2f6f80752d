// SPDX-License-Identifier: Apache-2.0
// Recorded bus accesses, repeated by `memvp run ecram-script` and `rram-script`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "program_run.hpp"

namespace memvp::system_test {

namespace {

class tile_scripts : public program_test {};

// ID reads as "ECRA" and "RRAM", ROWS as 8; an access takes a cycle on the bus and one in the tile
// (docs/ecram-registers.md), and the host has spent two on its interrupt controller.
TEST_F(tile_scripts, give_answers_and_cycles) {
  write("ask.csv", "access,offset,bytes,data\nread,0x00,4\nread,0x80,4\n");
  for (const auto& [platform, identity] :
       {std::pair{"ecram-script", "41524345"}, std::pair{"rram-script", "4d415252"}}) {
    const auto summary = run(platform, "--set workload.script=ask.csv", platform);
    EXPECT_EQ(summary["results"]["accesses"], 2);
    EXPECT_EQ(summary["results"]["compared_answers"], 0);
    EXPECT_EQ(content(folder_ / platform / "answers.csv"),
              "access,offset,bytes,data,start_cycle,end_cycle\nread,0x0,4," + std::string(identity) +
                  ",2,4\nread,0x80,4,08000000,4,6\n");
  }
}

TEST_F(tile_scripts, count_what_comes_out_differently) {
  write("record.csv", "read,0x80,4,08000000,2,4\nread,0x84,4,09000000,4,6\nread,0x80,4,08000000,7,9\n");
  const auto results = run("ecram-script", "--set workload.script=record.csv", "again")["results"];
  EXPECT_EQ(results["compared_answers"], 3);
  EXPECT_EQ(results["different_answers"], 1);  // there are 8 columns, not 9
  EXPECT_EQ(results["compared_times"], 3);
  EXPECT_EQ(results["different_times"], 1);  // the third access began in cycle 6
}

// What the host may ask in any timing comes at the same time.
TEST_F(tile_scripts, take_the_same_time_in_four_phases) {
  run("rram-script", "", "loosely");
  run("rram-script", "--set host.timing=approximately-timed", "approximately");
  EXPECT_EQ(content(folder_ / "loosely" / "answers.csv"), content(folder_ / "approximately" / "answers.csv"));
}

TEST_F(tile_scripts, that_cannot_be_carried_out_end_in_a_sentence) {
  write("bad.csv", "read,0x80,4\npeek,0x80,4\n");
  write("nowhere.csv", "read,0x3c,4\n");
  write("never.csv", "wait\n");
  expect_sentence("run ecram-script --set workload.script=", 2, "workload.script must name a CSV file");
  expect_sentence("run ecram-script --set workload.script=none.csv", 1, "none.csv: the file cannot be read.");
  expect_sentence("run ecram-script --set workload.script=bad.csv", 1, "bad.csv:2: \"peek\" is neither");
  expect_sentence("run ecram-script --set workload.script=nowhere.csv", 1,
                  "0x4000003c was answered by TLM_ADDRESS_ERROR");
  expect_sentence("run ecram-script --set workload.script=never.csv", 1, "waits for an interrupt");
}

}  // namespace

}  // namespace memvp::system_test
