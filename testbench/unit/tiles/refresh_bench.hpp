// SPDX-License-Identifier: Apache-2.0
// The words in which the tests of the refresh tile speak.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "memvp/models/physics/ferroionic_laws.hpp"
#include "memvp/models/tiles/refresh_driver.hpp"
#include "memvp/models/tiles/refresh_registers.hpp"
#include "memvp/models/tiles/refresh_tile.hpp"
#include "memvp/testbench/unit/tiles/device_bench.hpp"

namespace memvp::testing_words {

/// A tile with the published pulses, on which nothing is left to chance.
inline refresh_tile_parameters quiet_refresh_tile(std::int64_t rows, std::int64_t columns) {
  refresh_tile_parameters parameters;
  parameters.array.rows = rows;
  parameters.array.columns = columns;
  parameters.device.variability = false;
  parameters.device.read_noise = 0;
  parameters.trace = {"", ""};
  return parameters;
}

/// The same with all pulses and gaps shorter by 20,000, as a what-if: ion set 10 us, ion reset 20 us, read 5 us, FE
/// 0.5 us and 20 us apart. At 100 MHz that is 1000, 2000, 500, 50 and 2000 cycles; B is 100, a unit of PULSE a cycle.
inline refresh_tile_parameters quick_refresh_tile(std::int64_t rows, std::int64_t columns) {
  refresh_tile_parameters parameters = quiet_refresh_tile(rows, columns);
  ferroionic_device_parameters& device = parameters.device;
  constexpr double factor = 1.0 / 20'000;
  for (double* seconds :
       {&device.ferroelectric_width, &device.ferroelectric_gap, &device.ion_set_width, &device.ion_reset_width,
        &device.read_width, &device.set_filling_time, &device.reset_filling_time})
    *seconds *= factor;
  parameters.driver.pulse_lsb = 10e-9;
  return parameters;
}

inline refresh_command refresh_command_of(refresh_operation operation, array_region region) {
  refresh_command command;
  command.operation = operation;
  command.region = region;
  return command;
}

/// A refresh tile and an initiator that speaks to it.
struct refresh_bench : device_bench<refresh_tile> {
  using device_bench::device_bench;
  using device_bench::start;

  void load(const refresh_command& command) {
    namespace reg = refresh_register;
    set(reg::first_row, command.region.first_row);
    set(reg::row_count, command.region.rows);
    set(reg::first_column, command.region.first_column);
    set(reg::column_count, command.region.columns);
    set(reg::vector_count, command.vectors);
    set(reg::column_mode, static_cast<std::uint32_t>(command.columns));
    set(reg::converter_range, command.converter_range);
    set(reg::verify, command.verify ? 1 : 0);
  }
  void start(const refresh_command& command) {
    load(command);
    start(static_cast<std::uint32_t>(command.operation));
  }
  /// Writes a request's registers. Returns the slot, refresh_no_slot if it was refused.
  std::uint32_t submit(const refresh_request& request) {
    namespace reg = refresh_register;
    set(reg::request_first_row, request.first_row);
    set(reg::request_row_count, request.row_count);
    set(reg::request_mode, static_cast<std::uint32_t>(request.mode));
    set(reg::request_task, request.task);
    synchronise();
    set(reg::request, static_cast<std::uint32_t>(request.kind));
    return get(reg::request_slot);
  }
  refresh_error error() { return static_cast<refresh_error>(look(common_register::error)); }

  /// Waits for an interrupt among `wanted`, takes it and what has come with it back. `causes` are the bits of
  /// IRQ_STATUS.
  void await(std::uint32_t wanted) {
    synchronise();
    for (causes = 0; (causes & wanted) == 0;) {
      if (!interrupt.read()) sc_core::wait(interrupt.posedge_event());
      causes |= get(common_register::irq_status);
      set(common_register::irq_status, causes);
      synchronise();
    }
  }
  /// Waits for a command's end and says with which error it came.
  refresh_error finish() {
    await(refresh_interrupt::done | refresh_interrupt::error);
    return (causes & refresh_interrupt::error) != 0 ? error() : refresh_error::none;
  }
  refresh_error carry_out(const refresh_command& command) {
    start(command);
    return finish();
  }
  /// Waits for the end of the request in that slot; the error that it came with.
  refresh_error finish_request(std::uint32_t slot) {
    const std::uint32_t bit = std::uint32_t{1} << slot;
    while ((get(refresh_register::slots_busy) & bit) != 0) await(refresh_interrupt::request_done);
    set(common_register::irq_status, refresh_interrupt::request_done);  // if it has ended before it was asked for
    if ((get(refresh_register::request_failed) & bit) == 0) return refresh_error::none;
    set(refresh_register::request_failed, bit);
    set(common_register::irq_status, refresh_interrupt::error);
    return error();
  }
  refresh_error ask(const refresh_request& request) {
    const std::uint32_t slot = submit(request);
    return slot == refresh_no_slot ? error() : finish_request(slot);
  }
  refresh_error allocate(std::uint32_t first_row, std::uint32_t rows, refresh_mode mode, std::uint32_t task = 1) {
    return ask({refresh_request_kind::alloc, first_row, rows, mode, task});
  }
  /// The last entry of the latency log.
  const latency_log::row& last() { return latency.rows().back(); }
  cycle_count cycles_of(const refresh_command& command) {
    EXPECT_EQ(carry_out(command), refresh_error::none);
    return last().cycles;
  }
  cycle_count cycles_of(const refresh_request& request) {
    EXPECT_EQ(ask(request), refresh_error::none);
    return last().cycles;
  }
  std::string last_name() { return latency.name(last().command); }

  /// Elements of the windows whose rows begin at multiples of 4 elements, without gaps.
  template <class Element>
  void write_rows(std::uint32_t window, const std::vector<Element>& elements, std::size_t columns) {
    const std::size_t rows = elements.size() / columns, stride = refresh_row_stride(columns);
    std::vector<std::uint32_t> words(rows * stride * sizeof(Element) / 4);
    auto* bytes = reinterpret_cast<unsigned char*>(words.data());
    for (std::size_t row = 0; row < rows; ++row)
      std::memcpy(bytes + row * stride * sizeof(Element), elements.data() + row * columns, columns * sizeof(Element));
    write(window, words);
  }
  std::vector<std::uint16_t> codes(std::uint32_t window, std::uint32_t row) {
    const std::size_t columns = tile.array().columns(), stride = refresh_row_stride(columns);
    auto found = look<std::uint16_t>(window + static_cast<std::uint32_t>(2 * row * stride), columns);
    return found;
  }
  /// Gives rows of levels, from row `first_row` on, to LEVEL.
  void write_levels(std::uint32_t first_row, const std::vector<std::uint8_t>& levels) {
    const std::size_t columns = tile.array().columns();
    write_rows(refresh_window::level + static_cast<std::uint32_t>(first_row * refresh_row_stride(columns)), levels,
               columns);
  }
  void write_widths(const std::vector<std::int16_t>& widths, std::size_t columns) {
    write_rows(refresh_window::widths, widths, columns);
  }
  void write_codes(const std::vector<std::int8_t>& codes, std::size_t a_vector) {
    write_rows(refresh_window::input, codes, a_vector);
  }
  /// Rows of one level, allocated NV, written, and given mode V.
  void prepare_rows(std::uint32_t first_row, std::uint32_t rows, std::uint8_t level) {
    EXPECT_EQ(allocate(first_row, rows, refresh_mode::non_volatile), refresh_error::none);
    write_levels(first_row, std::vector<std::uint8_t>(rows * tile.array().columns(), level));
    EXPECT_EQ(ask({refresh_request_kind::reprogram, first_row, rows}), refresh_error::none);
    EXPECT_EQ(allocate(first_row, rows, refresh_mode::volatile_ions), refresh_error::none);
  }
  /// A verified ion-set pulse of `width` on every cell of the rows.
  void write_ions(std::uint32_t first_row, std::uint32_t rows, std::int16_t width) {
    const auto columns = static_cast<std::uint32_t>(tile.array().columns());
    write_widths(std::vector<std::int16_t>(rows * columns, width), columns);
    refresh_command command = refresh_command_of(refresh_operation::pulse, {first_row, rows, 0, columns});
    command.verify = true;
    EXPECT_EQ(carry_out(command), refresh_error::none);
  }
  std::uint32_t row_bits(std::uint32_t row) { return look(refresh_window::mode + 4 * row); }
  void set_wide(std::uint32_t low_offset, std::uint64_t value) {
    set(low_offset, static_cast<std::uint32_t>(value));
    set(low_offset + 4, static_cast<std::uint32_t>(value >> 32));
  }
  void set_policy(const std::function<void(refresh_policy&)>& change) {
    refresh_policy policy = tile.controller().policy();
    change(policy);
    set(refresh_register::policy, policy_bits_of(policy));
    set_wide(refresh_register::t_ref_low, policy.rewrite_interval);
    set_wide(refresh_register::t_rest_low, policy.rest_time);
    set(refresh_register::n_rest, policy.restore_pulses);
    set(refresh_register::verify_tolerance, policy.verify_tolerance);
    set(refresh_register::verify_limit, policy.verify_limit);
    set(refresh_register::promote_after, policy.promote_after);
    synchronise();
  }
  std::vector<double> conductances() { return truth(refresh_window::conductance); }
  std::vector<double> polarisations() { return truth(refresh_window::polarisation); }
  std::vector<double> ionic_states() { return truth(refresh_window::ionic); }
  std::vector<double> truth(std::uint32_t window) {
    return look<double>(window, tile.array().rows() * tile.array().columns());
  }

  std::uint32_t causes = 0;
};

/// Runs `script` in the initiator's thread, with the tile's interrupts enabled.
inline void on_a_refresh_tile(const refresh_tile_parameters& parameters,
                              const std::function<void(refresh_bench&)>& script, std::uint64_t seed = 1) {
  refresh_bench bench("tile", parameters, seed);
  bool ended = false;
  bench.host.script = [&](scripted_initiator&) {
    bench.set(common_register::irq_enable,
              refresh_interrupt::done | refresh_interrupt::error | refresh_interrupt::request_done);
    script(bench);
    ended = true;
    sc_core::sc_stop();  // a tile that keeps rows alive has always something to come
  };
  sc_core::sc_start();
  EXPECT_TRUE(ended);
}

}  // namespace memvp::testing_words
