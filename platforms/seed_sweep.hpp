// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "memvp/platforms/run_configuration.hpp"
#include "memvp/platforms/single_run.hpp"

namespace memvp {

/// Seeds first, first + 1, ... last.
struct seed_range {
  std::uint64_t first;
  std::uint64_t last;
};

/// "1..10". @throws configuration_error
seed_range parse_seed_range(std::string_view text);

/// Runs `configure_seed(seed)` for every seed, each in a child process of its own (SystemC allows one run a process),
/// at most `jobs` at once. Returns the finished runs in the order of their seeds.
/// @param err where sentences about failed seeds and the progress line go
/// @throws run_interrupted after Ctrl-C, std::runtime_error if a seed failed; both after all children have ended
std::vector<finished_run> run_seeds(seed_range seeds, unsigned jobs, const run_outputs& outputs,
                                    const std::function<run_configuration(std::uint64_t)>& configure_seed,
                                    std::ostream& err);

}  // namespace memvp
