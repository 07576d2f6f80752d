// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/obtained_network.hpp"

#include <spdlog/spdlog.h>

#include <filesystem>

#include "memvp/platforms/workloads/network_file.hpp"

namespace memvp {

void visit_network_weights(parameter_visitor& visitor, std::string& folder) {
  visitor.path({"network.weights", dimension::number, 0, 0, "run folder whose networks are used instead of training",
                provenance::setting, ""},
               folder);
}

network obtain_network(const std::vector<layer_form>& forms, const hidden_activation& activation,
                       const image_data& data, network_training_parameters training, bool train_theta,
                       const std::string& weights, const run_context& context) {
  const std::string file = train_theta ? "trained.network" : "fixed.network";
  if (!weights.empty()) {
    network earlier = read_network(std::filesystem::path(weights) / file);
    check_network(earlier, forms, activation);
    write_network(context.folder / file, earlier);
    return earlier;
  }
  network net = empty_network(forms);
  training.train_theta = train_theta;
  initialise(net, activation, data.training, training, context.seed);
  bool begun = false;
  std::size_t reported = 0;
  const network_training_report report =
      train(net, activation, data.training, data.test, training, context.seed, [&](std::size_t done, std::size_t all) {
        if (!begun) context.progress.begin(train_theta ? "float network, thetas trained" : "float network", all);
        begun = true;
        context.progress.advance(done - reported);
        reported = done;
      });
  for (std::size_t epoch = 0; epoch < report.loss.size(); ++epoch)
    spdlog::info("{} epoch {}: loss {:.5f}", file, epoch + 1, report.loss[epoch]);
  write_network(context.folder / file, net);
  return net;
}

}  // namespace memvp
