// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "memvp/platforms/workloads/matrix_engine.hpp"
#include "memvp/platforms/workloads/supervised_task.hpp"
#include "memvp/platforms/workloads/task_learning.hpp"

namespace memvp {

/// What a stretch of a host's program has cost the hardware. All zero in floating point.
struct stage_cost {
  double seconds = 0;        ///< simulated
  double joules = 0;         ///< dynamic energy of arrays and periphery
  std::uint64_t pulses = 0;  ///< write pulses, one a cell and pulse
};
inline stage_cost operator+(const stage_cost& a, const stage_cost& b) {
  return {a.seconds + b.seconds, a.joules + b.joules, a.pulses + b.pulses};
}

/// Returns what has passed since it was called last.
using cost_meter_lap = std::function<stage_cost()>;

/// How far a task had got when it was asked about its validation vectors.
struct course_point {
  std::size_t batches = 0;  ///< learned
  double score = 0;         ///< on the validation vectors
  stage_cost learning;      ///< so far; asking is not counted
};

/// What came of one task.
struct task_outcome {
  std::string name;
  std::vector<course_point> course;  ///< before the first batch, each follow_interval batches, after the last
  double test_score = 0;             ///< after the last epoch
  double unseen_score = 0;           ///< after the last epoch
  stage_cost programming;            ///< of the polarisation, for this task alone
  stage_cost deployment;             ///< rows given to the task, and restored from the one before
  stage_cost learning;
  stage_cost asking;  ///< validation, test and unseen vectors
};

/// Where a task reached a score.
struct target_reached {
  bool reached = false;  ///< if not, the rest is the whole course
  double epochs = 0;     ///< fractional, as finely as the task was followed
  stage_cost learning;
};

/// Learns a task with the weights that the engine has, follows it, and tests it in the end.
/// @param index  of the task; the orders of its vectors depend on it and on the seed alone
/// @param done   called after each batch
task_outcome follow_task(matrix_engine& engine, const task_family& family, std::size_t index,
                         const task_learning_parameters& parameters, std::uint64_t seed, const cost_meter_lap& lap,
                         const std::function<void()>& done);

/// The first point of the course with at least this score.
target_reached reach(const task_outcome& outcome, double score, std::size_t batches_per_epoch);

}  // namespace memvp
