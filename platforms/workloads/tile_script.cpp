// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/tile_script.hpp"

#include <string>
#include <vector>

#include "memvp/models/tiles/ecram_registers.hpp"
#include "memvp/models/tiles/ecram_tile.hpp"
#include "memvp/models/tiles/rram_registers.hpp"
#include "memvp/models/tiles/rram_tile.hpp"
#include "memvp/platforms/bus_script.hpp"
#include "memvp/platforms/bus_system.hpp"

namespace memvp {

namespace {

/// Carries out the steps and fills in what comes of them.
void play(host_cpu& host, std::uint64_t base, std::vector<bus_step>& steps, progress_reporter& progress) {
  for (bus_step& step : steps) {
    const cycle_count start = host.now_cycles();
    switch (step.what) {
      case bus_step::action::read:
        step.bytes.resize(step.length);
        host.read(base + step.offset, step.bytes.data(), step.length);
        break;
      case bus_step::action::write:
        host.write(base + step.offset, step.bytes.data(), step.length);
        break;
      case bus_step::action::wait:
        host.wait_for_interrupt();
        break;
    }
    step.times = cycle_interval{start, host.now_cycles() - start};
    progress.advance(1);
  }
}

void report(const std::vector<bus_step>& given, const std::vector<bus_step>& played, run_summary& summary) {
  std::uint64_t accesses = 0, answers = 0, times = 0, other_answers = 0, other_times = 0;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (given[i].what != bus_step::action::wait) ++accesses;
    if (given[i].what == bus_step::action::read && !given[i].bytes.empty()) {
      ++answers;
      if (given[i].bytes != played[i].bytes) ++other_answers;
    }
    if (given[i].times) {
      ++times;
      if (given[i].times->start != played[i].times->start || given[i].times->length != played[i].times->length)
        ++other_times;
    }
  }
  summary.results["accesses"] = accesses;
  summary.results["compared_answers"] = answers;
  summary.results["different_answers"] = other_answers;
  summary.results["compared_times"] = times;
  summary.results["different_times"] = other_times;
}

template <class Tile, class Parameters>
class tile_script final : public experiment {
 public:
  tile_script(const char* tile_name, const char* address_meaning, std::uint64_t address_size)
      : tile_name_(tile_name),
        address_key_(std::string(tile_name) + ".address"),
        address_meaning_(address_meaning),
        address_size_(address_size) {}

  void visit_parameters(parameter_visitor& visitor) override {
    memvp::visit_parameters(visitor, bus_);
    visit_address(visitor, address_key_, address_meaning_, address_);
    memvp::visit_parameters(visitor, tile_);
    memvp::visit_parameters(visitor, trace_);
    visitor.path({"workload.script", dimension::number, 0, 0,
                  "CSV of bus accesses to the tile: access,offset,bytes,data", provenance::setting, ""},
                 script_);
  }

  run_summary run(const run_context& context) override {
    if (script_.empty())
      throw std::invalid_argument("workload.script must name a CSV file of bus accesses (docs/plug-in.md).");
    const std::vector<bus_step> given = read_bus_script(script_);
    std::vector<bus_step> played = given;

    run_traces traces(context, trace_, clock_of(bus_));
    bus_system system(bus_, 1, traces);
    Tile tile(tile_name_, tile_, clock_of(bus_), context.seed, 0, traces.for_tiles());
    const auto base = static_cast<std::uint64_t>(address_);
    system.attach(tile, base, address_size_);
    run_summary summary;
    context.progress.begin("accesses", played.size());
    const cycle_count end = system.run([&](host_cpu& host) { play(host, base, played, context.progress); });
    tile.post_leakage(end);
    traces.finish(end, system.transactions(), summary);
    write_bus_script(context.folder / "answers.csv", played);
    report(given, played, summary);
    return summary;
  }

 private:
  const char* tile_name_;
  std::string address_key_;  // described parameters refer to it
  const char* address_meaning_;
  std::uint64_t address_size_;
  bus_system_parameters bus_;
  std::int64_t address_ = 0x40000000;
  Parameters tile_;
  trace_parameters trace_;
  std::string script_;
};

}  // namespace

std::unique_ptr<experiment> make_ecram_script() {
  return std::make_unique<tile_script<ecram_tile, ecram_tile_parameters>>("ecram", "address of the ECRAM tile",
                                                                          ecram_tile_address_size);
}

std::unique_ptr<experiment> make_rram_script() {
  return std::make_unique<tile_script<rram_tile, rram_tile_parameters>>("rram", "address of the 1T1R tile",
                                                                        rram_tile_address_size);
}

}  // namespace memvp
