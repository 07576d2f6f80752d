// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/kinetics_digits.hpp"

#include "memvp/platforms/workloads/kinetics_classification.hpp"
#include "memvp/platforms/workloads/spoken_digits.hpp"

namespace memvp {

namespace {

constexpr unsigned stand_in_recordings = 20;  // of a digit and voice

class kinetics_digits final : public kinetics_classification {
 public:
  // docs/kinetics-digits.md: decided on held-out training recordings.
  kinetics_digits() {
    system_.tile.bank.devices = 16;
    sound_.channels = 16;
    sound_.points = 8;
    sound_.exponent = 0.3;
    learning_.hidden = 32;
    learning_.learning_rate = 0.003;
    learning_.epochs = 60;
    learning_.batch_normalisation = true;
    mapping_.rows = 64;
    tuning_.epochs = 200;
    workload_.comparison_hidden = 16;
  }

 private:
  void visit_samples(parameter_visitor& visitor) override { memvp::visit_parameters(visitor, sound_); }
  bool votes() const override { return true; }

  kinetics_task load(const run_context& context) const override {
    const bool real = !context.data_directory.empty();
    const spoken_digits digits =
        real ? read_spoken_digits(context.data_directory) : generate_spoken_stand_in(stand_in_recordings, context.seed);
    const digit_parts parts = split_digits(digits, workload_.validation);
    kinetics_task task;
    task.origin = workload_.validation ? digits.origin + ", training recordings held back" : digits.origin;
    task.frames = static_cast<std::size_t>(sound_.frames);
    task.training = encode_sound(parts.training, sound_);
    task.test = encode_sound(workload_.validation ? parts.validation : parts.test, sound_);
    return task;
  }

  sound_encoding sound_;
};

}  // namespace

std::unique_ptr<experiment> make_kinetics_digits() { return std::make_unique<kinetics_digits>(); }

}  // namespace memvp
