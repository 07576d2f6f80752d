// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/rram_mvm.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "memvp/models/physics/random.hpp"
#include "memvp/models/tiles/rram_driver.hpp"
#include "memvp/models/tiles/rram_registers.hpp"
#include "memvp/models/tiles/rram_tile.hpp"
#include "memvp/platforms/bus_system.hpp"

namespace memvp {

namespace {

using matrix_by_rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct rram_mvm_parameters {
  std::int64_t vectors = 100;
  bool input_signed = true;
  bool program = false;
  double tolerance = 1e-6;
  std::int64_t pulse_limit = 500;
  std::int64_t converter_range = 4;
};

void visit_workload(parameter_visitor& visitor, rram_mvm_parameters& p) {
  const auto setting = provenance::setting;
  visitor.integer({"workload.vectors", dimension::number, 1, 1e6, "random vectors", setting, ""}, p.vectors);
  visitor.boolean({"workload.input_signed", dimension::number, 0, 1, "codes of both signs", setting, ""},
                  p.input_signed);
  visitor.boolean(
      {"workload.program", dimension::number, 0, 1,
       "write the weights by write-and-verify; else the cells hold them exactly from the start", setting, ""},
      p.program);
  visitor.real({"workload.tolerance", dimension::conductance, 0, 1e-3, "write-and-verify: accepted error of a reading",
                provenance::literature, "1 uS, NeuRRAM test software, ndr_1t1r.md section 4.1 [S11]"},
               p.tolerance);
  visitor.integer({"workload.pulse_limit", dimension::number, 0, rram_most_pulses,
                   "write-and-verify: pulses of a cell at most", provenance::assumed, "assumed"},
                  p.pulse_limit);
  visitor.integer(
      {"workload.converter_range", dimension::number, 0, 15,
       "full scale of the converters / 2^range: random weights cancel to a small part of the greatest current", setting,
       ""},
      p.converter_range);
}

class rram_mvm final : public experiment {
 public:
  void visit_parameters(parameter_visitor& visitor) override {
    memvp::visit_parameters(visitor, bus_);
    visit_address(visitor, "rram.address", "address of the 1T1R tile", address_);
    memvp::visit_parameters(visitor, tile_);
    memvp::visit_parameters(visitor, trace_);
    visit_workload(visitor, workload_);
  }

  run_summary run(const run_context& context) override {
    run_traces traces(context, trace_, clock_of(bus_));
    bus_system system(bus_, 1, traces);
    rram_tile tile("rram", tile_, clock_of(bus_), context.seed, 0, traces.for_tiles());
    const auto base = static_cast<std::uint64_t>(address_);
    const unsigned line = system.attach(tile, base, rram_tile_address_size);

    const auto rows = static_cast<std::uint32_t>(tile_.array.rows);
    const auto columns = static_cast<std::uint32_t>(tile_.array.columns / 2 * 2);
    const matrix_by_rows weights = random_weights(context.seed, rows, columns / 2);
    const std::vector<double> targets = conductances(weights, static_cast<std::size_t>(tile_.array.columns));
    if (!workload_.program) tile.array().set_conductances(targets.data());

    rram_product product;
    product.region = {0, rows, 0, columns};
    product.input_signed = workload_.input_signed;
    product.converter_range = static_cast<std::uint32_t>(workload_.converter_range);
    run_summary summary;
    double error = 0;
    const cycle_count end = system.run([&](host_cpu& host) {
      rram_driver driver(host, base, system.line(line));
      if (workload_.program) {
        const rram_verify_settings settings{workload_.tolerance, static_cast<std::uint32_t>(workload_.pulse_limit), 1};
        const rram_programming_report report = driver.program(tile_whole(), targets.data(), settings);
        summary.results["write_verify_pulses_per_cell"] =
            static_cast<double>(report.pulses) / static_cast<double>(report.cells);
        summary.results["write_verify_failures"] = report.failures;
      }
      error = multiply(driver, product, weights, context);
      summary.results["saturations"] = driver.saturations();
    });
    tile.post_leakage(end);
    traces.finish(end, system.transactions(), summary);
    report(traces, tile, rows, columns, summary);
    summary.results["relative_rms_error"] = error;
    return summary;
  }

 private:
  array_region tile_whole() const {
    return {0, static_cast<std::uint32_t>(tile_.array.rows), 0, static_cast<std::uint32_t>(tile_.array.columns)};
  }

  /// Between -1 and 1, outputs in columns.
  static matrix_by_rows random_weights(std::uint64_t seed, std::uint32_t rows, std::uint32_t outputs) {
    const random_stream stream(random_key{seed, random_purpose::test_input, 0});
    matrix_by_rows weights(rows, outputs);
    for (Eigen::Index i = 0; i < weights.size(); ++i)
      weights.data()[i] = 2 * stream.uniform(static_cast<std::uint64_t>(i), 0) - 1;
    return weights;
  }

  std::vector<double> conductances(const matrix_by_rows& weights, std::size_t columns) const {
    const double bottom = tile_.device.minimum_conductance;
    const double window = tile_.device.maximum_conductance - bottom;
    std::vector<double> siemens(static_cast<std::size_t>(weights.rows()) * columns, bottom);
    for (Eigen::Index row = 0; row < weights.rows(); ++row)
      for (Eigen::Index output = 0; output < weights.cols(); ++output) {
        const double weight = weights(row, output);
        const Eigen::Index column = 2 * output + (weight < 0 ? 1 : 0);
        siemens[static_cast<std::size_t>(row) * columns + static_cast<std::size_t>(column)] +=
            window * std::abs(weight);
      }
    return siemens;
  }

  /// A vector a command, so that a command's latency is a product's. Returns the error of the products, relative to the
  /// root mean square of what exact weights and voltages give.
  double multiply(rram_driver& driver, const rram_product& product, const matrix_by_rows& weights,
                  const run_context& context) const {
    const random_stream stream(random_key{context.seed, random_purpose::test_input, 1});
    const auto largest = static_cast<double>(driver.input_maximum(product.input_signed));
    // Current of a weight of 1 at the greatest code, on average over weights: the transistor bends it a little.
    const double unit =
        driver.cell_current(driver.maximum_conductance()) - driver.cell_current(driver.minimum_conductance());
    std::vector<std::uint8_t> codes(product.region.rows);
    std::vector<std::int32_t> words(product.outputs());
    Eigen::VectorXd inputs(product.region.rows);
    double square_error = 0, square = 0;
    context.progress.begin("vectors", static_cast<std::uint64_t>(workload_.vectors));
    for (std::int64_t vector = 0; vector < workload_.vectors; ++vector) {
      for (std::uint32_t row = 0; row < product.region.rows; ++row) {
        const double place = stream.uniform(row, static_cast<std::uint64_t>(vector));
        const double code = product.input_signed ? std::round((2 * place - 1) * largest) : std::round(place * largest);
        codes[row] = static_cast<std::uint8_t>(static_cast<std::int8_t>(static_cast<std::int32_t>(code)));
        inputs(row) = code / largest;
      }
      driver.multiply(product, codes.data(), 1, words.data());
      const Eigen::VectorXd exact = weights.transpose() * inputs;
      for (Eigen::Index output = 0; output < exact.size(); ++output) {
        const double found = words[static_cast<std::size_t>(output)] * driver.current_lsb(product) / unit;
        square_error += std::pow(found - exact(output), 2);
        square += std::pow(exact(output), 2);
      }
      context.progress.advance(1);
    }
    return std::sqrt(square_error / square);
  }

  /// Time and energy of a product. Decoding and fetching are the bus side's: the time is counted from the first drive.
  void report(run_traces& traces, const rram_tile& tile, std::uint32_t rows, std::uint32_t columns,
              run_summary& summary) const {
    const tile_traces books = traces.for_tiles();
    const clock_grid clock = clock_of(bus_);
    const auto vectors = static_cast<double>(workload_.vectors);
    const double operations = static_cast<double>(rows) * columns;
    // Every product takes as long as any other.
    const cycle_count command = books.latency.histogram(books.latency.command(tile.name(), "multiply")).greatest;
    const cycle_count before = tile.timing().decode + tile.timing().fetch * ((rows + 3) / 4);
    const double seconds = clock.seconds(command - before);
    double joules = 0;
    nlohmann::ordered_json split = nlohmann::ordered_json::object();
    for (const energy_share& share : traces.energy().by_component_and_cause()) {
      if (share.cause != "multiply") continue;
      joules += share.dynamic_joules / vectors;
      split["product_" + share.component.substr(share.component.find('.') + 1) + "_j"] = share.dynamic_joules / vectors;
    }
    summary.results["vectors"] = workload_.vectors;
    summary.results["product_time_s"] = seconds;
    summary.results["operations_per_product"] = operations;
    summary.results["operations_per_second"] = operations / seconds;
    summary.results["product_energy_j"] = joules;
    summary.results["energy_per_operation_j"] = joules / operations;
    for (const auto& [key, value] : split.items()) summary.results[key] = value;
  }

  bus_system_parameters bus_;
  std::int64_t address_ = 0x40000000;
  rram_tile_parameters tile_;
  trace_parameters trace_;
  rram_mvm_parameters workload_;
};

}  // namespace

std::unique_ptr<experiment> make_rram_mvm() { return std::make_unique<rram_mvm>(); }

}  // namespace memvp
