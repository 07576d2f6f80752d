// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/array_network.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "memvp/platforms/workloads/feature_maps.hpp"

namespace memvp {

namespace {

rram_column_mode column_mode_of(weight_pairing pairing) {
  return pairing == weight_pairing::differential ? rram_column_mode::differential : rram_column_mode::offset;
}

unsigned slice_bits_of(const mapping_parameters& mapping) {
  unsigned bits = 0;
  while ((std::int64_t{1} << bits) < mapping.levels) ++bits;
  return bits;
}

/// The corner of an array next to its row drivers and its sense amplifiers.
array_region corner(const rram_driver& array, const array_part& part, const mapping_parameters& mapping) {
  const auto rows = static_cast<std::uint32_t>(part.inputs);
  return {array.rows() - rows, rows, 0, static_cast<std::uint32_t>(columns_of(part.outputs, mapping))};
}

conductance_window window_of(const rram_driver& array) {
  const double top = array.maximum_conductance();
  return {array.minimum_conductance(), top, array.read_voltage() / array.cell_current(top) - 1 / top};
}

}  // namespace

rram_programming_report network_programming_report::total() const {
  rram_programming_report sum;
  for (const rram_programming_report& layer : layers) sum += layer;
  return sum;
}

array_network::array_network(network_hardware& hardware, const std::vector<layer_form>& forms,
                             const std::vector<array_part>& parts, const mapping_parameters& mapping,
                             std::uint64_t host_cycles_per_value)
    : hardware_(hardware),
      mapping_(mapping),
      cycles_per_value_(host_cycles_per_value),
      code_maximum_(hardware.arrays.front().input_maximum(false)) {
  while (std::uint32_t{1} << code_bits_ <= code_maximum_) ++code_bits_;
  std::size_t banks = 0;
  for (const layer_form& form : forms) {
    layers_.emplace_back();
    layers_.back().form = form;
    if (form.hidden) layers_.back().neurons = banks++;
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    placed_part placed{parts[i], i, {}};
    placed.product.region = corner(hardware_.arrays[i], parts[i], mapping_);
    placed.product.columns = column_mode_of(mapping_.pairing);
    placed.product.slices = static_cast<std::uint32_t>(mapping_.slices);
    placed.product.slice_bits = slice_bits_of(mapping_);
    placed.product.first_neuron = static_cast<std::uint32_t>(parts[i].first_output);
    layers_[parts[i].layer].parts.push_back(placed);
  }
}

bool array_network::analog(const placed_layer& layer, activation_site site) const {
  return layer.form.hidden && site == activation_site::neurons &&
         (mapping_.accumulate == partial_sums::neuron || layer.parts.size() == 1) && mapping_.slices == 1;
}

ndr_driver& array_network::bank(const placed_layer& layer) const { return hardware_.neurons[layer.neurons]; }

ndr_output array_network::output_of(const placed_layer& layer) const { return {code_bits_, layer.output_scale}; }

std::size_t array_network::most_vectors(const placed_layer& layer, activation_site site) const {
  std::size_t most = ~std::size_t{0};
  if (layer.form.hidden && site == activation_site::neurons)
    most = bank(layer).most_vectors(static_cast<std::uint32_t>(layer.form.outputs));
  for (const placed_part& placed : layer.parts) {
    rram_product product = placed.product;
    product.analog_output = analog(layer, site);
    most = std::min<std::size_t>(most, hardware_.arrays[placed.array].most_vectors(product));
  }
  if (most == 0)
    throw std::invalid_argument("layer " + layer.form.name +
                                ": a vector of its inputs does not fit the buffers of its arrays.");
  return most;
}

std::size_t array_network::most_images(activation_site site) const {
  std::size_t most = 256;
  for (const placed_layer& layer : layers_)
    if (layer.form.computed().places() == 1) most = std::min(most, most_vectors(layer, site));
  return most;
}

/// Codes that a bank of neurons leaves go straight into the next layer's arrays if nothing has to be done to them and
/// all of them fit.
bool array_network::carried_by_dma(std::size_t index, std::size_t images, activation_site site) const {
  if (index + 1 >= layers_.size()) return false;
  const placed_layer &from = layers_[index], &to = layers_[index + 1];
  if (!from.form.hidden || site != activation_site::neurons) return false;
  if (from.form.kernel != 0 || from.form.pooling != 1 || to.form.kernel != 0) return false;
  if (images > most_vectors(from, site) || images > most_vectors(to, site)) return false;
  return std::all_of(to.parts.begin(), to.parts.end(),
                     [](const placed_part& placed) { return placed.part.first_input % 4 == 0; });
}

network_programming_report array_network::write(const network& net, const rram_verify_settings& settings) {
  network_programming_report report;
  const std::uint64_t start = hardware_.host.now_cycles();
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    placed_layer& layer = layers_[l];
    network_layer numbers = net.layers[l];
    if (mapping_.bias == bias_place::host) {
      auto biases = numbers.weights.rightCols(1);
      layer.bias.clear();
      layer.gain.assign(layer.form.outputs, 1.0);
      for (Eigen::Index o = 0; o < biases.rows(); ++o) layer.bias.push_back(static_cast<double>(biases(o, 0)));
      biases.setZero();
    }
    rram_programming_report& written = report.layers.emplace_back();
    const weight_encoder encoder(mapping_, window_of(hardware_.arrays[layer.parts.front().array]),
                                 static_cast<double>(numbers.weight_limit));
    const auto stride = static_cast<std::size_t>(numbers.weights.cols());
    for (const placed_part& placed : layer.parts) {
      rram_driver& array = hardware_.arrays[placed.array];
      const array_region& region = placed.product.region;
      std::vector<double> siemens(std::size_t{region.rows} * region.columns);
      try {
        for (std::size_t i = 0; i < placed.part.inputs; ++i)
          encoder.encode(numbers.weights.data() + placed.part.first_output * stride + placed.part.first_input + i,
                         stride, placed.part.outputs, siemens.data() + i * region.columns);
      } catch (const std::invalid_argument& error) {
        throw std::invalid_argument("layer " + layer.form.name + ": " + error.what());
      }
      written += array.program(region, siemens.data(), settings);
    }
    layer.weight_per_ampere = encoder.weight_per_ampere(hardware_.arrays[layer.parts.front().array].read_voltage());
    layer.output_scale = static_cast<double>(numbers.output_scale);
    layer.theta.assign(numbers.theta.data(), numbers.theta.data() + numbers.theta.size());
    write_biases(layer);
  }
  report.cycles = hardware_.host.now_cycles() - start;
  return report;
}

std::uint64_t array_network::tune(bool calibrated) {
  std::uint64_t given_up = 0;
  for (const placed_layer& layer : layers_) {
    if (!layer.form.hidden) continue;
    const std::vector<double> theta(layer.theta.begin(), layer.theta.end());
    ndr_driver& neurons = bank(layer);
    given_up += (calibrated ? neurons.calibrate(theta.data()) : neurons.tune(theta.data())).failed_neurons.size();
  }
  return given_up;
}

/// The input behind the last is always at its greatest code. Vectors that a DMA engine brings leave it alone.
void array_network::write_biases(const placed_layer& layer) {
  const activation_site site = hardware_.neurons.empty() ? activation_site::host : activation_site::neurons;
  for (const placed_part& placed : layer.parts) {
    if (placed.part.first_input + placed.part.inputs != layer.inputs()) continue;
    const rram_driver& array = hardware_.arrays[placed.array];
    const std::uint32_t stride = rram_driver::input_stride(placed.product.region.rows);
    const std::uint32_t last = placed.product.region.rows - 1;
    const std::uint32_t word = code_maximum_ << (8 * (last % 4));
    const std::size_t vectors = most_vectors(layer, site);
    for (std::size_t v = 0; v < vectors; ++v)
      hardware_.host.write32(array.input_address() + v * stride + last / 4 * 4, word);
  }
}

/// Starts the product on every array of the layer. \param codes vectors of layer.inputs() codes, or null if they are in
/// the arrays' buffers already
void array_network::send_and_start(placed_layer& layer, const std::uint8_t* codes, std::size_t vectors,
                                   bool to_neurons) {
  for (placed_part& placed : layer.parts) {
    rram_driver& array = hardware_.arrays[placed.array];
    placed.product.analog_output = to_neurons;
    if (codes == nullptr) {
      array.start_multiply_loaded(placed.product, static_cast<std::uint32_t>(vectors));
      continue;
    }
    const std::size_t inputs = placed.part.inputs;
    part_codes_.resize(vectors * inputs);
    for (std::size_t v = 0; v < vectors; ++v)
      std::copy_n(codes + v * layer.inputs() + placed.part.first_input, inputs, part_codes_.data() + v * inputs);
    array.start_multiply(placed.product, part_codes_.data(), static_cast<std::uint32_t>(vectors));
  }
}

/// Currents into neurons. \param outputs vectors x outputs codes, or null to leave them in the neurons' buffer
void array_network::fire(placed_layer& layer, const std::uint8_t* codes, std::size_t vectors, std::uint8_t* outputs) {
  ndr_driver& neurons = bank(layer);
  neurons.start_analog(static_cast<std::uint32_t>(vectors), static_cast<std::uint32_t>(layer.parts.size()),
                       layer.weight_per_ampere * neurons.input_unit(), output_of(layer));
  send_and_start(layer, codes, vectors, true);
  for (const placed_part& placed : layer.parts) hardware_.arrays[placed.array].finish_multiply(nullptr);
  neurons.finish();
  if (outputs != nullptr) neurons.read_codes(outputs, static_cast<std::uint32_t>(vectors));
}

/// Words of the arrays' converters, the parts of a layer added up: vectors x outputs sums in the network's unit.
void array_network::sum_up(placed_layer& layer, const std::uint8_t* codes, std::size_t vectors, double* sums) {
  const std::size_t outputs = layer.form.outputs;
  send_and_start(layer, codes, vectors, false);
  std::fill_n(sums, vectors * outputs, 0.0);
  for (const placed_part& placed : layer.parts) {
    rram_driver& array = hardware_.arrays[placed.array];
    words_.resize(vectors * placed.part.outputs);
    array.finish_multiply(words_.data());
    const double unit = array.current_lsb(placed.product) * layer.weight_per_ampere;
    for (std::size_t v = 0; v < vectors; ++v)
      for (std::size_t o = 0; o < placed.part.outputs; ++o)
        sums[v * outputs + placed.part.first_output + o] += unit * words_[v * placed.part.outputs + o];
  }
  if (!layer.bias.empty())
    for (std::size_t i = 0; i < vectors * outputs; ++i)
      sums[i] = sums[i] * layer.gain[i % outputs] + layer.bias[i % outputs];
  const std::size_t additions = layer.parts.size() - 1 + (layer.bias.empty() ? 0 : 1);
  if (additions > 0) hardware_.host.spend(cycles_per_value_ * vectors * outputs);
}

/// Digital sums into neurons, through the bank's own converters. \param outputs as in fire()
void array_network::fire_from_sums(placed_layer& layer, const std::uint8_t* codes, std::size_t vectors,
                                   std::uint8_t* outputs) {
  ndr_driver& neurons = bank(layer);
  sums_.resize(vectors * layer.form.outputs);
  sum_up(layer, codes, vectors, sums_.data());
  hardware_.host.spend(cycles_per_value_ * sums_.size());
  neurons.start_evaluate(sums_.data(), static_cast<std::uint32_t>(vectors), output_of(layer));
  neurons.finish();
  if (outputs != nullptr) neurons.read_codes(outputs, static_cast<std::uint32_t>(vectors));
}

void array_network::activate_in_host(const placed_layer& layer, const hidden_activation& activation, const double* sums,
                                     std::size_t vectors, std::uint8_t* outputs) {
  const std::size_t values = vectors * layer.form.outputs;
  inputs_.resize(values);
  thetas_.resize(values);
  values_.resize(values);
  for (std::size_t i = 0; i < values; ++i) {
    inputs_[i] = static_cast<float>(sums[i]);
    thetas_[i] = layer.theta[i % layer.form.outputs];
  }
  activation.evaluate(inputs_.data(), thetas_.data(), values, values_.data(), nullptr, nullptr);
  const auto greatest = static_cast<float>(code_maximum_);
  const float scale = greatest / static_cast<float>(layer.output_scale);
  for (std::size_t i = 0; i < values; ++i)
    outputs[i] = static_cast<std::uint8_t>(std::lround(std::clamp(values_[i] * scale, 0.0F, greatest)));
  hardware_.host.spend(cycles_per_value_ * values);
}

/// DMA: vectors of `codes` codes into a dense layer's arrays.
void array_network::carry(const placed_layer& to, const stored_codes& from, std::size_t codes, std::size_t vectors) {
  for (const placed_part& placed : to.parts) {
    const std::size_t bytes = std::min(placed.part.inputs, codes - placed.part.first_input);
    hardware_.dma.copy(
        static_cast<std::uint32_t>(from.address + placed.part.first_input),
        static_cast<std::uint32_t>(hardware_.arrays[placed.array].input_address()), static_cast<std::uint32_t>(bytes),
        {static_cast<std::uint32_t>(vectors), from.stride, rram_driver::input_stride(placed.product.region.rows)});
  }
}

/// One layer for all images of map_; leaves the next layer's maps in map_, or the last layer's sums in sums_.
/// \param loaded the layer's input vectors are in its arrays already
void array_network::run_layer(std::size_t index, std::size_t images, activation_site site,
                              const hidden_activation& activation, bool loaded) {
  placed_layer& layer = layers_[index];
  const std::size_t places = layer.form.computed().places(), inputs = layer.inputs(), outputs = layer.form.outputs;
  const std::size_t vectors = images * places;
  if (!loaded) {
    vectors_.assign(vectors * inputs, static_cast<std::uint8_t>(code_maximum_));
    for (std::size_t image = 0; image < images; ++image)
      gather_patches(layer.form, map_.data() + image * layer.form.input.elements(),
                     vectors_.data() + image * places * inputs, inputs);
    if (layer.form.kernel != 0) hardware_.host.spend(cycles_per_value_ * vectors * inputs);
  }
  if (carried_by_dma(index, images, site)) {
    const placed_layer& next = layers_[index + 1];
    const std::uint8_t* codes = loaded ? nullptr : vectors_.data();
    if (analog(layer, site))
      fire(layer, codes, vectors, nullptr);
    else
      fire_from_sums(layer, codes, vectors, nullptr);
    carry(next, {bank(layer).output_address(), ndr_driver::output_stride(static_cast<std::uint32_t>(outputs))}, outputs,
          vectors);
    return;
  }
  const std::size_t most = most_vectors(layer, site);
  std::vector<double> sums;
  if (!layer.form.hidden || site == activation_site::host) sums.resize(vectors * outputs);
  outputs_.resize(vectors * outputs);
  for (std::size_t first = 0; first < vectors; first += most) {
    const std::size_t some = std::min(most, vectors - first);
    const std::uint8_t* codes = loaded ? nullptr : vectors_.data() + first * inputs;
    if (!sums.empty())
      sum_up(layer, codes, some, sums.data() + first * outputs);
    else if (analog(layer, site))
      fire(layer, codes, some, outputs_.data() + first * outputs);
    else
      fire_from_sums(layer, codes, some, outputs_.data() + first * outputs);
  }
  if (!layer.form.hidden) {
    sums_ = std::move(sums);
    return;
  }
  if (site == activation_site::host) activate_in_host(layer, activation, sums.data(), vectors, outputs_.data());
  if (layer.form.pooling == 1) {
    map_.swap(outputs_);
    return;
  }
  const std::size_t computed = layer.form.computed().elements(), pooled = layer.form.output().elements();
  map_.resize(images * pooled);
  for (std::size_t image = 0; image < images; ++image)
    pool_maximum(layer.form, outputs_.data() + image * computed, map_.data() + image * pooled);
  hardware_.host.spend(cycles_per_value_ * vectors * outputs);
}

void array_network::infer_together(std::size_t images, activation_site site, const hidden_activation& activation,
                                   bool loaded, double* sums) {
  for (std::size_t l = 0; l < layers_.size(); ++l)
    run_layer(l, images, site, activation, l == 0 ? loaded : carried_by_dma(l - 1, images, site));
  std::copy(sums_.begin(), sums_.end(), sums);
}

void array_network::infer(const std::uint8_t* codes, std::size_t images, activation_site site,
                          const hidden_activation& activation, double* sums) {
  const std::size_t most = most_images(site), inputs = layers_.front().form.input.elements();
  for (std::size_t first = 0; first < images; first += most) {
    const std::size_t some = std::min(most, images - first);
    map_.assign(codes + first * inputs, codes + (first + some) * inputs);
    infer_together(some, site, activation, false, sums + first * classes());
  }
}

bool array_network::takes_stored_codes() const {
  const placed_layer& layer = layers_.front();
  return layer.form.kernel == 0 && std::all_of(layer.parts.begin(), layer.parts.end(), [](const placed_part& placed) {
           return placed.part.first_input % 4 == 0;
         });
}

void array_network::infer_stored(const stored_codes& codes, std::size_t images, activation_site site,
                                 const hidden_activation& activation, double* sums) {
  if (!takes_stored_codes())
    throw std::invalid_argument("layer " + layers_.front().form.name +
                                " cannot take its inputs by DMA: its parts do not begin at multiples of 4 inputs.");
  const std::size_t most = most_images(site);
  for (std::size_t first = 0; first < images; first += most) {
    const std::size_t some = std::min(most, images - first);
    carry(layers_.front(), {codes.address + first * codes.stride, codes.stride}, layers_.front().form.inputs(), some);
    infer_together(some, site, activation, true, sums + first * classes());
  }
}

void array_network::choose_ranges(const std::uint8_t* codes, std::size_t images, activation_site site,
                                  const hidden_activation& activation) {
  std::vector<double> sums(images * layers_.back().form.outputs);
  const auto saturations = [&](const placed_layer& layer) {
    std::uint64_t count = 0;
    for (const placed_part& placed : layer.parts) count += hardware_.arrays[placed.array].saturations();
    return count;
  };
  const auto set_range = [](placed_layer& layer, std::uint32_t range) {
    for (placed_part& placed : layer.parts) placed.product.converter_range = range;
  };
  for (placed_layer& layer : layers_) {
    if (analog(layer, site)) continue;
    const std::uint32_t ranges = hardware_.arrays[layer.parts.front().array].converter_ranges();
    for (std::uint32_t range = 0; range < ranges; ++range) {
      set_range(layer, range);
      const std::uint64_t before = saturations(layer);
      infer(codes, images, site, activation, sums.data());
      if (saturations(layer) == before) continue;
      set_range(layer, range > 0 ? range - 1 : 0);
      break;
    }
  }
}

}  // namespace memvp
