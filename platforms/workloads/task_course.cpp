// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/task_course.hpp"

namespace memvp {

task_outcome follow_task(matrix_engine& engine, const task_family& family, std::size_t index,
                         const task_learning_parameters& parameters, std::uint64_t seed, const cost_meter_lap& lap,
                         const std::function<void()>& done) {
  const supervised_task& task = family.tasks[index];
  const auto portion = static_cast<std::size_t>(parameters.evaluation_batch);
  const auto interval = static_cast<std::size_t>(parameters.follow_interval);
  const std::size_t all_batches =
      static_cast<std::size_t>(parameters.task.epochs) * parameters.task.batches(task.training.size());
  task_outcome outcome;
  outcome.name = task.name;
  const auto ask = [&](const supervised_vectors& vectors) {
    const double result = score(engine, family.kind, vectors, portion);
    outcome.asking = outcome.asking + lap();
    return result;
  };
  lap();
  outcome.course.push_back({0, ask(task.validation), {}});
  learn(engine, family.kind, task.training, task_schedule(family.kind, parameters),
        {seed, random_purpose::training_shuffle, static_cast<std::uint32_t>(index) + 1}, [&](std::size_t batches) {
          if (batches % interval == 0 || batches == all_batches) {
            outcome.learning = outcome.learning + lap();
            outcome.course.push_back({batches, ask(task.validation), outcome.learning});
          }
          done();
        });
  outcome.test_score = ask(task.test);
  outcome.unseen_score = ask(task.unseen);
  return outcome;
}

target_reached reach(const task_outcome& outcome, double score, std::size_t batches_per_epoch) {
  const auto at = [&](const course_point& point, bool reached) {
    return target_reached{reached, static_cast<double>(point.batches) / static_cast<double>(batches_per_epoch),
                          point.learning};
  };
  for (const course_point& point : outcome.course)
    if (point.score >= score) return at(point, true);
  return at(outcome.course.back(), false);
}

}  // namespace memvp
