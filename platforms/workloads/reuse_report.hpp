// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "memvp/models/physics/ferroionic_parameters.hpp"
#include "memvp/platforms/workloads/task_course.hpp"

namespace memvp {

/// One way of going through all tasks, hardware or floating point.
struct reuse_arm {
  stage_cost programming;   ///< of the source model, once; nothing if each task has its own
  double source_score = 0;  ///< of the source model as written, on the source's own test vectors
  std::vector<task_outcome> tasks;
};

/// What pulses of an update came to in the run, for comparison with the published ones.
struct update_pulses {
  std::uint64_t updates = 0;       ///< batches
  double pulse_seconds = 0;        ///< s for which rows were driven, one after another, in all of them
  double programming_seconds = 0;  ///< of the source model
};

/// The figures of an arm. Scores are means over the tasks; costs are sums over the source and all tasks, without
/// asking; epochs and time to the target are means over the tasks, where the time of a task is its own programming and
/// deployment, its learning until the target, and its share of the source's programming. All tasks must have been
/// followed at the same batches.
/// @param targets  validation score of each task
nlohmann::ordered_json arm_results(const reuse_arm& arm, const std::vector<double>& targets,
                                   std::size_t batches_per_epoch);

/// The four changes, reuse / no_reuse - 1, speed being 1 / epochs, from results that have both arms. A speed beyond all
/// bounds, of targets that are reached before the first batch, is infinite: null in the summary.
void add_changes(nlohmann::ordered_json& results);

/// What an update would take with the pulses of doi 10.1038/s41467-024-55701-0, Fig. 2e,h, computed from the pulses of
/// the run, whose widths are the published ones over one factor: time per update, how much of the first row's ionic
/// content is left when the last row is written, time for the source model.
nlohmann::ordered_json published_pulses(const update_pulses& pulses, const ferroionic_device_parameters& device);

/// The results as text: both arms beside the paper's headline with the definitions, the controls, each task, and the
/// published pulses.
std::string reuse_table(const nlohmann::ordered_json& results);

}  // namespace memvp
