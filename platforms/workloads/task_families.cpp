// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/task_families.hpp"

namespace memvp {

void visit_parameters(parameter_visitor& visitor, task_family_parameters& p) {
  const auto choice = [](const char* key, double minimum, double maximum, const char* meaning) {
    return parameter_info{key, dimension::number, minimum, maximum, meaning, provenance::assumed, "assumed"};
  };
  visitor.enumeration(
      choice("workload.family", 0, 0, "what the tasks are made from: views of images, or generated sines"),
      {"images", "sines"}, p.family);
  visitor.integer(choice("workload.tasks", 1, 100, "downstream tasks, learned one after another"), p.tasks);
  visitor.integer(choice("workload.source_vectors", 10, 1e6, "vectors that the source model learns from"),
                  p.source_vectors);
  visitor.integer(choice("workload.training_vectors", 10, 1e6, "vectors that a task learns from"), p.training_vectors);
  visitor.integer(
      choice("workload.validation_vectors", 10, 1e6, "vectors of a task that the course of learning is followed on"),
      p.validation_vectors);
  visitor.integer(choice("workload.test_vectors", 10, 1e6, "vectors that a task is tested with"), p.test_vectors);
  visitor.real(choice("workload.unseen_shift", 0, 14, "images: pixels by which the unseen images are displaced"),
               p.unseen_shift);
  visitor.real(choice("workload.unseen_noise", 0, 10, "sines: standard deviation on the unseen input codes"),
               p.unseen_noise);
}

}  // namespace memvp
