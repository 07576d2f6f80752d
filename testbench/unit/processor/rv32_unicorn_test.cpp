// SPDX-License-Identifier: Apache-2.0
// Random programs on the processor and on Unicorn, an independent emulator: the same registers, memory, end and number
// of instructions. Seeds are fixed.
#include <gtest/gtest.h>

#include <cstring>

#include "memvp/testbench/processor/random_program.hpp"
#include "memvp/testbench/processor/rv32_bench.hpp"
#include "memvp/testbench/processor/unicorn_processor.hpp"

namespace memvp {
namespace {

constexpr std::uint32_t data = rv32_bench::base + 0xC000;

void fill(std::vector<std::uint8_t>& memory, const random_program& random, std::uint64_t seed) {
  std::mt19937_64 numbers(seed);
  for (std::uint32_t at = data - 4096; at != data + 8192; ++at)
    memory[at - rv32_bench::base] = static_cast<std::uint8_t>(numbers());
  const std::vector<std::uint32_t> code = random.program().words();
  ASSERT_LT(4 * code.size(), data - 4096 - rv32_bench::base);
  std::memcpy(memory.data(), code.data(), 4 * code.size());
}

/// How a program is run beside Unicorn.
struct manner {
  bool direct = true;
  std::uint64_t budget = 1'000'000;  ///< of each run()
  bool watched = false;              ///< with a watchpoint that is never hit
};

/// @return instructions executed, in all programs
std::uint64_t compare(std::uint64_t first_seed, std::uint64_t programs, const manner& how) {
  unicorn_processor unicorn(rv32_bench::base, rv32_bench::size, true);
  std::uint64_t instructions = 0;
  for (std::uint64_t seed = first_seed; seed < first_seed + programs; ++seed) {
    const random_program random(seed, rv32_bench::base, data);
    rv32_bench bench({}, how.direct);
    fill(bench.memory, random, seed);
    bench.cpu.reset(rv32_bench::base);
    for (unsigned i = 1; i < 32; ++i) bench.cpu.write_register(i, random.registers()[i]);
    unicorn.set(bench.memory, random.registers());
    if (how.watched) bench.cpu.debug_points().add_watchpoint({0, 4, rv32_watch::access});

    rv32_stop stop;
    for (int runs = 0; runs < 1'000'000 && stop.reason == rv32_stop_reason::budget; ++runs)
      stop = bench.cpu.run(how.budget);
    EXPECT_EQ(stop.reason, rv32_stop_reason::sleep) << "seed " << seed;
    unicorn.run(rv32_bench::base, random.end(), 0);

    for (unsigned i = 0; i < 32; ++i) EXPECT_EQ(bench.x(i), unicorn.x(i)) << "seed " << seed << " x" << i;
    EXPECT_EQ(bench.memory, unicorn.memory()) << "seed " << seed;
    EXPECT_EQ(bench.cpu.pc(), random.end() + 4) << "seed " << seed;
    EXPECT_EQ(unicorn.pc(), random.end()) << "seed " << seed;
    EXPECT_EQ(bench.cpu.state().retired, unicorn.instructions() + 1) << "seed " << seed;  // and wfi
    instructions += unicorn.instructions();
    if (testing::Test::HasFailure()) break;
  }
  return instructions;
}

class rv32_beside_unicorn : public testing::Test {
 protected:
  void SetUp() override {
    if (!unicorn_processor::available()) GTEST_SKIP() << "built without Unicorn (libunicorn-dev)";
  }
};

TEST_F(rv32_beside_unicorn, random_programs_in_direct_memory_end_alike) {
  const std::uint64_t instructions = compare(1, 4000, {});
  RecordProperty("instructions", std::to_string(instructions));
  EXPECT_GT(instructions, 4000u * 50);
}

TEST_F(rv32_beside_unicorn, random_programs_over_the_bus_end_alike) { compare(100'001, 500, {false}); }

TEST_F(rv32_beside_unicorn, random_programs_step_by_step_end_alike) { compare(200'001, 500, {true, 1}); }

TEST_F(rv32_beside_unicorn, random_programs_in_quanta_end_alike) { compare(300'001, 500, {true, 37}); }

TEST_F(rv32_beside_unicorn, random_programs_with_a_watchpoint_end_alike) {
  compare(400'001, 500, {true, 1'000'000, true});
}

}  // namespace
}  // namespace memvp
