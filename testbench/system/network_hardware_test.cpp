// SPDX-License-Identifier: Apache-2.0
// A network on 1T1R arrays and NDR neurons, as a user runs it: small, on generated digits, so that it takes seconds.
#include <cmath>

#include "program_run.hpp"

namespace memvp::system_test {
namespace {

/// Everything that is random or lossy in arrays, wires, converters and neurons turned off.
std::vector<std::string> ideal_hardware() {
  return {"device.relaxation=false",      "device.drift=false",
          "device.read_noise=0",          "device.read_field_voltage=0",
          "device.stuck_on_fraction=0",   "device.stuck_off_fraction=0",
          "wire.row_resistance=0",        "wire.column_resistance=0",
          "converter.ideal=true",
          "programming.tolerance=200 nS",  // half a percent of the greatest weight
          "programming.pulse_limit=3000", "ndr.current_spread=0",
          "ndr.voltage_spread=0",         "ndr.noise=0"};
}

class network_hardware : public program_test {
 protected:
  static std::string small(const std::vector<std::string>& more = {}) {
    return with({"network.hidden=16", "training.epochs=2", "workload.images=60", "workload.comparison_images=2",
                 "workload.calibration_images=8", "programming.passes=1"}) +
           with(more);
  }
};

TEST_F(network_hardware, answers_as_its_twins_do_and_says_what_it_took) {
  const auto results = run("rram-ndr-mnist", small(), "run").at("results");
  EXPECT_EQ(results.at("data"), "generated");
  for (const char* key : {"float_test_accuracy", "quantised_test_accuracy", "ideal_activation_test_accuracy",
                          "ndr_fixed_test_accuracy", "ndr_trained_test_accuracy"}) {
    EXPECT_GT(results.at(key), 0.6) << key;  // ten classes: 0.1 by chance
    EXPECT_LE(results.at(key), 1.0) << key;
  }
  EXPECT_EQ(results.at("images"), 60);
  EXPECT_GT(results.at("write_verify_pulses_per_cell"), 1.0);
  EXPECT_GT(results.at("latency_per_image_s"), 1e-6);  // 196 words of codes alone are 1.96 us
  EXPECT_LT(results.at("latency_per_image_s"), 1e-3);
  EXPECT_GT(results.at("energy_per_image_j"), 0.0);
  EXPECT_GT(results.at("lae_ratio_digital"), 1.0);
  EXPECT_GT(results.at("lae_ratio_analog"), results.at("lae_ratio_digital"));
  EXPECT_TRUE(std::filesystem::exists(file("run/trained.network")));
}

TEST_F(network_hardware, takes_the_networks_of_an_earlier_run) {
  const auto first = run("rram-ndr-mnist", small(), "first").at("results");
  const auto second = run("rram-ndr-mnist", small({"network.weights=first"}), "second").at("results");
  auto without_path = second;
  EXPECT_EQ(without_path, first);  // the same weights, to the last digit
}

TEST_F(network_hardware, follows_its_quantised_twin_when_nothing_is_lossy) {
  const auto results = run("rram-ndr-mnist", small(ideal_hardware()), "run").at("results");
  const double twin = results.at("quantised_test_accuracy");
  // What is left, ties, the neurons' converters and half a percent of a weight, may turn an answer or two of 60.
  EXPECT_NEAR(results.at("ideal_activation_test_accuracy"), twin, 2.0 / 60 + 1e-9);
  EXPECT_NEAR(results.at("ndr_trained_test_accuracy"), twin, 2.0 / 60 + 1e-9);
}

TEST_F(network_hardware, on_real_digits_stays_within_a_point_and_a_half_of_its_float_twin) {
  const auto data = real_data();
  if (!data || !std::filesystem::exists(*data / "mnist"))
    GTEST_SKIP() << "needs mnist/ in $MEMVP_DATA or beside the source tree in shared/data";
  // Half of the epochs; the whole is recorded in docs/rram-ndr-mnist.md.
  const auto results =
      run("rram-ndr-mnist", "--data " + data->string() + with({"training.epochs=6"}), "run").at("results");
  EXPECT_EQ(results.at("images"), 10000);
  const double twin = results.at("float_test_accuracy");
  EXPECT_GE(twin, 0.975);
  EXPECT_GT(results.at("ndr_trained_test_accuracy"), twin - 0.015);
  EXPECT_GT(results.at("ndr_fixed_test_accuracy"), results.at("float_fixed_test_accuracy").get<double>() - 0.015);
  EXPECT_LT(results.at("write_verify_failures"), 3 * 1000);  // three passes of 203,540 cells, 0.2 % of them stuck
}

TEST_F(network_hardware, adds_parts_of_a_layer_at_the_neuron_or_in_the_host) {
  const auto neuron = run("rram-ndr-mnist", small(), "neuron").at("results");
  const auto host =
      run("rram-ndr-mnist", small({"mapping.accumulate=host", "network.weights=neuron"}), "host").at("results");
  EXPECT_NEAR(host.at("ndr_trained_test_accuracy"), neuron.at("ndr_trained_test_accuracy"), 0.1);
  // Words have to be converted, read, added up and sent again.
  EXPECT_GT(host.at("latency_per_image_s"), neuron.at("latency_per_image_s"));
}

TEST_F(network_hardware, splits_weights_over_slices_and_offset_columns) {
  for (const char* setting : {"mapping.slices=2", "mapping.pairing=offset-column"}) {
    SCOPED_TRACE(setting);
    const auto results =
        run("rram-ndr-mnist", small({setting, "mapping.accumulate=host"}), std::string("run-") + setting).at("results");
    EXPECT_GT(results.at("ndr_trained_test_accuracy"), 0.5);
  }
}

TEST_F(network_hardware, counts_cells_that_write_verify_gives_up) {
  const auto results =
      run("rram-ndr-mnist", small({"programming.pulse_limit=2", "programming.tolerance=10 nS"}), "run").at("results");
  EXPECT_GT(results.at("write_verify_failures"), 1000);  // of 25,000 cells, most of them out of tolerance
}

TEST_F(network_hardware, that_is_too_small_names_the_layer_and_the_shortage) {
  expect_sentence("run rram-ndr-mnist" + small({"mapping.arrays=3"}), 2,
                  "layer dense1 (785 inputs with bias, 16 outputs)");
  expect_sentence("run rram-ndr-lenet --set mapping.columns=12 --set mapping.arrays=4", 2, "too few");
}

TEST_F(network_hardware, does_not_take_sizes_that_the_mapping_decides) {
  expect_sentence("run rram-ndr-mnist --set array.rows=128", 2, "array.rows");
  expect_sentence("run rram-ndr-mnist --set ndr.neurons=7", 2, "ndr.neurons");
}

TEST_F(network_hardware, refuses_networks_that_are_not_what_it_is_asked_for) {
  run("rram-ndr-mnist", small(), "first");
  expect_sentence("run rram-ndr-mnist" + small({"network.weights=first", "network.hidden=17"}), 2, "dense1");
  expect_sentence("run rram-ndr-mnist" + small({"network.weights=nowhere"}), 1, "fixed.network");
  // A weight beyond the layer's limit cannot be written.
  std::string text = content(file("first/fixed.network"));
  const std::size_t place = text.find('\n', text.find('\n', text.find("layer dense1")) + 1) + 1;
  text.replace(place, text.find(' ', place) - place, "1e9");
  std::filesystem::create_directory(file("broken"));
  write("broken/fixed.network", text);
  write("broken/trained.network", text);
  expect_sentence("run rram-ndr-mnist" + small({"network.weights=broken"}), 1, "dense1");
}

TEST_F(network_hardware, gives_the_same_results_however_the_host_speaks_to_the_bus) {
  const std::string settings = small({"workload.images=4"});
  const auto plain = without_host(run("rram-ndr-mnist", settings, "plain"));
  for (const char* manner : {"host.timing=approximately-timed", "host.direct_memory=false"}) {
    SCOPED_TRACE(manner);
    EXPECT_EQ(without_host(run("rram-ndr-mnist", settings + with({manner}), manner)), plain);
  }
}

}  // namespace
}  // namespace memvp::system_test
