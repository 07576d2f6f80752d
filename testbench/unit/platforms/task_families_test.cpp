// SPDX-License-Identifier: Apache-2.0
// Downstream tasks: who sees which images, and what they have in common with their source.
#include "memvp/platforms/workloads/task_families.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

namespace memvp {
namespace {

/// Images of 4 x 4 pixels that say which they are: a grey value of their own everywhere, so that pooled, unturned and
/// unmoved pixels keep it. At most 250 of them.
image_set numbered_images(std::size_t count, std::uint8_t first) {
  image_set set;
  set.rows = set.columns = 4;
  for (std::size_t i = 0; i < count; ++i) {
    set.labels.push_back(static_cast<std::uint8_t>(i % 3));
    for (int pixel = 0; pixel < 16; ++pixel) set.pixels.push_back(static_cast<std::uint8_t>(first + i));
  }
  return set;
}

task_family_parameters small_family() {
  task_family_parameters p;
  p.tasks = 5;
  p.source_vectors = 60;
  p.training_vectors = 20;
  p.validation_vectors = 10;
  p.test_vectors = 30;
  return p;
}

image_data numbered_data() { return {"numbered", 3, numbered_images(230, 1), numbered_images(40, 1)}; }

TEST(image_tasks, pool_to_a_quarter_of_the_pixels_and_a_bias) {
  const task_family family = image_tasks(numbered_data(), small_family(), 1);
  EXPECT_EQ(family.origin, "numbered");
  EXPECT_EQ(family.kind, task_kind::classification);
  ASSERT_EQ(family.tasks.size(), 5u);
  for (const supervised_task& task : family.tasks) {
    EXPECT_EQ(task.training.width, 5u);  // 2 x 2 and the bias
    EXPECT_EQ(task.training.outputs, 3u);
    EXPECT_EQ(task.training.size(), 20u);
    EXPECT_EQ(task.validation.size(), 10u);
    EXPECT_EQ(task.test.size(), 30u);
    EXPECT_EQ(task.unseen.size(), 30u);
    EXPECT_EQ(task.unseen.answers, task.test.answers);
    for (std::size_t i = 0; i < task.training.size(); ++i) EXPECT_EQ(task.training.input(i)[4], 1);
  }
}

TEST(image_tasks, the_source_sees_each_of_its_images_once_upright_with_its_own_class) {
  const task_family family = image_tasks(numbered_data(), small_family(), 1);
  std::set<long> seen;
  for (std::size_t i = 0; i < family.source.training.size(); ++i) {
    const double grey = 255 * family.source.training.input(i)[0];
    const long image = std::lround(grey) - 1;
    EXPECT_NEAR(grey, static_cast<double>(image + 1), 1e-9);
    EXPECT_TRUE(seen.insert(image).second) << "image " << image << " twice";
    EXPECT_EQ(family.source.training.answer(i)[image % 3], 1);
  }
  EXPECT_EQ(seen.size(), 60u);
}

TEST(image_tasks, source_tasks_and_validation_share_no_training_image) {
  const task_family family = image_tasks(numbered_data(), small_family(), 1);
  std::set<long> seen;
  const auto collect = [&](const supervised_vectors& vectors, const image_view& view) {
    // A view is linear in the grey value but for bold strokes, which leave even greys alone: an image's number is its
    // first pooled pixel over that of an image of full ink.
    const std::vector<double> full(16, 1.0);
    std::vector<double> looked_at(16), pooled(4);
    see(view, full.data(), 4, 4, looked_at.data());
    mean_pool(looked_at.data(), 4, 4, 2, pooled.data());
    for (std::size_t i = 0; i < vectors.size(); ++i) {
      const double grey = 255 * vectors.input(i)[0] / pooled[0];
      EXPECT_NEAR(grey, std::round(grey), 1e-9);
      EXPECT_TRUE(seen.insert(std::lround(grey)).second) << "image " << grey << " twice";
    }
  };
  collect(family.source.training, {});
  collect(family.source.validation, {});
  for (std::size_t index = 0; index < family.tasks.size(); ++index) {
    std::string name;
    const image_view view = task_view(index, 1, name);
    collect(family.tasks[index].training, view);
    collect(family.tasks[index].validation, view);
  }
  EXPECT_EQ(seen.size(), 60u + 10u + 5u * (20u + 10u));
}

TEST(image_tasks, refuse_more_vectors_than_there_are_images) {
  task_family_parameters p = small_family();
  p.tasks = 6;  // 60 + 10 + 6 (20 + 10) = 250, and there are 230
  EXPECT_THROW(image_tasks(numbered_data(), p, 1), std::invalid_argument);
}

TEST(image_tasks, are_the_same_for_the_same_seed_and_others_for_another) {
  const task_family one = image_tasks(numbered_data(), small_family(), 1);
  const task_family again = image_tasks(numbered_data(), small_family(), 1);
  const task_family other = image_tasks(numbered_data(), small_family(), 2);
  for (std::size_t t = 0; t < one.tasks.size(); ++t) {
    EXPECT_EQ(one.tasks[t].training.inputs, again.tasks[t].training.inputs);
    EXPECT_EQ(one.tasks[t].unseen.inputs, again.tasks[t].unseen.inputs);
    EXPECT_NE(one.tasks[t].training.inputs, other.tasks[t].training.inputs);
  }
}

TEST(image_tasks, the_unseen_images_are_the_test_images_displaced) {
  task_family_parameters p = small_family();
  p.unseen_shift = 0;
  const task_family still = image_tasks(numbered_data(), p, 1);
  for (const supervised_task& task : still.tasks) EXPECT_EQ(task.unseen.inputs, task.test.inputs);
  p.unseen_shift = 1;
  const task_family moved = image_tasks(numbered_data(), p, 1);
  for (std::size_t t = 0; t < moved.tasks.size(); ++t) {
    EXPECT_EQ(moved.tasks[t].test.inputs, still.tasks[t].test.inputs);
    EXPECT_NE(moved.tasks[t].unseen.inputs, still.tasks[t].test.inputs);
  }
}

TEST(image_tasks, refuse_images_that_cannot_be_pooled) {
  image_data odd = numbered_data();
  odd.training.rows = 2;
  odd.training.columns = 8;
  EXPECT_NO_THROW(image_tasks(odd, small_family(), 1));
  odd.training.rows = 16;
  odd.training.columns = 1;
  EXPECT_THROW(image_tasks(odd, small_family(), 1), std::invalid_argument);
}

TEST(task_views, differ_from_task_to_task_in_kind_and_from_seed_to_seed_in_extent) {
  std::set<std::string> names;
  for (std::size_t index = 0; index < 5; ++index) {
    std::string name, same;
    const image_view view = task_view(index, 1, name);
    const image_view again = task_view(index + 5, 1, same);
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(name, same);
    EXPECT_TRUE(view.turn != again.turn || view.shear != again.shear || view.width != again.width) << name;
    // 5/4 of 30 degrees at most; no view shifts: displacement is what the tasks have not seen.
    EXPECT_LE(std::abs(view.turn), 1.25 * 3.1416 / 6);
    EXPECT_EQ(view.right, 0);
    EXPECT_EQ(view.down, 0);
  }
}

TEST(sine_tasks, are_functions_of_two_coded_variables_of_unit_spread) {
  task_family_parameters p = small_family();
  p.source_vectors = 4000;
  const task_family family = sine_tasks(p, 3);
  EXPECT_EQ(family.kind, task_kind::regression);
  EXPECT_EQ(family.source.training.width, 49u);  // 24 codes a variable and the bias
  EXPECT_EQ(family.source.training.outputs, 4u);
  double squares = 0;
  for (const double answer : family.source.training.answers) squares += answer * answer;
  // A sine has a mean square of 1/2 over whole periods; here waves are cut at the square's edges.
  EXPECT_NEAR(squares / 16000, 1, 0.5);
  for (const double input : family.source.training.inputs) {
    EXPECT_GE(input, 0);
    EXPECT_LE(input, 1);
  }
}

TEST(sine_tasks, resemble_their_source_more_than_another_seeds) {
  // Functions at the same points: the points of a set depend on the seed alone, so two families of one seed are
  // compared through the code of each point with its nearest point of the source.
  task_family_parameters p = small_family();
  p.source_vectors = 5000;
  p.training_vectors = 200;
  const task_family family = sine_tasks(p, 1), other = sine_tasks(p, 2);
  const auto difference = [&](const supervised_vectors& source, const supervised_vectors& task) {
    double sum = 0;
    for (std::size_t i = 0; i < task.size(); ++i) {
      std::size_t nearest = 0;
      double least = 1e9;
      for (std::size_t j = 0; j < source.size(); ++j) {
        double distance = 0;
        for (std::size_t k = 0; k < source.width; ++k) distance += std::abs(task.input(i)[k] - source.input(j)[k]);
        if (distance < least) {
          least = distance;
          nearest = j;
        }
      }
      for (std::size_t f = 0; f < 4; ++f) sum += std::pow(task.answer(i)[f] - source.answer(nearest)[f], 2);
    }
    return sum / static_cast<double>(4 * task.size());
  };
  // Independent functions of unit spread differ by 2 in the mean square.
  EXPECT_LT(difference(family.source.training, family.tasks[0].training),
            0.5 * difference(other.source.training, family.tasks[0].training));
}

TEST(sine_tasks, unseen_inputs_are_the_test_inputs_with_noise) {
  const task_family family = sine_tasks(small_family(), 1);
  const supervised_task& task = family.tasks[2];
  EXPECT_EQ(task.unseen.answers, task.test.answers);
  double squares = 0;
  for (std::size_t i = 0; i < task.test.size(); ++i) {
    EXPECT_EQ(task.unseen.input(i)[48], 1);  // the bias has none
    for (std::size_t k = 0; k < 48; ++k) squares += std::pow(task.unseen.input(i)[k] - task.test.input(i)[k], 2);
  }
  // 1440 draws of standard deviation 0.1: the root of the mean square lies within 4 standard errors, 0.0075.
  EXPECT_NEAR(std::sqrt(squares / (30 * 48)), 0.1, 0.0075);
}

}  // namespace
}  // namespace memvp
