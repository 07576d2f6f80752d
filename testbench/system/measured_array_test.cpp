// SPDX-License-Identifier: Apache-2.0
// A user's own array: conductances and voltages as CSV files, currents back.
#include <gmock/gmock.h>

#include <sstream>

#include "program_run.hpp"

namespace memvp::system_test {
namespace {

class measured_array : public program_test {
 protected:
  measured_array() {
    write("G.csv", "# siemens\n1e-6, 2e-6\n3e-6,4e-6\n\n5e-6,6e-6\n");
    write("V.csv", "0.1,0.2,-0.3\n1,0,0\n");
  }
  std::vector<std::vector<double>> currents(const std::string& run) const {
    std::istringstream lines(content(file(run + "/currents.csv")));
    std::vector<std::vector<double>> all;
    for (std::string line; std::getline(lines, line);) {
      if (line.front() == '#') continue;
      std::istringstream fields(line);
      all.emplace_back();
      for (std::string field; std::getline(fields, field, ',');) all.back().push_back(std::stod(field));
    }
    return all;
  }
  const std::string files_ = with({"array.conductance=G.csv", "workload.inputs=V.csv"});
};

TEST_F(measured_array, gives_the_products_of_ohm_and_kirchhoff) {
  const auto summary = run("crossbar-mvm", files_, "run");
  EXPECT_EQ(summary["results"]["vectors"], 2);
  const auto found = currents("run");
  // Sums of V G down the columns: 0.1 x 1 + 0.2 x 3 - 0.3 x 5 = -0.8 uA, 0.1 x 2 + 0.2 x 4 - 0.3 x 6 = -0.8 uA; and the
  // first row alone.
  const std::vector<std::vector<double>> expected = {{-0.8e-6, -0.8e-6}, {1e-6, 2e-6}};
  ASSERT_EQ(found.size(), 2u);
  for (std::size_t v = 0; v < 2; ++v)
    for (std::size_t c = 0; c < 2; ++c) EXPECT_NEAR(found[v][c], expected[v][c], 1e-9 * 1e-6) << v << " " << c;
  EXPECT_NEAR(summary["results"]["max_ir_drop"].get<double>(), 0, 1e-9);
}

TEST_F(measured_array, loses_current_in_its_wires) {
  write("one.csv", "1e-3\n");
  write("volt.csv", "0.5\n");
  const auto summary = run(
      "crossbar-mvm", with({"array.conductance=one.csv", "workload.inputs=volt.csv", "wire.resistance=10 ohm"}), "run");
  // One cell of 1 kohm in series with a segment from the source and one to the sense node: 0.5 V / 1,020 ohm.
  EXPECT_NEAR(currents("run").at(0).at(0), 0.5 / 1020, 1e-12);
  EXPECT_NEAR(summary["results"]["max_ir_drop"].get<double>(), 1 - 1000.0 / 1020, 1e-9);
}

TEST_F(measured_array, may_have_cells_that_do_not_conduct) {
  write("open.csv", "0,1e-6\n1e-6,0\n");
  write("pair.csv", "0.1,0.2\n");
  run("crossbar-mvm", with({"array.conductance=open.csv", "workload.inputs=pair.csv"}), "run");
  EXPECT_NEAR(currents("run").at(0).at(0), 0.2e-6, 1e-15);
  EXPECT_NEAR(currents("run").at(0).at(1), 0.1e-6, 1e-15);
}

TEST_F(measured_array, of_a_bad_file_is_refused_with_file_and_line) {
  const auto conductance = [](const std::string& name) {
    return "run crossbar-mvm" + with({"array.conductance=" + name});
  };
  write("ragged.csv", "1e-6,2e-6\n1e-6\n");
  expect_sentence(conductance("ragged.csv"), 1, "ragged.csv:2: the line has 1 values, but the first line has 2");
  write("text.csv", "1e-6,2e-6\n1e-6,three\n");
  expect_sentence(conductance("text.csv"), 1, "text.csv:2: \"three\" is not a finite number");
  write("infinite.csv", "1e-6,inf\n");
  expect_sentence(conductance("infinite.csv"), 1, "infinite.csv:1: \"inf\" is not a finite number");
  write("hole.csv", "1e-6,,2e-6\n");
  expect_sentence(conductance("hole.csv"), 1, "hole.csv:1: \"\" is not a finite number");
  write("negative.csv", "1e-6,-2e-6\n");
  expect_sentence(conductance("negative.csv"), 2, "negative.csv: a conductance must not be negative");
  write("zero.csv", "0,0\n0,0\n");
  expect_sentence(conductance("zero.csv"), 2, "zero.csv: every conductance is zero");
  write("empty.csv", "# nothing\n");
  expect_sentence(conductance("empty.csv"), 1, "empty.csv: the file has no values");
  expect_sentence(conductance("nowhere.csv"), 1, "nowhere.csv: the file cannot be read");
  std::string many;
  for (int row = 0; row < 1100; ++row) many += "1e-6,2e-6\n";
  write("large.csv", many);
  expect_sentence(conductance("large.csv"), 2, "an ECRAM array of 1100 x 2 cells cannot be built");
}

TEST_F(measured_array, of_unsuitable_inputs_is_refused) {
  const auto inputs = [](const std::string& name) {
    return "run crossbar-mvm" + with({"array.conductance=G.csv", "workload.inputs=" + name});
  };
  write("short.csv", "0.1,0.2\n");
  expect_sentence(inputs("short.csv"), 2, "short.csv: a vector has 2 voltages, but the array has 3 word lines");
  write("huge.csv", "0.1,0.2,1e300\n");
  expect_sentence(inputs("huge.csv"), 2, "huge.csv: a voltage must lie between -10 and 10 V");
  write("words.csv", "0.1,0.2,x\n");
  expect_sentence(inputs("words.csv"), 1, "words.csv:1: \"x\" is not a finite number");
}

class measured_device : public program_test {};

TEST_F(measured_device, gives_its_update_law_to_the_run) {
  // A straight curve of 50 pulses up and 50 down between 20 and 40 uS.
  std::string curve = "# pulse, conductance in siemens\n";
  for (int pulse = 0; pulse <= 100; ++pulse)
    curve += std::to_string(pulse) + "," + std::to_string(20 + 0.4 * (pulse <= 50 ? pulse : 100 - pulse)) + "e-6\n";
  write("curve.csv", curve);
  const auto summary = run("ecram-image", with({"device.update_curve=curve.csv", "workload.pattern=random"}), "run");
  const auto& fit = summary["results"]["update_curve"];
  EXPECT_EQ(fit["points"], 101);
  EXPECT_NEAR(fit["minimum_conductance_s"].get<double>(), 20e-6, 0.1e-6);
  EXPECT_NEAR(fit["maximum_conductance_s"].get<double>(), 40e-6, 0.1e-6);
  EXPECT_NEAR(fit["pulses_per_window"].get<double>(), 50, 0.5);
  EXPECT_NEAR(fit["nonlinearity_up"].get<double>(), 0, 0.05);
  EXPECT_GT(fit["r_squared"].get<double>(), 0.999);
  // The run uses it: half as many quanta of 100 ms cross the window, so that an image takes 250 s instead of 500.
  EXPECT_NEAR(summary["results"]["open_loop"]["time_s"].get<double>() / 5, 250, 25);
  // A curve without noise leaves spread and disturb; the settings of the run are on record.
  EXPECT_THAT(content(file("run/run.toml")), testing::ContainsRegex("maximum_conductance = \"(40|39.99|40.0)"));
  EXPECT_THAT(content(file("run/run.toml")), testing::HasSubstr("update_curve = \"" + file("curve.csv").string()));
}

TEST_F(measured_device, with_a_bad_curve_is_refused) {
  const auto curve = [](const std::string& name) { return "run ecram-image" + with({"device.update_curve=" + name}); };
  expect_sentence(curve("nowhere.csv"), 1, "nowhere.csv: the file cannot be read");
  write("wide.csv", "1,2,3\n4,5,6\n7,8,9\n");
  expect_sentence(curve("wide.csv"), 2, "an update curve has two values a line");
  write("short.csv", "0,1e-6\n1,2e-6\n");
  expect_sentence(curve("short.csv"), 2, "short.csv: ");
  write("text.csv", "0,1e-6\n1,up\n");
  expect_sentence(curve("text.csv"), 1, "text.csv:2: \"up\" is not a finite number");
  write("flat.csv", "0,1e-6\n1,1e-6\n2,1e-6\n3,1e-6\n");
  expect_sentence(curve("flat.csv"), 2, "flat.csv: ");
  write("negative.csv", "0,-1e-6\n1,1e-6\n2,2e-6\n3,3e-6\n");
  expect_sentence(curve("negative.csv"), 2, "negative.csv: ");
  expect_sentence("run ecram-mushroom" + with({"device.update_curve=flat.csv"}), 2, "flat.csv: ");
}

}  // namespace
}  // namespace memvp::system_test
