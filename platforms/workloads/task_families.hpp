// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "memvp/models/physics/parameters.hpp"
#include "memvp/platforms/workloads/image_data.hpp"
#include "memvp/platforms/workloads/image_view.hpp"
#include "memvp/platforms/workloads/supervised_task.hpp"

namespace memvp {

/// What the downstream tasks are made from.
enum class family_kind {
  images,  ///< views of the digits that the source has upright
  sines,   ///< generated functions of two variables, sums of the source's sine waves with other amplitudes and phases
};

/// Number and size of the tasks. Topology, tasks and data of the paper (doi 10.1038/s41467-024-55701-0) are not in
/// what is openly available; all is this project's choice, one setting for every seed.
struct task_family_parameters {
  family_kind family = family_kind::images;
  std::int64_t tasks = 5;
  std::int64_t source_vectors = 20000;    ///< the source learns from
  std::int64_t training_vectors = 500;    ///< each task learns from
  std::int64_t validation_vectors = 200;  ///< the course of learning is followed on
  std::int64_t test_vectors = 1000;       ///< each task is tested with, and the source
  double unseen_shift = 2;                ///< images: pixels by which the unseen ones are displaced
  double unseen_noise = 0.1;              ///< sines: standard deviation on the unseen input codes
};

/// Keys "workload.*".
void visit_parameters(parameter_visitor& visitor, task_family_parameters& parameters);

/// Training images that image_tasks() takes.
inline std::int64_t training_images_needed(const task_family_parameters& p) {
  return p.source_vectors + p.validation_vectors + p.tasks * (p.training_vectors + p.validation_vectors);
}

/// The view of task `index`: turned, sheared, made small, turned back with bold strokes, turned a little, narrow and
/// faint, and again from the first; how far is drawn anew for every task, between 3/4 and 5/4 of 30 degrees, half a
/// column a row, and so on, the sense of turning and shearing too.
/// @param name  receives what the view is, in words
image_view task_view(std::size_t index, std::uint64_t seed, std::string& name);

/// Images, pooled to half of their width and height, under a view for each task; the source sees them upright. Source,
/// tasks and validation share no training image; test vectors come from the test images alone, in an order of their own
/// and again from the first if there are too few. Unseen: the test images displaced by unseen_shift in one of eight
/// directions, drawn image by image.
/// @throws std::invalid_argument for images of odd sizes, and if there are too few training images
task_family image_tasks(const image_data& data, const task_family_parameters& parameters, std::uint64_t seed);

/// Four functions of two variables in [0, 1], each a sum of six plane sine waves with at most 1.5 periods to a side,
/// divided by its standard deviation. Waves and phases are the source's, and each task adds normal numbers to its
/// amplitudes and phases. A variable is coded as 24 bell curves of value 0..1 along its side. Unseen: noise on the
/// codes.
task_family sine_tasks(const task_family_parameters& parameters, std::uint64_t seed);

}  // namespace memvp
