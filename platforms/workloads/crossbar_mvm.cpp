// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/crossbar_mvm.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "memvp/models/physics/random.hpp"
#include "memvp/platforms/csv_matrix.hpp"
#include "memvp/platforms/ecram_system.hpp"

namespace memvp {

namespace {

constexpr double largest_input = 10;  // V, as for the full scale of the converters

struct crossbar_mvm_parameters {
  std::string conductance;
  std::string inputs;
  std::int64_t vectors = 100;
};

void visit_workload(parameter_visitor& visitor, crossbar_mvm_parameters& p) {
  visitor.path({"array.conductance", dimension::number, 0, 0,
                "CSV of measured conductances [S], a line a word line; empty: random in the device's window",
                provenance::setting, ""},
               p.conductance);
  visitor.path(
      {"workload.inputs", dimension::number, 0, 0,
       "CSV of input voltages [V], a line a vector; empty: random up to the read voltage", provenance::setting, ""},
      p.inputs);
  visitor.integer(
      {"workload.vectors", dimension::number, 1, 1e6, "random vectors if no inputs are given", provenance::setting, ""},
      p.vectors);
}

class crossbar_mvm final : public experiment {
 public:
  crossbar_mvm() {
    // What is asked is what the array gives, exactly; noise and converters are switched on by whoever wants them.
    system_.tile.device.read_noise = 0;
    system_.tile.converter.ideal = true;
  }

  void visit_parameters(parameter_visitor& visitor) override {
    memvp::visit_parameters(visitor, system_);
    visit_workload(visitor, workload_);
  }

  run_summary run(const run_context& context) override {
    const matrix_by_rows conductance = conductances(context.seed);
    const matrix_by_rows inputs = input_voltages(context.seed, conductance.rows());
    fit_system_to(conductance, inputs);

    run_traces traces(context, system_.trace, clock_of(system_));
    ecram_system system(system_, context.seed, traces);
    system.tile().array().set_conductances(conductance.data());
    matrix_by_rows currents(inputs.rows(), conductance.cols());
    run_summary summary;
    context.progress.begin("vectors", static_cast<std::uint64_t>(inputs.rows()));
    system.run([&](host_cpu&, ecram_driver& driver) { multiply(driver, inputs, currents, context.progress); }, summary);
    write_csv_matrix(context.folder / "currents.csv", "sensed currents, amperes, a line a vector", currents);

    const matrix_by_rows ideal = inputs * conductance;
    summary.results["vectors"] = inputs.rows();
    summary.results["max_ir_drop"] = largest_drop(currents, ideal);
    return summary;
  }

 private:
  matrix_by_rows conductances(std::uint64_t seed) const {
    if (!workload_.conductance.empty()) {
      matrix_by_rows given = read_csv_matrix(workload_.conductance);
      if (given.minCoeff() < 0)
        throw std::invalid_argument(workload_.conductance + ": a conductance must not be negative.");
      return given;
    }
    const ecram_device_parameters& device = system_.tile.device;
    const random_key key{seed, random_purpose::test_input, 0};
    matrix_by_rows drawn(system_.tile.array.rows, system_.tile.array.columns);
    for (Eigen::Index i = 0; i < drawn.size(); ++i)
      drawn.data()[i] = device.minimum_conductance + (device.maximum_conductance - device.minimum_conductance) *
                                                         uniform(key, static_cast<std::uint64_t>(i), 0);
    return drawn;
  }

  matrix_by_rows input_voltages(std::uint64_t seed, Eigen::Index rows) const {
    if (!workload_.inputs.empty()) {
      matrix_by_rows given = read_csv_matrix(workload_.inputs);
      if (given.cols() != rows)
        throw std::invalid_argument(workload_.inputs + ": a vector has " + std::to_string(given.cols()) +
                                    " voltages, but the array has " + std::to_string(rows) + " word lines.");
      if (given.cwiseAbs().maxCoeff() > largest_input)
        throw std::invalid_argument(workload_.inputs + ": a voltage must lie between -10 and 10 V.");
      return given;
    }
    const random_key key{seed, random_purpose::test_input, 1};
    matrix_by_rows drawn(workload_.vectors, rows);
    for (Eigen::Index i = 0; i < drawn.size(); ++i)
      drawn.data()[i] = system_.tile.converter.dac_full_scale * uniform(key, static_cast<std::uint64_t>(i), 0);
    return drawn;
  }

  /// The tile takes the array's size; its window reaches from the smallest to the largest measured conductance.
  void fit_system_to(const matrix_by_rows& conductance, const matrix_by_rows& inputs) {
    system_.tile.array.rows = conductance.rows();
    system_.tile.array.columns = conductance.cols();
    system_.tile.converter.dac_full_scale =
        std::max(system_.tile.converter.dac_full_scale, inputs.cwiseAbs().maxCoeff());
    if (workload_.conductance.empty()) return;
    const double most = conductance.maxCoeff();
    if (most <= 0) throw std::invalid_argument(workload_.conductance + ": every conductance is zero.");
    ecram_device_parameters& device = system_.tile.device;
    device.minimum_conductance = std::min(conductance.minCoeff(), most / 2);
    device.maximum_conductance = most;
  }

  void multiply(ecram_driver& driver, const matrix_by_rows& inputs, matrix_by_rows& currents,
                progress_reporter& progress) const {
    const std::uint32_t most = driver.most_vectors(driver.whole());
    // With real converters the driver takes fractions of the full scale.
    const double unit = system_.tile.converter.ideal ? 1.0 : system_.tile.converter.dac_full_scale;
    for (Eigen::Index done = 0; done < inputs.rows();) {
      const auto count = std::min<Eigen::Index>(most, inputs.rows() - done);
      const matrix_by_rows part = inputs.middleRows(done, count) / unit;
      driver.multiply(driver.whole(), part.data(), static_cast<std::uint32_t>(count),
                      currents.data() + done * currents.cols());
      done += count;
      progress.advance(static_cast<std::uint64_t>(count));
    }
  }

  static double largest_drop(const matrix_by_rows& currents, const matrix_by_rows& ideal) {
    double most = 0;
    for (Eigen::Index i = 0; i < ideal.size(); ++i)
      if (ideal.data()[i] != 0) most = std::max(most, 1 - currents.data()[i] / ideal.data()[i]);
    return most;
  }

  ecram_system_parameters system_;
  crossbar_mvm_parameters workload_;
};

}  // namespace

std::unique_ptr<experiment> make_crossbar_mvm() { return std::make_unique<crossbar_mvm>(); }

}  // namespace memvp
