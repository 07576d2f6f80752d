// SPDX-License-Identifier: Apache-2.0
// The program `memvp` with one small workload, for tests of the command line: it draws a number from its seed,
// simulates some steps of one pulse each in SystemC, and can be told to fail or to take its time.
#include <chrono>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <systemc>
#include <thread>

#include "memvp/models/circuits/technology.hpp"
#include "memvp/models/physics/ecram_parameters.hpp"
#include "memvp/models/physics/random.hpp"
#include "memvp/platforms/command_line.hpp"

namespace memvp {
namespace {

class stepping_module : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(stepping_module);
  stepping_module(const sc_core::sc_module_name& module_name, std::int64_t steps, double seconds)
      : sc_module(module_name), steps_(steps), seconds_(seconds) {
    SC_THREAD(step);
  }

 private:
  void step() {
    for (std::int64_t done = 0; done < steps_; ++done) wait(seconds_, sc_core::SC_SEC);
    SC_REPORT_INFO("example", "all steps are done");
  }

  std::int64_t steps_;
  double seconds_;
};

class example_experiment final : public experiment {
 public:
  void visit_parameters(parameter_visitor& visitor) override {
    memvp::visit_parameters(visitor, device_);
    memvp::visit_parameters(visitor, technology_);
    visitor.integer({"workload.steps", dimension::number, 1, 1e6, "pulses", provenance::setting, ""}, steps_);
    visitor.integer({"workload.delay_ms", dimension::number, 0, 1e6, "host time a step", provenance::setting, ""},
                    delay_ms_);
    visitor.text({"workload.failure", dimension::number, 0, 0, "fail with this sentence", provenance::setting, ""},
                 failure_);
  }

  run_summary run(const run_context& context) override {
    check(device_);
    context.progress.begin("steps", static_cast<std::uint64_t>(steps_));
    for (std::int64_t done = 0; done < steps_; ++done) {
      std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms_));
      context.progress.advance();
    }
    if (!failure_.empty()) throw std::runtime_error(failure_);
    const stepping_module module("stepper", steps_, device_.pulse_width);
    sc_core::sc_start();

    run_summary summary;
    summary.results["data"] = context.data_directory.empty() ? "generated" : context.data_directory.string();
    summary.results["accuracy"] = 0.9 + 0.1 * uniform({context.seed, random_purpose::test_input}, 0, 0);
    summary.results["write_time_s"] = static_cast<double>(steps_) * device_.pulse_width;
    summary.results["window"] = {{"low_siemens", device_.minimum_conductance}};
    summary.latency.simulated_s = sc_core::sc_time_stamp().to_seconds();
    summary.energy = {3e-12, 2e-12, 1e-12, {{"drivers", 2e-12}, {"adc", 1e-12}}, {{"update", 3e-12}}};
    summary.area = {1450.0, {{"adc", 1450.0}}};
    return summary;
  }

 private:
  ecram_device_parameters device_;
  technology_parameters technology_;
  std::int64_t steps_ = 10;
  std::int64_t delay_ms_ = 0;
  std::string failure_;
};

}  // namespace
}  // namespace memvp

int main(int argc, char* argv[]) { return memvp::start_systemc(argc, argv); }

int sc_main(int argc, char* argv[]) {
  const std::vector<memvp::experiment_entry> experiments{{"example", []() -> std::unique_ptr<memvp::experiment> {
                                                            return std::make_unique<memvp::example_experiment>();
                                                          }}};
  return memvp::run_program({argv + 1, argv + argc}, experiments, std::cout, std::cerr);
}
