// SPDX-License-Identifier: Apache-2.0
// What runs on the processors: firmware that knows a tile by its registers, and nothing of memvp.
#pragma once

#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "memvp/models/tiles/ecram_command.hpp"
#include "memvp/models/tiles/ecram_registers.hpp"
#include "memvp/models/tiles/rram_command.hpp"
#include "memvp/models/tiles/rram_registers.hpp"
#include "processor.hpp"

namespace plug_in {

constexpr std::uint32_t lines = 8;    // rows and columns of either array
constexpr std::uint32_t vectors = 4;  // of a product
/// The host of `memvp run` enables its interrupt controller before anything else; with the same head start even the
/// numbers of cycles are the same.
constexpr unsigned first_cycle = 2;

/// What every tile has in common.
class tile_software {
 public:
  tile_software(processor& cpu, std::uint64_t base, std::uint32_t identity) : cpu_(cpu), base_(base) {
    cpu_.wait_cycles(first_cycle);
    if (get(memvp::common_register::id) != identity) throw std::runtime_error("there is another device at the address");
    set(memvp::common_register::irq_enable, memvp::tile_interrupt::done | memvp::tile_interrupt::error);
  }

  std::uint32_t get(std::uint64_t offset) { return cpu_.read32(base_ + offset); }
  void set(std::uint64_t offset, std::uint32_t value) { cpu_.write32(base_ + offset, value); }
  double get_float(std::uint64_t offset) {
    const std::uint32_t bits = get(offset);
    float value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return static_cast<double>(value);
  }
  template <class Word>
  void put(std::uint64_t offset, const std::vector<Word>& words) {
    cpu_.write(base_ + offset, words);
  }
  std::vector<std::int32_t> results(std::uint64_t offset, std::size_t words) {
    return cpu_.read<std::int32_t>(base_ + offset, words);
  }

  /// Starts a command and returns when the tile's interrupt says that it is over: the cycles in between.
  template <class Operation>
  std::uint64_t run(Operation operation) {
    const std::uint64_t start = cpu_.cycles();
    set(memvp::common_register::command, static_cast<std::uint32_t>(operation));
    cpu_.wait_for_interrupt();
    const std::uint64_t taken = cpu_.cycles() - start;
    const std::uint32_t causes = get(memvp::common_register::irq_status);
    set(memvp::common_register::irq_status, causes);
    if ((causes & memvp::tile_interrupt::error) != 0)
      throw std::runtime_error("the tile says ERROR " + std::to_string(get(memvp::common_register::error)));
    return taken;
  }

  /// What the tile has counted, and what time it is.
  void report(nlohmann::ordered_json& found) {
    found["busy_cycles"] = cpu_.read64(base_ + memvp::common_register::cycles_low);
    found["operations"] = cpu_.read64(base_ + memvp::common_register::operations_low);
    found["energy_register_fj"] = cpu_.read64(base_ + memvp::common_register::energy_low);
    found["end_cycle"] = cpu_.cycles();
  }

 private:
  processor& cpu_;
  std::uint64_t base_;
};

/// Pulses of their own width on every cell, row by row; then products.
inline void ecram_software(processor& cpu, std::uint64_t base, nlohmann::ordered_json& found) {
  namespace reg = memvp::ecram_register;
  namespace window = memvp::ecram_window;
  tile_software tile(cpu, base, memvp::ecram_tile_id);
  tile.set(reg::row_count, lines);
  tile.set(reg::column_count, lines);
  std::vector<std::int32_t> widths;
  for (std::int32_t cell = 0; cell < static_cast<std::int32_t>(lines * lines); ++cell)
    widths.push_back(40 * (cell * 7 % 33) - 400);
  tile.put(window::pulse, widths);
  found["program_cycles"] = tile.run(memvp::ecram_operation::program_row_parallel);

  const auto most = static_cast<std::int32_t>(tile.get(reg::input_maximum));
  std::vector<std::int32_t> inputs;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(vectors * lines); ++i) inputs.push_back(most - i * 11 % most);
  tile.put(window::input, inputs);
  tile.set(reg::vector_count, vectors);
  found["multiply_cycles"] = tile.run(memvp::ecram_operation::multiply);
  found["current_lsb_a"] = tile.get_float(reg::current_lsb);
  found["results"] = tile.results(window::result, vectors * lines);
  tile.report(found);
}

/// Conductances by write-and-verify; then products of signed codes with differential pairs of columns.
inline void rram_software(processor& cpu, std::uint64_t base, nlohmann::ordered_json& found) {
  namespace reg = memvp::rram_register;
  namespace window = memvp::rram_window;
  tile_software tile(cpu, base, memvp::rram_tile_id);
  tile.set(reg::row_count, lines);
  tile.set(reg::column_count, lines);
  std::vector<std::uint16_t> targets;
  for (std::uint32_t cell = 0; cell < lines * lines; ++cell)
    targets.push_back(static_cast<std::uint16_t>(cell * 37 % 64 * memvp::rram_target_one / 63));
  tile.put(window::target, targets);
  tile.set(reg::verify_tolerance, memvp::rram_target_one / 32);
  tile.set(reg::pulse_limit, 500);
  found["program_cycles"] = tile.run(memvp::rram_operation::program_verify);
  found["cells_out_of_tolerance"] = tile.get(reg::failure_count);

  const int most = (1 << (tile.get(reg::input_bits) - 1)) - 1;
  std::vector<std::int8_t> codes;
  for (int i = 0; i < static_cast<int>(vectors * lines); ++i)
    codes.push_back(static_cast<std::int8_t>(i * 5 % (2 * most + 1) - most));
  tile.put(window::input, codes);
  tile.set(reg::vector_count, vectors);
  tile.set(reg::input_signed, 1);
  tile.set(reg::column_mode, static_cast<std::uint32_t>(memvp::rram_column_mode::differential));
  tile.set(reg::converter_range, 6);
  found["multiply_cycles"] = tile.run(memvp::rram_operation::multiply);
  found["current_lsb_a"] = tile.get_float(reg::current_lsb);
  found["results"] = tile.results(window::result, vectors * lines / 2);
  tile.report(found);
}

}  // namespace plug_in
