// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/ecram_engine.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "memvp/models/tiles/ecram_planner.hpp"

namespace memvp {

namespace {

std::uint64_t pulse_units(const ecram_driver& driver, double seconds) {
  return static_cast<std::uint64_t>(std::llround(seconds / driver.pulse_lsb()));
}

double largest(const double* values, std::size_t count) {
  double most = 0;
  for (std::size_t i = 0; i < count; ++i) most = std::max(most, std::abs(values[i]));
  return most;
}

bool is_binary(const double* values, std::size_t count) {
  return std::all_of(values, values + count, [](double v) { return v == 0 || v == 1 || v == -1; });
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, ecram_engine_parameters& p) {
  visitor.enumeration({"update.scheme", dimension::number, 0, 0, "how weight changes reach the array",
                       provenance::paper, "doi 10.1038/s41467-023-41958-4, abstract: serial"},
                      {"serial", "row-parallel", "outer-product"}, p.scheme);
  visitor.integer({"update.stream_slots", dimension::number, 1, 4096, "longest bit stream of an analog outer product",
                   provenance::assumed, "assumed"},
                  p.stream_slots);
  visitor.integer({"update.stream_slot_width", dimension::number, 1, 16383, "pulse width in a slot, in pulse LSB",
                   provenance::assumed, "assumed"},
                  p.stream_slot_width);
  visitor.boolean({"update.up_only", dimension::number, 0, 1, "only potentiate, never depress (a control experiment)",
                   provenance::setting, ""},
                  p.up_only);
  visit_parameters(visitor, p.update);
}

void require_room(const std::vector<layer_shape>& layers, std::size_t rows, std::size_t columns) {
  if (layers.size() != 2) throw std::invalid_argument("an ECRAM array holds networks of two layers.");
  const std::size_t needed_rows = std::max(layers[0].inputs, 2 * layers[1].inputs);
  const std::size_t needed_columns = 2 * layers[0].outputs + layers[1].outputs;
  if (needed_rows > rows || needed_columns > columns)
    throw std::invalid_argument("the network needs " + std::to_string(needed_rows) + " rows and " +
                                std::to_string(needed_columns) + " columns of differential pairs, but the array has " +
                                std::to_string(rows) + " rows and " + std::to_string(columns) +
                                " columns: enlarge array.rows and array.columns or make the network smaller.");
}

ecram_engine::ecram_engine(ecram_driver& driver, const ecram_device_parameters& device,
                           const std::vector<layer_shape>& layers, double weight_limit,
                           const converter_parameters& converter, const ecram_engine_parameters& parameters)
    : driver_(driver),
      device_(device),
      layers_(layers),
      weight_limit_(weight_limit),
      parameters_(parameters),
      product_(driver, device, converter, weight_limit),
      full_window_(pulse_units(driver, device.pulses_per_window * device.pulse_width)),
      quantiser_(std::size_t{driver.rows()} * driver.columns(), full_window_, pulse_units(driver, device.pulse_width),
                 driver.pulse_maximum(), parameters.update.carry) {
  require_room(layers_, driver.rows(), driver.columns());
}

array_region ecram_engine::region(std::size_t layer) const {
  const auto inputs = static_cast<std::uint32_t>(layers_[layer].inputs);
  const auto outputs = static_cast<std::uint32_t>(layers_[layer].outputs);
  if (layer == 0) return {0, inputs, 0, 2 * outputs};
  return {0, 2 * inputs, static_cast<std::uint32_t>(2 * layers_[0].outputs), outputs};
}

std::size_t ecram_engine::cell(std::size_t layer, std::size_t row, std::size_t column) const {
  return row * driver_.columns() + region(layer).first_column + column;
}

void ecram_engine::set_pair(std::size_t layer, std::size_t input, std::size_t output, double plus, double minus) {
  const std::size_t columns = region(layer).columns;
  if (layer == 0) {
    states_[input * columns + 2 * output] = plus;
    states_[input * columns + 2 * output + 1] = minus;
  } else {
    states_[2 * input * columns + output] = plus;
    states_[(2 * input + 1) * columns + output] = minus;
  }
}

void ecram_engine::erase(std::size_t layer) {
  // A fifth more than the window, so that slow cells reach its bottom as well; the others stop there by themselves.
  driver_.erase(region(layer), full_window_ + full_window_ / 5);
}

void ecram_engine::program(std::size_t layer, bool training) {
  const array_region all = region(layer);
  widths_.resize(states_.size());
  bool any = false;
  for (std::size_t r = 0; r < all.rows; ++r) {
    for (std::size_t c = 0; c < all.columns; ++c) {
      const std::size_t i = r * all.columns + c;
      const double change = parameters_.up_only ? std::max(0.0, states_[i]) : states_[i];
      widths_[i] = quantiser_.width(cell(layer, r, c), change);
      any = any || widths_[i] != 0;
    }
  }
  if (!any) return;
  driver_.program(all, widths_.data(),
                  parameters_.scheme == update_scheme::row_parallel ? ecram_operation::program_row_parallel
                                                                    : ecram_operation::program_serial,
                  training);
}

void ecram_engine::set_states(std::size_t layer, const double* weights) {
  const layer_shape shape = layers_[layer];
  states_.resize(2 * shape.inputs * shape.outputs);
  for (std::size_t i = 0; i < shape.inputs; ++i) {
    for (std::size_t o = 0; o < shape.outputs; ++o) {
      const double wanted = weights[i * shape.outputs + o] / weight_limit_;
      const double kept = std::min(1.0, std::max(-1.0, wanted));
      clipped_weights_ += kept != wanted;
      set_pair(layer, i, o, 0.5 + kept / 2, 0.5 - kept / 2);
    }
  }
}

void ecram_engine::erase() {
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) erase(layer);
}

void ecram_engine::set_weights(std::size_t layer, const double* weights) {
  // Erasing the second layer half-selects the first, so both are erased before the first is written.
  if (layer == 0) erase();
  write_erased(layer, weights);
}

void ecram_engine::write_erased(std::size_t layer, const double* weights) {
  set_states(layer, weights);
  program(layer, false);
}

std::uint32_t ecram_engine::write_verified(std::size_t layer, const double* weights, const verify_settings& settings) {
  set_states(layer, weights);
  return driver_.program_verify(region(layer), states_.data(), settings);
}

void ecram_engine::weights(std::size_t layer, double* weights) const {
  std::vector<double> siemens(std::size_t{driver_.rows()} * driver_.columns());
  driver_.conductances(siemens.data());
  const layer_shape shape = layers_[layer];
  const double window = device_.maximum_conductance - device_.minimum_conductance;
  for (std::size_t i = 0; i < shape.inputs; ++i) {
    for (std::size_t o = 0; o < shape.outputs; ++o) {
      const double plus = siemens[layer == 0 ? cell(layer, i, 2 * o) : cell(layer, 2 * i, o)];
      const double minus = siemens[layer == 0 ? cell(layer, i, 2 * o + 1) : cell(layer, 2 * i + 1, o)];
      weights[i * shape.outputs + o] = weight_limit_ * (plus - minus) / window;
    }
  }
}

void ecram_engine::forward(std::size_t layer, const double* inputs, std::size_t count, double* outputs) {
  product_.multiply(region(layer), pairs_in_rows(layer), false, inputs, count, outputs);
}

void ecram_engine::backward(std::size_t layer, const double* errors, std::size_t count, double* input_errors) {
  product_.multiply(region(layer), pairs_in_rows(layer), true, errors, count, input_errors);
}

void ecram_engine::update(std::size_t layer, const double* weight_change) {
  const layer_shape shape = layers_[layer];
  states_.resize(2 * shape.inputs * shape.outputs);
  for (std::size_t i = 0; i < shape.inputs; ++i) {
    for (std::size_t o = 0; o < shape.outputs; ++o) {
      const double half = weight_change[i * shape.outputs + o] / (2 * weight_limit_);
      set_pair(layer, i, o, half, -half);
    }
  }
  program(layer, true);
}

void ecram_engine::update_outer(std::size_t layer, const double* inputs, const double* errors, std::size_t count,
                                double scale) {
  if (!takes_outer_products()) return matrix_engine::update_outer(layer, inputs, errors, count, scale);
  const layer_shape shape = layers_[layer];
  for (std::size_t v = 0; v < count; ++v) {
    const double* x = inputs + v * shape.inputs;
    const double* d = errors + v * shape.outputs;
    if (layer == 0 && is_binary(x, shape.inputs))
      update_binary(layer, x, d, scale);
    else
      update_streams(layer, x, d, scale);
  }
}

void ecram_engine::update_binary(std::size_t layer, const double* inputs, const double* errors, double scale) {
  const layer_shape shape = layers_[layer];
  const array_region all = region(layer);
  row_words_.resize(all.rows);
  column_words_.resize(all.columns);
  for (std::size_t i = 0; i < shape.inputs; ++i) row_words_[i] = static_cast<std::int32_t>(inputs[i]);
  bool any = false;
  for (std::size_t o = 0; o < shape.outputs; ++o) {
    const double half = scale * errors[o] / (2 * weight_limit_);
    const auto units = static_cast<std::int32_t>(std::lround(half * static_cast<double>(full_window_)));
    const auto most = static_cast<std::int32_t>(driver_.pulse_maximum());
    const std::int32_t width = std::min(most, std::max(-most, units));
    cut_pulses_ += width != units;
    column_words_[2 * o] = width;
    column_words_[2 * o + 1] = -width;
    any = any || width != 0;
  }
  if (any) driver_.update_outer_product(all, row_words_.data(), column_words_.data());
}

void ecram_engine::update_streams(std::size_t layer, const double* inputs, const double* errors, double scale) {
  const layer_shape shape = layers_[layer];
  const array_region all = region(layer);
  const double most_input = largest(inputs, shape.inputs);
  const double most_error = largest(errors, shape.outputs);
  // Pulse width of the largest change of a cell; a coincidence is worth one slot width.
  const double units =
      std::abs(scale) * most_input * most_error / (2 * weight_limit_) * static_cast<double>(full_window_);
  const double coincidences = units / static_cast<double>(parameters_.stream_slot_width);
  if (coincidences <= 0) return;
  const auto slots =
      static_cast<std::uint32_t>(std::min(static_cast<double>(parameters_.stream_slots), std::ceil(coincidences)));
  // The two probabilities share what is left equally; never more than one.
  const double gain = std::sqrt(std::min(1.0, coincidences / slots)) * static_cast<double>(stream_probability_one);
  const double sign = scale < 0 ? -1 : 1;
  const auto level = [&](double value, double most) {
    return static_cast<std::int32_t>(std::lround(gain * value / most));
  };
  row_words_.assign(all.rows, 0);
  column_words_.assign(all.columns, 0);
  for (std::size_t i = 0; i < shape.inputs; ++i) {
    const std::int32_t word = level(inputs[i], most_input);
    if (layer == 0) {
      row_words_[i] = word;
    } else {
      row_words_[2 * i] = word;
      row_words_[2 * i + 1] = -word;
    }
  }
  for (std::size_t o = 0; o < shape.outputs; ++o) {
    const std::int32_t word = level(sign * errors[o], most_error);
    if (layer == 0) {
      column_words_[2 * o] = word;
      column_words_[2 * o + 1] = -word;
    } else {
      column_words_[o] = word;
    }
  }
  driver_.update_bit_streams(all, row_words_.data(), column_words_.data(), slots,
                             static_cast<std::uint32_t>(parameters_.stream_slot_width), ++stream_events_);
}

}  // namespace memvp
