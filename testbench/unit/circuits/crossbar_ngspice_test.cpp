// SPDX-License-Identifier: Apache-2.0
// The crossbar against an independent solver: the same resistors as an ngspice netlist, operating point only.
#include <gtest/gtest.h>
#include <unistd.h>

#include <Eigen/Core>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <random>
#include <sstream>
#include <string>

#include "memvp/models/circuits/crossbar.hpp"

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using memvp::conductance_matrix;
using memvp::drive_sides;
using memvp::solve_crossbar;
using memvp::wire_parameters;

class crossbar_against_ngspice : public testing::TestWithParam<double> {
 protected:
  void SetUp() override {
    if (std::system("ngspice --version > /dev/null 2>&1") != 0) {
      GTEST_SKIP() << "ngspice is not installed; install the Debian package ngspice to run this comparison.";
    }
    folder_ = std::filesystem::path(testing::TempDir()) / ("memvp_ngspice_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  /// Sensed currents, columns x input vectors. Each input vector (a column of `volts`) drives a copy of the array.
  MatrixXd sensed_currents(const conductance_matrix& g, const wire_parameters& wires, const MatrixXd& volts) const {
    const Index rows = g.rows();
    const Index columns = g.cols();
    std::ostringstream circuit;
    circuit << std::setprecision(17) << "crossbar\n";
    for (Index copy = 0; copy < volts.cols(); ++copy) {
      const auto name = [copy](const char* kind, Index i, Index j) {
        return std::string(kind) + "_" + std::to_string(copy) + "_" + std::to_string(i) + "_" + std::to_string(j);
      };
      for (Index i = 0; i < rows; ++i) {
        circuit << "v" << name("in", i, 0) << " " << name("s", i, 0) << " 0 dc " << volts(i, copy) << "\n";
        for (Index j = 0; j < columns; ++j) {
          const std::string left = j == 0 ? name("s", i, 0) : name("w", i, j - 1);
          const std::string below = i == rows - 1 ? name("e", 0, j) : name("b", i + 1, j);
          circuit << "r" << name("row", i, j) << " " << left << " " << name("w", i, j) << " " << wires.row_resistance
                  << "\nr" << name("cell", i, j) << " " << name("w", i, j) << " " << name("b", i, j) << " "
                  << 1.0 / g(i, j) << "\nr" << name("col", i, j) << " " << name("b", i, j) << " " << below << " "
                  << wires.column_resistance << "\n";
        }
        if (wires.sides == drive_sides::both) {
          circuit << "r" << name("right", i, 0) << " " << name("w", i, columns - 1) << " " << name("s", i, 0) << " "
                  << wires.row_resistance << "\n";
        }
      }
      // A source of 0 V is an ammeter and holds the sense node at ground.
      for (Index j = 0; j < columns; ++j) circuit << "v" << name("out", 0, j) << " " << name("e", 0, j) << " 0 dc 0\n";
    }
    // No shunts, and stopping tolerances beyond double precision: the operating point of a linear circuit is one solve.
    circuit << ".options gmin=1e-30 gminsteps=0 srcsteps=0 reltol=1e-14 abstol=1e-24 vntol=1e-18\n.control\n"
            << "set numdgt=15\nop\n";
    for (Index copy = 0; copy < volts.cols(); ++copy) {
      for (Index j = 0; j < columns; ++j) circuit << "print i(vout_" << copy << "_0_" << j << ")\n";
    }
    circuit << "quit\n.endc\n.end\n";
    const auto netlist = folder_ / "crossbar.cir";
    const auto output = folder_ / "crossbar.out";
    std::ofstream(netlist) << circuit.str();
    const std::string command = "ngspice -b '" + netlist.string() + "' > '" + output.string() + "' 2>&1";
    // ngspice's status after `quit` in batch mode differs between versions; complete output is what counts.
    [[maybe_unused]] const int status = std::system(command.c_str());

    MatrixXd currents = MatrixXd::Constant(columns, volts.cols(), std::nan(""));
    std::ifstream lines(output);
    for (std::string line; std::getline(lines, line);) {
      if (line.rfind("i(vout_", 0) != 0) continue;
      Index copy = 0;
      Index j = 0;
      char separator = 0;
      Index zero = 0;
      std::istringstream fields(line.substr(7));
      fields >> copy >> separator >> zero >> separator >> j;
      currents(j, copy) = std::stod(line.substr(line.find('=') + 1));
    }
    EXPECT_TRUE(currents.allFinite()) << "ngspice printed no complete result";
    return currents;
  }

  void expect_agreement(const MatrixXd& value, const MatrixXd& reference, const std::string& what) {
    const double error = ((value - reference).array() / reference.array()).abs().maxCoeff();
    EXPECT_LT(error, 1e-9) << what;
    std::cout << what << ", " << GetParam() << " ohm: largest relative difference from ngspice " << error << "\n";
  }

  static conductance_matrix random_conductances(Index size) {
    std::mt19937_64 generator(11);
    std::uniform_real_distribution<double> siemens(1e-6, 40e-6);
    return conductance_matrix::NullaryExpr(size, size, [&] { return siemens(generator); });
  }

  static VectorXd random_volts(Index size) {
    std::mt19937_64 generator(12);
    std::uniform_real_distribution<double> volts(0.0, 0.2);
    return VectorXd::NullaryExpr(size, [&] { return volts(generator); });
  }

 private:
  std::filesystem::path folder_;
};

TEST_P(crossbar_against_ngspice, every_entry_of_an_8_by_8_transfer_agrees) {
  const conductance_matrix g = random_conductances(8);
  const MatrixXd unit_inputs = MatrixXd::Identity(8, 8);
  for (const drive_sides sides : {drive_sides::single, drive_sides::both}) {
    const wire_parameters wires{GetParam(), GetParam(), sides};
    expect_agreement(solve_crossbar(g, wires).transfer, sensed_currents(g, wires, unit_inputs),
                     sides == drive_sides::single ? "8x8 whole matrix" : "8x8 whole matrix, both sides");
  }
}

TEST_P(crossbar_against_ngspice, a_random_vector_through_32_by_32_agrees) {
  const conductance_matrix g = random_conductances(32);
  const VectorXd volts = random_volts(32);
  const wire_parameters wires{GetParam(), GetParam(), drive_sides::single};
  expect_agreement(solve_crossbar(g, wires).transfer * volts, sensed_currents(g, wires, volts), "32x32");
}

TEST_P(crossbar_against_ngspice, a_random_vector_through_64_by_64_agrees) {
  const conductance_matrix g = random_conductances(64);
  const VectorXd volts = random_volts(64);
  const wire_parameters wires{GetParam(), GetParam(), drive_sides::single};
  expect_agreement(solve_crossbar(g, wires).transfer * volts, sensed_currents(g, wires, volts), "64x64");
}

INSTANTIATE_TEST_SUITE_P(ohm_per_segment, crossbar_against_ngspice, testing::Values(0.5, 2.0, 10.0));

}  // namespace
