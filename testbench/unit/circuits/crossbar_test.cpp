// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/circuits/crossbar.hpp"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <utility>

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using memvp::conductance_matrix;
using memvp::drive_sides;
using memvp::node_potentials;
using memvp::solve_crossbar;
using memvp::wire_parameters;

// 1 to 40 uS, the range of the surrogate 1T1R chip (ndr_1t1r.md section 3).
conductance_matrix random_conductances(Index rows, Index columns, unsigned seed = 1) {
  std::mt19937_64 generator(seed);
  std::uniform_real_distribution<double> siemens(1e-6, 40e-6);
  return conductance_matrix::NullaryExpr(rows, columns, [&] { return siemens(generator); });
}

VectorXd random_volts(Index rows, double least, double most, unsigned seed = 2) {
  std::mt19937_64 generator(seed);
  std::uniform_real_distribution<double> volts(least, most);
  return VectorXd::NullaryExpr(rows, [&] { return volts(generator); });
}

double largest_relative_error(const MatrixXd& value, const MatrixXd& expected) {
  return ((value - expected).array() / expected.array()).abs().maxCoeff();
}

// IR drop of each column in percent, all inputs 0.2 V, uniform conductance (check K7 of ndr_1t1r.md).
VectorXd uniform_drop_percent(Index size, double ohm, double siemens) {
  const auto response =
      solve_crossbar(conductance_matrix::Constant(size, size, siemens), {ohm, ohm, drive_sides::single});
  const VectorXd currents = response.transfer * VectorXd::Constant(size, 0.2);
  return 100.0 * (currents.array() / (0.2 * siemens * static_cast<double>(size)) - 1.0);
}

// --- K7 of ndr_1t1r.md section 9: four arrays, to 0.01 percentage points. Near: the column next to the row drivers.

TEST(crossbar_ir_drop, an_array_of_64_with_1_ohm_and_20_microsiemens_loses_what_check_k7_states) {
  const VectorXd drop = uniform_drop_percent(64, 1.0, 20e-6);
  EXPECT_NEAR(drop[0], -2.82, 0.01);
  EXPECT_NEAR(drop[63], -6.52, 0.01);
  EXPECT_NEAR(drop.mean(), -5.27, 0.01);
}

TEST(crossbar_ir_drop, an_array_of_128_with_1_ohm_and_20_microsiemens_loses_what_check_k7_states) {
  const VectorXd drop = uniform_drop_percent(128, 1.0, 20e-6);
  EXPECT_NEAR(drop[0], -9.95, 0.01);
  EXPECT_NEAR(drop[127], -21.74, 0.01);
  EXPECT_NEAR(drop.mean(), -17.82, 0.01);
}

TEST(crossbar_ir_drop, an_array_of_128_with_the_4f_wires_of_130_nm_loses_what_check_k7_states) {
  EXPECT_NEAR(uniform_drop_percent(128, 0.34, 20e-6).mean(), -6.94, 0.01);
}

TEST(crossbar_ir_drop, an_array_of_256_with_1_ohm_and_5_microsiemens_loses_what_check_k7_states) {
  EXPECT_NEAR(uniform_drop_percent(256, 1.0, 5e-6).mean(), -17.73, 0.01);
}

// --- One cell, by hand.

TEST(crossbar, a_single_cell_is_its_resistor_in_series_with_both_wires) {
  const conductance_matrix cell = conductance_matrix::Constant(1, 1, 1e-3);
  // 1 / (1000 + 3 + 7) S
  const auto response = solve_crossbar(cell, {3.0, 7.0, drive_sides::single});
  EXPECT_NEAR(response.transfer(0, 0), 1.0 / 1010.0, 1e-17);
  EXPECT_NEAR(response.row_admittance(0, 0), 1.0 / 1010.0, 1e-17);
  EXPECT_NEAR(response.column_admittance(0, 0), 1.0 / 1010.0, 1e-17);
  // Both ends driven: the two row segments are in parallel.
  EXPECT_NEAR(solve_crossbar(cell, {3.0, 7.0, drive_sides::both}).transfer(0, 0), 1.0 / (1000.0 + 1.5 + 7.0), 1e-17);
}

// --- Against all nodes at once (sparse LDL^T), for every way wires can be present.

// Calls `check(conductance, wires)` for every combination of wires and shapes that takes a path of its own.
template <class Check>
void for_each_network(const Check& check) {
  for (const double row_resistance : {0.0, 1e-6, 2.0, 1e4}) {
    for (const double column_resistance : {0.0, 0.5, 1e3}) {
      for (const drive_sides sides : {drive_sides::single, drive_sides::both}) {
        for (const auto& [rows, columns] : {std::pair{1, 1}, std::pair{7, 5}, std::pair{20, 33}, std::pair{64, 64}}) {
          SCOPED_TRACE(testing::Message()
                       << rows << " x " << columns << ", " << row_resistance << " and " << column_resistance
                       << " ohm, driven from " << (sides == drive_sides::both ? "both sides" : "one side"));
          check(random_conductances(rows, columns), wire_parameters{row_resistance, column_resistance, sides});
        }
      }
    }
  }
}

TEST(crossbar_wires, sensed_and_source_currents_equal_the_sums_of_cell_currents_between_all_nodes) {
  for_each_network([](const conductance_matrix& g, const wire_parameters& wires) {
    // Positive inputs: no output is a small difference of large currents.
    const VectorXd volts = random_volts(g.rows(), 0.05, 0.2);
    const auto response = solve_crossbar(g, wires);
    const auto nodes = node_potentials(g, wires, volts);
    const MatrixXd cell_currents = g.array() * (nodes.row_nodes - nodes.column_nodes).array();
    EXPECT_LT(largest_relative_error(response.transfer * volts, cell_currents.colwise().sum().transpose()), 1e-11);
    const VectorXd source_currents = response.ideal ? VectorXd(response.row_conductance.cwiseProduct(volts))
                                                    : VectorXd(response.row_admittance * volts);
    EXPECT_LT(largest_relative_error(source_currents, cell_currents.rowwise().sum()), 1e-11);
  });
}

TEST(crossbar_wires, the_power_of_the_sources_is_dissipated_in_cells_and_wires) {
  for_each_network([](const conductance_matrix& g, const wire_parameters& wires) {
    const Index rows = g.rows();
    const Index columns = g.cols();
    const VectorXd volts = random_volts(rows, -0.2, 0.2);
    const auto nodes = node_potentials(g, wires, volts);
    double dissipated = (g.array() * (nodes.row_nodes - nodes.column_nodes).array().square()).sum();
    const auto wire_power = [](double drop, double ohm) { return ohm > 0.0 ? drop * drop / ohm : 0.0; };
    for (Index i = 0; i < rows; ++i) {
      for (Index j = 0; j < columns; ++j) {
        const double left = j == 0 ? volts[i] : nodes.row_nodes(i, j - 1);
        dissipated += wire_power(left - nodes.row_nodes(i, j), wires.row_resistance);
        const double below = i == rows - 1 ? 0.0 : nodes.column_nodes(i + 1, j);
        dissipated += wire_power(nodes.column_nodes(i, j) - below, wires.column_resistance);
      }
      if (wires.sides == drive_sides::both) {
        dissipated += wire_power(volts[i] - nodes.row_nodes(i, columns - 1), wires.row_resistance);
      }
    }
    const double delivered = solve_crossbar(g, wires).row_power(volts);
    EXPECT_NEAR(delivered / dissipated, 1.0, 1e-11);
  });
}

TEST(crossbar_wires, driving_the_columns_sees_the_transposed_transfer_and_the_column_admittance) {
  // Turned by half a turn and transposed, the column ends become row sources: columns driven from below, rows sensed at
  // the left. That network is drawn here only for single-sided drive, the sense end of a row being one.
  for_each_network([](const conductance_matrix& g, const wire_parameters& wires) {
    if (wires.sides == drive_sides::both) return;
    const conductance_matrix turned = g.transpose().reverse();
    const wire_parameters turned_wires{wires.column_resistance, wires.row_resistance, drive_sides::single};
    const VectorXd volts = random_volts(g.cols(), 0.05, 0.2);
    const auto nodes = node_potentials(turned, turned_wires, volts.reverse());
    const MatrixXd cell_currents = turned.array() * (nodes.row_nodes - nodes.column_nodes).array();
    const VectorXd row_currents = cell_currents.colwise().sum().transpose().reverse();
    const VectorXd driven_currents = cell_currents.rowwise().sum().reverse();

    const auto response = solve_crossbar(g, wires);
    EXPECT_LT(largest_relative_error(response.transfer.transpose() * volts, row_currents), 1e-11);
    EXPECT_NEAR(response.column_power(volts) / volts.dot(driven_currents), 1.0, 1e-11);
    if (!response.ideal) {
      EXPECT_LT(largest_relative_error(response.column_admittance * volts, driven_currents), 1e-11);
    }
  });
}

// --- Reciprocity and limits.

TEST(crossbar, admittances_are_symmetric_and_no_source_feeds_another) {
  for (const drive_sides sides : {drive_sides::single, drive_sides::both}) {
    const auto response = solve_crossbar(random_conductances(24, 17), {2.0, 3.0, sides});
    for (const MatrixXd& admittance : {response.row_admittance, response.column_admittance}) {
      EXPECT_LT((admittance - admittance.transpose()).cwiseAbs().maxCoeff(), 1e-18);
      EXPECT_LE((admittance - MatrixXd(admittance.diagonal().asDiagonal())).maxCoeff(), 0.0);
    }
    // Kirchhoff: what all sources at 1 V deliver is what all sense nodes take, source by source (reciprocity).
    EXPECT_LT(
        largest_relative_error(response.row_admittance.rowwise().sum(), response.transfer.colwise().sum().transpose()),
        1e-13);
    EXPECT_GE(response.transfer.minCoeff(), 0.0);
  }
}

TEST(crossbar, a_wide_array_and_its_transpose_are_reciprocal) {
  // Wide and tall single-sided arrays are eliminated in different directions; both must give one network.
  const conductance_matrix wide = random_conductances(12, 30);
  const auto forward = solve_crossbar(wide, {2.0, 3.0, drive_sides::single});
  const auto backward = solve_crossbar(wide.transpose().reverse(), {3.0, 2.0, drive_sides::single});
  EXPECT_LT(largest_relative_error(backward.transfer.transpose().reverse(), forward.transfer), 1e-12);
  EXPECT_LT(largest_relative_error(backward.column_admittance.reverse(), forward.row_admittance), 1e-12);
}

TEST(crossbar, without_wire_resistance_the_transfer_is_the_transposed_conductance) {
  const conductance_matrix g = random_conductances(9, 13);
  const auto response = solve_crossbar(g, {});
  EXPECT_TRUE(response.ideal);
  EXPECT_EQ(response.transfer, MatrixXd(g.transpose()));
  EXPECT_EQ(response.row_conductance, VectorXd(g.rowwise().sum()));
  EXPECT_EQ(response.column_conductance, VectorXd(g.colwise().sum().transpose()));
  const VectorXd volts = random_volts(9, -0.2, 0.2);
  EXPECT_NEAR(response.row_power(volts), volts.dot(response.row_conductance.cwiseProduct(volts)), 1e-20);
}

TEST(crossbar, vanishing_wire_resistance_approaches_the_ideal_array) {
  // dI/I is at most about r G (N^2 + M^2) (8a.7): 1e-9 * 40e-6 * 800 = 3.2e-11.
  const conductance_matrix g = random_conductances(20, 20);
  for (const drive_sides sides : {drive_sides::single, drive_sides::both}) {
    const auto response = solve_crossbar(g, {1e-9, 1e-9, sides});
    EXPECT_FALSE(response.ideal);
    EXPECT_LT(largest_relative_error(response.transfer, g.transpose()), 3.2e-11);
    EXPECT_LT(largest_relative_error(response.row_admittance.diagonal(), g.rowwise().sum()), 3.2e-11);
  }
}

TEST(crossbar, a_row_driven_from_both_sides_behaves_as_two_mirrored_halves) {
  // Mirror symmetry: no current crosses the middle of a symmetric row, so each half is a row driven from one side.
  const conductance_matrix half = random_conductances(10, 6);
  conductance_matrix whole(10, 12);
  whole << half, half.rowwise().reverse();
  const auto single = solve_crossbar(half, {5.0, 3.0, drive_sides::single});
  const auto both = solve_crossbar(whole, {5.0, 3.0, drive_sides::both});
  EXPECT_LT(largest_relative_error(both.transfer.topRows(6), single.transfer), 1e-13);
  EXPECT_LT(largest_relative_error(both.transfer.bottomRows(6).colwise().reverse(), single.transfer), 1e-13);
  EXPECT_LT(largest_relative_error(both.row_admittance, 2.0 * single.row_admittance), 1e-13);
}

TEST(crossbar, a_cell_without_conductance_carries_no_current) {
  conductance_matrix g = random_conductances(6, 6);
  g.col(2).setZero();
  g.row(4).setZero();
  g(0, 0) = 0.0;
  const auto response = solve_crossbar(g, {10.0, 10.0, drive_sides::single});
  EXPECT_EQ(response.transfer.row(2).cwiseAbs().maxCoeff(), 0.0);
  EXPECT_EQ(response.transfer.col(4).cwiseAbs().maxCoeff(), 0.0);
  // Row 0 still reaches column 0, backwards through other cells: three orders below an ordinary entry here.
  EXPECT_GT(response.transfer(0, 0), 0.0);
  EXPECT_LT(response.transfer(0, 0), 1e-3 * response.transfer(1, 0));
}

TEST(crossbar, bad_conductances_and_wires_are_refused_with_a_sentence) {
  const conductance_matrix good = random_conductances(3, 4);
  for (const double wrong :
       {-1e-6, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    conductance_matrix g = good;
    g(1, 2) = wrong;
    try {
      solve_crossbar(g, {1.0, 1.0, drive_sides::single});
      FAIL() << "accepted " << wrong;
    } catch (const std::invalid_argument& error) {
      EXPECT_NE(std::string(error.what()).find("cell (1, 2)"), std::string::npos);
    }
    EXPECT_THROW(solve_crossbar(good, {wrong, 1.0, drive_sides::single}), std::invalid_argument);
    EXPECT_THROW(solve_crossbar(good, {1.0, wrong, drive_sides::single}), std::invalid_argument);
  }
  EXPECT_THROW(solve_crossbar(conductance_matrix(0, 0), {}), std::invalid_argument);
  EXPECT_THROW(node_potentials(good, {}, VectorXd::Zero(4)), std::invalid_argument);
}

#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__)
TEST(crossbar, the_response_of_128_by_128_takes_well_under_a_second) {
  const conductance_matrix g = random_conductances(128, 128);
  double least_seconds = std::numeric_limits<double>::infinity();
  for (int repetition = 0; repetition < 3; ++repetition) {  // other processes may be running
    const auto begin = std::chrono::steady_clock::now();
    const auto response = solve_crossbar(g, {2.0, 2.0, drive_sides::single});
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    EXPECT_GT(response.transfer.minCoeff(), 0.0);
    least_seconds = std::min(least_seconds, spent.count());
  }
  EXPECT_LT(least_seconds, 1.0);
}
#endif

}  // namespace
