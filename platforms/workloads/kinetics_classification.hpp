// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "memvp/platforms/experiment.hpp"
#include "memvp/platforms/kinetics_system.hpp"
#include "memvp/platforms/workloads/hardware_readout.hpp"
#include "memvp/platforms/workloads/kinetics_report.hpp"
#include "memvp/platforms/workloads/kinetics_task.hpp"
#include "memvp/platforms/workloads/kinetics_trainer.hpp"
#include "memvp/platforms/workloads/network_trainer.hpp"

namespace memvp {

/// Classification by a bank of drift-diffusion memristors and a read-out on 1T1R arrays, after Shi et al. 2025 (doi
/// 10.1038/s41467-025-56286-y): alpha, beta and the read-out are trained together in software; then, for every draw,
/// the constants are written into devices that each come out with their own, features of training samples are read
/// through the tile, the read-out is fine-tuned on them and written into arrays, and the test samples go through both.
///
/// Beside it, trained, fine-tuned and written alike: the same read-out on the samples themselves (the control), and a
/// smaller network on the samples themselves. A concrete experiment gives the samples and the defaults.
class kinetics_classification : public experiment {
 public:
  void visit_parameters(parameter_visitor& visitor) override;
  run_summary run(const run_context& context) override;
  std::string results_table(const run_summary& summary) const override;

 protected:
  kinetics_classification();

  virtual void visit_samples(parameter_visitor& visitor) = 0;  ///< keys of the concrete experiment's own
  virtual kinetics_task load(const run_context& context) const = 0;
  virtual bool votes() const = 0;  ///< whether the system has a vote unit

  kinetics_system_parameters system_;
  mapping_parameters mapping_;
  kinetics_training_parameters learning_;
  network_training_parameters tuning_;
  network_programming_parameters programming_;
  kinetics_workload_parameters workload_;

 private:
  /// A network that takes part, from training to its answers.
  struct contender {
    std::string name;
    kinetics_training_result trained;
    std::vector<layer_form> forms;
    std::vector<array_part> parts;
    contender_figures figures;
  };

  contender train(const std::string& name, const kinetics_task& task, const kinetics_layer_form& form,
                  const kinetics_training_parameters& learning, bool kinetics, const run_context& context) const;
  void write_constants(kinetics_driver& tile, const kinetics_network& model, kinetics_run& run,
                       nlohmann::ordered_json& results) const;
  image_set read_features(kinetics_driver& tile, const kinetics_run& run, const pulse_samples& samples) const;
  void draw(kinetics_hardware& hardware, contender& one, std::size_t group, std::int64_t number,
            const kinetics_task& task, const kinetics_run& run, const run_context& context,
            nlohmann::ordered_json& results) const;
  void account(contender& one, const kinetics_task& task, const run_summary& summary) const;
  void write_curve(const contender& one, const run_context& context) const;
};

}  // namespace memvp
