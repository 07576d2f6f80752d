// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/soc_mushroom.hpp"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "memvp/models/physics/random.hpp"
#include "memvp/models/tiles/ecram_tile.hpp"
#include "memvp/platforms/firmware/ecram_mushroom.h"
#include "memvp/platforms/firmware_run.hpp"
#include "memvp/platforms/update_curve.hpp"
#include "memvp/platforms/workloads/ecram_engine.hpp"
#include "memvp/platforms/workloads/mushroom_task.hpp"

namespace memvp {

namespace {

// The program is compiled for a processor on which the structure is laid out like this.
static_assert(sizeof(mushroom_task) == 160 && offsetof(mushroom_task, seed) == 72);

constexpr std::size_t most_inputs = 64, most_hidden = 32, most_training = 16384;  // that the program has memory for

std::uint32_t word(std::int64_t value) { return static_cast<std::uint32_t>(value); }

void append(std::vector<std::uint8_t>& bytes, const void* from, std::size_t count) {
  const auto* first = static_cast<const std::uint8_t*>(from);
  bytes.insert(bytes.end(), first, first + count);
}

void append_inputs(std::vector<std::uint8_t>& bytes, const labelled_vectors& vectors) {
  for (const double input : vectors.inputs) {
    const auto level = static_cast<std::int32_t>(input);
    append(bytes, &level, sizeof level);
  }
}

class soc_mushroom final : public experiment {
 public:
  void visit_parameters(parameter_visitor& visitor) override {
    memvp::visit_parameters(visitor, run_);
    visit_address(visitor, "ecram.address", "address of the ECRAM tile", ecram_address_);
    memvp::visit_parameters(visitor, tile_);
    memvp::visit_parameters(visitor, training_);
    memvp::visit_parameters(visitor, update_);
  }

  run_summary run(const run_context& context) override {
    nlohmann::ordered_json results;
    const mushroom_records records = prepare_mushrooms(context, training_);
    results["data"] = records.origin;
    apply_update_curve(tile_.device, results);
    check(records);

    firmware_run run(run_, context, task(records, context.seed));
    ecram_tile tile("ecram", tile_, run.clock(), context.seed, 0, run.traces().for_tiles());
    run.system().attach(tile, static_cast<std::uint64_t>(ecram_address_), ecram_tile_address_size);
    const firmware_outcome outcome = run.execute();
    tile.post_leakage(outcome.cycles);
    run_summary summary = run.finish(outcome);
    results.update(summary.results);
    results["rule_test_accuracy"] = records.rule_accuracy;
    summary.results = results;
    return summary;
  }

 private:
  /// What the program would refuse, as a sentence before it starts.
  void check(const mushroom_records& records) const {
    if (tile_.converter.ideal)
      throw std::invalid_argument("converter.ideal must be false: the program drives the array by codes.");
    if (training_.batch > MUSHROOM_MOST_BATCH || training_.evaluation_batch > MUSHROOM_MOST_BATCH)
      throw std::invalid_argument("training.batch and training.evaluation_batch must not exceed " +
                                  std::to_string(MUSHROOM_MOST_BATCH) + ", for which the program has memory.");
    const std::size_t inputs = records.training.width, hidden = static_cast<std::size_t>(training_.hidden);
    if (inputs > most_inputs || hidden > most_hidden || records.training.size() > most_training)
      throw std::invalid_argument("the program has memory for " + std::to_string(most_inputs) + " inputs, " +
                                  std::to_string(most_hidden) + " hidden units and " + std::to_string(most_training) +
                                  " records to learn from, not for " + std::to_string(inputs) + ", " +
                                  std::to_string(hidden) + " and " + std::to_string(records.training.size()) + ".");
    require_room({{inputs, hidden}, {hidden, 2}}, static_cast<std::size_t>(tile_.array.rows),
                 static_cast<std::size_t>(tile_.array.columns));
  }

  std::vector<std::uint8_t> task(const mushroom_records& records, std::uint64_t seed) const {
    const ecram_device_parameters& device = tile_.device;
    mushroom_task task{};
    task.id = MUSHROOM_TASK_ID;
    task.inputs = word(static_cast<std::int64_t>(records.training.width));
    task.hidden = word(training_.hidden);
    task.outputs = 2;
    task.training = word(static_cast<std::int64_t>(records.training.size()));
    task.test = word(static_cast<std::int64_t>(records.test.size()));
    task.epochs = word(training_.epochs);
    task.batch = word(training_.batch);
    task.evaluation_batch = word(training_.evaluation_batch);
    task.update = static_cast<std::uint32_t>(update_.scheme);
    task.up_only = update_.up_only;
    task.carry = update_.update.carry;
    task.stream_slots = word(update_.stream_slots);
    task.stream_slot_width = word(update_.stream_slot_width);
    task.order_purpose = static_cast<std::uint32_t>(random_purpose::training_shuffle);
    task.weight_purpose = static_cast<std::uint32_t>(random_purpose::weight_initialisation);
    task.clock_frequency = static_cast<std::uint32_t>(run_.system.clock_frequency);
    task.seed = seed;
    task.learning_rate = training_.learning_rate;
    task.learning_rate_decay = training_.learning_rate_decay;
    task.inactive_slope = training_.inactive_slope;
    task.weight_limit = training_.weight_limit;
    task.initial_weight = training_.initial_weight;
    task.initial_readout_weight = training_.initial_readout_weight;
    task.read_voltage = tile_.converter.dac_full_scale;
    task.window = device.maximum_conductance - device.minimum_conductance;
    task.window_time = device.pulses_per_window * device.pulse_width;
    task.quantum_time = device.pulse_width;

    std::vector<std::uint8_t> bytes;
    append(bytes, &task, sizeof task);
    append_inputs(bytes, records.training);
    append_inputs(bytes, records.test);
    append(bytes, records.training.classes.data(), records.training.size());
    append(bytes, records.test.classes.data(), records.test.size());
    return bytes;
  }

  firmware_run_parameters run_;
  std::int64_t ecram_address_ = 0x40000000;
  ecram_tile_parameters tile_;
  training_parameters training_;
  ecram_engine_parameters update_;
};

}  // namespace

std::unique_ptr<experiment> make_soc_mushroom() { return std::make_unique<soc_mushroom>(); }

}  // namespace memvp
