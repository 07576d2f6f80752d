// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/benchmarks/processor_speed.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>

#include "memvp/testbench/processor/unicorn_processor.hpp"

namespace memvp::benchmarks {
namespace {

constexpr std::uint32_t words = 1000, rounds = 200;
constexpr std::uint64_t quantum = 1000;

void fill(rv32_bench& bench) {
  rv32_assembler program(rv32_bench::base);
  append_products(program);
  program.wfi();
  bench.load_program(program);
  const std::vector<std::uint8_t> data = product_data();
  std::copy(data.begin(), data.end(), bench.memory.begin() + product_data_offset);
}

std::uint32_t run_to_the_end(rv32_bench& bench) {
  bench.cpu.reset(rv32_bench::base);
  while (bench.cpu.run(quantum).reason == rv32_stop_reason::budget) {
  }
  return bench.x(12);
}

void interpret(benchmark::State& state) {
  rv32_bench bench;
  fill(bench);
  for (auto _ : state) benchmark::DoNotOptimize(run_to_the_end(bench));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(bench.cpu.state().retired));
}

void translate(benchmark::State& state) {
  rv32_bench bench;
  fill(bench);
  unicorn_processor unicorn(rv32_bench::base, rv32_bench::size, false);
  unicorn.set(bench.memory, bench.cpu.state().x);
  const std::uint32_t expected = run_to_the_end(bench);
  const std::uint32_t end = bench.cpu.pc() - 4;
  unicorn.run(rv32_bench::base, end, 0);
  if (unicorn.x(12) != expected) state.SkipWithError("Unicorn and the processor differ");
  for (auto _ : state) unicorn.run(rv32_bench::base, end, 0);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(bench.cpu.state().retired));
}

}  // namespace

void append_products(rv32_assembler& program) {
  constexpr std::uint32_t x = product_memory + product_data_offset, y = x + 4 * words;
  program.li(12, 0);
  program.addi(9, 0, rounds);
  const auto round = program.here();
  program.li(5, x);
  program.li(6, y);
  program.li(8, words);
  const auto word = program.here();
  program.lw(10, 0, 5);
  program.lw(11, 0, 6);
  program.mul(10, 10, 11);
  program.xor_(12, 12, 10);
  program.sw(12, 0, 5);
  program.addi(5, 5, 4);
  program.addi(6, 6, 4);
  program.addi(8, 8, -1);
  program.bne(8, 0, word);
  program.addi(9, 9, -1);
  program.bne(9, 0, round);
}

std::vector<std::uint8_t> product_data() {
  std::vector<std::uint8_t> bytes(8 * words);
  for (std::size_t i = 0; i < 4 * words; ++i) {
    bytes[i] = static_cast<std::uint8_t>(37 * i + 1);
    bytes[4 * words + i] = static_cast<std::uint8_t>(91 * i + 3);
  }
  return bytes;
}

std::uint32_t product_checksum() {
  rv32_bench bench;
  fill(bench);
  return run_to_the_end(bench);
}

double processor_instructions() {
  rv32_bench bench;
  fill(bench);
  run_to_the_end(bench);
  return static_cast<double>(bench.cpu.state().retired);
}

void register_processor() {
  benchmark::RegisterBenchmark("rv32_processor", interpret);
  if (unicorn_processor::available()) benchmark::RegisterBenchmark("rv32_unicorn", translate);
}

}  // namespace memvp::benchmarks
