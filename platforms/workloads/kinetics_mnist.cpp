// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/kinetics_mnist.hpp"

#include <algorithm>

#include "memvp/platforms/workloads/image_data.hpp"
#include "memvp/platforms/workloads/kinetics_classification.hpp"

namespace memvp {

namespace {

constexpr std::size_t stand_in_training = 6000, stand_in_test = 1000;

class kinetics_mnist final : public kinetics_classification {
 public:
  kinetics_mnist() {
    system_.tile.bank.devices = 28;
    learning_.epochs = 12;
    mapping_.rows = 128;  // bit lines of cells of 40 to 300 uS lose too much of their voltage on longer columns
  }

 private:
  void visit_samples(parameter_visitor&) override {}
  bool votes() const override { return false; }

  kinetics_task load(const run_context& context) const override {
    const bool real = !context.data_directory.empty();
    image_data data = real ? read_image_folder(context.data_directory)
                           : generate_image_stand_in(stand_in_training, stand_in_test, context.seed);
    kinetics_task task{real ? data.origin : "generated", data.classes, 1, samples_of(data.training),
                       samples_of(data.test)};
    if (!workload_.validation) return task;
    // The last sixth: 10,000 of MNIST's 60,000.
    const std::size_t held = task.training.size() / 6, kept = task.training.size() - held;
    const auto begin = static_cast<std::ptrdiff_t>(kept);
    task.test = {task.training.rows,
                 task.training.columns,
                 {task.training.codes.begin() + begin * static_cast<std::ptrdiff_t>(task.training.codes_per_sample()),
                  task.training.codes.end()},
                 {task.training.classes.begin() + begin, task.training.classes.end()}};
    task.training = first_of(task.training, kept);
    task.origin += ", training samples held back";
    return task;
  }
};

}  // namespace

std::unique_ptr<experiment> make_kinetics_mnist() { return std::make_unique<kinetics_mnist>(); }

}  // namespace memvp
