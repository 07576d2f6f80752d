// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/rram_ndr_mnist.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "memvp/platforms/network_system.hpp"
#include "memvp/platforms/summary_table.hpp"
#include "memvp/platforms/text_table.hpp"
#include "memvp/platforms/workloads/activation_comparison.hpp"
#include "memvp/platforms/workloads/array_network.hpp"
#include "memvp/platforms/workloads/image_codes.hpp"
#include "memvp/platforms/workloads/image_data.hpp"
#include "memvp/platforms/workloads/network_evaluation.hpp"
#include "memvp/platforms/workloads/network_trainer.hpp"
#include "memvp/platforms/workloads/network_workload.hpp"
#include "memvp/platforms/workloads/obtained_network.hpp"
#include "memvp/platforms/workloads/quantised_network.hpp"

namespace memvp {

namespace {

constexpr std::size_t stand_in_training = 6000, stand_in_test = 1000;

/// What a stretch of the host's program has cost: time, and the dynamic energy of arrays and neurons.
class network_meter {
 public:
  network_meter(network_hardware& hardware, double clock_frequency)
      : hardware_(hardware), period_(1 / clock_frequency), cycles_(hardware.host.now_cycles()), joules_(energy()) {}
  double seconds() const { return static_cast<double>(hardware_.host.now_cycles() - cycles_) * period_; }
  double joules() const { return energy() - joules_; }

 private:
  double energy() const {
    double sum = 0;
    for (rram_driver& array : hardware_.arrays) sum += array.energy();
    for (ndr_driver& bank : hardware_.neurons) sum += bank.energy();
    return sum;
  }
  network_hardware& hardware_;
  double period_;
  std::uint64_t cycles_;
  double joules_;
};

/// What the neurons have cut: inputs below and above their range, outputs beyond their converters'.
struct neuron_events {
  std::uint64_t evaluations = 0, rectified = 0, limited = 0, saturations = 0;

  neuron_events() = default;
  explicit neuron_events(network_hardware& hardware) {
    for (ndr_driver& bank : hardware.neurons) {
      evaluations += bank.evaluations();
      rectified += bank.rectified();
      limited += bank.limited();
      saturations += bank.saturations();
    }
  }
  neuron_events operator-(const neuron_events& before) const {
    neuron_events passed;
    passed.evaluations = evaluations - before.evaluations;
    passed.rectified = rectified - before.rectified;
    passed.limited = limited - before.limited;
    passed.saturations = saturations - before.saturations;
    return passed;
  }
};

/// How the hardware has answered the test images.
struct hardware_answers {
  double accuracy = 0;
  double seconds = 0, joules = 0;  // in all
  neuron_events events;
};

/// How the weights got into the arrays.
struct programming_totals {
  rram_programming_report first_pass, all_passes;
  double seconds = 0, joules = 0;
};

class rram_ndr_mnist final : public experiment {
 public:
  rram_ndr_mnist() { system_.memory_size = std::int64_t{1} << 20; }

  void visit_parameters(parameter_visitor& visitor) override {
    memvp::visit_parameters(visitor, system_);
    memvp::visit_parameters(visitor, mapping_);
    memvp::visit_parameters(visitor, network_);
    memvp::visit_parameters(visitor, training_);
    memvp::visit_parameters(visitor, programming_);
    memvp::visit_parameters(visitor, inference_);
    visit_network_weights(visitor, weights_);
  }

  run_summary run(const run_context& context) override {
    run_summary summary;
    nlohmann::ordered_json& results = summary.results;
    const bool real = !context.data_directory.empty();
    const image_data data = real ? read_image_folder(context.data_directory)
                                 : generate_image_stand_in(stand_in_training, stand_in_test, context.seed);
    const std::vector<layer_form> forms =
        layer_forms(network_, data.training.rows, data.training.columns, data.classes);
    const std::vector<array_part> parts = place_network(forms, mapping_);
    const image_set test = first_of(data.test, static_cast<std::size_t>(inference_.images));
    results["data"] = real ? data.origin : "generated";
    spdlog::info("data: {} training images, {} test images from {}", data.training.size(), test.size(), data.origin);

    const ndr_hidden_activation activation(system_.neurons.device);
    const network fixed = obtain_network(forms, activation, data, training_, false, weights_, context);
    const network trained = obtain_network(forms, activation, data, training_, true, weights_, context);
    report_twins(fixed, trained, activation, test, results);

    run_traces traces(context, system_.trace, clock_of(system_));
    network_system system(system_, layout_of(forms, parts, mapping_), context.seed, traces);
    traces.check_waveform_filter();
    std::vector<activation_figures> circuits;
    system.run(
        [&](network_hardware& hardware, ndr_driver& digital, ndr_driver& analog) {
          run_hardware(hardware, forms, parts, fixed, trained, activation, data.training, test, context, results);
          circuits = compare_activations(hardware, digital, analog, trained, activation, test);
        },
        summary);
    const std::size_t neurons = forms.front().outputs;
    circuits[0].area_um2 = neuron_area_um2(summary, "neurons0", neurons);
    circuits[1].area_um2 = neuron_area_um2(summary, "digital0", neurons);
    circuits[2].area_um2 = neuron_area_um2(summary, "analog0", neurons);
    write_activations(circuits, results);
    return summary;
  }

  std::string results_table(const run_summary& summary) const override;

 private:
  void report_twins(const network& fixed, const network& trained, const hidden_activation& activation,
                    const image_set& test, nlohmann::ordered_json& results) const;
  void run_hardware(network_hardware& hardware, const std::vector<layer_form>& forms,
                    const std::vector<array_part>& parts, const network& fixed, const network& trained,
                    const hidden_activation& activation, const image_set& training, const image_set& test,
                    const run_context& context, nlohmann::ordered_json& results) const;
  programming_totals program(network_hardware& hardware, array_network& on_arrays, const network& net,
                             const run_context& context, const char* stage) const;
  hardware_answers answer(network_hardware& hardware, array_network& on_arrays, activation_site site,
                          const hidden_activation& activation, const image_set& test, const run_context& context,
                          const char* stage) const;
  std::vector<activation_figures> compare_activations(network_hardware& hardware, ndr_driver& digital,
                                                      ndr_driver& analog, const network& net,
                                                      const hidden_activation& activation, const image_set& test) const;

  network_system_parameters system_;
  mapping_parameters mapping_;
  network_parameters network_;
  network_training_parameters training_;
  network_programming_parameters programming_;
  inference_parameters inference_;
  std::string weights_;  // folder of an earlier run
};

void rram_ndr_mnist::report_twins(const network& fixed, const network& trained, const hidden_activation& activation,
                                  const image_set& test, nlohmann::ordered_json& results) const {
  const auto bits = static_cast<std::int64_t>(system_.array.converter.dac_bits);
  const std::int64_t levels =
      std::llround(std::pow(static_cast<double>(mapping_.levels), static_cast<double>(mapping_.slices)));
  results["float_test_accuracy"] = evaluate(trained, activation, test).answers.accuracy;
  results["float_fixed_test_accuracy"] = evaluate(fixed, activation, test).answers.accuracy;
  results["quantised_test_accuracy"] =
      evaluate(quantised(trained, levels), activation, test, {bits, bits}).answers.accuracy;
}

programming_totals rram_ndr_mnist::program(network_hardware& hardware, array_network& on_arrays, const network& net,
                                           const run_context& context, const char* stage) const {
  programming_totals totals;
  const network_meter meter(hardware, system_.clock_frequency);
  context.progress.begin(stage, static_cast<std::size_t>(programming_.passes));
  for (std::int64_t pass = 0; pass < programming_.passes; ++pass) {
    const rram_programming_report written = on_arrays.write(net, programming_.verify).total();
    if (pass == 0) totals.first_pass = written;
    totals.all_passes += written;
    spdlog::info("{}, pass {}: {} cells, {} pulses, {} verify readings, {} cells out of tolerance", stage, pass + 1,
                 written.cells, written.pulses, written.reads, written.failures);
    hardware.host.spend(static_cast<std::uint64_t>(std::llround(programming_.wait_time * system_.clock_frequency)));
    context.progress.advance();
  }
  totals.seconds = meter.seconds();
  totals.joules = meter.joules();
  return totals;
}

hardware_answers rram_ndr_mnist::answer(network_hardware& hardware, array_network& on_arrays, activation_site site,
                                        const hidden_activation& activation, const image_set& test,
                                        const run_context& context, const char* stage) const {
  hardware_answers answers;
  const network_meter meter(hardware, system_.clock_frequency);
  const neuron_events before(hardware);
  const std::vector<std::uint8_t> codes = codes_of(test, hardware.arrays.front().input_maximum(false));
  const std::size_t together = on_arrays.most_images(site), classes = on_arrays.classes();
  std::vector<double> sums(together * classes);
  context.progress.begin(stage, test.size());
  std::size_t right = 0;
  for (std::size_t first = 0; first < test.size(); first += together) {
    const std::size_t images = std::min(together, test.size() - first);
    on_arrays.infer(codes.data() + first * test.pixels_per_image(), images, site, activation, sums.data());
    for (std::size_t i = 0; i < images; ++i) {
      const auto begin = sums.begin() + static_cast<std::ptrdiff_t>(i * classes);
      const auto answer = std::max_element(begin, begin + static_cast<std::ptrdiff_t>(classes)) - begin;
      if (answer == test.labels[first + i]) ++right;
    }
    context.progress.advance(images);
  }
  answers.accuracy = static_cast<double>(right) / static_cast<double>(test.size());
  answers.seconds = meter.seconds();
  answers.joules = meter.joules();
  answers.events = neuron_events(hardware) - before;
  spdlog::info("{}: {} of {} images right", stage, right, test.size());
  return answers;
}

void rram_ndr_mnist::run_hardware(network_hardware& hardware, const std::vector<layer_form>& forms,
                                  const std::vector<array_part>& parts, const network& fixed, const network& trained,
                                  const hidden_activation& activation, const image_set& training, const image_set& test,
                                  const run_context& context, nlohmann::ordered_json& results) const {
  array_network on_arrays(hardware, forms, parts, mapping_,
                          static_cast<std::uint64_t>(inference_.host_cycles_per_value));
  const image_set calibration = first_of(training, static_cast<std::size_t>(inference_.calibration_images));
  const std::vector<std::uint8_t> calibration_codes =
      codes_of(calibration, hardware.arrays.front().input_maximum(false));
  const auto choose_ranges = [&](activation_site site) {
    on_arrays.choose_ranges(calibration_codes.data(), calibration.size(), site, activation);
  };

  const programming_totals fixed_writing = program(hardware, on_arrays, fixed, context, "programming, fixed neurons");
  std::uint64_t given_up = on_arrays.tune(false);
  choose_ranges(activation_site::neurons);
  const hardware_answers fixed_answers =
      answer(hardware, on_arrays, activation_site::neurons, activation, test, context, "inference, fixed neurons");

  const programming_totals writing = program(hardware, on_arrays, trained, context, "programming, trained neurons");
  given_up += on_arrays.tune(system_.neurons.device.calibration);
  choose_ranges(activation_site::host);
  const hardware_answers ideal =
      answer(hardware, on_arrays, activation_site::host, activation, test, context, "inference, ideal activation");
  choose_ranges(activation_site::neurons);
  const double begins = static_cast<double>(hardware.host.now_cycles()) / system_.clock_frequency;
  const hardware_answers answers =
      answer(hardware, on_arrays, activation_site::neurons, activation, test, context, "inference, trained neurons");

  const auto images = static_cast<double>(test.size());
  results["ideal_activation_test_accuracy"] = ideal.accuracy;
  results["ndr_fixed_test_accuracy"] = fixed_answers.accuracy;
  results["ndr_trained_test_accuracy"] = answers.accuracy;
  results["images"] = test.size();
  results["write_verify_pulses_per_cell"] =
      static_cast<double>(writing.first_pass.pulses) / static_cast<double>(writing.first_pass.cells);
  results["write_verify_failures"] = writing.all_passes.failures;
  results["latency_per_image_s"] = answers.seconds / images;
  results["energy_per_image_j"] = answers.joules / images;
  results["inference_start_s"] = begins;
  results["neurons_not_tuned"] = given_up;
  results["arrays"] = parts.size();
  const auto stage = [&](const hardware_answers& a) {
    return nlohmann::ordered_json{{"latency_per_image_s", a.seconds / images},
                                  {"energy_per_image_j", a.joules / images}};
  };
  results["ideal_activation"] = stage(ideal);
  results["ndr_fixed"] = stage(fixed_answers);
  results["ndr_trained"] = stage(answers);
  const rram_programming_report& all = writing.all_passes;
  const neuron_events& events = answers.events;
  results["neurons"] = {{"evaluations", events.evaluations},
                        {"rectified", events.rectified},
                        {"limited", events.limited},
                        {"saturations", events.saturations}};
  results["programming"] = {{"cells", writing.first_pass.cells}, {"pulses", all.pulses},
                            {"verify_reads", all.reads},         {"time_s", writing.seconds},
                            {"energy_j", writing.joules},        {"failures_fixed", fixed_writing.all_passes.failures}};
}

std::vector<activation_figures> rram_ndr_mnist::compare_activations(network_hardware& hardware, ndr_driver& digital,
                                                                    ndr_driver& analog, const network& net,
                                                                    const hidden_activation& activation,
                                                                    const image_set& test) const {
  // The sums that the first layer's neurons have met, from the float network: the same for all three circuits.
  const image_set some = first_of(test, static_cast<std::size_t>(inference_.comparison_images));
  std::vector<std::size_t> indices(some.size());
  for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = i;
  network_pass pass(activation, {});
  pass.forward(net, some, indices.data(), indices.size(), false);
  const weight_matrix& met = pass.sums(0);
  const std::vector<double> u(met.data(), met.data() + met.size());
  const auto vectors = static_cast<std::size_t>(met.rows());
  return {measure_activation(hardware.neurons.front(), "ndr", u.data(), vectors),
          measure_activation(digital, "digital", u.data(), vectors),
          measure_activation(analog, "analog", u.data(), vectors)};
}

std::string rram_ndr_mnist::results_table(const run_summary& summary) const {
  const nlohmann::ordered_json& r = summary.results;
  run_summary rest = summary;
  for (const char* key :
       {"ideal_activation", "ndr_fixed", "ndr_trained", "activations", "float_test_accuracy",
        "float_fixed_test_accuracy", "quantised_test_accuracy", "ideal_activation_test_accuracy",
        "ndr_fixed_test_accuracy", "ndr_trained_test_accuracy", "latency_per_image_s", "energy_per_image_j"})
    rest.results.erase(key);
  const auto line = [&](const char* name, const char* accuracy, const char* stage) {
    std::vector<std::string> row = {name, figure_text(accuracy, r.at(accuracy)), "", ""};
    if (r.contains(stage)) {
      row[2] = figure_text("latency_per_image_s", r[stage].at("latency_per_image_s"));
      row[3] = figure_text("energy_per_image_j", r[stage].at("energy_per_image_j"));
    }
    return row;
  };
  return text_table({{"network", "test accuracy", "latency per image", "energy per image"},
                     line("float, fixed neurons", "float_fixed_test_accuracy", ""),
                     line("float, trained neurons", "float_test_accuracy", ""),
                     line("quantised", "quantised_test_accuracy", ""),
                     line("hardware, ideal activation", "ideal_activation_test_accuracy", "ideal_activation"),
                     line("hardware, NDR fixed", "ndr_fixed_test_accuracy", "ndr_fixed"),
                     line("hardware, NDR trained", "ndr_trained_test_accuracy", "ndr_trained")}) +
         "\n" + activation_table(r) + "\n" + results_text(rest);
}

}  // namespace

std::unique_ptr<experiment> make_rram_ndr_mnist() { return std::make_unique<rram_ndr_mnist>(); }

}  // namespace memvp
