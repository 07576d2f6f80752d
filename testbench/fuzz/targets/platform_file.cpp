// SPDX-License-Identifier: Apache-2.0
// Platform files with the presets that they name and, behind a line "--set", assignments of the command line, one a
// line. What is accepted is written as run.toml, which has to be accepted as well and to say the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "memvp/platforms/experiment_registry.hpp"
#include "memvp/platforms/run_configuration.hpp"
#include "memvp/testbench/fuzz/expectation.hpp"
#include "memvp/testbench/fuzz/input_file.hpp"

namespace {

constexpr std::string_view separator = "\n--set\n";

std::pair<std::string, std::vector<std::string>> file_and_assignments(std::string_view input) {
  const std::size_t end = input.find(separator);
  std::vector<std::string> assignments;
  if (end == std::string_view::npos) return {std::string(input), assignments};
  for (std::size_t start = end + separator.size(); start < input.size();) {
    const std::string_view line = input.substr(start, input.find('\n', start) - start);
    assignments.emplace_back(line);
    start += line.size() + 1;
  }
  return {std::string(input.substr(0, end)), assignments};
}

std::string resolved(memvp::input_file& file, const std::string& toml, const std::vector<std::string>& assignments) {
  static const auto experiments = memvp::experiment_registry();
  static const auto folders = memvp::platform_folders();
  file.fill(reinterpret_cast<const std::uint8_t*>(toml.data()), toml.size());
  auto configured = memvp::configure(memvp::load_platform(file.path().string(), assignments, folders), experiments);
  return memvp::run_toml(configured);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static memvp::input_file file;
  const auto [toml, assignments] = file_and_assignments({reinterpret_cast<const char*>(bytes), size});
  std::string first;
  if (!memvp::is_accepted([&, &text = toml, &sets = assignments] { first = resolved(file, text, sets); })) return 0;
  std::string again;
  const std::string refusal = memvp::refusal([&] { again = resolved(file, first, {}); });
  memvp::require(refusal.empty(), "run.toml is accepted, but: " + refusal);
  memvp::require(first == again, "run.toml repeats the run, but:\n" + first + "\nbecame\n" + again);
  return 0;
}
