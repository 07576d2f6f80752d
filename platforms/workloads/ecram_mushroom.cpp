// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/ecram_mushroom.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <string>
#include <utility>

#include "memvp/platforms/ecram_system.hpp"
#include "memvp/platforms/summary_table.hpp"
#include "memvp/platforms/text_table.hpp"
#include "memvp/platforms/update_curve.hpp"
#include "memvp/platforms/workloads/ecram_engine.hpp"
#include "memvp/platforms/workloads/float_engine.hpp"
#include "memvp/platforms/workloads/mushroom_task.hpp"
#include "memvp/platforms/workloads/open_loop_programmer.hpp"
#include "memvp/platforms/workloads/programming_report.hpp"
#include "memvp/platforms/workloads/trainer.hpp"

namespace memvp {

namespace {

/// Shows a training run as a stage of the program's progress.
training_progress shown(std::string stage, progress_reporter& progress) {
  return [stage = std::move(stage), &progress, reported = std::size_t{0}](std::size_t done, std::size_t all) mutable {
    if (reported == 0) progress.begin(stage, all);
    progress.advance(done - reported);
    reported = done;
  };
}

class ecram_mushroom final : public experiment {
 public:
  void visit_parameters(parameter_visitor& visitor) override {
    memvp::visit_parameters(visitor, system_);
    memvp::visit_parameters(visitor, training_);
    memvp::visit_parameters(visitor, update_);
    memvp::visit_parameters(visitor, verify_);
  }

  run_summary run(const run_context& context) override {
    run_summary summary;
    nlohmann::ordered_json& results = summary.results;
    const mushroom_records data = prepare_mushrooms(context, training_);
    results["data"] = data.origin;
    apply_update_curve(system_.tile.device, results);

    const std::size_t inputs = data.training.width;
    const std::vector<layer_shape> layers = network_layers(inputs, 2, training_);
    float_engine twin(layers);
    const training_report twin_report =
        train(twin, data.training, data.test, training_, context.seed, shown("float network", context.progress));

    run_traces traces(context, system_.trace, clock_of(system_));
    ecram_system system(system_, context.seed, traces);
    system.run(
        [&](host_cpu& host, ecram_driver& driver) {
          train_in_place(host, driver, layers, data, context, results);
          results["float_test_accuracy"] = twin_report.test.accuracy;
          results["rule_test_accuracy"] = data.rule_accuracy;
          results["open_loop"] = transfer(host, driver, layers, data, twin, false, context);
          results["closed_loop"] = transfer(host, driver, layers, data, twin, true, context);
        },
        summary);
    return summary;
  }

  std::string results_table(const run_summary& summary) const override {
    run_summary without = summary;
    without.results.erase("open_loop");
    without.results.erase("closed_loop");
    without.results.erase("update_curve");
    return update_curve_table(summary.results) + results_text(without) + "\nfloat weights written into the array\n" +
           open_closed_table(summary.results);
  }

 private:
  void train_in_place(host_cpu& host, ecram_driver& driver, const std::vector<layer_shape>& layers,
                      const mushroom_records& data, const run_context& context, nlohmann::ordered_json& results) {
    ecram_engine engine(driver, system_.tile.device, layers, training_.weight_limit, system_.tile.converter, update_);
    cost_meter cost(host, driver, 1 / system_.clock_frequency);
    cost.start();
    const std::uint64_t write_cycles = driver.write_cycles();
    const training_report report =
        train(engine, data.training, data.test, training_, context.seed, shown("training", context.progress));
    cost.stop();
    for (std::size_t epoch = 0; epoch < report.loss.size(); ++epoch)
      spdlog::info("epoch {}: loss {:.5f}", epoch + 1, report.loss[epoch]);
    results["train_accuracy"] = report.training.accuracy;
    results["test_accuracy"] = report.test.accuracy;
    results["write_pulses"] = cost.pulses();
    results["write_time_s"] = static_cast<double>(driver.write_cycles() - write_cycles) / system_.clock_frequency;
    results["conversions"] = cost.reads();
    results["training_time_s"] = cost.seconds();
    results["training_energy_j"] = cost.joules();
    results["epochs"] = training_.epochs;
    results["confusion"] = report.test.confusion;
    results["clipped_weights"] = engine.clipped_weights();
    results["cut_pulses"] = engine.cut_pulses();
  }

  /// Writes the twin's weights into the erased array, open loop or closed loop, and tests the network.
  nlohmann::ordered_json transfer(host_cpu& host, ecram_driver& driver, const std::vector<layer_shape>& layers,
                                  const mushroom_records& data, const float_engine& twin, bool closed,
                                  const run_context& context) {
    // The range of the weights is that of the network that is written, as for any transfer.
    double limit = 0;
    std::vector<std::vector<double>> weights;
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
      weights.emplace_back(layers[layer].inputs * layers[layer].outputs);
      twin.weights(layer, weights.back().data());
      for (const double weight : weights.back()) limit = std::max(limit, std::abs(weight));
    }
    ecram_engine engine(driver, system_.tile.device, layers, limit, system_.tile.converter, update_);
    engine.erase();
    context.progress.begin(closed ? "closed-loop transfer" : "open-loop transfer", layers.size());
    cost_meter cost(host, driver, 1 / system_.clock_frequency);
    std::uint64_t failures = 0;
    cost.start();
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
      if (closed)
        failures += engine.write_verified(layer, weights[layer].data(), verify_);
      else
        engine.write_erased(layer, weights[layer].data());
      context.progress.advance();
    }
    cost.stop();
    nlohmann::ordered_json figures;
    figures["test_accuracy"] = evaluate(engine, data.test, training_).accuracy;
    cost.write(figures);
    figures["unverified_cells"] = failures;
    return figures;
  }

  ecram_system_parameters system_;
  training_parameters training_;
  ecram_engine_parameters update_;
  verify_settings verify_;
};

}  // namespace

std::unique_ptr<experiment> make_ecram_mushroom() { return std::make_unique<ecram_mushroom>(); }

}  // namespace memvp
