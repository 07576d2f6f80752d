// SPDX-License-Identifier: Apache-2.0
// Firmware that goes astray (firmware/astray.c): a sentence with pc and symbol, exit status 1, no run folder.
#include <gmock/gmock.h>

#include "program_run.hpp"

namespace memvp::system_test {
namespace {

class firmware_astray : public program_test {
 protected:
  /// \param way that the program is to go
  void expect(char way, const std::string& part, const std::string& settings = "") const {
    write("way", std::string(1, way));
    expect_sentence(
        "run soc-firmware --set serial.terminal=false --set serial.input=way --set firmware=" MEMVP_SOURCE_DIR
        "/testbench/system/firmware/astray.elf " +
            settings,
        1, part);
  }
};

TEST_F(firmware_astray, jumps_to_nowhere) {
  expect('n',
         "processor: an instruction access fault at address 0x70000000 at pc 0x70000000 was followed, in its trap "
         "handler, by an ebreak at pc ");
  expect('n', ", jump_to_nowhere+0x8 -> 0x70000000, ");
}

TEST_F(firmware_astray, loads_from_a_misaligned_address) {
  expect('m', "processor: a misaligned load at address 0x80000001 at pc ");
  expect('m', "(load_misaligned+0x8)");
}

TEST_F(firmware_astray, stores_to_a_null_pointer) {
  expect('0', "processor: a store access fault at address 0x00000000 at pc ");
  expect('0', "(store_to_null+0xc)");
}

TEST_F(firmware_astray, loops_for_ever) {
  expect('l', "processor: the program has not ended after 10 ms of simulated time; it is at pc ", "--max-time 10ms");
  expect('l', "(loop_for_ever", "--max-time 10ms");
}

TEST_F(firmware_astray, executes_what_is_no_instruction) {
  expect('i', "processor: the illegal instruction 0x00000000 at pc ");
  expect('i', "(execute_illegal)");
}

TEST_F(firmware_astray, sleeps_for_ever) {
  expect('w', "processor: the program did not end: at cycle ");
  expect('w',
         "(sleep_for_ever+0x8) with mie = 0x00000000, and nothing is left that could raise one of these interrupts");
  expect('w', "(sleep_for_ever+0x8), asleep", "--max-time 3600s");
}

// Memory begins at 0x80000000 with the stack, and below there is nothing.
TEST_F(firmware_astray, has_a_stack_that_leaves_memory) {
  expect('s', "processor: a store access fault at address 0x7f");
  expect('s', "(recurse+");
  expect('s', "was followed, in its trap handler, by a store access fault at address 0x7f");
}

// With a tile below memory, at the end of whose addresses there is a window that takes no writes (conductances of the
// ECRAM tile), or one that does (inputs of the NDR unit), so that the stack ends below it.
TEST_F(firmware_astray, has_a_stack_that_runs_into_a_tile) {
  for (const std::string tile : {"ecram.address=0x7fc00000", "ndr.address=0x7fe00000"}) {
    expect('s', "processor: a store access fault at address 0x7f", "--set " + tile);
    expect('s', "(recurse+", "--set " + tile);
  }
}

TEST_F(firmware_astray, would_otherwise_end_well) {
  write("way", "x");
  run("soc-firmware",
      "--set serial.terminal=false --set serial.input=way --set firmware=" MEMVP_SOURCE_DIR
      "/testbench/system/firmware/astray.elf",
      "well");
  EXPECT_EQ(content(folder_ / "well" / "serial.txt"), "x\n");
}

}  // namespace
}  // namespace memvp::system_test
