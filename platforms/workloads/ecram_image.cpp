// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/ecram_image.hpp"

#include <Eigen/Dense>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include "memvp/models/physics/random.hpp"
#include "memvp/platforms/csv_matrix.hpp"
#include "memvp/platforms/ecram_system.hpp"
#include "memvp/platforms/update_curve.hpp"
#include "memvp/platforms/workloads/images.hpp"
#include "memvp/platforms/workloads/open_loop_programmer.hpp"
#include "memvp/platforms/workloads/programming_report.hpp"

namespace memvp {

namespace {

enum class image_kind { shapes, random };

struct ecram_image_parameters {
  image_kind kind = image_kind::shapes;
  std::int64_t images = 5;
  std::int64_t vectors = 1000;
  double target_minimum = 0, target_maximum = 1;
};

void visit_workload(parameter_visitor& visitor, ecram_image_parameters& p) {
  visitor.enumeration({"workload.pattern", dimension::number, 0, 0, "what the images show", provenance::assumed,
                       "assumed: the paper's patterns are not available as numbers"},
                      {"shapes", "random"}, p.kind);
  visitor.integer({"workload.images", dimension::number, 1, 1e6, "images written", provenance::paper,
                   "doi 10.1038/s41467-023-41958-4, Fig. 1e: five"},
                  p.images);
  visitor.integer({"workload.vectors", dimension::number, 1, 1e6, "random vectors multiplied by the last image",
                   provenance::paper, "doi 10.1038/s41467-023-41958-4, Fig. 2g: 1,000"},
                  p.vectors);
  visitor.real({"workload.target_minimum", dimension::number, 0, 1, "state of a black pixel, 0 = window bottom",
                provenance::assumed, "assumed: images use the whole window"},
               p.target_minimum);
  visitor.real({"workload.target_maximum", dimension::number, 0, 1, "state of a white pixel, 1 = window top",
                provenance::assumed, "assumed: images use the whole window"},
               p.target_maximum);
}

void check(const ecram_image_parameters& p) {
  if (p.target_minimum >= p.target_maximum)
    throw std::invalid_argument("workload.target_minimum must be less than workload.target_maximum.");
}

class ecram_image final : public experiment {
 public:
  void visit_parameters(parameter_visitor& visitor) override {
    memvp::visit_parameters(visitor, system_);
    memvp::visit_parameters(visitor, programming_);
    visit_workload(visitor, workload_);
  }

  run_summary run(const run_context& context) override {
    check(workload_);
    run_summary summary;
    apply_update_curve(system_.tile.device, summary.results);
    run_traces traces(context, system_.trace, clock_of(system_));
    ecram_system system(system_, context.seed, traces);
    system.run(
        [&](host_cpu& host, ecram_driver& driver) { write_and_multiply(host, driver, context, summary.results); },
        summary);
    return summary;
  }

  std::string results_table(const run_summary& summary) const override {
    return update_curve_table(summary.results) + std::to_string(workload_.images) +
           " images, errors as fractions of the window\n" + open_closed_table(summary.results) + "\n" +
           std::to_string(workload_.vectors) +
           " products with the last image, errors as fractions of the full scale\n" +
           open_closed_table(summary.results.at("multiply"));
  }

 private:
  double window() const { return system_.tile.device.maximum_conductance - system_.tile.device.minimum_conductance; }

  std::vector<double> image(std::int64_t index, const ecram_driver& driver, std::uint64_t seed) const {
    const auto i = static_cast<std::size_t>(index);
    std::vector<double> pixels = workload_.kind == image_kind::shapes
                                     ? shape_image(i, driver.rows(), driver.columns())
                                     : random_image(i, driver.rows(), driver.columns(), seed);
    const double range = workload_.target_maximum - workload_.target_minimum;
    for (double& pixel : pixels) pixel = workload_.target_minimum + range * pixel;
    return pixels;
  }

  void add_errors(const ecram_driver& driver, const std::vector<double>& targets, error_statistics& errors) const {
    std::vector<double> siemens(targets.size());
    driver.conductances(siemens.data());
    for (std::size_t i = 0; i < targets.size(); ++i)
      errors.add((siemens[i] - system_.tile.device.minimum_conductance) / window() - targets[i]);
  }

  static nlohmann::ordered_json report(const error_statistics& errors, const cost_meter& cost) {
    nlohmann::ordered_json figures;
    figures["mean_error"] = errors.mean();
    figures["std_error"] = errors.standard_deviation();
    figures["mean_absolute_error"] = errors.mean_absolute();
    cost.write(figures);
    return figures;
  }

  void write_and_multiply(host_cpu& host, ecram_driver& driver, const run_context& context,
                          nlohmann::ordered_json& results) {
    const double period = 1 / system_.clock_frequency;
    open_loop_programmer programmer(driver, system_.tile.device, system_.tile.array.scheme,
                                    system_.tile.converter.dac_full_scale, programming_);
    cost_meter open_cost(host, driver, period), closed_cost(host, driver, period);
    error_statistics open_errors, closed_errors;
    std::uint64_t failures = 0;
    std::vector<double> targets;

    programmer.calibrate();
    context.progress.begin("open loop", static_cast<std::uint64_t>(workload_.images));
    for (std::int64_t i = 0; i < workload_.images; ++i) {
      targets = image(i, driver, context.seed);
      programmer.erase();
      open_cost.start();
      programmer.program(targets.data());
      open_cost.stop();
      add_errors(driver, targets, open_errors);
      context.progress.advance();
    }
    nlohmann::ordered_json open_products = multiply(host, driver, context, targets);
    context.progress.begin("closed loop", static_cast<std::uint64_t>(workload_.images));
    for (std::int64_t i = 0; i < workload_.images; ++i) {
      targets = image(i, driver, context.seed);
      programmer.erase();
      closed_cost.start();
      failures += driver.program_verify(driver.whole(), targets.data(), programming_.verify);
      closed_cost.stop();
      add_errors(driver, targets, closed_errors);
      context.progress.advance();
    }
    results["open_loop"] = report(open_errors, open_cost);
    results["open_loop"]["unverified_cells"] = 0;
    results["closed_loop"] = report(closed_errors, closed_cost);
    results["closed_loop"]["unverified_cells"] = failures;
    results["multiply"]["vectors"] = workload_.vectors;
    results["multiply"]["open_loop"] = std::move(open_products);
    results["multiply"]["closed_loop"] = multiply(host, driver, context, targets);
    results["cut_pulses"] = programmer.cut_pulses();
  }

  /// Random vectors with every element uniform in [0, 1], against the product with the image that was meant to be
  /// written.
  nlohmann::ordered_json multiply(host_cpu& host, ecram_driver& driver, const run_context& context,
                                  const std::vector<double>& targets) {
    const Eigen::Index rows = driver.rows(), columns = driver.columns();
    const random_key key{context.seed, random_purpose::test_input, 3};
    matrix_by_rows inputs(workload_.vectors, rows), currents(workload_.vectors, columns);
    for (Eigen::Index i = 0; i < inputs.size(); ++i) inputs.data()[i] = uniform(key, static_cast<std::uint64_t>(i), 0);

    // Ideal converters take volts, real ones fractions of the read voltage.
    const double read_voltage = system_.tile.converter.dac_full_scale;
    const matrix_by_rows driven = inputs * (system_.tile.converter.ideal ? read_voltage : 1.0);

    cost_meter cost(host, driver, 1 / system_.clock_frequency);
    const std::uint32_t most = driver.most_vectors(driver.whole());
    context.progress.begin("products", static_cast<std::uint64_t>(workload_.vectors));
    cost.start();
    for (Eigen::Index done = 0; done < inputs.rows();) {
      const auto count = std::min<Eigen::Index>(most, inputs.rows() - done);
      driver.multiply(driver.whole(), driven.data() + done * rows, static_cast<std::uint32_t>(count),
                      currents.data() + done * columns);
      done += count;
      context.progress.advance(static_cast<std::uint64_t>(count));
    }
    cost.stop();

    // Full scale: every row at the read voltage and every cell a whole window above the bottom.
    const double full_scale = static_cast<double>(rows) * read_voltage * window();
    const Eigen::Map<const matrix_by_rows> states(targets.data(), rows, columns);
    const matrix_by_rows siemens = (states.array() * window() + system_.tile.device.minimum_conductance).matrix();
    const Eigen::ArrayXd expected =
        Eigen::Map<const Eigen::ArrayXd>(matrix_by_rows(inputs * siemens * read_voltage).eval().data(),
                                         currents.size()) /
        full_scale;
    const Eigen::ArrayXd measured = Eigen::Map<const Eigen::ArrayXd>(currents.data(), currents.size()) / full_scale;
    const double mean_expected = expected.mean(), mean_measured = measured.mean();
    const double slope =
        ((expected - mean_expected) * (measured - mean_measured)).sum() / (expected - mean_expected).square().sum();
    const Eigen::ArrayXd errors = (measured - mean_measured) - (expected - mean_expected);

    nlohmann::ordered_json figures;
    figures["slope"] = slope;
    figures["offset"] = mean_measured - mean_expected;
    figures["std_error"] = std::sqrt(errors.square().sum() / static_cast<double>(errors.size() - 1));
    cost.write(figures);
    return figures;
  }

  ecram_system_parameters system_;
  programming_parameters programming_;
  ecram_image_parameters workload_;
};

}  // namespace

std::unique_ptr<experiment> make_ecram_image() { return std::make_unique<ecram_image>(); }

}  // namespace memvp
