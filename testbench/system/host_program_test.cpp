// SPDX-License-Identifier: Apache-2.0
// What the host's program does wrong ends the simulation, with a sentence for the terminal.
#include <gmock/gmock.h>

#include <iostream>

#include "memvp/platforms/ecram_system.hpp"
#include "memvp/platforms/error_sentence.hpp"
#include "program_run.hpp"
#include "watched_bus.hpp"

namespace memvp::system_test {
namespace {

class host_program : public program_test {
 protected:
  /// What ends the simulation of this program, as the terminal would show it, and the exit status.
  std::pair<std::string, int> failure_of(const ecram_system::program& work) const {
    progress_reporter progress(std::cerr, false);
    watched_bus watched;
    const run_context context{1, {}, folder_, {}, false, progress, watched.link()};
    const ecram_system_parameters parameters;
    run_traces traces(context, parameters.trace, clock_of(parameters));
    try {
      ecram_system system(parameters, context.seed, traces);
      run_summary summary;
      system.run(work, summary);
    } catch (const std::exception& error) {
      return {error_sentence(error), exit_status(error)};
    }
    return {"", 0};
  }
};

TEST_F(host_program, that_reads_where_nothing_is_ends_with_the_address) {
  const auto [sentence, status] = failure_of([](host_cpu& host, ecram_driver&) { host.read32(0x90000000); });
  EXPECT_EQ(status, 1);
  EXPECT_THAT(sentence, testing::HasSubstr("read of 4 bytes at 0x90000000 was answered by TLM_ADDRESS_ERROR"));
}

TEST_F(host_program, that_gives_the_tile_a_region_outside_the_array_ends_with_the_command) {
  const auto [sentence, status] = failure_of([](host_cpu&, ecram_driver& driver) {
    const std::vector<std::int32_t> widths(200, 1);
    driver.program({0, 20, 0, 10}, widths.data(), ecram_operation::program_serial);
  });
  EXPECT_EQ(status, 1);
  EXPECT_THAT(sentence, testing::HasSubstr("refused serial programming"));
}

TEST_F(host_program, that_waits_for_an_interrupt_that_never_comes_ends_instead_of_hanging) {
  const auto [sentence, status] = failure_of([](host_cpu& host, ecram_driver&) { host.wait_for_interrupt(); });
  EXPECT_EQ(status, 1);
  EXPECT_THAT(sentence, testing::HasSubstr("the program did not finish"));
}

TEST_F(host_program, that_throws_ends_with_its_own_words) {
  const auto [sentence, status] =
      failure_of([](host_cpu&, ecram_driver&) { throw std::runtime_error("the crystal is cracked"); });
  EXPECT_EQ(status, 1);
  EXPECT_EQ(sentence, "the crystal is cracked");
}

TEST_F(host_program, on_a_map_with_overlapping_addresses_is_refused_before_it_begins) {
  progress_reporter progress(std::cerr, false);
  const run_context context{1, {}, folder_, {}, false, progress};
  ecram_system_parameters parameters;
  parameters.ecram_address = 0;
  run_traces traces(context, parameters.trace, clock_of(parameters));
  EXPECT_THROW(ecram_system(parameters, context.seed, traces), std::invalid_argument);
}

}  // namespace
}  // namespace memvp::system_test
