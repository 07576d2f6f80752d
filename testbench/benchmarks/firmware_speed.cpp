// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/benchmarks/firmware_speed.hpp"

#include "memvp/models/processor/rv32_control_registers.hpp"
#include "memvp/models/tiles/ecram_command.hpp"
#include "memvp/models/tiles/ecram_registers.hpp"

namespace memvp::benchmarks {
namespace {

const sc_core::sc_time clock_period(10, sc_core::SC_NS);
constexpr std::uint32_t long_pulse = 1000;  // of the default 1 ms

/// The window for direct memory is that of soc-firmware: memory alone.
riscv_cpu::settings processor_settings() {
  riscv_cpu::settings chosen;
  chosen.direct_first = firmware_bench::memory_base;
  return chosen;
}

memory::settings memory_settings() {
  memory::settings chosen;
  chosen.size = 0x10000;
  return chosen;
}

/// Sleeps until the software interrupt, does what the benchmark measures, reports the end, and sleeps again.
std::vector<std::uint32_t> program_around(const std::function<void(rv32_assembler&)>& body,
                                          std::uint32_t end_register) {
  rv32_assembler program(firmware_bench::memory_base);
  program.csrrsi(0, static_cast<std::uint32_t>(rv32_csr::mie), bit_of(rv32_interrupt::software));
  program.li(31, end_register);
  const auto asleep = program.here();
  program.wfi();
  body(program);
  program.sw(0, 0, 31);
  program.j(asleep);
  return program.words();
}

/// `access` again and again, with x5 at the tile's registers, some in a turn of the loop.
std::function<void(rv32_assembler&)> accesses(const std::function<void(rv32_assembler&)>& before,
                                              const std::function<void(rv32_assembler&)>& access,
                                              std::uint32_t in_a_turn) {
  return [before, access, in_a_turn](rv32_assembler& program) {
    program.li(5, firmware_bench::tile_base);
    before(program);
    program.li(6, accesses_of_a_run / in_a_turn);
    const auto again = program.here();
    for (std::uint32_t i = 0; i < in_a_turn; ++i) access(program);
    program.addi(6, 6, -1);
    program.bne(6, 0, again);
  };
}

void nothing(rv32_assembler&) {}

void read_status(rv32_assembler& program) { program.lw(7, common_register::status, 5); }

void write_argument(rv32_assembler& program) { program.sw(6, ecram_register::stream_seed, 5); }

/// A pulse of seconds on one cell; while it lasts, the command is refused, and the tile is busy all the same.
void start_pulse(rv32_assembler& program) {
  program.li(8, firmware_bench::tile_base + ecram_window::pulse);
  program.li(9, long_pulse);
  program.lw(7, common_register::status, 5);
  program.andi(7, 7, tile_status::busy);
  const auto busy = program.forward();
  program.bne(7, 0, busy);
  program.sw(9, 0, 8);
  program.li(9, static_cast<std::uint32_t>(ecram_operation::program_serial));
  program.sw(9, common_register::command, 5);
  program.place(busy);
}

void execute_products(benchmark::State& state, firmware_bench& bench) {
  bench.write_memory(product_data_offset, product_data());
  bench.run();
  if (bench.x(12) != product_checksum()) state.SkipWithError("the processor in SystemC and the one without differ");
  const std::uint64_t before = bench.transactions();
  for (auto _ : state) bench.run();
  // The end of a run is a transaction; nothing else is.
  if (bench.transactions() - before > static_cast<std::uint64_t>(state.iterations()))
    state.SkipWithError("memory was not accessed directly");
}

void access_registers(benchmark::State& state, firmware_bench& bench) {
  const std::uint64_t before = bench.transactions();
  for (auto _ : state) bench.run();
  if (bench.transactions() - before < static_cast<std::uint64_t>(state.iterations()) * accesses_of_a_run)
    state.SkipWithError("registers were not accessed over the bus");
}

}  // namespace

firmware_bench::firmware_bench(const sc_core::sc_module_name& name, const std::function<void(rv32_assembler&)>& body)
    : sc_core::sc_module(name),
      program_(program_around(body, finisher_base + finisher::exit)),
      start_("start"),
      timer_("timer"),
      tile_line_("tile_line"),
      reset_("reset"),
      done_("done"),
      bus_("bus", clock_period),
      cpu_("processor", processor_settings()),
      memory_("memory", memory_settings()),
      tile_("tile", ecram_tile_parameters{}, clock_, 1, 0, tile_traces{energy_, latency_, area_}),
      finisher_("finisher", clock_period, [this](std::uint32_t) { done_.notify(); }) {
  bus_.attach(cpu_.socket);
  bus_.map(memory_.socket, memory_base, memory_.size());
  bus_.map(tile_.socket, tile_base, ecram_tile_address_size);
  bus_.map(finisher_.socket, finisher_base, 0x1000);
  tile_.interrupt(tile_line_);
  tile_.reset(reset_);
  cpu_.external_interrupt(tile_line_);
  cpu_.timer_interrupt(timer_);
  cpu_.software_interrupt(start_);
  cpu_.set_entry(memory_base);
}

void firmware_bench::start_of_simulation() { cpu_.debug_write(memory_base, program_.data(), 4 * program_.size()); }

void firmware_bench::run() {
  cpu_.rethrow_if_failed();
  start_.write(true);
  sc_core::wait(done_);
  start_.write(false);
}

void firmware_bench::write_memory(std::uint32_t offset, const std::vector<std::uint8_t>& content) {
  cpu_.debug_write(memory_base + offset, content.data(), content.size());
}

firmware_benches::firmware_benches()
    : products("products", append_products),
      reads("reads", accesses(nothing, read_status, 4)),
      writes("writes", accesses(nothing, write_argument, 4)),
      polls("polls", accesses(start_pulse, read_status, 1)) {}

void register_firmware(firmware_benches& benches) {
  using benchmark::RegisterBenchmark;
  RegisterBenchmark("riscv_cpu", [&](auto& state) { execute_products(state, benches.products); });
  RegisterBenchmark("firmware_register_read", [&](auto& state) { access_registers(state, benches.reads); });
  RegisterBenchmark("firmware_register_write", [&](auto& state) { access_registers(state, benches.writes); });
  RegisterBenchmark("firmware_poll_of_busy_tile", [&](auto& state) { access_registers(state, benches.polls); });
}

}  // namespace memvp::benchmarks
