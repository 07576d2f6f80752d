// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/single_run.hpp"

#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <chrono>

#include "memvp/platforms/interruption.hpp"
#include "memvp/platforms/run_log.hpp"
#include "memvp/traces/run_folder.hpp"
#include "memvp/traces/text_file.hpp"

namespace memvp {
namespace {

double peak_memory_mib() {
  struct rusage usage {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;  // Linux counts in KiB
}

std::optional<debugger_request> debugger_wanted(const run_outputs& outputs, std::ostream& err) {
  if (!outputs.debugger_port) return std::nullopt;
  return debugger_request{*outputs.debugger_port, err};
}

/// Runs the experiment within the folder that is still hidden.
run_summary run_in_folder(run_configuration& configured, const run_outputs& outputs,
                          const std::filesystem::path& folder, std::ostream& err) {
  const auto started = std::chrono::steady_clock::now();
  const run_log log(folder / "log.txt", outputs.verbose);
  spdlog::info("memvp {}, platform {}, seed {}", MEMVP_VERSION, configured.chosen.name, configured.run.seed);

  progress_reporter progress(err, outputs.show_progress);
  const run_context context{static_cast<std::uint64_t>(configured.run.seed),
                            configured.run.data,
                            folder,
                            outputs.waveforms,
                            outputs.trace_transactions,
                            progress,
                            {},
                            debugger_wanted(outputs, err)};
  run_summary summary = configured.work->run(context);
  progress.end();
  throw_if_interrupted();

  summary.platform = configured.chosen.name;
  summary.version = MEMVP_VERSION;
  summary.seed = context.seed;
  summary.unknown_parameters = configured.unknown_parameters;
  summary.host.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  summary.host.peak_rss_mib = peak_memory_mib();
  write_summary(folder / "summary.json", summary);
  text_file toml(folder / "run.toml");
  toml.write(run_toml(configured));
  toml.close();
  spdlog::info("done after {:.3f} s", summary.host.wall_s);
  return summary;
}

}  // namespace

finished_run run_once(run_configuration& configured, const run_outputs& outputs, std::ostream& err) {
  const interruption_guard guard;
  std::optional<run_folder> folder;
  if (outputs.exactly) {
    folder.emplace(*outputs.exactly);
  } else {
    folder.emplace(outputs.base, configured.chosen.name, static_cast<std::uint64_t>(configured.run.seed));
  }
  finished_run finished;
  finished.summary = run_in_folder(configured, outputs, folder->path(), err);
  finished.folder = folder->commit();
  return finished;
}

}  // namespace memvp
