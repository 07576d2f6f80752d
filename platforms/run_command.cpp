// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/run_command.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "memvp/platforms/firmware_debugger.hpp"
#include "memvp/platforms/summary_table.hpp"

namespace memvp {
namespace {

/// The data folder as an absolute path, so that run.toml works from anywhere.
std::string absolute_folder(const std::string& given) {
  return given.empty() ? given : std::filesystem::weakly_canonical(given).string();
}

void require_limit_of_time(const run_configuration& configured) {
  const auto& all = configured.parameters;
  const bool known = std::any_of(all.begin(), all.end(), [](const auto& one) { return one.key == "host.max_time"; });
  if (known) return;
  throw configuration_error("--max-time: the platform " + configured.chosen.name +
                            " has no key host.max_time: its program ends by itself");
}

run_configuration configure_request(const run_request& request, const std::vector<experiment_entry>& experiments) {
  std::vector<std::string> assignments = request.assignments;
  // An option of its own is a setting like any other: it takes the same checks and holds over --set.
  if (request.seed) assignments.push_back("seed=" + *request.seed);
  run_parameters defaults;
  if (const char* folder = std::getenv("MEMVP_DATA")) defaults.data = folder;
  const auto configured_with = [&](const std::vector<std::string>& all) {
    return configure(load_platform(request.platform, all, platform_folders()), experiments, defaults);
  };
  run_configuration configured = configured_with(assignments);
  if (request.max_time) {
    require_limit_of_time(configured);
    assignments.push_back("host.max_time=" + *request.max_time);
    configured = configured_with(assignments);
  }
  if (request.debugger_port && !executes_firmware(configured)) {
    throw configuration_error("--gdb: there is nothing to debug, since the platform " + configured.chosen.name +
                              " executes no firmware of its own");
  }
  if (request.data) {
    std::error_code status;
    if (!request.data->empty() && !std::filesystem::is_directory(*request.data, status)) {
      throw configuration_error("--data " + *request.data + ": there is no such folder");
    }
    configured.run.data = *request.data;
  }
  configured.run.data = absolute_folder(configured.run.data);
  return configured;
}

}  // namespace

int run_command(const run_request& request, const std::vector<experiment_entry>& experiments, std::ostream& out,
                std::ostream& err) {
  run_outputs outputs;
  outputs.waveforms = request.waveforms;
  outputs.trace_transactions = request.trace_transactions;
  outputs.debugger_port = request.debugger_port;
  outputs.verbose = request.verbose;
  outputs.show_progress = !request.quiet && !request.verbose && progress_is_visible();

  run_configuration configured = configure_request(request, experiments);
  if (!request.seeds) {
    if (request.out) outputs.exactly = *request.out;
    const finished_run finished = run_once(configured, outputs, err);
    if (!request.quiet) {
      out << configured.chosen.name << ", seed " << configured.run.seed << "\n"
          << configured.work->results_table(finished.summary) << "\n"
          << costs_text(finished.summary) << "\nrun folder ";
    }
    out << finished.folder.string() << "\n";
    return EXIT_SUCCESS;
  }

  if (request.out) outputs.base = *request.out;
  const unsigned jobs = std::max(1U, request.jobs.value_or(std::thread::hardware_concurrency()));
  const auto configure_seed = [&](std::uint64_t seed) {
    run_request one = request;
    one.seed = std::to_string(seed);
    return configure_request(one, experiments);
  };
  const auto finished = run_seeds(*request.seeds, jobs, outputs, configure_seed, err);
  std::vector<run_summary> summaries;
  for (const finished_run& run : finished) summaries.push_back(run.summary);
  if (!request.quiet) {
    out << configured.chosen.name << ", seeds " << request.seeds->first << " to " << request.seeds->last << "\n"
        << seeds_text(summaries) << "\nrun folders\n";
  }
  for (const finished_run& run : finished) out << run.folder.string() << "\n";
  return EXIT_SUCCESS;
}

}  // namespace memvp
