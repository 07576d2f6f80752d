// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/ecram_driver.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "memvp/models/tiles/ecram_registers.hpp"
#include "memvp/tlm/register_map.hpp"

namespace memvp {

namespace {

const char* name_of(ecram_operation operation) {
  switch (operation) {
    case ecram_operation::program_serial:
      return "serial programming";
    case ecram_operation::program_row_parallel:
      return "row-parallel programming";
    case ecram_operation::update_outer_product:
      return "an outer-product update";
    case ecram_operation::update_bit_streams:
      return "a bit-stream update";
    case ecram_operation::program_verify:
      return "write-and-verify";
    case ecram_operation::multiply:
      return "a multiplication";
    case ecram_operation::multiply_transposed:
      return "a transposed multiplication";
    case ecram_operation::read_cells:
      return "reading cells";
    case ecram_operation::none:
      break;
  }
  return "a command";
}

const char* reason_of(ecram_error error) {
  switch (error) {
    case ecram_error::unknown_command:
      return "the command is unknown";
    case ecram_error::region_outside_array:
      return "the region reaches outside the array";
    case ecram_error::busy:
      return "the tile was busy";
    case ecram_error::buffer_too_small:
      return "a buffer window is too small for it";
    case ecram_error::pulse_too_wide:
      return "a pulse is wider than the pulse counter";
    case ecram_error::code_out_of_range:
      return "an input code is out of range";
    case ecram_error::not_verified:
      return "a cell stayed out of tolerance";
    case ecram_error::time_out_of_range:
      return "it would end beyond the longest time that can be simulated";
    case ecram_error::bad_argument:
      return "a count is zero or too large";
    case ecram_error::none:
      break;
  }
  return "of an unknown error";
}

constexpr std::uint32_t argument_words = 32;  // registers up to PURPOSE

}  // namespace

ecram_command_error::ecram_command_error(ecram_operation operation, ecram_error error)
    : std::runtime_error(std::string("the ECRAM tile refused ") + name_of(operation) + ": " + reason_of(error) + "."),
      code_(error) {}

ecram_driver::ecram_driver(host_cpu& host, std::uint64_t base, std::optional<interrupt_line> line)
    : host_(host), base_(base), line_(line), arguments_(argument_words) {
  namespace reg = ecram_register;
  if (host_.read32(base + common_register::id) != ecram_tile_id)
    throw std::runtime_error("there is no ECRAM tile at address " + std::to_string(base) + ".");
  rows_ = host_.read32(base + reg::rows);
  columns_ = host_.read32(base + reg::columns);
  pulse_lsb_ = host_.read32(base + reg::pulse_lsb) * 1e-9;
  pulse_maximum_ = host_.read32(base + reg::pulse_maximum);
  input_maximum_ = host_.read32(base + reg::input_maximum);
  vector_maximum_ = host_.read32(base + reg::vector_maximum);
  const std::uint32_t bits = host_.read32(base + reg::current_lsb);
  float lsb = 0;
  std::memcpy(&lsb, &bits, sizeof lsb);
  current_lsb_ = static_cast<double>(lsb);
  for (std::uint32_t offset = reg::first_row; offset <= reg::purpose; offset += 4)
    arguments_[offset / 4] = host_.read32(base + offset);
  host_.write32(base + common_register::irq_enable, ecram_interrupt::done | ecram_interrupt::error);
}

void ecram_driver::set_argument(std::uint32_t offset, std::uint32_t value) {
  if (arguments_[offset / 4] == value) return;
  host_.write32(base_ + offset, value);
  arguments_[offset / 4] = value;
}

void ecram_driver::set_region(const array_region& region) {
  set_argument(ecram_register::first_row, region.first_row);
  set_argument(ecram_register::row_count, region.rows);
  set_argument(ecram_register::first_column, region.first_column);
  set_argument(ecram_register::column_count, region.columns);
}

void ecram_driver::start(ecram_operation operation) {
  started_ = host_.now_cycles();
  host_.write32(base_ + common_register::command, static_cast<std::uint32_t>(operation));
}

ecram_error ecram_driver::finish(ecram_operation operation) {
  line_ ? line_->wait() : host_.wait_for_interrupt();
  if (operation <= ecram_operation::program_verify) write_cycles_ += host_.now_cycles() - started_;
  const std::uint32_t status = host_.read32(base_ + common_register::irq_status);
  host_.write32(base_ + common_register::irq_status, status);
  if ((status & ecram_interrupt::error) == 0) return ecram_error::none;
  const auto error = static_cast<ecram_error>(host_.read32(base_ + common_register::error));
  if (error != ecram_error::not_verified) throw ecram_command_error(operation, error);
  return error;
}

std::uint64_t ecram_driver::counter(std::uint32_t low_offset) {
  const std::uint64_t low = host_.read32(base_ + low_offset);
  return low | (std::uint64_t{host_.read32(base_ + low_offset + 4)} << 32);
}

std::uint64_t ecram_driver::pulses() { return counter(ecram_register::pulses_low); }
std::uint64_t ecram_driver::conversions() { return counter(ecram_register::conversions_low); }
std::uint64_t ecram_driver::operations() { return counter(common_register::operations_low); }
double ecram_driver::energy() { return static_cast<double>(counter(common_register::energy_low)) * 1e-15; }

void ecram_driver::program(const array_region& region, const std::int32_t* widths, ecram_operation operation,
                           bool training) {
  set_region(region);
  set_argument(ecram_register::purpose, training ? 1 : 0);
  host_.write(base_ + ecram_window::pulse, widths, std::size_t{region.rows} * region.columns * sizeof(std::int32_t));
  run(operation);
}

void ecram_driver::move_all(const array_region& region, std::uint64_t width, std::int32_t sign) {
  const std::vector<std::int32_t> rows(region.rows, 1);
  while (width > 0) {
    const auto part = std::min<std::uint64_t>(width, pulse_maximum_);
    const std::vector<std::int32_t> columns(region.columns, sign * static_cast<std::int32_t>(part));
    update_outer_product(region, rows.data(), columns.data());
    width -= part;
  }
}

void ecram_driver::update_outer_product(const array_region& region, const std::int32_t* signs,
                                        const std::int32_t* widths) {
  start_outer_product(region, signs, widths);
  finish();
}

void ecram_driver::start_outer_product(const array_region& region, const std::int32_t* signs,
                                       const std::int32_t* widths) {
  set_region(region);
  host_.write(base_ + ecram_window::input, signs, region.rows * sizeof(std::int32_t));
  host_.write(base_ + ecram_window::input + 4 * std::uint64_t{region.rows}, widths,
              region.columns * sizeof(std::int32_t));
  start(ecram_operation::update_outer_product);
}

void ecram_driver::update_bit_streams(const array_region& region, const std::int32_t* row_levels,
                                      const std::int32_t* column_levels, std::uint32_t slots, std::uint32_t slot_width,
                                      std::uint32_t stream_seed) {
  set_region(region);
  set_argument(ecram_register::slot_count, slots);
  set_argument(ecram_register::slot_width, slot_width);
  set_argument(ecram_register::stream_seed, stream_seed);
  host_.write(base_ + ecram_window::input, row_levels, region.rows * sizeof(std::int32_t));
  host_.write(base_ + ecram_window::input + 4 * std::uint64_t{region.rows}, column_levels,
              region.columns * sizeof(std::int32_t));
  run(ecram_operation::update_bit_streams);
}

std::uint32_t ecram_driver::program_verify(const array_region& region, const double* targets,
                                           const verify_settings& settings) {
  set_region(region);
  set_argument(ecram_register::purpose, 0);
  set_argument(ecram_register::verify_tolerance, static_cast<std::uint32_t>(std::lround(settings.tolerance * 65536)));
  set_argument(ecram_register::verify_tries, settings.tries);
  set_argument(ecram_register::read_count, settings.reads);
  set_argument(ecram_register::sweep_count, settings.sweeps);
  const std::size_t cells = std::size_t{region.rows} * region.columns;
  words_.resize(cells);
  for (std::size_t i = 0; i < cells; ++i) words_[i] = static_cast<std::int32_t>(std::lround(targets[i] * 65536));
  host_.write(base_ + ecram_window::pulse, words_.data(), cells * sizeof(std::int32_t));
  const std::uint32_t before = host_.read32(base_ + ecram_register::verify_failures);
  if (run(ecram_operation::program_verify) == ecram_error::none) return 0;
  return host_.read32(base_ + ecram_register::verify_failures) - before;
}

std::uint32_t ecram_driver::most_vectors(const array_region& region) const {
  const std::uint32_t bytes_per_value = input_maximum_ == 0 ? 8 : 4;
  const std::uint32_t fit = ecram_window::vector_bytes / (std::max(region.rows, region.columns) * bytes_per_value);
  return std::min(fit, vector_maximum_);
}

void ecram_driver::receive(std::size_t values, double* amperes) {
  if (input_maximum_ == 0) {
    host_.read(base_ + ecram_window::result, amperes, values * sizeof(double));
    return;
  }
  words_.resize(values);
  host_.read(base_ + ecram_window::result, words_.data(), values * sizeof(std::int32_t));
  for (std::size_t i = 0; i < values; ++i) amperes[i] = current_lsb_ * words_[i];
}

void ecram_driver::multiply_once(const array_region& region, const double* inputs, std::uint32_t vectors,
                                 double* currents, bool transposed) {
  const std::size_t driven = std::size_t{transposed ? region.columns : region.rows} * vectors;
  const std::size_t sensed = std::size_t{transposed ? region.rows : region.columns} * vectors;
  set_argument(ecram_register::vector_count, vectors);
  if (input_maximum_ == 0) {
    host_.write(base_ + ecram_window::input, inputs, driven * sizeof(double));
  } else {
    words_.resize(driven);
    std::size_t cut_inputs = 0;
    for (std::size_t i = 0; i < driven; ++i) {
      const double cut = std::min(1.0, std::max(-1.0, inputs[i]));
      cut_inputs += cut != inputs[i] ? 1U : 0U;
      const double scaled = cut * input_maximum_;
      words_[i] = static_cast<std::int32_t>(scaled + std::copysign(0.5, scaled));
    }
    cut_inputs_ += cut_inputs;
    host_.write(base_ + ecram_window::input, words_.data(), driven * sizeof(std::int32_t));
  }
  run(transposed ? ecram_operation::multiply_transposed : ecram_operation::multiply);
  receive(sensed, currents);
}

void ecram_driver::multiply(const array_region& region, const double* inputs, std::uint32_t vectors, double* currents,
                            bool transposed) {
  set_region(region);
  const std::uint32_t most = most_vectors(region);
  const std::size_t driven = transposed ? region.columns : region.rows;
  const std::size_t sensed = transposed ? region.rows : region.columns;
  for (std::uint32_t done = 0; done < vectors;) {
    const std::uint32_t count = std::min(most, vectors - done);
    multiply_once(region, inputs + done * driven, count, currents + done * sensed, transposed);
    done += count;
  }
}

void ecram_driver::read_cells(const array_region& region, std::uint32_t reads, double* currents) {
  set_region(region);
  set_argument(ecram_register::read_count, reads);
  run(ecram_operation::read_cells);
  receive(std::size_t{region.rows} * region.columns, currents);
}

void ecram_driver::conductances(double* siemens) const {
  const std::size_t bytes = std::size_t{rows_} * columns_ * sizeof(double);
  if (host_.debug_read(base_ + ecram_window::conductance, siemens, bytes) != bytes)
    throw std::runtime_error("the ECRAM tile's conductances could not be read through the debug transport.");
}

}  // namespace memvp
