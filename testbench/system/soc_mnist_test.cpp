// SPDX-License-Identifier: Apache-2.0
// A network on 1T1R arrays and NDR neurons, driven by firmware: small, on generated digits, so that it takes seconds.
#include <gmock/gmock.h>

#include "program_run.hpp"

namespace memvp::system_test {
namespace {

using testing::HasSubstr;

class soc_mnist : public program_test {
 protected:
  static std::string small(const std::vector<std::string>& more = {}) {
    return with({"network.hidden=16", "training.epochs=2", "workload.images=150", "workload.calibration_images=8",
                 "programming.passes=2", "programming.tolerance=3 uS", "serial.terminal=false"}) +
           with(more);
  }

  /// Both hosts of the same network, which must give the same results but for what only time decides.
  void expect_same_of_both_hosts(const std::vector<std::string>& settings, double least_accuracy = 0.6) const {
    const auto firmware = run("soc-mnist", small(settings), "firmware");
    std::vector<std::string> by_program = settings;
    by_program.insert(by_program.end(), {"workload.host=program", "network.weights=firmware"});
    const auto program = run("soc-mnist", small(by_program), "program");
    for (const char* key :
         {"cells", "first_pass_pulses", "write_verify_pulses", "write_verify_reads", "write_verify_failures",
          "programming_energy_fj", "neurons_not_tuned", "tuning_pulses", "inference_energy_fj", "images",
          "right_answers", "answers_crc32", "test_accuracy", "energy_per_image_j"})
      EXPECT_EQ(firmware["results"].at(key), program["results"].at(key)) << key;
    // Sums of the same joules, in another order of instants.
    for (const auto& [cause, joules] : firmware["energy"]["by_cause_j"].items()) {
      if (cause == "leakage") continue;  // of the time, and of units that only the program's system has
      EXPECT_NEAR(joules, program["energy"]["by_cause_j"].at(cause), 1e-12 * joules.get<double>()) << cause;
    }
    EXPECT_GT(firmware["results"]["test_accuracy"], least_accuracy);  // ten classes: 0.1 by chance
  }
};

TEST_F(soc_mnist, gets_from_cells_that_keep_what_is_written_what_the_host_in_cpp_gets_bit_for_bit) {
  // Everything that is random stays on: it depends on what has happened to a cell, not on when.
  expect_same_of_both_hosts({"device.relaxation=false", "device.drift=false"});
}

TEST_F(soc_mnist, answers_as_the_host_in_cpp_does_on_cells_that_relax) {
  const auto firmware = run("soc-mnist", small(), "firmware").at("results");
  const auto program =
      run("soc-mnist", small({"workload.host=program", "network.weights=firmware"}), "program").at("results");
  EXPECT_EQ(firmware.at("cells"), program.at("cells"));
  // Cells are some microseconds older or younger: a weak one may answer otherwise. Three of 150 images.
  EXPECT_NEAR(firmware.at("test_accuracy"), program.at("test_accuracy"), 3.0 / 150 + 1e-9);
  EXPECT_NEAR(firmware.at("write_verify_pulses"), program.at("write_verify_pulses"),
              0.01 * program.at("write_verify_pulses").get<double>());
  EXPECT_EQ(firmware.at("float_test_accuracy"), program.at("float_test_accuracy"));
}

TEST_F(soc_mnist, adds_up_layers_that_lie_on_several_arrays) {
  // 785 inputs on 20 arrays of 40 rows, 48 inputs of the second layer on two of 24 rows.
  expect_same_of_both_hosts(
      {"mapping.rows=40", "mapping.arrays=22", "network.hidden=47", "programming.passes=1", "workload.images=70",
       "training.epochs=1", "programming.tolerance=5 uS", "device.relaxation=false", "device.drift=false"},
      0.4);
}

TEST_F(soc_mnist, drives_arrays_with_a_reference_column) {
  // What stands in for a weight of zero is the middle of the window, to 3 uS: that costs this network its accuracy.
  expect_same_of_both_hosts({"mapping.pairing=offset-column", "network.hidden=8", "programming.passes=1",
                             "device.relaxation=false", "device.drift=false"},
                            0.0);
}

TEST_F(soc_mnist, puts_outputs_together_that_lie_on_several_arrays) {
  // Eight outputs an array: the first layer on 4 x 2 arrays, the ten classes on two.
  expect_same_of_both_hosts({"mapping.columns=16", "device.relaxation=false", "device.drift=false"});
}

TEST_F(soc_mnist, says_whom_the_processor_has_waited_for) {
  const auto results = run("soc-mnist", small({"programming.passes=1"}), "run").at("results");
  const std::uint64_t parts = results.at("waiting_for_dma_cycles").get<std::uint64_t>() +
                              results.at("waiting_for_arrays_cycles").get<std::uint64_t>() +
                              results.at("waiting_for_neurons_cycles").get<std::uint64_t>() +
                              results.at("computing_cycles").get<std::uint64_t>();
  EXPECT_EQ(results.at("inference_cycles"), parts);
  EXPECT_GT(results.at("waiting_for_dma_cycles"), 0);
  // DMA reads and writes 4 x 196 bytes of codes for each image, a word a cycle.
  EXPECT_GT(results.at("inference_cycles"), 150 * 2 * 196);
  EXPECT_LT(results.at("inference_cycles"), 150 * 1000);
  EXPECT_EQ(results.at("exit_status"), 0);
  const std::string rows = content(folder_ / "run" / "latency.csv");
  for (const char* row : {"array0,program_verify,", "neurons0,calibrate,", "neurons0,evaluate_analog,",
                          "array4,multiply,", "processor,wait for external interrupt,"})
    EXPECT_THAT(rows, HasSubstr(row));
}

TEST_F(soc_mnist, does_the_same_with_any_quantum_over_the_bus_and_in_four_phases) {
  const std::vector<std::string> tiny = {"network.hidden=4", "workload.images=10", "workload.calibration_images=2",
                                         "programming.passes=1"};
  const auto expected = run("soc-mnist", small(tiny), "expected");
  int number = 0;
  for (const std::string other : {"host.quantum=0s", "host.direct_memory=false", "host.timing=approximately-timed"}) {
    SCOPED_TRACE(other);
    std::vector<std::string> settings = tiny;
    settings.insert(settings.end(), {other, "network.weights=expected"});
    const std::string name = "run" + std::to_string(number++);
    const auto summary = run("soc-mnist", small(settings), name);
    EXPECT_EQ(summary["results"], expected["results"]);
    EXPECT_EQ(summary["energy"], expected["energy"]);
    EXPECT_EQ(content(folder_ / name / "latency.csv"), content(folder_ / "expected" / "latency.csv"));
  }
}

TEST_F(soc_mnist, refuses_networks_that_its_firmware_does_not_drive) {
  expect_sentence("run soc-mnist" + with({"network.hidden=43", "mapping.rows=40", "mapping.arrays=22"}), 2,
                  "a part of layer dense2 begins at input 22, where DMA cannot bring codes: not at a multiple of 4");
  expect_sentence("run soc-mnist --set mapping.slices=2", 2, "mapping.slices");
  expect_sentence("run soc-mnist --set network.shape=lenet", 2, "network.shape");
}

/// testbench/firmware/rram_ndr_checks.c on the platform soc-firmware.
TEST_F(soc_mnist, is_built_on_drivers_that_do_what_their_headers_say) {
  const auto results =
      run("soc-firmware", "--set firmware=" MEMVP_SOURCE_DIR "/testbench/firmware/rram_ndr_checks.elf", "drivers")
          .at("results");
  EXPECT_EQ(results.at("exit_status"), 0);
  EXPECT_EQ(content(folder_ / "drivers" / "serial.txt"), "");  // it prints what does not hold
}

TEST_F(soc_mnist, runs_other_programs_with_the_same_hardware_and_data) {
  const std::string hello = "firmware=" MEMVP_SOURCE_DIR "/platforms/firmware/hello.elf";
  const auto results =
      run("soc-mnist", small({"network.hidden=4", "workload.images=10", "training.epochs=1", hello}), "run")
          .at("results");
  EXPECT_EQ(results.at("exit_status"), 0);
  EXPECT_FALSE(results.contains("test_accuracy"));
}

TEST_F(soc_mnist, has_a_program_that_ends_in_a_sentence_where_its_data_are_missing) {
  expect_sentence("run soc-firmware --set firmware=" MEMVP_SOURCE_DIR "/platforms/firmware/rram_ndr_mnist.elf", 1,
                  "a load access fault at address 0x90000000");
}

}  // namespace
}  // namespace memvp::system_test
