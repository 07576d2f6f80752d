// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/soc_mnist.hpp"

#include <spdlog/spdlog.h>

#include <string>
#include <vector>

#include "memvp/platforms/firmware_run.hpp"
#include "memvp/platforms/fixed_parameters.hpp"
#include "memvp/platforms/network_system.hpp"
#include "memvp/platforms/workloads/image_codes.hpp"
#include "memvp/platforms/workloads/network_evaluation.hpp"
#include "memvp/platforms/workloads/obtained_network.hpp"
#include "memvp/platforms/workloads/quantised_network.hpp"
#include "memvp/platforms/workloads/soc_mnist_data.hpp"
#include "memvp/platforms/workloads/soc_mnist_program.hpp"

namespace memvp {

namespace {

constexpr std::size_t stand_in_training = 6000, stand_in_test = 1000;

enum class driven_by { firmware, program };

/// Figures that follow from those that the host has counted, whichever it was, as far as a program has printed them.
void derive(nlohmann::ordered_json& results, const clock_grid& clock) {
  const auto ratio = [&](const std::string& name, const std::string& of, const std::string& by, double unit) {
    if (!results.contains(of) || !results.contains(by) || !results[of].is_number() || !results[by].is_number()) return;
    results[name] = results[of].get<double>() * unit / results[by].get<double>();
  };
  ratio("test_accuracy", "right_answers", "images", 1);
  ratio("write_verify_pulses_per_cell", "first_pass_pulses", "cells", 1);
  ratio("latency_per_image_s", "inference_cycles", "images", clock.seconds(1));
  ratio("energy_per_image_j", "inference_energy_fj", "images", 1e-15);
  for (const std::string whom : {"dma", "arrays", "neurons"})
    ratio("waiting_for_" + whom + "_share", "waiting_for_" + whom + "_cycles", "inference_cycles", 1);
}

class soc_mnist final : public experiment {
 public:
  void visit_parameters(parameter_visitor& visitor) override {
    visitor.enumeration(
        {"workload.host", dimension::number, 0, 0,
         "who drives the hardware: the firmware, or a C++ program by the same steps", provenance::setting, ""},
        {"firmware", "program"}, host_);
    memvp::visit_parameters(visitor, run_);
    memvp::visit_parameters(visitor, tiles_);
    // The firmware drives dense layers whose currents meet at the neurons.
    without_fixed_parameters free(visitor, {"mapping.slices", "mapping.accumulate", "mapping.bias", "network.shape",
                                            "workload.comparison_images"});
    memvp::visit_parameters(free, mapping_);
    memvp::visit_parameters(free, network_);
    memvp::visit_parameters(visitor, training_);
    memvp::visit_parameters(visitor, programming_);
    memvp::visit_parameters(free, inference_);
    visit_network_weights(visitor, weights_);
  }

  run_summary run(const run_context& context) override {
    const bool real = !context.data_directory.empty();
    const image_data data = real ? read_image_folder(context.data_directory)
                                 : generate_image_stand_in(stand_in_training, stand_in_test, context.seed);
    const std::vector<layer_form> forms =
        layer_forms(network_, data.training.rows, data.training.columns, data.classes);
    const std::vector<array_part> parts = place_network(forms, mapping_);
    require_drivable(forms, parts);
    const image_set test = first_of(data.test, static_cast<std::size_t>(inference_.images));
    const image_set calibration = first_of(data.training, static_cast<std::size_t>(inference_.calibration_images));
    spdlog::info("data: {} training images, {} test images from {}", data.training.size(), test.size(), data.origin);
    const ndr_hidden_activation activation(tiles_.neurons.device);
    const network net = obtain_network(forms, activation, data, training_, true, weights_, context);

    nlohmann::ordered_json results;
    results["data"] = real ? data.origin : "generated";
    const auto bits = static_cast<std::int64_t>(tiles_.array.converter.dac_bits);
    results["float_test_accuracy"] = evaluate(net, activation, test).answers.accuracy;
    results["quantised_test_accuracy"] =
        evaluate(quantised(net, mapping_.levels), activation, test, {bits, bits}).answers.accuracy;

    const network_layout layout = layout_of(forms, parts, mapping_);
    run_summary summary = host_ == driven_by::firmware
                              ? run_firmware(net, parts, layout, test, calibration, context)
                              : run_program(net, parts, layout, activation, test, calibration, context);
    for (const auto& [name, value] : summary.results.items()) results[name] = value;
    derive(results, clock_of(run_.system));
    summary.results = std::move(results);
    return summary;
  }

 private:
  run_summary run_firmware(const network& net, const std::vector<array_part>& parts, const network_layout& layout,
                           const image_set& test, const image_set& calibration, const run_context& context) const {
    firmware_run run(
        run_, context,
        soc_mnist_data({net, parts, mapping_, tiles_, programming_, run_.system.timer_frequency, test, calibration}));
    network_tiles tiles(tiles_, layout, false, run.clock(), context.seed, run.traces().for_tiles());
    tiles.attach_to(run.system());
    const firmware_outcome outcome = run.execute();
    tiles.post_leakage(outcome.cycles);
    return run.finish(outcome);
  }

  run_summary run_program(const network& net, const std::vector<array_part>& parts, const network_layout& layout,
                          const hidden_activation& activation, const image_set& test, const image_set& calibration,
                          const run_context& context) const {
    network_system_parameters parameters;
    static_cast<bus_parameters&>(parameters) = run_.system;
    static_cast<network_tile_parameters&>(parameters) = tiles_;
    parameters.trace = run_.traces;
    run_traces traces(context, run_.traces, clock_of(run_.system));
    network_system system(parameters, layout, context.seed, traces);
    run_summary summary;
    system.run(
        [&](network_hardware& hardware, ndr_driver&, ndr_driver&) {
          summary.results = run_soc_mnist(
              hardware, {net, parts, mapping_, programming_, inference_, tiles_.neurons.device.calibration,
                         run_.system.clock_frequency, activation, test, calibration});
        },
        summary);
    return summary;
  }

  driven_by host_ = driven_by::firmware;
  firmware_run_parameters run_;
  network_tile_parameters tiles_;
  mapping_parameters mapping_;
  network_parameters network_;
  network_training_parameters training_;
  network_programming_parameters programming_;
  inference_parameters inference_;
  std::string weights_;  // folder of an earlier run
};

}  // namespace

std::unique_ptr<experiment> make_soc_mnist() { return std::make_unique<soc_mnist>(); }

}  // namespace memvp
