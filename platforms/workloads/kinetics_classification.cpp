// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/kinetics_classification.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>
#include <stdexcept>

#include "memvp/models/physics/kinetics_laws.hpp"
#include "memvp/platforms/fixed_parameters.hpp"
#include "memvp/platforms/summary_table.hpp"
#include "memvp/platforms/workloads/kinetics_counts.hpp"
#include "memvp/platforms/workloads/network_evaluation.hpp"

namespace memvp {

namespace {

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// The weights that full conductance differences stand for: few weights are much greater than most, and would leave the
/// others the errors of programming alone. Biases, which dense positive features make far greater, are the host's.
void limit_weights(network& net, double deviations) {
  for (network_layer& layer : net.layers) {
    auto weights = layer.weights.leftCols(layer.weights.cols() - 1);
    const double deviation = std::sqrt(weights.cast<double>().array().square().mean());
    layer.weight_limit = std::min(static_cast<float>(deviations * deviation), weights.cwiseAbs().maxCoeff());
    weights = weights.cwiseMax(-layer.weight_limit).cwiseMin(layer.weight_limit);
  }
}

std::string shape_text(const std::vector<layer_form>& forms) {
  std::string text = std::to_string(forms.front().inputs());
  for (const layer_form& form : forms) text += "-" + std::to_string(form.outputs);
  return text;
}

}  // namespace

kinetics_classification::kinetics_classification() {
  system_.memory_size = std::int64_t{1} << 20;
  system_.tile.sequencer.overlap = true;
  mapping_.levels = 256;
  mapping_.accumulate = partial_sums::host;
  mapping_.bias = bias_place::host;
  programming_.verify.tolerance = 2e-6;
  learning_.alpha_spread = system_.tile.device.alpha_spread;
  learning_.beta_spread = system_.tile.device.beta_spread;
  learning_.optimiser = kinetics_optimiser::adam;
  learning_.course = learning_rate_course::cosine;
  learning_.learning_rate = 0.002;
  learning_.epochs = 8;
  tuning_.epochs = 10;
  tuning_.learning_rate = 0.001;
  tuning_.weight_noise = 0.04;
  tuning_.input_bits = tuning_.hidden_bits = 8;
  tuning_.shift = 0;
  tuning_.train_theta = false;
  tuning_.free_biases = true;
}

void kinetics_classification::visit_parameters(parameter_visitor& visitor) {
  visit_samples(visitor);
  memvp::visit_parameters(visitor, workload_);
  memvp::visit_parameters(visitor, learning_);
  // Fine-tuning begins with the weights that joint training has left, and features have places that mean something.
  without_fixed_parameters free(visitor, {"training.initial_mean", "training.initial_spread", "training.readout_spread",
                                          "training.weight_limit", "training.theta_margin", "training.shift"});
  memvp::visit_parameters(free, tuning_);
  memvp::visit_parameters(visitor, system_, votes());
  memvp::visit_parameters(visitor, mapping_);
  memvp::visit_parameters(visitor, programming_);
}

kinetics_classification::contender kinetics_classification::train(const std::string& name, const kinetics_task& task,
                                                                  const kinetics_layer_form& form,
                                                                  const kinetics_training_parameters& learning,
                                                                  bool kinetics, const run_context& context) const {
  contender one;
  one.name = name;
  bool begun = false;
  std::size_t reported = 0;
  one.trained = train_kinetics(form, task.training, task.test, task.classes, learning, context.seed, kinetics,
                               range_on_tile(system_.tile, clock_of(system_)), [&](std::size_t done, std::size_t all) {
                                 if (!begun) context.progress.begin("learning, " + name, all);
                                 begun = true;
                                 context.progress.advance(done - reported);
                                 reported = done;
                               });
  const kinetics_network& model = one.trained.model;
  for (const network_layer& layer : model.readout.layers) one.forms.push_back(layer.form);
  one.parts = parts_of(one.forms, mapping_);
  contender_figures& f = one.figures;
  f.description = (kinetics ? "kinetics + " : "samples + ") + shape_text(one.forms);
  f.test_accuracy = voted_accuracy(model, task.test, task.frames);
  f.frames = task.frames;
  const std::size_t constants = learning.constants_per_step ? 2 * form.steps() : 2;
  const network_counts counts =
      counts_of(kinetics ? counted_kinetics{form.trains(), form.steps(), constants, true} : counted_kinetics{},
                counted_layers(one.forms));
  f.parameters = counts.parameters;
  f.operations = counts.operations_per_inference();
  write_curve(one, context);
  spdlog::info("{}: {} of the test decisions right in software", f.description, f.test_accuracy);
  return one;
}

void kinetics_classification::write_curve(const contender& one, const run_context& context) const {
  const std::filesystem::path path = context.folder / ("learning-" + one.name + ".csv");
  std::ofstream file(path);
  file << "epoch,loss,test_accuracy,alpha,beta\n";
  for (std::size_t e = 0; e < one.trained.report.epochs.size(); ++e) {
    const kinetics_epoch& epoch = one.trained.report.epochs[e];
    file << e + 1 << ',' << epoch.loss << ',' << epoch.test_accuracy << ',' << epoch.alpha << ',' << epoch.beta << '\n';
  }
  if (!file) throw std::runtime_error(path.string() + " could not be written.");
}

/// Constants of a step go into the tile's tables, as shares of their mean, which is written into the devices.
void kinetics_classification::write_constants(kinetics_driver& tile, const kinetics_network& model, kinetics_run& run,
                                              nlohmann::ordered_json& results) const {
  const kinetics_constants mean{mean_of(model.constants.alpha), mean_of(model.constants.beta)};
  if (model.constants.alpha.size() > 1) {
    const auto shares = [](std::vector<double> values, double of) {
      for (double& value : values) value /= of;
      return values;
    };
    tile.set_alpha_table(shares(model.constants.alpha, mean.alpha).data(), model.constants.alpha.size());
    tile.set_beta_table(shares(model.constants.beta, mean.beta).data(), model.constants.beta.size());
    run.alpha_table = run.beta_table = true;
  }
  const std::uint32_t unstable = tile.write(0, tile.devices(), mean);
  const std::uint64_t before = results.value("unstable_devices", std::uint64_t{0});
  results["unstable_devices"] = before + unstable;
}

image_set kinetics_classification::read_features(kinetics_driver& tile, const kinetics_run& run,
                                                 const pulse_samples& samples) const {
  image_set features{samples.rows, samples.columns, std::vector<std::uint8_t>(samples.codes.size()), samples.classes};
  std::vector<std::uint16_t> words(samples.codes.size());
  tile.run(run, samples.codes.data(), samples.size(), words.data());
  const std::uint32_t greatest = std::min<std::uint32_t>(tile.greatest_code(), 255);
  std::transform(words.begin(), words.end(), features.pixels.begin(), [&](std::uint16_t word) {
    return static_cast<std::uint8_t>((2 * 255u * word + greatest) / (2 * greatest));
  });
  return features;
}

/// One draw of one network: devices, fine-tuning, arrays, answers.
void kinetics_classification::draw(kinetics_hardware& hardware, contender& one, std::size_t group, std::int64_t number,
                                   const kinetics_task& task, const kinetics_run& run, const run_context& context,
                                   nlohmann::ordered_json& results) const {
  const kinetics_network& model = one.trained.model;
  const std::unique_ptr<hidden_activation> activation = model.activation();
  const pulse_samples some = evenly_chosen(task.training, static_cast<std::size_t>(workload_.tuning_samples));
  const std::string stage = ", " + one.name + ", draw " + std::to_string(number + 1);
  kinetics_run used = run;
  image_set features;
  if (model.kinetics) {
    context.progress.begin("features" + stage, 1);
    write_constants(hardware.kinetics, model, used, results);
    features = read_features(hardware.kinetics, used, some);
  } else {
    features = feature_images(model, some);
  }
  contender_figures& f = one.figures;
  network readout = model.readout;
  limit_weights(readout, workload_.weight_limit);
  const double before = evaluate(readout, *activation, features, {8, 8}).answers.accuracy;
  std::size_t reported = 0;
  context.progress.begin("fine-tuning" + stage, some.size() * static_cast<std::size_t>(tuning_.epochs));
  memvp::train(readout, *activation, features, features, tuning_,
               context.seed + 1000003 * static_cast<std::uint64_t>(number + 1), [&](std::size_t done, std::size_t) {
                 context.progress.advance(done - reported);
                 reported = done;
               });
  spdlog::info("{}, draw {}: {} of the tuning samples right in software before, {} after fine-tuning", f.description,
               number + 1, before, evaluate(readout, *activation, features, {8, 8}).answers.accuracy);
  hardware_readout on_arrays(hardware, group, one.forms, one.parts, mapping_,
                             static_cast<std::uint64_t>(workload_.host_cycles_per_value), system_.clock_frequency);
  context.progress.begin("programming" + stage, 1);
  const std::size_t known = std::min(features.size(), static_cast<std::size_t>(workload_.calibration_samples));
  features.pixels.resize(known * features.pixels_per_image());
  features.labels.resize(known);
  const rram_programming_report written = on_arrays.program(readout, programming_);
  on_arrays.calibrate(readout, features, *activation);

  context.progress.begin("test" + stage, task.test.size());
  if (model.kinetics) hardware.kinetics.begin_evaluation();
  const hardware_answers answers =
      model.kinetics ? on_arrays.answer(task, used, *activation, context.progress)
                     : on_arrays.answer_directly(task, feature_images(model, task.test), *activation, context.progress);
  const auto draws = static_cast<double>(workload_.draws);
  f.accuracies.push_back(answers.accuracy);
  f.seconds += answers.seconds / draws;
  f.joules += answers.joules / draws;
  f.write_failures += written.failures;
  f.pulses_per_cell += static_cast<double>(written.pulses) / static_cast<double>(written.cells) / draws;
  spdlog::info("{}, draw {}: {} of the decisions right on hardware", f.description, number + 1, answers.accuracy);
}

void kinetics_classification::account(contender& one, const kinetics_task& task, const run_summary& summary) const {
  std::vector<std::string> tiles = {one.name};
  if (one.trained.model.kinetics) tiles.emplace_back("kinetics0.");
  if (task.frames > 1) tiles.emplace_back("vote0.");
  one.figures.square_micrometres = area_of(summary, tiles);
  if (!one.trained.model.kinetics) return;
  // What devices with a spread make of a read-out that knows nothing of it.
  const kinetics_device_parameters& device = system_.tile.device;
  const kinetics_network& model = one.trained.model;
  double sum = 0;
  for (std::int64_t chip = 0; chip < workload_.draws; ++chip)
    sum += voted_accuracy(
        model, task.test, task.frames,
        drawn_offsets(model.constants, model.form.trains(), static_cast<std::size_t>(system_.tile.bank.devices),
                      device.variability ? device.alpha_spread : 0, device.variability ? device.beta_spread : 0,
                      summary.seed, static_cast<std::uint64_t>(chip)));
  one.figures.untuned_mean = sum / static_cast<double>(workload_.draws);
}

run_summary kinetics_classification::run(const run_context& context) {
  if (system_.tile.bank.model != kinetics_model::drift_diffusion)
    throw std::invalid_argument(
        "alpha and beta are those of drift-diffusion devices: bank.model must be "
        "\"drift_diffusion\".");
  run_summary summary;
  summary.seed = context.seed;
  nlohmann::ordered_json& results = summary.results;
  kinetics_task task = load(context);
  task.test = first_of(task.test, static_cast<std::size_t>(workload_.test_decisions) * task.frames);
  results["data"] = task.origin;
  spdlog::info("data: {} training samples, {} test samples from {}", task.training.size(), task.test.size(),
               task.origin);
  const clock_grid clock = clock_of(system_);
  kinetics_layer_form form =
      kinetics_form(system_.tile.device, task.training.rows, task.training.columns, {}, workload_.column_trains);
  const auto devices = static_cast<std::size_t>(system_.tile.bank.devices);
  form.timing = timing_on_tile(system_.tile, clock, std::min(devices, form.trains()));

  kinetics_training_parameters smaller = learning_;
  smaller.hidden = workload_.comparison_hidden;
  std::vector<contender> contenders;
  contenders.push_back(train("readout", task, form, learning_, true, context));
  contenders.push_back(train("control", task, form, learning_, false, context));
  contenders.push_back(train("comparison", task, form, smaller, false, context));

  run_traces traces(context, system_.trace, clock);
  std::vector<array_group> groups;
  for (const contender& one : contenders) groups.push_back({one.name, sizes_of(one.parts, mapping_)});
  kinetics_system system(system_, groups, task.frames > 1, context.seed, traces);
  traces.check_waveform_filter();
  system.run(
      [&](kinetics_hardware& hardware) {
        const kinetics_run run = run_of(form, devices);
        for (std::int64_t number = 0; number < workload_.draws; ++number)
          for (std::size_t c = 0; c < contenders.size(); ++c)
            draw(hardware, contenders[c], c, number, task, run, context, results);
        results["saturations"] = hardware.kinetics.saturations();
        results["guard_events"] = hardware.kinetics.lower_events() + hardware.kinetics.upper_events();
        results["sign_changes"] = hardware.kinetics.sign_changes();
        if (hardware.vote != nullptr) results["ties"] = hardware.vote->ties();
      },
      summary);
  for (contender& one : contenders) account(one, task, summary);

  const contender_figures& kinetics = contenders[0].figures;
  const kinetics_network& model = contenders[0].trained.model;
  nlohmann::ordered_json figures;
  figures["test_accuracy"] = kinetics.test_accuracy;
  figures["control_test_accuracy"] = contenders[1].figures.test_accuracy;
  figures["hardware_test_accuracy_mean"] = mean_accuracy(kinetics);
  figures["hardware_test_accuracy_worst"] = worst_accuracy(kinetics);
  figures["untuned_test_accuracy_mean"] = kinetics.untuned_mean;
  figures["alpha"] = mean_of(model.constants.alpha);
  figures["beta"] = mean_of(model.constants.beta);
  figures["stability"] = stability_figure(mean_of(model.constants.alpha), mean_of(model.constants.beta));
  figures["parameters"] = kinetics.parameters;
  figures["operations_per_inference"] = kinetics.operations;
  figures["operations_per_decision"] = kinetics.operations * kinetics.frames;
  figures["test_decisions"] = task.test.size() / task.frames;
  figures["draws"] = workload_.draws;
  results.update(figures);
  const char* const names[] = {"kinetics", "control", "comparison"};
  for (std::size_t c = 0; c < contenders.size(); ++c) results["networks"][names[c]] = to_json(contenders[c].figures);
  return summary;
}

std::string kinetics_classification::results_table(const run_summary& summary) const {
  run_summary rest = summary;
  rest.results.erase("networks");
  return comparison_table(summary.results) + "\n" + results_text(rest);
}

}  // namespace memvp
