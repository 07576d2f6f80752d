// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/network.hpp"

#include <stdexcept>

namespace memvp {
namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();

layer_form dense(const char* name, std::size_t inputs, std::size_t outputs) {
  return {name, {1, 1, inputs}, 0, outputs, 1, true};
}

void append_convolution(std::vector<layer_form>& layers, const char* name, const map_size& input, std::size_t kernel,
                        std::size_t outputs, std::size_t pooling) {
  const std::size_t least = kernel + pooling - 1;
  if (input.rows < least || input.columns < least)
    throw std::invalid_argument(std::string("layer ") + name + ": its input has " + std::to_string(input.rows) + " x " +
                                std::to_string(input.columns) + " places, but a kernel of " + std::to_string(kernel) +
                                " and a pooling of " + std::to_string(pooling) + " need at least " +
                                std::to_string(least) + " each way.");
  layers.push_back({name, input, kernel, outputs, pooling, true});
}

}  // namespace

bool layer_form::operator==(const layer_form& other) const {
  return name == other.name && input == other.input && kernel == other.kernel && outputs == other.outputs &&
         pooling == other.pooling && hidden == other.hidden;
}

std::size_t network::weights() const {
  std::size_t count = 0;
  for (const network_layer& layer : layers) count += static_cast<std::size_t>(layer.weights.size());
  return count;
}

void visit_parameters(parameter_visitor& visitor, network_parameters& parameters) {
  visitor.enumeration(
      {"network.shape", dimension::number, -unbounded, unbounded, "Layers of the network", provenance::setting,
       "mlp: one hidden layer; lenet: after LeNet-5, doi 10.1109/5.726791, Fig. 2"},
      {"mlp", "lenet"}, parameters.shape);
  visitor.integer({"network.hidden", dimension::number, 1, 4096, "Hidden neurons of the mlp", provenance::assumed,
                   "assumed: the paper's network is not known (doi 10.1002/adfm.202405618, abstract)"},
                  parameters.hidden);
}

std::vector<layer_form> layer_forms(const network_parameters& parameters, std::size_t image_rows,
                                    std::size_t image_columns, std::size_t classes) {
  if (image_rows == 0 || image_columns == 0 || classes == 0 || parameters.hidden < 1)
    throw std::invalid_argument("a network needs pixels, hidden neurons and classes.");
  std::vector<layer_form> layers;
  if (parameters.shape == network_shape::mlp) {
    layers = {dense("dense1", image_rows * image_columns, static_cast<std::size_t>(parameters.hidden))};
    layers.push_back(dense("dense2", layers.back().outputs, classes));
  } else {
    append_convolution(layers, "conv1", {image_rows, image_columns, 1}, 5, 6, 2);
    append_convolution(layers, "conv2", layers.back().output(), 5, 16, 2);
    layers.push_back(dense("dense1", layers.back().output().elements(), 120));
    layers.push_back(dense("dense2", 120, 84));
    layers.push_back(dense("dense3", 84, classes));
  }
  layers.back().hidden = false;
  return layers;
}

network empty_network(const std::vector<layer_form>& forms) {
  network result;
  for (const layer_form& form : forms) {
    network_layer layer;
    layer.form = form;
    layer.weights =
        weight_matrix::Zero(static_cast<Eigen::Index>(form.outputs), static_cast<Eigen::Index>(form.inputs() + 1));
    if (form.hidden) layer.theta = Eigen::VectorXf::Zero(static_cast<Eigen::Index>(form.outputs));
    result.layers.push_back(std::move(layer));
  }
  return result;
}

}  // namespace memvp
