// SPDX-License-Identifier: Apache-2.0
// Mistakes end with one sentence and the right exit status (2: bad usage or configuration, 1: the run failed), and
// leave no run folder, whole or half-written.
#include <fstream>

#include "program_run.hpp"

namespace memvp::system_test {
namespace {

class bad_input : public program_test {};

TEST_F(bad_input, in_settings_is_named_with_its_key) {
  expect_sentence("run ecram-image --set device.pulse_widht='1 ms'", 2, "did you mean device.pulse_width?");
  expect_sentence("run ecram-image --set device.pulse_width='10 mV'", 2, "\"10 mV\" is a voltage");
  expect_sentence("run ecram-image --set device.pulse_width=0.1", 2, "has no unit");
  expect_sentence("run ecram-image --set array.rows=-4", 2, "at least 1 and at most 1024");
  expect_sentence("run ecram-image --set array.rows=100000", 2, "at least 1 and at most 1024");
  expect_sentence("run ecram-image --set array.rows=ten", 2, "a whole number is expected");
  expect_sentence("run ecram-image --set array.half_select=V/4", 2, "V/2, V/3");
  expect_sentence("run ecram-image --set memory.size=3", 2, "at least 4");
  expect_sentence("run ecram-image --set clock.frequency='3 MHz'", 2, "a whole number of picoseconds");
  expect_sentence("run ecram-image --set trace.cells='0,0 10,3'", 2, "10 rows");
  expect_sentence("run ecram-image --set device.preset=lead", 2, "there is no device preset lead");
  expect_sentence("run ecram-image --vcd 2ms:1ms", 2, "STOP must be after START");
  for (const char* platform : {"ecram-image", "soc-firmware"})
    expect_sentence(std::string("run ") + platform + " --vcd --vcd-filter nothing\\*", 2, "no signal has a name like");
}

TEST_F(bad_input, that_contradicts_itself_is_found_before_the_run) {
  expect_sentence("run ecram-image" + with({"workload.target_minimum=0.5", "workload.target_maximum=0.4"}), 2,
                  "workload.target_minimum must be less");
  expect_sentence("run ecram-image" + with({"device.minimum_conductance=1 mS"}), 2, "device.minimum_conductance");
  expect_sentence("run ecram-image" + with({"driver.pulse_lsb=200 ms"}), 2, "must not be longer");
  expect_sentence("run ecram-image" + with({"device.pulse_voltage=20 V"}), 2, "technology.write_supply_voltage");
}

TEST_F(bad_input, of_addresses_that_overlap_names_both_devices) {
  expect_sentence("run ecram-image --set ecram.address=0", 2, "ecram.socket at 0x00000000-0x003fffff: it overlaps");
  expect_sentence("run ecram-mushroom --set dma.address=0x40000010", 2,
                  "ecram.socket at 0x40000000-0x403fffff: it overlaps dma.socket");
  expect_sentence("run crossbar-mvm --set interrupts.address=0x50000800", 2, "it overlaps dma.socket");
}

TEST_F(bad_input, in_mushroom_data_is_named_with_its_line) {
  expect_sentence("run ecram-mushroom --data nowhere", 2, "there is no such folder");
  std::filesystem::create_directory(file("empty"));
  expect_sentence("run ecram-mushroom --data empty", 1, "the folder holds neither");
  write("words/mushroom/agaricus-lepiota.data", "these are no mushrooms\n");
  expect_sentence("run ecram-mushroom --data words", 1, "line 1: ");
  // A record of the UCI file, then one that breaks off, one with a class that does not exist, and one that is too long.
  const std::string record = "p,x,s,n,t,p,f,c,n,k,e,e,s,s,w,w,p,w,o,p,k,s,u\n";
  write("truncated/agaricus-lepiota.data", record + record.substr(0, 20));
  expect_sentence("run ecram-mushroom --data truncated", 1, "line 2: ");
  write("classes/agaricus-lepiota.data", record + "z" + record.substr(1));
  expect_sentence("run ecram-mushroom --data classes", 1, "line 2: ");
  write("long/agaricus-lepiota.data", record.substr(0, record.size() - 1) + ",x\n");
  expect_sentence("run ecram-mushroom --data long", 1, "line 1: ");
  write("nothing/agaricus-lepiota.data", "");
  expect_sentence("run ecram-mushroom --data nothing", 1, "agaricus-lepiota.data");
}

TEST_F(bad_input, in_real_mushroom_data_that_was_cut_off_is_named_with_its_line) {
  const auto data = real_data();
  if (!data) GTEST_SKIP() << "the UCI mushroom data is not there";
  // 46 bytes a line: byte 100,000 is the middle of line 2,174.
  write("cut/agaricus-lepiota.data", content(*data / "mushroom" / "agaricus-lepiota.data").substr(0, 100000));
  expect_sentence("run ecram-mushroom --data cut", 1, "line 2174: ");
}

TEST_F(bad_input, of_a_network_that_does_not_fit_says_what_it_needs) {
  // Pairs: 2 rows a hidden unit in the second layer; 2 columns a hidden unit and 2 classes.
  expect_sentence("run ecram-mushroom --set training.hidden=40", 2, "needs 80 rows and 82 columns");
  expect_sentence("run ecram-mushroom --set training.inputs=12", 2, "needs 13 rows and 10 columns");
}

TEST_F(bad_input, of_a_simulated_time_beyond_the_longest_says_so) {
  // 2^64 ps are 1.8e7 s. An erase of 100 quanta and a fifth more, of 1e4 s each, lasts 1.2e6 s; a 10x10 image 5e7 s.
  const std::string slow = with({"device.pulse_width=1e4 s", "driver.pulse_lsb=4 s", "driver.pulse_bits=22"});
  expect_sentence("run ecram-image" + slow, 1, "beyond the longest time that can be simulated");
  expect_sentence("run ecram-mushroom" + slow, 1, "beyond the longest time that can be simulated");
  expect_sentence("run ecram-image" + with({"driver.pulse_lsb=100 ms", "driver.pulse_bits=31"}), 2, "the widest pulse");
  // Commands that fit, but too many of them: 1,000 images of 5e4 s.
  expect_sentence("run ecram-image" + with({"workload.pattern=random", "workload.images=1000",
                                            "device.pulse_width=10 s", "driver.pulse_lsb=100 ms"}),
                  1, "beyond the longest time that can be simulated");
}

TEST_F(bad_input, of_more_memory_than_there_is_says_so) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the address sanitizer reserves more than the limit";
#endif
  // Addresses above 3 GB leave room for the RAM; the shell's limit of 1 GB does not.
  const outcome result = memvp("--version >/dev/null && ulimit -v 1000000 && '" MEMVP_PROGRAM "' run crossbar-mvm" +
                               with({"memory.size=3000000000", "ecram.address=0xE0000000", "dma.address=0xF0000000",
                                     "interrupts.address=0xF1000000"}));
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(result.err, "memvp: there is not enough memory\n");
  EXPECT_TRUE(left_runs().empty());
}

TEST_F(bad_input, of_an_output_folder_that_cannot_be_written_says_so) {
  expect_sentence("run ecram-image --out /dev/null/x", 1, "cannot create the run folder /dev/null/x");
  write("file", "no folder");
  expect_sentence("run ecram-image --out file", 1, "not a folder");
  expect_sentence("run ecram-image --out file/below", 1, "cannot create the run folder");
  write("full/old", "precious");
  expect_sentence("run ecram-image --out full", 1, "not empty");
  EXPECT_EQ(content(file("full/old")), "precious");
}

TEST_F(bad_input, of_one_seed_of_many_ends_all) {
  const outcome result = memvp("run ecram-image --seeds 1..4 --set ecram.address=0");
  EXPECT_EQ(result.status, 1);
  EXPECT_NE(result.err.find("it overlaps"), std::string::npos);
  EXPECT_TRUE(left_runs().empty());
}

}  // namespace
}  // namespace memvp::system_test
