// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/refresh_engine.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>

namespace memvp {

namespace {

double largest_magnitude(const double* values, std::size_t count) {
  double most = 0;
  for (std::size_t i = 0; i < count; ++i) most = std::max(most, std::abs(values[i]));
  return most;
}

std::int32_t greatest_magnitude(const std::vector<std::int32_t>& words) {
  std::int32_t most = 0;
  for (const std::int32_t word : words) most = std::max(most, std::abs(word));
  return most;
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, ionic_mapping_parameters& p) {
  visitor.integer(
      {"mapping.floor_level", dimension::number, 0, 254, "level of the cell of a pair that does not carry the weight",
       provenance::assumed, "assumed: chosen on validation vectors, one setting for all seeds and arms"},
      p.floor_level);
  visitor.integer(
      {"mapping.programming_tries", dimension::number, 1, 1000,
       "REPROGRAM requests for one array before its programming is given up", provenance::assumed, "assumed"},
      p.programming_tries);
}

refresh_engine::refresh_engine(host_cpu& host, std::vector<refresh_driver*> drivers,
                               const std::vector<layer_shape>& layers, const refresh_tile_parameters& tile,
                               const level_pairs& pairs, std::int64_t programming_tries)
    : host_(host),
      drivers_(std::move(drivers)),
      layers_(layers),
      device_(tile.device),
      pairs_(pairs),
      programming_tries_(programming_tries),
      greatest_word_((std::int32_t{1} << (tile.converter.bits - 1)) - 1),
      caught_up_cycle_(layers.size()),
      ranges_(layers.size()) {
  if (drivers_.size() != layers_.size())
    throw std::invalid_argument("a network needs a refresh tile for each of its layers.");
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    const refresh_driver& driver = *drivers_[layer];
    const layer_shape shape = layers_[layer];
    if (shape.inputs != driver.rows() || 2 * shape.outputs != driver.columns())
      throw std::invalid_argument("layer " + std::to_string(layer + 1) + " needs an array of " +
                                  std::to_string(shape.inputs) + " x " + std::to_string(2 * shape.outputs) +
                                  " cells, but its array has " + std::to_string(driver.rows()) + " x " +
                                  std::to_string(driver.columns()) + ".");
    ions_.emplace_back(tile.device, 2 * shape.inputs * shape.outputs, driver.pulse_lsb_s());
  }
}

void refresh_engine::set_weights(std::size_t layer, const double* weights) {
  const layer_shape shape = layers_[layer];
  levels_.resize(2 * shape.inputs * shape.outputs);
  for (std::size_t place = 0; place < shape.inputs * shape.outputs; ++place) {
    const level_pair pair = pairs_.nearest(weights[place]);
    levels_[2 * place] = pair.plus;
    levels_[2 * place + 1] = pair.minus;
  }
  refresh_driver& driver = *drivers_[layer];
  driver.allocate(0, driver.rows(), refresh_mode::non_volatile, 0);
  program(layer);
  siemens_.resize(levels_.size());
  driver.read_cells(driver.whole(), siemens_.data());
  ions_[layer].set_at_rest(siemens_.data());
  caught_up_cycle_[layer] = host_.now_cycles();
}

// A row that runs into the limit of its rounds of pulses ends the request; the next one finds all rows before it, and
// the row's cells in tolerance, as they should be, and goes on with the rest.
void refresh_engine::program(std::size_t layer) {
  refresh_driver& driver = *drivers_[layer];
  for (std::int64_t tries = 1;; ++tries) {
    try {
      driver.reprogram(0, driver.rows(), levels_.data());
      return;
    } catch (const refresh_request_error& error) {
      if (error.code() != refresh_error::verify_timeout || tries == programming_tries_) throw;
    }
  }
}

void refresh_engine::weights(std::size_t layer, double* weights) const {
  const layer_shape shape = layers_[layer];
  std::vector<double> siemens(2 * shape.inputs * shape.outputs);
  host_.synchronise();  // they are those of simulated time, which the host may be ahead of
  drivers_[layer]->conductances(siemens.data());
  for (std::size_t place = 0; place < shape.inputs * shape.outputs; ++place)
    weights[place] = (siemens[2 * place] - siemens[2 * place + 1]) / pairs_.siemens_per_weight();
}

void refresh_engine::forward(std::size_t layer, const double* inputs, std::size_t count, double* outputs) {
  product(layer, false, inputs, count, outputs);
}

void refresh_engine::backward(std::size_t layer, const double* errors, std::size_t count, double* input_errors) {
  product(layer, true, errors, count, input_errors);
}

void refresh_engine::product(std::size_t layer, bool transposed, const double* values, std::size_t count,
                             double* results) {
  const layer_shape shape = layers_[layer];
  const std::size_t inputs = count * (transposed ? shape.outputs : shape.inputs);
  const std::size_t outputs = count * (transposed ? shape.inputs : shape.outputs);
  const double most = largest_magnitude(values, inputs);
  if (most == 0) {
    std::fill(results, results + outputs, 0.0);
    return;
  }
  codes_.resize(inputs);
  for (std::size_t i = 0; i < inputs; ++i)
    codes_[i] = static_cast<std::int8_t>(std::lround(values[i] / most * refresh_greatest_code));
  multiply(layer, transposed, count);
  const refresh_driver& driver = *drivers_[layer];
  const double scale =
      driver.current_lsb(product_of(layer, transposed)) * most / (driver.read_voltage() * pairs_.siemens_per_weight());
  for (std::size_t i = 0; i < outputs; ++i) results[i] = scale * words_[i];
}

refresh_product refresh_engine::product_of(std::size_t layer, bool transposed) const {
  return {drivers_[layer]->whole(), transposed, refresh_column_mode::pairs, ranges_[layer][transposed ? 1 : 0]};
}

void refresh_engine::multiply(std::size_t layer, bool transposed, std::size_t count) {
  refresh_driver& driver = *drivers_[layer];
  std::uint32_t& range = ranges_[layer][transposed ? 1 : 0];
  const auto vectors = static_cast<std::uint32_t>(count);
  bool coarsened = false;
  while (true) {
    const refresh_product product = product_of(layer, transposed);
    words_.resize(count * product.outputs());
    driver.multiply(product, codes_.data(), vectors, words_.data());
    const std::int32_t most = greatest_magnitude(words_);
    if (most >= greatest_word_ && range > 0) {
      --range;
      coarsened = true;
      continue;
    }
    const std::uint32_t finer = std::min(finer_ranges(most), driver.converter_ranges() - 1 - range);
    if (finer < 2 || coarsened) return;
    range += finer;
  }
}

// As many as leave half of the finer range free.
std::uint32_t refresh_engine::finer_ranges(std::int32_t most) const {
  std::uint32_t finer = 0;
  while (2 * (std::int64_t{std::max(most, 1)} << (finer + 1)) <= greatest_word_) ++finer;
  return finer;
}

void refresh_engine::update(std::size_t layer, const double* weight_change) {
  const layer_shape shape = layers_[layer];
  refresh_driver& driver = *drivers_[layer];
  siemens_.resize(shape.inputs * shape.outputs);
  for (std::size_t place = 0; place < siemens_.size(); ++place)
    siemens_[place] = weight_change[place] * pairs_.siemens_per_weight();
  widths_.resize(2 * siemens_.size());
  catch_up(layer);
  ions_[layer].widths(siemens_.data(), widths_.data());
  driver.pulse(driver.whole(), widths_.data(), false);
  ++updates_;
  for (std::size_t row = 0; row < shape.inputs; ++row) {
    const auto first = widths_.begin() + static_cast<std::ptrdiff_t>(row * 2 * shape.outputs);
    const auto [least, most] = std::minmax_element(first, first + static_cast<std::ptrdiff_t>(2 * shape.outputs));
    pulse_seconds_ += (std::max<int>(*most, 0) - std::min<int>(*least, 0)) * driver.pulse_lsb_s();
  }
}

void refresh_engine::catch_up(std::size_t layer) {
  const std::uint64_t now = host_.now_cycles();
  ions_[layer].rest(static_cast<double>(now - caught_up_cycle_[layer]) * drivers_[layer]->cycle_s());
  caught_up_cycle_[layer] = now;
}

void refresh_engine::depolarise() {
  for (refresh_driver* driver : drivers_) {
    driver->set_temperature(device_.curie_temperature + 10);
    driver->set_temperature(device_.reference_temperature);
  }
}

void refresh_engine::begin_task(std::uint32_t task) {
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    refresh_driver& driver = *drivers_[layer];
    driver.allocate(0, driver.rows(), refresh_mode::volatile_ions, task);
    if (driver.policy().restore != refresh_restore_kind::none) ions_[layer].restored();
  }
}

void refresh_engine::restore() {
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    drivers_[layer]->restore(0, drivers_[layer]->rows());
    ions_[layer].restored();
  }
}

std::uint64_t refresh_engine::cut_pulses() const {
  std::uint64_t sum = 0;
  for (const ionic_updates& ions : ions_) sum += ions.cut_pulses();
  return sum;
}

}  // namespace memvp
