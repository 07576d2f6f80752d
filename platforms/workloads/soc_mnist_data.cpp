// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/soc_mnist_data.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <string>

#include "memvp/models/physics/rram_access_transistor.hpp"
#include "memvp/models/tiles/ndr_driver.hpp"
#include "memvp/models/tiles/ndr_targets.hpp"
#include "memvp/models/tiles/rram_targets.hpp"
#include "memvp/platforms/firmware/rram_ndr_mnist.h"
#include "memvp/platforms/workloads/image_codes.hpp"
#include "memvp/platforms/workloads/weight_encoder.hpp"

namespace memvp {

namespace {

// What the compilers of both sides make of the structures.
static_assert(sizeof(soc_mnist_part) == 52 && sizeof(soc_mnist_layer) == 40 && sizeof(soc_mnist_header) == 104);

constexpr std::size_t most_bytes = std::size_t{1} << 30;

/// Bytes that grow; everything lies at a multiple of eight.
class memory_image {
 public:
  template <class element>
  std::uint32_t append(const element* data, std::size_t count) {
    const std::size_t place = bytes_.size(), size = count * sizeof(element);
    if (size > most_bytes - place)
      throw std::invalid_argument("the network and its images are too much for the memory of the platform's data.");
    bytes_.resize((place + size + 7) / 8 * 8);
    std::memcpy(bytes_.data() + place, data, size);
    return static_cast<std::uint32_t>(place);
  }
  template <class element>
  std::uint32_t append(const std::vector<element>& data) {
    return append(data.data(), data.size());
  }
  template <class element>
  void replace(std::uint32_t place, const std::vector<element>& data) {
    std::memcpy(bytes_.data() + place, data.data(), data.size() * sizeof(element));
  }
  std::vector<std::uint8_t> take() { return std::move(bytes_); }
  std::uint32_t size() const { return static_cast<std::uint32_t>(bytes_.size()); }

 private:
  std::vector<std::uint8_t> bytes_;
};

/// A figure as the tile's register has it. Volatile, since GCC 12 leaves the rounding out where it vectorises two
/// neighbouring figures' conversions there and back.
double as_single(double value) {
  const volatile auto single = static_cast<float>(value);
  return static_cast<double>(single);
}

/// The tiles' figures, as a driver reads them.
struct tile_figures {
  double bottom, top, read_voltage;
  conductance_window window;
  std::uint32_t code_maximum;

  explicit tile_figures(const rram_tile_parameters& p)
      : bottom(as_single(p.device.minimum_conductance)),
        top(as_single(p.device.maximum_conductance)),
        read_voltage(as_single(effective_read_voltage(p.device, p.read.voltage))),
        window{bottom, top, as_single(transistor_on_resistance(p.device, p.device.read_gate_voltage))},
        code_maximum((std::uint32_t{1} << p.converter.dac_bits) - 1) {}
};

std::uint32_t column_mode_of(weight_pairing pairing) {
  return static_cast<std::uint32_t>(pairing == weight_pairing::differential ? rram_column_mode::differential
                                                                            : rram_column_mode::offset);
}

/// Targets of a part's cells, row by row.
std::vector<std::uint16_t> targets_of(const soc_mnist_contents& c, const array_part& part,
                                      const weight_encoder& encoder, const tile_figures& figures) {
  const network_layer& layer = c.net.layers[part.layer];
  const auto stride = static_cast<std::size_t>(layer.weights.cols());
  const std::size_t columns = columns_of(part.outputs, c.mapping);
  std::vector<double> siemens(columns);
  std::vector<std::uint16_t> targets;
  for (std::size_t row = 0; row < part.inputs; ++row) {
    encoder.encode(layer.weights.data() + part.first_output * stride + part.first_input + row, stride, part.outputs,
                   siemens.data());
    for (const double conductance : siemens)
      targets.push_back(static_cast<std::uint16_t>(rram_target(conductance, figures.bottom, figures.top)));
  }
  return targets;
}

/// Codes of every image for one part, each image's filled up to whole words; the bias is an input at the greatest code.
std::vector<std::uint8_t> codes_for(const array_part& part, const std::vector<std::uint8_t>& codes, std::size_t images,
                                    std::size_t pixels, std::uint32_t greatest) {
  const std::size_t stride = rram_driver::input_stride(static_cast<std::uint32_t>(part.inputs));
  std::vector<std::uint8_t> block(images * stride);
  for (std::size_t image = 0; image < images; ++image)
    for (std::size_t i = 0; i < part.inputs; ++i) {
      const std::size_t input = part.first_input + i;
      block[image * stride + i] = input < pixels ? codes[image * pixels + input] : static_cast<std::uint8_t>(greatest);
    }
  return block;
}

std::vector<std::uint32_t> tuning_of(const network_layer& layer, const ndr_activation& nominal, bool crests) {
  std::vector<std::uint32_t> targets;
  for (Eigen::Index i = 0; i < layer.theta.size(); ++i) {
    const auto theta = static_cast<double>(layer.theta[i]);
    const auto neuron = static_cast<std::uint32_t>(i);
    targets.push_back(crests ? ndr_crest_target(nominal, theta, neuron) : ndr_tuning_target(nominal, theta, neuron));
  }
  return targets;
}

/// The header with all that stands in it by value.
soc_mnist_header header_of(const soc_mnist_contents& c, const tile_figures& figures) {
  soc_mnist_header header{};
  header.magic = SOC_MNIST_MAGIC;
  header.parts = static_cast<std::uint32_t>(c.parts.size());
  header.layers = static_cast<std::uint32_t>(c.net.layers.size());
  header.window_bottom = static_cast<float>(figures.bottom);
  header.window_top = static_cast<float>(figures.top);
  header.code_maximum = figures.code_maximum;
  header.code_bits = static_cast<std::uint32_t>(c.tiles.array.converter.dac_bits);
  header.column_mode = column_mode_of(c.mapping.pairing);
  header.passes = static_cast<std::uint32_t>(c.programming.passes);
  header.pass_ticks = static_cast<std::uint64_t>(std::llround(c.programming.wait_time * c.timer_frequency));
  header.verify_tolerance = rram_tolerance(c.programming.verify.tolerance, figures.bottom, figures.top);
  header.verify_pulse_limit = c.programming.verify.pulse_limit;
  header.verify_reads = c.programming.verify.reads;
  const bool crests = c.tiles.neurons.device.calibration;
  const ndr_tuning_settings tuning = crests ? ndr_calibration_settings() : ndr_tuning_settings{};
  header.calibrate = crests ? 1 : 0;
  header.tune_tolerance = ndr_tuning_tolerance(tuning.tolerance);
  header.tune_pulse_limit = tuning.pulse_limit;
  header.tune_reads = tuning.reads;
  header.tune_points = tuning.points;
  header.images[SOC_MNIST_TEST] = static_cast<std::uint32_t>(c.test.size());
  header.images[SOC_MNIST_CALIBRATION] = static_cast<std::uint32_t>(c.calibration.size());
  return header;
}

}  // namespace

void require_drivable(const std::vector<layer_form>& forms, const std::vector<array_part>& parts) {
  const auto refuse = [](const std::string& reason) {
    throw std::invalid_argument("the firmware of soc-mnist cannot drive this network: " + reason + ".");
  };
  if (forms.size() < 2) refuse("it has no hidden layer");
  for (const layer_form& form : forms)
    if (form.kernel != 0 || form.pooling != 1) refuse("layer " + form.name + " is not dense");
  if (parts.size() + forms.size() - 1 > SOC_MNIST_TILES)
    refuse("it takes " + std::to_string(parts.size()) + " arrays and " + std::to_string(forms.size() - 1) +
           " banks of neurons, more than " + std::to_string(SOC_MNIST_TILES) + " tiles");
  if (forms.back().outputs > SOC_MNIST_CLASSES)
    refuse("it has more than " + std::to_string(SOC_MNIST_CLASSES) + " classes");
  for (const array_part& part : parts)
    if (part.layer > 0 && part.first_input % 4 != 0)
      refuse("a part of layer " + forms[part.layer].name + " begins at input " + std::to_string(part.first_input) +
             ", where DMA cannot bring codes: not at a multiple of 4");
}

std::vector<std::uint8_t> soc_mnist_data(const soc_mnist_contents& c) {
  std::vector<layer_form> forms;
  for (const network_layer& layer : c.net.layers) forms.push_back(layer.form);
  require_drivable(forms, c.parts);
  const tile_figures figures(c.tiles.array);
  soc_mnist_header header = header_of(c, figures);
  memory_image image;
  image.append(&header, 1);
  std::vector<soc_mnist_layer> layers(c.net.layers.size());
  std::vector<soc_mnist_part> parts(c.parts.size());
  header.layers_at = image.append(layers);  // the places first, what stands there last
  header.parts_at = image.append(parts);

  const ndr_activation nominal(c.tiles.neurons.device);
  std::vector<weight_encoder> encoders;
  std::size_t bank = 0;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const network_layer& numbers = c.net.layers[l];
    encoders.emplace_back(c.mapping, figures.window, static_cast<double>(numbers.weight_limit));
    soc_mnist_layer& layer = layers[l];
    layer.weight_per_ampere = encoders.back().weight_per_ampere(figures.read_voltage);
    layer.inputs = static_cast<std::uint32_t>(numbers.form.inputs());
    layer.outputs = static_cast<std::uint32_t>(numbers.form.outputs);
    if (!numbers.form.hidden) continue;
    layer.neurons = static_cast<std::uint32_t>(bank_address(c.tiles, bank));
    layer.neurons_line = static_cast<std::uint32_t>(c.parts.size() + bank++);
    layer.tuning = image.append(tuning_of(numbers, nominal, header.calibrate != 0));
    layer.output_full_scale = numbers.output_scale;
  }

  const std::size_t pixels = c.net.layers.front().form.inputs();
  const image_set* const sets[SOC_MNIST_SETS] = {&c.test, &c.calibration};
  std::vector<std::uint8_t> codes[SOC_MNIST_SETS];
  for (std::size_t s = 0; s < SOC_MNIST_SETS; ++s) codes[s] = codes_of(*sets[s], figures.code_maximum);
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const array_part& placed = c.parts[p];
    soc_mnist_layer& layer = layers[placed.layer];
    if (layer.parts++ == 0) layer.first_part = static_cast<std::uint32_t>(p);
    soc_mnist_part& part = parts[p];
    part.array = static_cast<std::uint32_t>(array_address(c.tiles, p));
    part.line = static_cast<std::uint32_t>(p);
    part.first_input = static_cast<std::uint32_t>(placed.first_input);
    part.inputs = static_cast<std::uint32_t>(placed.inputs);
    part.first_output = static_cast<std::uint32_t>(placed.first_output);
    part.outputs = static_cast<std::uint32_t>(placed.outputs);
    part.rows = part.inputs;  // next to the drivers and the sense amplifiers
    part.first_row = static_cast<std::uint32_t>(c.mapping.rows) - part.rows;
    part.columns = static_cast<std::uint32_t>(columns_of(placed.outputs, c.mapping));
    part.has_bias = placed.first_input + placed.inputs == layer.inputs + 1 ? 1 : 0;
    part.targets = image.append(targets_of(c, placed, encoders[placed.layer], figures));
    for (std::size_t s = 0; placed.layer == 0 && s < SOC_MNIST_SETS; ++s)
      part.codes[s] = image.append(codes_for(placed, codes[s], sets[s]->size(), pixels, figures.code_maximum));
  }
  header.labels = image.append(c.test.labels);
  header.answers = image.append(std::vector<std::uint8_t>(c.test.size()));
  header.bytes = image.size();
  image.replace(0, std::vector<soc_mnist_header>{header});
  image.replace(header.layers_at, layers);
  image.replace(header.parts_at, parts);
  return image.take();
}

}  // namespace memvp
