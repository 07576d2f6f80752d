// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/ecram_mnist.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <cmath>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include "memvp/platforms/ecram_network_system.hpp"
#include "memvp/platforms/update_curve.hpp"
#include "memvp/platforms/workloads/ecram_plane_engine.hpp"
#include "memvp/platforms/workloads/float_plane_engine.hpp"
#include "memvp/platforms/workloads/sigmoid_training.hpp"

namespace memvp {

namespace {

constexpr std::size_t stand_in_training = 6000, stand_in_test = 1000;

struct prepared_images {
  std::string origin;
  binary_images training, test;
  std::size_t classes;
};

prepared_images prepare(const run_context& context, const sigmoid_training_parameters& parameters) {
  const bool real = !context.data_directory.empty();
  const image_data data = real ? read_image_folder(context.data_directory)
                               : generate_image_stand_in(stand_in_training, stand_in_test, context.seed);
  const auto side = static_cast<std::size_t>(parameters.side);
  prepared_images images{data.origin, centre_of(data.training, side, parameters.threshold),
                         centre_of(data.test, side, parameters.threshold), data.classes};
  spdlog::info("data: {} training images, {} test images from {}", images.training.size(), images.test.size(),
               data.origin);
  return images;
}

/// What stretches of a host's program have cost the tiles and the host, added up. Reading the tiles' counters is bus
/// traffic, and is outside of the stretch.
class training_meter {
 public:
  training_meter(host_cpu& host, const std::vector<ecram_driver*>& drivers) : host_(host), drivers_(drivers) {}

  void start() {
    add_counters(-1);
    cycles_ -= host_.now_cycles();
    started_ = std::chrono::steady_clock::now();
    processor_started_ = std::clock();
  }
  void stop() {
    wall_s_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
    processor_s_ += static_cast<double>(std::clock() - processor_started_) / CLOCKS_PER_SEC;
    cycles_ += host_.now_cycles();
    add_counters(1);
  }

  std::uint64_t pulses() const { return pulses_; }
  std::uint64_t conversions() const { return conversions_; }
  std::uint64_t cycles() const { return cycles_; }
  double joules() const { return joules_; }
  double wall_s() const { return wall_s_; }
  double processor_s() const { return processor_s_; }  ///< of the one core that it takes

 private:
  void add_counters(int sign) {
    const auto factor = static_cast<std::uint64_t>(static_cast<std::int64_t>(sign));
    for (ecram_driver* driver : drivers_) {
      pulses_ += factor * driver->pulses();
      conversions_ += factor * driver->conversions();
      joules_ += sign * driver->energy();
    }
  }

  host_cpu& host_;
  std::vector<ecram_driver*> drivers_;
  std::uint64_t pulses_ = 0, conversions_ = 0, cycles_ = 0;
  double joules_ = 0, wall_s_ = 0, processor_s_ = 0;
  std::chrono::steady_clock::time_point started_;
  std::clock_t processor_started_ = 0;
};

class ecram_mnist final : public experiment {
 public:
  void visit_parameters(parameter_visitor& visitor) override {
    memvp::visit_parameters(visitor, system_);
    memvp::visit_parameters(visitor, training_);
  }

  run_summary run(const run_context& context) override {
    run_summary summary;
    nlohmann::ordered_json& results = summary.results;
    const prepared_images images = prepare(context, training_);
    results["data"] = images.origin;
    apply_update_curve(system_.tile.device, results);

    const std::vector<layer_shape> layers = sigmoid_layers(images.classes, training_);
    std::vector<array_size> sizes;
    for (const layer_shape& shape : layers)
      sizes.push_back({static_cast<std::int64_t>(2 * shape.inputs), static_cast<std::int64_t>(shape.outputs)});
    run_traces traces(context, system_.trace, clock_of(system_));
    ecram_network_system system(system_, sizes, context.seed, traces);
    traces.check_waveform_filter();
    const std::vector<double> twin_accuracy = train_twin(layers, images, context);
    system.run(
        [&](host_cpu& host, const std::vector<ecram_driver*>& drivers) {
          train_in_place(host, drivers, layers, images, context, summary);
        },
        summary);
    results["float_test_accuracy"] = twin_accuracy.back();
    results["float_test_accuracies"] = twin_accuracy;
    return summary;
  }

 private:
  pulse_scale scale_of_arrays() const {
    const ecram_device_parameters& device = system_.tile.device;
    const ecram_sequencer_parameters& sequencer = system_.tile.sequencer;
    return {
        static_cast<std::uint64_t>(std::llround(device.pulses_per_window * device.pulse_width / sequencer.pulse_lsb)),
        (std::uint64_t{1} << sequencer.pulse_bits) - 1, training_.weight_limit};
  }

  /// Accuracies on the test images after each epoch.
  std::vector<double> train_twin(const std::vector<layer_shape>& layers, const prepared_images& images,
                                 const run_context& context) const {
    const pulse_scale scale = scale_of_arrays();
    const double per_width = outer_product_planes(scale, 1).weight_per_width();
    float_plane_engine engine(layers, training_.weight_limit, {per_width, per_width});
    engine.set_weights(initial_sigmoid_weights(layers, training_, context.seed));
    sigmoid_training training(engine, training_, {scale, scale}, context.seed);
    std::vector<double> accuracies;
    context.progress.begin("float network", static_cast<std::uint64_t>(training_.epochs * training_.images));
    for (std::size_t epoch = 0; epoch < static_cast<std::size_t>(training_.epochs); ++epoch) {
      const double loss = training.learn(images.training, epoch, [&] { context.progress.advance(); });
      accuracies.push_back(training.accuracy(images.test));
      spdlog::info("float network, epoch {}: loss {:.5f}, test accuracy {:.4f}", epoch + 1, loss, accuracies.back());
    }
    return accuracies;
  }

  void train_in_place(host_cpu& host, const std::vector<ecram_driver*>& drivers, const std::vector<layer_shape>& layers,
                      const prepared_images& images, const run_context& context, run_summary& summary) const {
    ecram_plane_engine engine(host, drivers, layers, system_.tile.device, system_.tile.converter,
                              training_.weight_limit);
    const double period_s = 1 / system_.clock_frequency;
    engine.set_weights(initial_sigmoid_weights(layers, training_, context.seed));
    const std::uint64_t programming_cycles = engine.write_cycles();

    const pulse_scale scale = scale_of_arrays();
    sigmoid_training training(engine, training_, {scale, scale}, context.seed);
    training_meter meter(host, drivers);
    std::vector<double> accuracies;
    for (std::size_t epoch = 0; epoch < static_cast<std::size_t>(training_.epochs); ++epoch) {
      context.progress.begin("epoch " + std::to_string(epoch + 1), static_cast<std::uint64_t>(training_.images));
      meter.start();
      const double loss = training.learn(images.training, epoch, [&] { context.progress.advance(); });
      meter.stop();
      context.progress.begin("test", images.test.size());
      accuracies.push_back(training.accuracy(images.test, [&] { context.progress.advance(); }));
      spdlog::info("epoch {}: loss {:.5f}, test accuracy {:.4f}", epoch + 1, loss, accuracies.back());
    }

    const double learned = static_cast<double>(training_.epochs * training_.images);
    const double training_s = static_cast<double>(meter.cycles()) * period_s;
    nlohmann::ordered_json& results = summary.results;
    results["test_accuracy"] = accuracies.back();
    results["test_accuracies"] = accuracies;
    results["epochs"] = training_.epochs;
    results["images"] = training_.epochs * training_.images;
    results["write_pulses"] = meter.pulses();
    results["write_pulses_per_image"] = static_cast<double>(meter.pulses()) / learned;
    results["write_time_s"] = static_cast<double>(engine.write_cycles() - programming_cycles) * period_s;
    results["conversions"] = meter.conversions();
    results["programming_time_s"] = static_cast<double>(programming_cycles) * period_s;
    results["training_time_s"] = training_s;
    results["latency_per_image_s"] = training_s / learned;
    results["training_energy_j"] = meter.joules();
    results["energy_per_image_j"] = meter.joules() / learned;
    results["cut_pulses"] = training.cut_pulses();
    summary.host.figures.emplace_back("wall_per_training_image_s", meter.wall_s() / learned);
    summary.host.figures.emplace_back("processor_per_training_image_s", meter.processor_s() / learned);
    spdlog::info("training took {:.3f} s, {:.3f} ms an image, {:.3f} ms of them on the processor", meter.wall_s(),
                 1e3 * meter.wall_s() / learned, 1e3 * meter.processor_s() / learned);
  }

  ecram_network_parameters system_;
  sigmoid_training_parameters training_;
};

}  // namespace

std::unique_ptr<experiment> make_ecram_mnist() { return std::make_unique<ecram_mnist>(); }

}  // namespace memvp
