// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/kinetics_henon.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "memvp/models/physics/kinetics_reservoir_cells.hpp"
#include "memvp/platforms/kinetics_system.hpp"
#include "memvp/platforms/summary_table.hpp"
#include "memvp/platforms/text_table.hpp"
#include "memvp/platforms/workloads/henon_map.hpp"
#include "memvp/platforms/workloads/henon_parameters.hpp"
#include "memvp/platforms/workloads/kinetics_inference.hpp"
#include "memvp/platforms/workloads/linear_readout.hpp"
#include "memvp/platforms/workloads/masked_reservoir.hpp"
#include "memvp/platforms/workloads/network_workload.hpp"

namespace memvp {

namespace {

/// What a stretch of the program has cost the tile and the read-out.
struct henon_costs {
  double seconds = 0, tile_joules = 0, array_joules = 0;
};

class kinetics_henon final : public experiment {
 public:
  kinetics_henon() {
    system_.tile.bank.model = kinetics_model::reservoir;
    system_.tile.bank.devices = 25;
    mapping_.pairing = weight_pairing::offset_column;
    mapping_.levels = 256;
    mapping_.accumulate = partial_sums::host;
  }

  void visit_parameters(parameter_visitor& visitor) override {
    memvp::visit_parameters(visitor, henon_);
    memvp::visit_parameters(visitor, system_, false);
    memvp::visit_parameters(visitor, mapping_);
    memvp::visit_parameters(visitor, programming_);
  }

  run_summary run(const run_context& context) override;
  std::string results_table(const run_summary& summary) const override;

 private:
  std::vector<layer_form> forms() const;
  kinetics_run run_of(std::size_t points) const;
  void prepare(kinetics_driver& tile, const reservoir_mask& mask) const;
  Eigen::MatrixXd features(kinetics_driver& tile, const std::vector<std::uint16_t>& codes) const;
  void choose_range(kinetics_driver& tile, const std::vector<std::uint16_t>& codes) const;
  Eigen::VectorXd on_array_predictions(kinetics_hardware& hardware, array_network& on_array,
                                       const std::vector<std::uint16_t>& codes) const;
  void predict_on_array(kinetics_hardware& hardware, const std::vector<array_part>& parts,
                        const Eigen::MatrixXd& fitted, const Eigen::VectorXd& targets,
                        const std::vector<std::uint16_t>& training, const std::vector<std::uint16_t>& test,
                        Eigen::VectorXd& predictions, henon_costs& costs, nlohmann::ordered_json& results) const;
  double error(const Eigen::VectorXd& predictions) const {
    const Eigen::Index counted = test_targets_.size() - henon_.skipped_points;
    return normalised_error(predictions.tail(counted), test_targets_.tail(counted));
  }
  void control(const std::vector<double>& series, nlohmann::ordered_json& results) const;
  void write_predictions(const run_context& context, const Eigen::VectorXd& tile, const Eigen::VectorXd& array) const;

  henon_parameters henon_;
  kinetics_system_parameters system_;
  mapping_parameters mapping_;
  network_programming_parameters programming_;
  Eigen::VectorXd test_targets_;
};

std::vector<layer_form> kinetics_henon::forms() const {
  layer_form form;
  form.name = "readout";
  form.input.channels = static_cast<std::size_t>(system_.tile.bank.devices * henon_.mask_length);
  form.outputs = 1;
  form.hidden = false;
  return {form};
}

// Features of a point lie together, node by node: the form of an input vector.
kinetics_run kinetics_henon::run_of(std::size_t points) const {
  kinetics_run run;
  run.trains = run.devices = static_cast<std::uint32_t>(system_.tile.bank.devices);
  run.steps = static_cast<std::uint32_t>(points);
  run.axis = kinetics_axis::columns;
  run.mask_length = static_cast<std::uint32_t>(henon_.mask_length);
  run.sampling = kinetics_sampling::in_pulse;
  run.refresh = false;  // devices remember from point to point
  return run;
}

void kinetics_henon::prepare(kinetics_driver& tile, const reservoir_mask& mask) const {
  tile.set_pulse(tile.pulse_width(), henon_.low_voltage, henon_.high_voltage);
  // A law per step knows no time: then a step is as long as its parts.
  if (system_.tile.reservoir.decay == reservoir_decay::by_time)
    tile.set_period(static_cast<std::uint32_t>(std::ceil(system_.tile.reservoir.step_time / tile.cycle_s() - 1e-6)));
  tile.set_mask(0, static_cast<std::uint32_t>(mask.devices), static_cast<std::uint32_t>(mask.nodes),
                mask.inverted.data());
  const double most = reservoir_current(system_.tile.reservoir, 1, henon_.high_voltage);
  tile.set_converter(0, most);
}

/// Most points of one command.
std::size_t most_points(const kinetics_driver& tile, kinetics_run run, std::size_t points) {
  while (points > 1) {
    run.steps = static_cast<std::uint32_t>(points);
    if (tile.most_samples(run) > 0) return points;
    points = (points + 1) / 2;
  }
  return 1;
}

/// Features of a series from the devices' initial state on, as shares of the converters' range.
Eigen::MatrixXd kinetics_henon::features(kinetics_driver& tile, const std::vector<std::uint16_t>& codes) const {
  tile.refresh(0, tile.devices());
  const std::size_t most = most_points(tile, run_of(1), codes.size()), width = run_of(1).features();
  std::vector<std::uint16_t> words(codes.size() * width);
  for (std::size_t done = 0; done < codes.size();) {
    const std::size_t some = std::min(most, codes.size() - done);
    tile.run(run_of(some), codes.data() + done, 1, words.data() + done * width);
    done += some;
  }
  Eigen::MatrixXd features(static_cast<Eigen::Index>(codes.size()), static_cast<Eigen::Index>(width));
  const double greatest = tile.greatest_code();
  for (Eigen::Index n = 0; n < features.rows(); ++n)
    for (Eigen::Index i = 0; i < features.cols(); ++i)
      features(n, i) = words[static_cast<std::size_t>(n) * width + static_cast<std::size_t>(i)] / greatest;
  return features;
}

/// The converters' range: what training points reach, and the headroom.
void kinetics_henon::choose_range(kinetics_driver& tile, const std::vector<std::uint16_t>& codes) const {
  const double reached = features(tile, codes).maxCoeff();
  if (reached <= 0) throw std::runtime_error("the reservoir's devices carry no current that its converters could see.");
  tile.set_converter(0, tile.converter_high() * std::min(1.0, reached * (1 + henon_.headroom)));
}

/// A series from the devices' initial state on, through the tile and the array.
Eigen::VectorXd kinetics_henon::on_array_predictions(kinetics_hardware& hardware, array_network& on_array,
                                                     const std::vector<std::uint16_t>& codes) const {
  hardware.kinetics.refresh(0, hardware.kinetics.devices());
  kinetics_run run = run_of(1);
  run.feature_bytes = true;
  const std::size_t most = most_points(hardware.kinetics, run, codes.size());
  const rectified_linear unused(1);
  Eigen::VectorXd predictions(static_cast<Eigen::Index>(codes.size()));
  for (std::size_t done = 0; done < codes.size();) {
    const std::size_t some = std::min(most, codes.size() - done);
    kinetics_inference inference(hardware, on_array, run.features(), run_of(some), some);
    inference.infer(codes.data() + done, 1, unused, predictions.data() + done);
    done += some;
  }
  return predictions;
}

void kinetics_henon::predict_on_array(kinetics_hardware& hardware, const std::vector<array_part>& parts,
                                      const Eigen::MatrixXd& fitted, const Eigen::VectorXd& targets,
                                      const std::vector<std::uint16_t>& training,
                                      const std::vector<std::uint16_t>& test, Eigen::VectorXd& predictions,
                                      henon_costs& costs, nlohmann::ordered_json& results) const {
  const linear_readout readout = choose_linear_readout(fitted, targets, henon_.weight_error);
  network net = empty_network(forms());
  network_layer& layer = net.layers.front();
  for (Eigen::Index i = 0; i < readout.weights.size(); ++i)
    layer.weights(0, i) = static_cast<float>(readout.weights(i));
  layer.weights(0, readout.weights.size()) = static_cast<float>(readout.offset);
  layer.weight_limit = layer.weights.cwiseAbs().maxCoeff();

  array_network on_array(hardware.networks.front(), forms(), parts, mapping_, 1);
  std::uint64_t failures = 0;
  for (std::int64_t pass = 0; pass < programming_.passes; ++pass) {
    failures += on_array.write(net, programming_.verify).total().failures;
    hardware.host.spend(static_cast<std::uint64_t>(std::llround(programming_.wait_time * system_.clock_frequency)));
  }
  const rectified_linear unused(1);
  std::vector<std::uint8_t> codes(static_cast<std::size_t>(std::min<Eigen::Index>(fitted.size(), 64 * fitted.cols())));
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i) / fitted.cols(),
               column = static_cast<Eigen::Index>(i) % fitted.cols();
    codes[i] = static_cast<std::uint8_t>(std::lround(fitted(row, column) * on_array.input_maximum()));
  }
  on_array.choose_ranges(codes.data(), codes.size() / static_cast<std::size_t>(fitted.cols()), activation_site::host,
                         unused);

  // Gain and offset of the whole are the host's to correct, by what it knows: the training points.
  const Eigen::VectorXd known = on_array_predictions(hardware, on_array, training);
  Eigen::MatrixXd answers = known;
  const linear_readout correction = fit_linear_readout(answers, targets.head(known.size()), 0);

  const std::uint64_t start = hardware.host.now_cycles();
  const double tile_before = hardware.kinetics.energy(), array_before = energy_of(hardware.networks.front());
  answers = on_array_predictions(hardware, on_array, test);
  predictions = correction.predict(answers);
  costs.tile_joules = hardware.kinetics.energy() - tile_before;
  costs.array_joules = energy_of(hardware.networks.front()) - array_before;
  costs.seconds = static_cast<double>(hardware.host.now_cycles() - start) / system_.clock_frequency;
  results["array_greatest_weight"] = static_cast<double>(layer.weight_limit);
  results["write_verify_failures"] = failures;
}

/// What a regression makes of the last two points alone, of their values and of their products: what the devices have
/// to be compared with.
void kinetics_henon::control(const std::vector<double>& series, nlohmann::ordered_json& results) const {
  const auto rows = static_cast<Eigen::Index>(series.size()) - 1;
  Eigen::MatrixXd values(rows, 2), products(rows, 5);
  for (Eigen::Index n = 0; n < rows; ++n) {
    const double x = series[static_cast<std::size_t>(n)], before = n == 0 ? 0 : series[static_cast<std::size_t>(n) - 1];
    values.row(n) << x, before;
    products.row(n) << x, before, x * x, x * before, before * before;
  }
  const Eigen::Map<const Eigen::VectorXd> targets(series.data() + 1, rows);
  const auto error_of = [&](const Eigen::MatrixXd& features) {
    const linear_readout readout =
        fit_linear_readout(features.topRows(henon_.training_points), targets.head(henon_.training_points), 0);
    return error(readout.predict(features.bottomRows(henon_.test_points)));
  };
  results["control_nrmse"] = error_of(values);
  results["polynomial_nrmse"] = error_of(products);
}

run_summary kinetics_henon::run(const run_context& context) {
  if (system_.tile.bank.model != kinetics_model::reservoir)
    throw std::invalid_argument("kinetics-henon needs devices of the reservoir model: bank.model = \"reservoir\".");
  if (henon_.skipped_points + 10 > henon_.test_points)
    throw std::invalid_argument("henon.skipped_points must leave at least 10 of henon.test_points to be counted.");
  run_summary summary;
  nlohmann::ordered_json& results = summary.results;
  const auto training = static_cast<std::size_t>(henon_.training_points);
  const auto points = training + static_cast<std::size_t>(henon_.test_points);
  const std::vector<double> series = henon_series(points + 1, henon_.noise, context.seed);
  const Eigen::VectorXd targets = Eigen::Map<const Eigen::VectorXd>(series.data() + 1, henon_.training_points);
  test_targets_ = Eigen::Map<const Eigen::VectorXd>(series.data() + training + 1, henon_.test_points);

  const double limit =
      (1 + henon_.headroom) * symmetric_limit({series.begin(), series.begin() + henon_.training_points});
  std::vector<double> fractions(points);
  std::uint64_t clipped = 0;
  for (std::size_t n = 0; n < points; ++n) {
    const double fraction = (series[n] / limit + 1) / 2;
    fractions[n] = std::clamp(fraction, 0.0, 1.0);
    clipped += fractions[n] != fraction ? 1 : 0;
  }
  const std::vector<double> first(fractions.begin(), fractions.begin() + henon_.training_points),
      second(fractions.begin() + henon_.training_points, fractions.end());
  const reservoir_mask mask = random_mask(static_cast<std::size_t>(system_.tile.bank.devices),
                                          static_cast<std::size_t>(henon_.mask_length), context.seed);
  const auto ideal = [&](const std::vector<double>& part) {
    return ideal_features(system_.tile.reservoir, mask, part, henon_.low_voltage, henon_.high_voltage);
  };
  results["data"] = "generated: Henon map";
  const Eigen::VectorXd of_ideal = choose_linear_readout(ideal(first), targets, 0).predict(ideal(second));

  run_traces traces(context, system_.trace, clock_of(system_));
  std::vector<layer_matrix> matrices;
  for (const layer_form& form : forms()) matrices.push_back({form.name, form.inputs() + 1, form.outputs});
  const std::vector<array_part> parts = place_layers(matrices, mapping_);
  kinetics_system system(system_, {{"readout", sizes_of(parts, mapping_)}}, false, context.seed, traces);
  traces.check_waveform_filter();
  Eigen::VectorXd of_tile, of_array;
  henon_costs costs;
  system.run(
      [&](kinetics_hardware& hardware) {
        kinetics_driver& tile = hardware.kinetics;
        const std::vector<std::uint16_t> training_codes = kinetics_codes(first.data(), first.size());
        const std::vector<std::uint16_t> test_codes = kinetics_codes(second.data(), second.size());
        prepare(tile, mask);
        context.progress.begin("reservoir", 4);
        choose_range(tile, training_codes);
        context.progress.advance();
        const Eigen::MatrixXd fitted = features(tile, training_codes);
        context.progress.advance();
        const std::uint64_t saturations = tile.saturations();
        of_tile = choose_linear_readout(fitted, targets, 0).predict(features(tile, test_codes));
        results["saturations"] = tile.saturations() - saturations;
        context.progress.advance();
        predict_on_array(hardware, parts, fitted, targets, training_codes, test_codes, of_array, costs, results);
        context.progress.advance();
      },
      summary);

  nlohmann::ordered_json figures;
  figures["nrmse"] = error(of_tile);
  figures["ideal_nrmse"] = error(of_ideal);
  figures["array_nrmse"] = error(of_array);
  control(series, figures);
  figures["noise_nrmse"] = henon_.noise / std::sqrt((test_targets_.array() - test_targets_.mean()).square().mean());
  figures["clipped_inputs"] = clipped;
  const auto predicted = static_cast<double>(henon_.test_points);
  figures["latency_per_point_s"] = costs.seconds / predicted;
  figures["energy_per_point_j"] = (costs.tile_joules + costs.array_joules) / predicted;
  figures["tile_energy_per_point_j"] = costs.tile_joules / predicted;
  figures["array_energy_per_point_j"] = costs.array_joules / predicted;
  const std::size_t steps = mask.features();
  figures["parameters"] = steps + 1;
  figures["operations_per_inference"] = steps + 2 * steps;
  figures["operations_per_decision"] = figures["operations_per_inference"];
  results.update(figures);
  write_predictions(context, of_tile, of_array);
  return summary;
}

void kinetics_henon::write_predictions(const run_context& context, const Eigen::VectorXd& tile,
                                       const Eigen::VectorXd& array) const {
  std::ofstream file(context.folder / "predictions.csv");
  file << "target,tile,array\n";
  for (Eigen::Index n = 0; n < test_targets_.size(); ++n)
    file << test_targets_(n) << ',' << tile(n) << ',' << array(n) << '\n';
  if (!file) throw std::runtime_error("predictions.csv could not be written into " + context.folder.string() + ".");
}

std::string kinetics_henon::results_table(const run_summary& summary) const {
  const nlohmann::ordered_json& r = summary.results;
  run_summary rest = summary;
  const auto line = [&](const char* name, const char* key) {
    rest.results.erase(key);
    return std::vector<std::string>{name, figure_text(key, r.at(key))};
  };
  std::string table = text_table({{"prediction of the next point by", "NRMSE"},
                                  line("devices in the tile, read-out in the host", "nrmse"),
                                  line("devices in the tile, read-out on an array", "array_nrmse"),
                                  line("ideal devices, exact currents", "ideal_nrmse"),
                                  line("control: the last two points, linear", "control_nrmse"),
                                  line("control: their products too, no device", "polynomial_nrmse"),
                                  line("the map's own noise: the least there can be", "noise_nrmse")});
  if (r.at("polynomial_nrmse") <= r.at("nrmse"))
    table += "The devices do not help here: five numbers made of the last two points predict no worse.\n";
  return table + "\n" + results_text(rest);
}

}  // namespace

std::unique_ptr<experiment> make_kinetics_henon() { return std::make_unique<kinetics_henon>(); }

}  // namespace memvp
