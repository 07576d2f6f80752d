// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/refresh_reuse.hpp"

#include <spdlog/spdlog.h>

#include <string>
#include <vector>

#include "memvp/platforms/refresh_system.hpp"
#include "memvp/platforms/workloads/float_engine.hpp"
#include "memvp/platforms/workloads/refresh_engine.hpp"
#include "memvp/platforms/workloads/reuse_report.hpp"
#include "memvp/platforms/workloads/task_course.hpp"
#include "memvp/platforms/workloads/task_families.hpp"

namespace memvp {

namespace {

constexpr std::size_t stand_in_test = 1000;

using layer_weights = std::vector<std::vector<double>>;

void set_weights(matrix_engine& engine, const layer_weights& weights) {
  for (std::size_t layer = 0; layer < weights.size(); ++layer) engine.set_weights(layer, weights[layer].data());
}

/// Counters of all tiles and the host's clock, as differences.
class tile_meter {
 public:
  tile_meter(host_cpu& host, const std::vector<refresh_driver*>& drivers) : host_(host), drivers_(drivers) {}

  stage_cost lap() {
    stage_cost now{static_cast<double>(host_.now_cycles()) * drivers_.front()->cycle_s(), 0, 0};
    for (refresh_driver* driver : drivers_) {
      now.joules += driver->energy();
      now.pulses += driver->pulses();
    }
    const stage_cost passed{now.seconds - last_.seconds, now.joules - last_.joules, now.pulses - last_.pulses};
    last_ = now;
    return passed;
  }

 private:
  host_cpu& host_;
  std::vector<refresh_driver*> drivers_;
  stage_cost last_;
};

/// What an experiment on some data consists of, whoever holds the weights.
struct reuse_plan {
  task_family family;
  std::vector<layer_shape> layers;
  task_learning_parameters learning;
  std::uint64_t seed;
  layer_weights source;

  layer_weights fresh(std::size_t task) const {
    return random_weights(layers, learning, seed, static_cast<std::uint32_t>(task) + 1);
  }
  std::size_t batches_per_epoch() const { return learning.task.batches(family.tasks.front().training.size()); }
  std::size_t batches() const { return static_cast<std::size_t>(learning.task.epochs) * batches_per_epoch(); }
};

/// An arm on tiles: tasks one after another in the ions of the same cells.
class hardware_arms {
 public:
  hardware_arms(host_cpu& host, const std::vector<refresh_driver*>& drivers, refresh_engine& engine,
                const reuse_plan& plan, progress_reporter& progress)
      : drivers_(drivers), engine_(engine), plan_(plan), progress_(progress), meter_(host, drivers) {}

  /// The source model is written once; the controller restores it, or does not, when rows change their task.
  reuse_arm reuse(const std::string& name, refresh_restore_kind restoring) {
    for (refresh_driver* driver : drivers_) {
      refresh_policy policy = driver->policy();
      policy.restore = restoring;
      driver->set_policy(policy);
    }
    reuse_arm arm;
    engine_.depolarise();
    meter_.lap();
    set_weights(engine_, plan_.source);
    arm.programming = meter_.lap();
    arm.source_score = source_score();
    for (std::size_t task = 0; task < plan_.family.tasks.size(); ++task) arm.tasks.push_back(learn(name, task, {}));
    return arm;
  }

  /// Each task begins on fresh arrays, to which random weights are written.
  reuse_arm no_reuse(const std::string& name) {
    reuse_arm arm;
    for (std::size_t task = 0; task < plan_.family.tasks.size(); ++task) {
      engine_.depolarise();
      meter_.lap();
      set_weights(engine_, plan_.fresh(task));
      arm.tasks.push_back(learn(name, task, meter_.lap()));
    }
    return arm;
  }

  double source_score() {
    return score(engine_, plan_.family.kind, plan_.family.source.test,
                 static_cast<std::size_t>(plan_.learning.evaluation_batch));
  }

 private:
  task_outcome learn(const std::string& name, std::size_t task, const stage_cost& programming) {
    progress_.begin(name + ", task " + std::to_string(task + 1), plan_.batches());
    meter_.lap();
    engine_.begin_task(static_cast<std::uint32_t>(task) + 1);
    const stage_cost deployment = meter_.lap();
    task_outcome outcome = follow_task(
        engine_, plan_.family, task, plan_.learning, plan_.seed, [&] { return meter_.lap(); },
        [&] { progress_.advance(); });
    outcome.programming = programming;
    outcome.deployment = deployment;
    spdlog::info("{}, task {} ({}): test {:.4f}, unseen {:.4f}", name, task + 1, outcome.name, outcome.test_score,
                 outcome.unseen_score);
    return outcome;
  }

  std::vector<refresh_driver*> drivers_;
  refresh_engine& engine_;
  const reuse_plan& plan_;
  progress_reporter& progress_;
  tile_meter meter_;
};

/// The same tasks in floating point, each from the weights that `start` gives.
template <class Start>
reuse_arm float_arm(const reuse_plan& plan, Start start) {
  reuse_arm arm;
  float_engine engine(plan.layers);
  for (std::size_t task = 0; task < plan.family.tasks.size(); ++task) {
    set_weights(engine, start(task));
    arm.tasks.push_back(follow_task(
        engine, plan.family, task, plan.learning, plan.seed, [] { return stage_cost{}; }, [] {}));
  }
  return arm;
}

class refresh_reuse final : public experiment {
 public:
  void visit_parameters(parameter_visitor& visitor) override {
    memvp::visit_parameters(visitor, system_);
    memvp::visit_parameters(visitor, mapping_);
    memvp::visit_parameters(visitor, families_);
    memvp::visit_parameters(visitor, learning_);
    visitor.real({"workload.target_fraction", dimension::number, 0.01, 1,
                  "target of a task, as a share of the validation score that no_reuse ends with", provenance::assumed,
                  "assumed"},
                 target_fraction_);
  }

  run_summary run(const run_context& context) override {
    run_summary summary;
    const level_pairs pairs(system_.tile.device, mapping_.floor_level, learning_.weight_limit);
    reuse_plan plan = prepare(context);
    spdlog::info("data: {}; {} tasks of {} vectors after a source of {}", plan.family.origin, plan.family.tasks.size(),
                 families_.training_vectors, families_.source_vectors);
    nlohmann::ordered_json& results = summary.results;
    results["data"] = plan.family.origin;
    results["family"] = families_.family == family_kind::images ? "images" : "sines";
    results["tasks"] = plan.family.tasks.size();

    std::vector<array_size> sizes;
    for (const layer_shape& shape : plan.layers)
      sizes.push_back({static_cast<std::int64_t>(shape.inputs), static_cast<std::int64_t>(2 * shape.outputs)});
    run_traces traces(context, system_.trace, clock_of(system_));
    refresh_system system(system_, sizes, context.seed, traces);
    traces.check_waveform_filter();
    learn_source(plan, context, results);
    system.run(
        [&](host_cpu& host, const std::vector<refresh_driver*>& drivers) {
          run_arms(host, drivers, pairs, plan, context, results);
        },
        summary);
    return summary;
  }

  std::string results_table(const run_summary& summary) const override { return reuse_table(summary.results); }

 private:
  reuse_plan prepare(const run_context& context) const {
    reuse_plan plan;
    plan.seed = context.seed;
    plan.learning = learning_;
    plan.family = make_family(context);
    plan.layers = task_layers(plan.family.source.training, learning_);
    return plan;
  }

  task_family make_family(const run_context& context) const {
    if (families_.family == family_kind::sines) return sine_tasks(families_, context.seed);
    if (!context.data_directory.empty())
      return image_tasks(read_image_folder(context.data_directory), families_, context.seed);
    return image_tasks(generate_image_stand_in(static_cast<std::size_t>(training_images_needed(families_)),
                                               stand_in_test, context.seed),
                       families_, context.seed);
  }

  void learn_source(reuse_plan& plan, const run_context& context, nlohmann::ordered_json& results) const {
    float_engine engine(plan.layers, learning_.weight_limit);
    set_weights(engine, random_weights(plan.layers, learning_, context.seed, 0));
    const supervised_task& source = plan.family.source;
    context.progress.begin("source model", static_cast<std::uint64_t>(learning_.source.epochs) *
                                               learning_.source.batches(source.training.size()));
    learn(engine, plan.family.kind, source.training, learning_.source,
          {context.seed, random_purpose::training_shuffle, 0}, [&](std::size_t) { context.progress.advance(); });
    for (const layer_shape& shape : plan.layers) {
      plan.source.emplace_back(shape.inputs * shape.outputs);
      engine.weights(plan.source.size() - 1, plan.source.back().data());
    }
    results["source_float_accuracy"] =
        score(engine, plan.family.kind, source.test, static_cast<std::size_t>(learning_.evaluation_batch));
  }

  void run_arms(host_cpu& host, const std::vector<refresh_driver*>& drivers, const level_pairs& pairs,
                const reuse_plan& plan, const run_context& context, nlohmann::ordered_json& results) const {
    refresh_engine engine(host, drivers, plan.layers, system_.tile, pairs, mapping_.programming_tries);
    hardware_arms arms(host, drivers, engine, plan, context.progress);
    const reuse_arm reuse = arms.reuse("reuse", system_.tile.controller.restore_kind);
    const update_pulses pulses{engine.updates() / plan.layers.size(), engine.pulse_seconds(),
                               reuse.programming.seconds};
    engine.restore();
    results["source_accuracy_written"] = reuse.source_score;
    results["source_accuracy_restored"] = arms.source_score();
    const reuse_arm no_reuse = arms.no_reuse("no reuse");
    const reuse_arm unrestored = arms.reuse("reuse without restore", refresh_restore_kind::none);
    results["source_accuracy_without_restore"] = arms.source_score();
    const reuse_arm float_reuse = float_arm(plan, [&](std::size_t) { return plan.source; });
    const reuse_arm float_no_reuse = float_arm(plan, [&](std::size_t task) { return plan.fresh(task); });

    std::vector<std::string> names;
    std::vector<double> targets;
    for (const task_outcome& outcome : no_reuse.tasks) {
      names.push_back(outcome.name);
      targets.push_back(target_fraction_ * outcome.course.back().score);
    }
    results["task_names"] = names;
    results["target_fraction"] = target_fraction_;
    results["target_scores"] = targets;
    const std::size_t epoch = plan.batches_per_epoch();
    std::vector<double> course_epochs;
    for (const course_point& point : reuse.tasks.front().course)
      course_epochs.push_back(static_cast<double>(point.batches) / static_cast<double>(epoch));
    results["course_epochs"] = course_epochs;
    results["reuse"] = arm_results(reuse, targets, epoch);
    results["no_reuse"] = arm_results(no_reuse, targets, epoch);
    add_changes(results);
    results["reuse_without_restore"] = arm_results(unrestored, targets, epoch);
    results["float_reuse"] = arm_results(float_reuse, targets, epoch);
    results["float_no_reuse"] = arm_results(float_no_reuse, targets, epoch);
    results["published_pulses"] = published_pulses(pulses, system_.tile.device);
    results["cut_pulses"] = engine.cut_pulses();
  }

  refresh_system_parameters system_;
  ionic_mapping_parameters mapping_;
  task_family_parameters families_;
  task_learning_parameters learning_;
  double target_fraction_ = 0.95;
};

}  // namespace

std::unique_ptr<experiment> make_refresh_reuse() { return std::make_unique<refresh_reuse>(); }

}  // namespace memvp
