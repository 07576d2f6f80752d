// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/tiles/ndr_driver.hpp"
#include "memvp/models/tiles/rram_driver.hpp"
#include "memvp/platforms/workloads/array_mapping.hpp"
#include "memvp/platforms/workloads/hidden_activation.hpp"
#include "memvp/platforms/workloads/network.hpp"
#include "memvp/platforms/workloads/weight_encoder.hpp"
#include "memvp/tlm/dma_driver.hpp"
#include "memvp/tlm/host_cpu.hpp"

namespace memvp {

/// What a host's program has at hand: its own processor, the DMA engine, an array for every part of the network and a
/// bank of neurons for every hidden layer.
struct network_hardware {
  host_cpu& host;
  dma_driver dma;
  std::vector<rram_driver> arrays;
  std::vector<ndr_driver> neurons;
};

/// Where the hidden activations are computed.
enum class activation_site {
  neurons,  ///< in the neurons
  host,     ///< by the host from the arrays' words, exactly: the activation as the float network has it
};

/// What programming took, and how long.
struct network_programming_report {
  std::vector<rram_programming_report> layers;
  std::uint64_t cycles = 0;

  rram_programming_report total() const;
};

/// Input vectors of a network's first layer that lie behind the bus, a byte a code.
struct stored_codes {
  std::uint64_t address;  ///< of the first code of the first vector
  std::uint32_t stride;   ///< bytes from a vector to the next
};

/// A network on arrays and neurons, as the host's program drives it: writes weights, sends images through, layer after
/// layer, many images at a time. Everything it learns of the hardware, it learns over the bus.
class array_network {
 public:
  /// \param parts as place_layers() gives them, one an array, for the layers of `forms`
  /// \param host_cycles_per_value what the host takes for a value that it packs, pools, adds or compares
  array_network(network_hardware& hardware, const std::vector<layer_form>& forms, const std::vector<array_part>& parts,
                const mapping_parameters& mapping, std::uint64_t host_cycles_per_value);

  /// Writes a network's weights closed loop, array after array, and keeps its scales. \throws std::invalid_argument
  /// naming the layer for a weight that its cells cannot hold
  network_programming_report write(const network& net, const rram_verify_settings& settings);

  /// Sets the ranges of the converters to the narrowest that hold what these images give; no effect on layers that feed
  /// neurons directly. \param codes images x inputs of the first layer
  void choose_ranges(const std::uint8_t* codes, std::size_t images, activation_site site,
                     const hidden_activation& activation);

  /// Finds, for every output of every layer, the gain and offset by which the host turns what the arrays give into what
  /// the network would: IR drop takes a share of every current. The host's own biases (mapping.bias = host) take both
  /// in. Dense layers, hidden activations in the host. \param net the network that was written, \param codes vectors x
  /// inputs of the first layer
  /// \throws std::invalid_argument for another mapping or a convolution
  void correct_outputs(const network& net, const std::uint8_t* codes, std::size_t vectors,
                       const hidden_activation& activation);

  /// Sums of the last layer, images x classes, in the unit of the network's own sums.
  void infer(const std::uint8_t* codes, std::size_t images, activation_site site, const hidden_activation& activation,
             double* sums);

  /// As infer(), with codes that DMA brings from where they are: the first layer's own, 0 to input_maximum().
  /// \throws std::invalid_argument if the first layer does not take them (see takes_stored_codes)
  void infer_stored(const stored_codes& codes, std::size_t images, activation_site site,
                    const hidden_activation& activation, double* sums);
  /// Whether codes can come so: the first layer is dense, and its parts begin at multiples of 4 inputs.
  bool takes_stored_codes() const;
  std::uint32_t input_maximum() const { return code_maximum_; }  ///< greatest code of the first layer's inputs

  std::size_t classes() const { return layers_.back().form.outputs; }

  /// Images that fit the buffers together; more are taken in turns.
  std::size_t most_images(activation_site site) const;

  /// Brings the ECRAMs of every bank to the thetas of the network written last (`calibrated`: to where each neuron's
  /// own crest is at the place that its theta means on the nominal device). Returns the neurons that were given up.
  std::uint64_t tune(bool calibrated);

 private:
  struct placed_part {
    array_part part;
    std::size_t array;
    rram_product product;
  };
  struct placed_layer {
    layer_form form;
    std::vector<placed_part> parts;
    std::size_t neurons = 0;       // which bank; hidden layers only
    double weight_per_ampere = 0;  // sums = amperes * weight_per_ampere
    double output_scale = 1;       // of the network
    std::vector<float> theta;
    std::vector<double> bias;  // that the host adds; empty if cells do
    std::vector<double> gain;  // by which it multiplies before
    std::size_t inputs() const { return form.inputs() + 1; }
  };

  ndr_driver& bank(const placed_layer& layer) const;
  ndr_output output_of(const placed_layer& layer) const;
  bool analog(const placed_layer& layer, activation_site site) const;
  bool carried_by_dma(std::size_t layer, std::size_t images, activation_site site) const;
  std::size_t most_vectors(const placed_layer& layer, activation_site site) const;
  void write_biases(const placed_layer& layer);
  void send_and_start(placed_layer& layer, const std::uint8_t* codes, std::size_t vectors, bool to_neurons);
  void fire(placed_layer& layer, const std::uint8_t* codes, std::size_t vectors, std::uint8_t* outputs);
  void sum_up(placed_layer& layer, const std::uint8_t* codes, std::size_t vectors, double* sums);
  void fire_from_sums(placed_layer& layer, const std::uint8_t* codes, std::size_t vectors, std::uint8_t* outputs);
  void activate_in_host(const placed_layer& layer, const hidden_activation& activation, const double* sums,
                        std::size_t vectors, std::uint8_t* outputs);
  void carry(const placed_layer& to, const stored_codes& from, std::size_t codes, std::size_t vectors);
  void run_layer(std::size_t layer, std::size_t images, activation_site site, const hidden_activation& activation,
                 bool loaded);
  void infer_together(std::size_t images, activation_site site, const hidden_activation& activation, bool loaded,
                      double* sums);

  network_hardware& hardware_;
  mapping_parameters mapping_;
  std::uint64_t cycles_per_value_;
  std::vector<placed_layer> layers_;
  std::uint32_t code_maximum_, code_bits_ = 0;

  std::vector<std::uint8_t> map_, vectors_, part_codes_, outputs_, pooled_;
  std::vector<double> sums_;
  std::vector<float> inputs_, thetas_, values_;
  std::vector<std::int32_t> words_;
};

}  // namespace memvp
