// SPDX-License-Identifier: Apache-2.0
// The refresh controller and the refresh tile against the clocked reference, for longer than a test may take: the
// figures of docs/refresh-controller.md, "How it is checked".
//
//   refresh_comparison controller|tile FIRST_SEED SEEDS ACCESSES
//
// Draws a controller or a tile for each seed, gives it that many random accesses, and prints what has happened, or the
// first difference of each seed that has one. Tiles of one call live in one simulation: some tens at most.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "memvp/testbench/comparison/refresh_tile_pair.hpp"

namespace memvp {
namespace {

struct outcome {
  refresh_comparison_tally tally;
  std::uint64_t seeds_that_differ = 0;
  void note(std::uint64_t seed, const std::string& differences, const refresh_comparison_tally& of_seed) {
    tally.add(of_seed);
    if (differences.empty()) return;
    ++seeds_that_differ;
    std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), differences.c_str());
  }
};

outcome compare_controllers(std::uint64_t first_seed, std::uint64_t seeds, std::uint64_t accesses) {
  outcome all;
  for (std::uint64_t seed = first_seed; seed < first_seed + seeds; ++seed) {
    refresh_controller_pair pair(seed);
    std::string differences;
    for (std::uint64_t access = 0; access < accesses && differences.empty(); ++access) differences = pair.step();
    all.note(seed, differences, pair.tally());
  }
  return all;
}

outcome compare_tiles(std::uint64_t first_seed, std::uint64_t seeds, std::uint64_t accesses) {
  std::vector<std::unique_ptr<refresh_tile_pair>> pairs;
  for (std::uint64_t i = 0; i < seeds; ++i)
    pairs.push_back(
        std::make_unique<refresh_tile_pair>(("pair" + std::to_string(i)).c_str(), first_seed + i, accesses));
  sc_core::sc_start();
  outcome all;
  for (std::uint64_t i = 0; i < seeds; ++i) all.note(first_seed + i, pairs[i]->differences(), pairs[i]->tally());
  return all;
}

int run(const std::string& what, std::uint64_t first_seed, std::uint64_t seeds, std::uint64_t accesses) {
  const std::clock_t begin = std::clock();
  const outcome all =
      what == "tile" ? compare_tiles(first_seed, seeds, accesses) : compare_controllers(first_seed, seeds, accesses);
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  const auto print = [](const char* name, std::uint64_t count) {
    std::printf("%-36s %12llu\n", name, static_cast<unsigned long long>(count));
  };
  print("accesses", all.tally.events);
  print("requests and commands", all.tally.commands);
  print("  of these accepted", all.tally.accepted);
  print("cycles", all.tally.cycles);
  print("units begun", all.tally.units);
  print("rewrites by the timer", all.tally.timer_rewrites);
  print("  brought forward", all.tally.brought_forward);
  print("further tries of rewrites", all.tally.further_tries);
  print("candidates that did not fit", all.tally.forced);
  print("deadlines missed", all.tally.misses);
  print("requests that ended with an error", all.tally.errors);
  print("resets", all.tally.resets);
  print("seeds that differ", all.seeds_that_differ);
  std::printf("%.1f processor seconds\n", seconds);
  return all.seeds_that_differ == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace memvp

int sc_main(int argc, char* argv[]) {
  const std::string what = argc == 5 ? argv[1] : "";
  if (what != "controller" && what != "tile") {
    std::fprintf(stderr, "usage: refresh_comparison controller|tile FIRST_SEED SEEDS ACCESSES\n");
    return EXIT_FAILURE;
  }
  try {
    return memvp::run(what, std::strtoull(argv[2], nullptr, 10), std::strtoull(argv[3], nullptr, 10),
                      std::strtoull(argv[4], nullptr, 10));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return EXIT_FAILURE;
  }
}
