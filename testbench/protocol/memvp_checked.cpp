// SPDX-License-Identifier: Apache-2.0
// The program with a protocol checker in every link of every bus. A run that breaks a rule fails with the sentence of
// the first breach; what was checked is in log.txt.
#include <spdlog/spdlog.h>

#include <iostream>
#include <stdexcept>
#include <string>
#include <systemc>
#include <vector>

#include "memvp/platforms/command_line.hpp"
#include "memvp/platforms/experiment_registry.hpp"
#include "protocol_checker.hpp"

namespace {

using namespace memvp;

class checked_experiment final : public experiment {
 public:
  explicit checked_experiment(std::unique_ptr<experiment> inner) : inner_(std::move(inner)) {}

  void visit_parameters(parameter_visitor& visitor) override { inner_->visit_parameters(visitor); }
  std::string results_table(const run_summary& summary) const override { return inner_->results_table(summary); }

  run_summary run(const run_context& context) override {
    run_context checked = context;
    checked.link = checked_link(log_, checkers_);
    try {
      run_summary summary = inner_->run(checked);
      report();
      return summary;
    } catch (...) {
      report();  // a breach of the protocol may be why it has failed
      throw;
    }
  }

 private:
  void report() const {
    spdlog::info("protocol: {}", log_.summary());
    if (!log_.violations().empty()) throw std::runtime_error("protocol: " + log_.violations().front().sentence);
  }

  protocol_log log_;
  std::vector<std::unique_ptr<protocol_checker>> checkers_;
  std::unique_ptr<experiment> inner_;
};

}  // namespace

int main(int argc, char* argv[]) { return memvp::start_systemc(argc, argv); }

int sc_main(int argc, char* argv[]) {
  std::vector<memvp::experiment_entry> experiments = memvp::experiment_registry();
  for (memvp::experiment_entry& entry : experiments)
    entry.make = [make = entry.make] { return std::make_unique<checked_experiment>(make()); };
  return memvp::run_program({argv + 1, argv + argc}, experiments, std::cout, std::cerr);
}
