// SPDX-License-Identifier: Apache-2.0
// The shipped programs that drive a refresh and a kinetics tile, against the C++ drivers of both.
#include <gmock/gmock.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iomanip>
#include <sstream>

#include "gated_system.hpp"
#include "memvp/models/tiles/kinetics_driver.hpp"
#include "memvp/models/tiles/kinetics_registers.hpp"
#include "memvp/models/tiles/kinetics_tile.hpp"
#include "memvp/models/tiles/refresh_driver.hpp"
#include "memvp/models/tiles/refresh_registers.hpp"
#include "memvp/models/tiles/refresh_tile.hpp"
#include "program_run.hpp"

namespace memvp::system_test {
namespace {

using testing::HasSubstr;

const std::string demo = "--set firmware=" MEMVP_SOURCE_DIR "/platforms/firmware/";

class soc_demos : public program_test {
 protected:
  std::string serial(const std::string& name) const { return content(folder_ / name / "serial.txt"); }

  /// "command,start,cycles" of each row of a run's latency.csv that is about this tile.
  std::vector<std::string> commands(const std::string& name, const std::string& tile) const {
    std::istringstream lines(content(folder_ / name / "latency.csv"));
    std::vector<std::string> found;
    for (std::string line; std::getline(lines, line);)
      if (line.rfind(tile + ",", 0) == 0)
        found.push_back(line.substr(tile.size() + 1, line.find(",,") - tile.size() - 1));
    return found;
  }

  /// The dynamic energy by cause is that of the run, to the last digit: in it no other tile was told to do anything.
  void expect_same_energy(const energy_ledger& energy, const std::string& name) const {
    const auto by_cause = summary(name)["energy"]["by_cause_j"];
    double sum = 0;
    for (const auto& [cause, joules] : energy.by_cause()) {
      if (cause == "leakage") continue;  // which is the whole system's
      EXPECT_EQ(by_cause[cause], joules) << cause;
      sum += joules;
    }
    EXPECT_GT(sum, 0);
    for (const auto& [cause, joules] : by_cause.items()) sum -= cause == "leakage" ? 0.0 : joules.get<double>();
    EXPECT_NEAR(sum, 0, 1e-15);
  }
};

/// When commands and requests were given, of lines "command,start,cycles"; rewrites by the controller itself are none.
std::vector<std::uint64_t> starts(const std::vector<std::string>& commands) {
  std::vector<std::uint64_t> cycles;
  for (const std::string& line : commands)
    if (line.rfind("timer_rewrite,", 0) != 0) cycles.push_back(std::stoull(line.substr(line.find(',') + 1)));
  std::sort(cycles.begin(), cycles.end());
  return cycles;
}

/// FNV-1a over the bytes of half-words, low byte first, as the programs compute it.
class half_word_checksum {
 public:
  void add(std::uint32_t half_word) {
    for (const std::uint32_t byte : {half_word & 0xff, half_word >> 8}) sum_ = (sum_ ^ byte) * 16777619u;
  }
  std::string text() const {
    std::ostringstream digits;
    digits << std::hex << std::setw(8) << std::setfill('0') << sum_;
    return digits.str();
  }

 private:
  std::uint32_t sum_ = 2166136261u;
};

std::string nanojoules(double joules) {
  return std::to_string(static_cast<std::uint64_t>(joules * 1e15 + 0.5) / 1'000'000);
}

/// What platforms/firmware/refresh_demo.c gives the tile.
class refresh_demo_by_host {
 public:
  explicit refresh_demo_by_host(refresh_driver& tile) : tile_(tile) {
    polarise();
    read();
    tile_.allocate(0, 2, refresh_mode::volatile_ions, 2);
    write_ions();
    refresh_policy policy = tile_.policy();
    policy.keep_alive = true;
    tile_.set_policy(policy);
    for (int reading = 0; reading < 5; ++reading) read();
    rewrites = tile_.rewrites();
    misses = tile_.misses();
    try {
      tile_.rewrite(2, 1);
      ADD_FAILURE() << "a row without ions was rewritten";
    } catch (const refresh_request_error& refused) {
      EXPECT_EQ(refused.code(), refresh_error::wrong_mode);
    }
    tile_.promote(0, 1);
    tile_.restore(1, 1);
    read();
    energy = tile_.energy();
    refresh_energy = tile_.refresh_energy();
  }

  half_word_checksum codes;
  std::uint64_t rewrites = 0, misses = 0;
  double energy = 0, refresh_energy = 0;

 private:
  void polarise() {
    std::vector<std::uint8_t> levels(3 * tile_.columns());
    for (std::size_t i = 0; i < levels.size(); ++i) levels[i] = static_cast<std::uint8_t>(i % tile_.columns());
    const std::uint32_t slot = tile_.submit({refresh_request_kind::alloc, 0, 3, refresh_mode::non_volatile, 1});
    tile_.reprogram(0, 3, levels.data());
    tile_.wait(slot);
  }
  void write_ions() {
    const std::vector<std::int16_t> widths(tile_.columns(), static_cast<std::int16_t>(tile_.pulse_maximum()));
    for (int pulse = 0; pulse < 10; ++pulse)
      for (const std::uint32_t row : {1u, 0u}) tile_.pulse({row, 1, 0, tile_.columns()}, widths.data(), row == 0);
  }
  void read() {
    std::vector<double> siemens(3 * tile_.columns());
    tile_.read_cells({0, 3, 0, tile_.columns()}, siemens.data());
    for (const double conductance : siemens)
      codes.add(static_cast<std::uint32_t>(
          std::lround(std::log(conductance / tile_.cell_conductance(0)) / tile_.cell_step())));
  }

  refresh_driver& tile_;
};

TEST_F(soc_demos, keep_rows_alive_as_the_driver_in_cpp_does_bit_for_bit) {
  const auto results = run("soc-firmware", demo + "refresh_demo.elf", "firmware")["results"];
  const std::vector<std::string> given = commands("firmware", "refresh");

  refresh_tile_parameters parameters;
  parameters.array.rows = parameters.array.columns = 8;
  gated_system<refresh_tile, refresh_driver> system("refresh", parameters, refresh_tile_address_size,
                                                    {common_register::command, refresh_register::request},
                                                    starts(given));
  system.run([&](refresh_driver& tile) {
    const refresh_demo_by_host host(tile);
    EXPECT_THAT(serial("firmware"), HasSubstr("checksum of all codes " + host.codes.text() + "\n"));
    EXPECT_THAT(serial("firmware"), HasSubstr(nanojoules(host.energy) + " nJ, " + nanojoules(host.refresh_energy) +
                                              " of them by requests and rewrites"));
    EXPECT_EQ(results["rewrites"], host.rewrites);
    EXPECT_EQ(results["misses"], host.misses);
  });
  EXPECT_EQ(system.commands(), given);
  expect_same_energy(system.energy, "firmware");
}

/// Codes by which the rows `kept` and `left` lie above their polarisation, at the seconds that the program prints.
struct table_row {
  double time, kept, left;
};

std::vector<table_row> table_of(const std::string& text) {
  std::vector<table_row> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    table_row row{};
    std::string unit;
    if (words >> row.time >> unit >> row.kept >> row.left && unit == "s") rows.push_back(row);
  }
  return rows;
}

TEST_F(soc_demos, show_ions_that_fade_and_ions_that_are_kept) {
  run("soc-firmware", demo + "refresh_demo.elf", "demo");
  const auto rows = table_of(serial("demo"));
  ASSERT_EQ(rows.size(), 6u);
  for (std::size_t i = 1; i < 5; ++i) {
    // A rewrite is accepted within 10 codes of its target (controller.verify_tolerance).
    EXPECT_NEAR(rows[i].kept, rows[0].kept, 10.5) << i;
    EXPECT_LT(rows[i].left, rows[i - 1].left) << i;
  }
  // The time constant is 10 s (device.relaxation_time), by 19 % another in each cell; the code is linear in the ions.
  EXPECT_NEAR(rows[1].left / rows[0].left, std::exp(-(rows[1].time - rows[0].time) / 10), 0.1);
  EXPECT_NEAR(rows[4].left, 0, 1);
  // Promoted, it lies within half a level's 41 codes, and the tolerance of 18, of where it was.
  EXPECT_NEAR(rows[5].kept, rows[4].kept, 20.5 + 18);
  EXPECT_GT(rows[5].time - rows[4].time, 100);
}

TEST_F(soc_demos, do_the_same_in_four_phases_without_direct_memory_and_without_other_tiles) {
  const std::string refresh = demo + "refresh_demo.elf";
  const auto expected = run("soc-firmware", refresh, "expected");
  int number = 0;
  const std::string alone =
      "ecram.present=false --set rram.present=false --set ndr.present=false --set kinetics.present=false";
  for (const std::string& other : {std::string("host.timing=approximately-timed"), std::string("host.quantum=0s"),
                                   std::string("host.direct_memory=false"), alone}) {
    SCOPED_TRACE(other);
    const std::string name = "run" + std::to_string(number++);
    const auto summary = run("soc-firmware", refresh + " --set " + other, name);
    EXPECT_EQ(summary["results"], expected["results"]);
    for (const auto& [component, joules] : summary["energy"]["by_component_j"].items())
      EXPECT_EQ(joules, expected["energy"]["by_component_j"][component]) << component;
    EXPECT_EQ(serial(name), serial("expected"));
    EXPECT_EQ(content(folder_ / name / "latency.csv"), content(folder_ / "expected" / "latency.csv"));
  }
  const auto components = summary("run3")["energy"]["by_component_j"];
  for (const auto& [component, joules] : components.items()) EXPECT_EQ(component.rfind("refresh.", 0), 0u) << component;
}

TEST_F(soc_demos, fail_in_a_sentence_where_a_tile_has_been_left_out) {
  expect_sentence("run soc-firmware " + demo + "refresh_demo.elf --set refresh.present=false", 1,
                  "a load access fault at address 0x43000000");
}

TEST_F(soc_demos, stand_on_drivers_that_do_what_their_headers_say) {
  run("soc-firmware",
      "--set firmware=" MEMVP_SOURCE_DIR
      "/testbench/firmware/service_checks.elf"
      " --set refresh.device.variability=false --set refresh.device.read_noise=0"
      " --set kinetics.device.variability=false",
      "checks");
  EXPECT_EQ(serial("checks"), "checked\n");
}

constexpr std::size_t devices = 8, steps = 1024;

/// The bits of platforms/firmware/kinetics_demo.c.
std::vector<bool> drawn_bits() {
  std::vector<bool> bits;
  for (std::uint32_t state = 2463534242u; bits.size() < steps;) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    bits.push_back(state >> 31 != 0);
  }
  return bits;
}

/// The share of the bits `delay` steps earlier that a read-out tells, fitted to the first half of the steps, in the
/// second half.
double told(const std::vector<std::uint16_t>& features, const std::vector<bool>& bits, std::size_t delay) {
  constexpr std::size_t skipped = 24, half = steps / 2;
  const auto inputs = [&](std::size_t first, std::size_t count) {
    Eigen::MatrixXd rows(count, devices + 1);
    for (std::size_t n = 0; n < count; ++n) {
      const auto row = static_cast<Eigen::Index>(n);
      for (std::size_t d = 0; d < devices; ++d)
        rows(row, static_cast<Eigen::Index>(d)) = features[d * steps + first + n];
      rows(row, devices) = 1;
    }
    return rows;
  };
  const Eigen::MatrixXd training = inputs(skipped, half - skipped);
  Eigen::VectorXd targets(training.rows());
  for (Eigen::Index n = 0; n < targets.size(); ++n)
    targets(n) = bits[skipped + static_cast<std::size_t>(n) - delay] ? 1 : -1;
  // The same ridge of 1 as the program's, as rows of their own, and no normal equations.
  Eigen::MatrixXd system(training.rows() + training.cols(), training.cols());
  system << training, Eigen::MatrixXd::Identity(training.cols(), training.cols());
  Eigen::VectorXd right(system.rows());
  right << targets, Eigen::VectorXd::Zero(training.cols());
  const Eigen::VectorXd answers = inputs(half, half) * system.colPivHouseholderQr().solve(right);
  int correct = 0;
  for (std::size_t n = 0; n < half; ++n)
    correct += (answers(static_cast<Eigen::Index>(n)) > 0) == bits[half + n - delay];
  return correct / static_cast<double>(half);
}

TEST_F(soc_demos, run_a_sequence_through_memristors_as_the_driver_in_cpp_does_bit_for_bit) {
  const auto results = run("soc-firmware", demo + "kinetics_demo.elf", "firmware")["results"];
  const std::vector<std::string> given = commands("firmware", "kinetics");
  const std::vector<bool> bits = drawn_bits();
  std::vector<std::uint16_t> codes(devices * steps), features(devices * steps);
  for (std::size_t i = 0; i < codes.size(); ++i) codes[i] = bits[i % steps] ? 65535 : 0;

  kinetics_tile_parameters parameters;
  parameters.bank.devices = devices;
  gated_system<kinetics_tile, kinetics_driver> system("kinetics", parameters, kinetics_tile_address_size,
                                                      {common_register::command}, starts(given));
  system.run([&](kinetics_driver& tile) {
    std::uint32_t unstable = 0;
    for (std::uint32_t device = 0; device < devices; ++device) {
      const float alpha = 0.1f + 0.1f * static_cast<float>(device);
      tile.write(device, 1, {static_cast<double>(alpha), 2 * static_cast<double>(alpha)});
      unstable = tile.unstable_devices();
    }
    kinetics_run run;
    run.trains = run.devices = devices;
    run.steps = steps;
    run.sampling = kinetics_sampling::after_pulse;
    tile.run(run, codes.data(), 1, features.data());
    half_word_checksum sum;
    for (const std::uint16_t feature : features) sum.add(feature);
    EXPECT_THAT(serial("firmware"), HasSubstr("8 devices written, " + std::to_string(unstable) + " with beta^2/alpha"));
    EXPECT_THAT(serial("firmware"),
                HasSubstr(std::to_string(tile.pulses()) + " pulses, checksum of the features " + sum.text() + "\n"));
    EXPECT_THAT(serial("firmware"),
                HasSubstr(std::to_string(tile.busy_cycles()) + " busy cycles, " + nanojoules(tile.energy()) + " nJ\n"));
  });
  EXPECT_EQ(system.commands(), given);
  expect_same_energy(system.energy, "firmware");
  for (const std::size_t delay : {0u, 1u, 2u, 3u, 4u, 8u, 16u, 24u})
    // Four digits; and an answer that is nearly 0 may have another sign in another order of computation.
    EXPECT_NEAR(results["told_" + std::to_string(delay) + "_before"], told(features, bits, delay), 1.1 / 512) << delay;
  // Of the bit before the present one only the devices know; by guessing it is told in half of 512 steps, +- 2.2 %.
  EXPECT_GT(results["told_1_before"], 0.75);
  EXPECT_LT(results["told_24_before"], 0.6);
}

}  // namespace
}  // namespace memvp::system_test
