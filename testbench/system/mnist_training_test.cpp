// SPDX-License-Identifier: Apache-2.0
// A network of sigmoid units trained in place on two ECRAM arrays by outer products.
#include <algorithm>
#include <cmath>

#include "program_run.hpp"

namespace memvp::system_test {
namespace {

class ecram_mnist : public program_test {};

TEST_F(ecram_mnist, learns_the_generated_digits_as_well_as_its_float_twin) {
  const auto summary = run("ecram-mnist", with({"training.epochs=2", "training.images=1500"}), "run");
  const auto& results = summary["results"];
  EXPECT_EQ(results["data"], "generated");
  EXPECT_EQ(results["epochs"], 2);
  EXPECT_EQ(results["images"], 3000);
  // Ten classes: 10 % by chance. The stand-in is easier than MNIST; 3,000 images are enough for most of it.
  EXPECT_GT(results["float_test_accuracy"].get<double>(), 0.80);
  // The bar of this project for the whole training: two points. Both are measured on 1,000 images.
  EXPECT_NEAR(results["test_accuracy"].get<double>(), results["float_test_accuracy"].get<double>(),
              0.02 + 2 * std::sqrt(0.1 * 0.9 / 1000));
  EXPECT_EQ(results["test_accuracies"].size(), 2u);
  EXPECT_EQ(results["cut_pulses"], 0);
  // Each image is 100 + 10 conversions forward and 200 back.
  EXPECT_EQ(results["conversions"], 3000 * (100 + 10 + 200));
  EXPECT_GT(results["write_time_s"].get<double>(), 0);
  EXPECT_LT(results["write_time_s"].get<double>(), results["training_time_s"].get<double>());
  EXPECT_NEAR(results["latency_per_image_s"].get<double>() * 3000, results["training_time_s"].get<double>(), 1e-6);
  EXPECT_GT(summary["host"]["wall_per_training_image_s"].get<double>(), 0);
}

TEST_F(ecram_mnist, counts_every_pulse_that_it_has_written) {
  const auto summary = run(
      "ecram-mnist",
      with({"training.epochs=1", "training.images=5", "training.hidden=8", "training.side=10", "trace.pulses=true"}),
      "run");
  // pulses.csv has a header, and besides the training's pulses those of erasing (all cells down once, up once) and of
  // the initial weights.
  const std::string rows = content(file("run/pulses.csv"));
  const auto lines = std::count(rows.begin(), rows.end(), '\n') - 1;
  const int cells = 2 * (100 * 8 + 8 * 10);
  const int training = summary["results"]["write_pulses"];
  EXPECT_GT(training, 0);
  EXPECT_GE(lines, 2 * cells + training);
  EXPECT_LE(lines, 3 * cells + training);  // a weight that is zero to a pulse LSB needs no pulse
}

TEST_F(ecram_mnist, without_noise_spread_disturb_and_converters_follows_its_float_twin_closely) {
  const auto results = run(
      "ecram-mnist",
      with({"training.epochs=1", "training.images=1000", "device.cycle_noise=0", "device.device_spread=0",
            "device.asymmetry_spread=0", "device.read_noise=0", "device.half_select_ratio=0", "converter.ideal=true"}),
      "run")["results"];
  // What remains are the initial weights, rounded to a pulse LSB of 2e-4: a few of 1,000 answers at most.
  EXPECT_NEAR(results["test_accuracy"].get<double>(), results["float_test_accuracy"].get<double>(), 0.005);
}

TEST_F(ecram_mnist, refuses_networks_that_its_arrays_or_its_images_cannot_hold) {
  expect_sentence("run ecram-mnist --set training.hidden=600", 2, "at least 1 and at most 512");
  expect_sentence("run ecram-mnist --set driver.pulse_lsb='1 s'", 2, "driver.pulse_lsb");
  write("mnist/train-images-idx3-ubyte", std::string("\0\0\x08\x03", 4));
  expect_sentence("run ecram-mnist --data .", 1, "the folder holds no train-labels-idx1-ubyte");
}

TEST_F(ecram_mnist, on_the_published_digits_is_within_two_points_of_its_float_twin) {
  const auto data = real_data();
  if (!data || !std::filesystem::exists(*data / "mnist"))
    GTEST_SKIP() << "the MNIST files are neither in $MEMVP_DATA/mnist nor beside the project in ../shared/data/mnist";
  // A tenth of the training that docs/ecram-mnist.md records, which ends above 93 %.
  const auto results =
      run("ecram-mnist", "--data '" + data->string() + "'" + with({"training.epochs=1"}), "run")["results"];
  EXPECT_GT(results["test_accuracy"].get<double>(), 0.87);
  EXPECT_NEAR(results["test_accuracy"].get<double>(), results["float_test_accuracy"].get<double>(), 0.02);
}

}  // namespace
}  // namespace memvp::system_test
