// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/firmware_system.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <sstream>

#include "memvp/models/tiles/vote_unit.hpp"

namespace memvp {
namespace {

TEST(firmware_system, gives_a_line_of_the_interrupt_controller_to_one_device_alone) {
  progress_reporter progress(std::cerr, false);
  const run_context context{1, {}, std::filesystem::temp_directory_path(), {}, false, progress};
  const firmware_system_parameters parameters;
  run_traces traces(context, {}, clock_of(parameters));
  std::ostringstream text;
  firmware_system system(parameters, traces, traces.for_tiles().latency, text);
  const vote_unit_parameters chosen;
  vote_unit first("first", chosen, clock_of(parameters), traces.for_tiles());
  vote_unit second("second", chosen, clock_of(parameters), traces.for_tiles());
  vote_unit third("third", chosen, clock_of(parameters), traces.for_tiles());
  system.attach(first, 0x40000000, 0x1000, 3);
  system.attach(second, 0x41000000, 0x1000);  // line 4, the next
  for (const unsigned taken : {3u, 4u, firmware_system::dma_line, firmware_system::serial_line})
    EXPECT_THROW(system.attach(third, 0x42000000 + taken * 0x10000, 0x1000, taken), std::invalid_argument) << taken;
  EXPECT_THROW(system.attach(third, 0x43000000, 0x1000, 32), std::invalid_argument);
}

}  // namespace
}  // namespace memvp
