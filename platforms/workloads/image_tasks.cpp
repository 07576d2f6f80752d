// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <stdexcept>
#include <string>

#include "memvp/models/physics/random.hpp"
#include "memvp/platforms/workloads/pi.hpp"
#include "memvp/platforms/workloads/shuffled_order.hpp"
#include "memvp/platforms/workloads/task_families.hpp"

namespace memvp {

namespace {

constexpr std::size_t pooled_square = 2;

/// Appends an image as an input vector, and its class as the answer.
void append(const image_set& images, std::size_t index, std::size_t classes, const image_view& view,
            supervised_vectors& vectors) {
  const std::size_t pixels = images.pixels_per_image();
  const std::size_t pooled = pixels / (pooled_square * pooled_square);
  std::vector<double> grey(pixels), seen(pixels);
  for (std::size_t i = 0; i < pixels; ++i) grey[i] = images.image(index)[i] / 255.0;
  see(view, grey.data(), images.rows, images.columns, seen.data());
  vectors.width = pooled + 1;
  vectors.outputs = classes;
  vectors.inputs.resize(vectors.inputs.size() + pooled + 1, 1.0);
  mean_pool(seen.data(), images.rows, images.columns, pooled_square, &*vectors.inputs.end() - (pooled + 1));
  vectors.answers.resize(vectors.answers.size() + classes, 0.0);
  vectors.answers[vectors.answers.size() - classes + images.labels[index]] = 1;
}

/// Images in an order, taken in turn.
class image_reel {
 public:
  image_reel(const image_set& images, std::size_t classes, std::vector<std::size_t> order)
      : images_(images), classes_(classes), order_(std::move(order)) {}

  std::size_t next() { return order_[taken_++ % order_.size()]; }
  supervised_vectors take(std::int64_t count, const image_view& view) {
    supervised_vectors vectors;
    for (std::int64_t i = 0; i < count; ++i) append(images_, next(), classes_, view, vectors);
    return vectors;
  }
  /// The same images twice: under the view, and displaced.
  void take_displaced(std::int64_t count, const image_view& view, double shift, const random_stream& draws,
                      std::size_t task, supervised_vectors& plain, supervised_vectors& displaced) {
    for (std::int64_t i = 0; i < count; ++i) {
      const std::size_t index = next();
      append(images_, index, classes_, view, plain);
      const double angle = pi / 4 * std::floor(8 * draws.uniform(static_cast<std::uint64_t>(i), task));
      image_view moved = view;
      moved.right += shift * std::cos(angle);
      moved.down += shift * std::sin(angle);
      append(images_, index, classes_, moved, displaced);
    }
  }

 private:
  const image_set& images_;
  std::size_t classes_;
  std::vector<std::size_t> order_;
  std::size_t taken_ = 0;
};

}  // namespace

image_view task_view(std::size_t index, std::uint64_t seed, std::string& name) {
  const random_stream draws(random_key{seed, random_purpose::task_generation, 0});
  const double extent = 0.75 + 0.5 * draws.uniform(0, index);
  const double sense = draws.uniform(1, index) < 0.5 ? -1 : 1;
  const double turn = sense * extent * pi / 6;
  image_view view;
  switch (index % 5) {
    case 0:
      name = "turned";
      view.turn = turn;
      break;
    case 1:
      name = "sheared";
      view.shear = 0.5 * sense * extent;
      break;
    case 2:
      name = "small";
      view.width = 1 - 0.4 * extent;
      view.height = 1 - 0.3 * extent;
      break;
    case 3:
      name = "turned, bold";
      view.turn = -turn;
      view.stroke = 1;
      break;
    default:
      name = "turned a little, narrow, faint";
      view.turn = 0.7 * turn;
      view.width = 1 - 0.3 * extent;
      view.ink = 1 - 0.4 * extent;
      break;
  }
  return view;
}

task_family image_tasks(const image_data& data, const task_family_parameters& p, std::uint64_t seed) {
  const image_set& training = data.training;
  if (training.rows % pooled_square != 0 || training.columns % pooled_square != 0)
    throw std::invalid_argument("images of " + std::to_string(training.rows) + " x " +
                                std::to_string(training.columns) + " pixels cannot be pooled to half of their size.");
  const auto needed = static_cast<std::size_t>(training_images_needed(p));
  if (training.size() < needed)
    throw std::invalid_argument("source and tasks need " + std::to_string(needed) + " training images, but there are " +
                                std::to_string(training.size()) +
                                ": lower workload.source_vectors, workload.training_vectors or workload.tasks.");
  image_reel reel(training, data.classes, shuffled_order(training.size(), {seed, random_purpose::data_split, 0}, 0));
  image_reel test_reel(data.test, data.classes,
                       shuffled_order(data.test.size(), {seed, random_purpose::data_split, 1}, 0));
  const random_stream directions(random_key{seed, random_purpose::task_generation, 1});
  const auto fill = [&](supervised_task& task, std::int64_t learned, const image_view& view, std::size_t index) {
    task.training = reel.take(learned, view);
    task.validation = reel.take(p.validation_vectors, view);
    test_reel.take_displaced(p.test_vectors, view, p.unseen_shift, directions, index, task.test, task.unseen);
  };
  task_family family;
  family.origin = data.origin;
  family.kind = task_kind::classification;
  family.source.name = "upright";
  fill(family.source, p.source_vectors, {}, 0);
  family.tasks.resize(static_cast<std::size_t>(p.tasks));
  for (std::size_t index = 0; index < family.tasks.size(); ++index) {
    supervised_task& task = family.tasks[index];
    const image_view view = task_view(index, seed, task.name);
    fill(task, p.training_vectors, view, index + 1);
  }
  return family;
}

}  // namespace memvp
