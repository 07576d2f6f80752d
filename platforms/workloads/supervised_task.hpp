// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace memvp {

/// Input vectors and what a network should answer to each.
struct supervised_vectors {
  std::size_t width = 0;        ///< elements of an input vector, the constant 1 of the bias (the last) among them
  std::size_t outputs = 0;      ///< elements of an answer
  std::vector<double> inputs;   ///< size() x width
  std::vector<double> answers;  ///< size() x outputs; of a class: 1 at its place, 0 elsewhere

  std::size_t size() const { return width == 0 ? 0 : inputs.size() / width; }
  const double* input(std::size_t index) const { return inputs.data() + index * width; }
  const double* answer(std::size_t index) const { return answers.data() + index * outputs; }
};

/// How a task's answers are judged.
enum class task_kind {
  classification,  ///< softmax and cross-entropy; score: share of vectors whose largest output is their class's
  regression,      ///< linear outputs and squared error; score: 1 - RMSE / standard deviation of the answers
};

/// Something to learn.
struct supervised_task {
  std::string name;
  supervised_vectors training;
  supervised_vectors validation;  ///< neither learned from nor tested with: what the course of learning is followed on
  supervised_vectors test;        ///< of the task's own kind
  supervised_vectors unseen;      ///< the test inputs under a distortion that no training vector of any task has
};

/// A source to learn first, and tasks that have something in common with it.
struct task_family {
  std::string origin;  ///< of the data: a folder, or "generated"
  task_kind kind = task_kind::classification;
  supervised_task source;
  std::vector<supervised_task> tasks;
};

}  // namespace memvp
