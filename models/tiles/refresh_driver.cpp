// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/refresh_driver.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "memvp/models/tiles/refresh_registers.hpp"

namespace memvp {

namespace {

namespace reg = refresh_register;

const char* name_of(refresh_operation operation) {
  switch (operation) {
    case refresh_operation::multiply:
      return "a multiplication";
    case refresh_operation::multiply_transposed:
      return "a transposed multiplication";
    case refresh_operation::read_cells:
      return "reading cells";
    case refresh_operation::pulse:
      return "ionic pulses";
    case refresh_operation::none:
      break;
  }
  return "a command";
}

const char* name_of(refresh_request_kind kind) {
  switch (kind) {
    case refresh_request_kind::alloc:
      return "ALLOC";
    case refresh_request_kind::restore:
      return "RESTORE";
    case refresh_request_kind::rewrite:
      return "REWRITE";
    case refresh_request_kind::reprogram:
      return "REPROGRAM";
    case refresh_request_kind::promote:
      return "PROMOTE";
    case refresh_request_kind::none:
      break;
  }
  return "a request";
}

const char* reason_of(refresh_error error) {
  switch (error) {
    case refresh_error::unknown_command:
      return "it is unknown";
    case refresh_error::region_outside_array:
      return "its region is empty or reaches outside the array";
    case refresh_error::busy:
      return "the tile was busy";
    case refresh_error::buffer_too_small:
      return "a buffer is too small for it";
    case refresh_error::bad_argument:
      return "a count or a mode is out of range";
    case refresh_error::code_out_of_range:
      return "an input code is -128";
    case refresh_error::time_out_of_range:
      return "it would end beyond the longest time that can be simulated";
    case refresh_error::row_not_allocated:
      return "a row is FREE";
    case refresh_error::wrong_mode:
      return "a row is not in the mode that it needs";
    case refresh_error::row_under_refresh:
      return "a row is under refresh";
    case refresh_error::illegal_voltage:
      return "a pulse that it needs lies outside the window of its kind";
    case refresh_error::no_free_slot:
      return "the controller's slot table is full";
    case refresh_error::level_beyond_last:
      return "a level lies beyond the last one";
    case refresh_error::verify_timeout:
      return "cells stayed out of tolerance";
    case refresh_error::pulse_too_wide:
      return "a pulse is wider than the pulse table allows";
    case refresh_error::no_source:
      return "a row's polarisation was never written";
    case refresh_error::none:
      break;
  }
  return "of an unknown error";
}

std::string sentence(const char* what, refresh_error error) {
  return std::string("the refresh tile refused or gave up ") + what + ": " + reason_of(error) + ".";
}

constexpr std::uint32_t argument_end = reg::request;  // COMMAND's arguments, then REQUEST's

}  // namespace

refresh_command_error::refresh_command_error(refresh_operation operation, refresh_error error)
    : std::runtime_error(sentence(name_of(operation), error)), code_(error) {}

refresh_request_error::refresh_request_error(refresh_request_kind kind, refresh_error error)
    : std::runtime_error(sentence(name_of(kind), error)), code_(error) {}

refresh_driver::refresh_driver(host_cpu& host, std::uint64_t base, interrupt_line line)
    : host_(host), base_(base), line_(line), arguments_(argument_end / 4) {
  if (host_.read32(base + common_register::id) != refresh_tile_id)
    throw std::runtime_error("there is no refresh tile at address " + std::to_string(base) + ".");
  rows_ = host_.read32(base + reg::rows);
  columns_ = host_.read32(base + reg::columns);
  slots_ = host_.read32(base + reg::slots);
  input_bytes_ = host_.read32(base + reg::input_bytes);
  result_bytes_ = host_.read32(base + reg::result_bytes);
  converter_ranges_ = host_.read32(base + reg::converter_ranges);
  cycle_ = host_.read32(base + reg::cycle_time) * 1e-12;
  pulse_lsb_ = host_.read32(base + reg::pulse_lsb) * cycle_;
  pulse_maximum_ = static_cast<std::int32_t>(host_.read32(base + reg::pulse_maximum));
  cell_step_ = read_float(reg::log_step);
  cell_bottom_ = read_float(reg::log_bottom);
  current_lsb_ = read_float(reg::current_lsb);
  read_voltage_ = read_float(reg::read_voltage);
  level_bottom_ = read_float(reg::level_bottom);
  level_top_ = read_float(reg::level_top);
  ionic_top_ = read_float(reg::ionic_top);
  for (std::uint32_t offset = reg::first_row; offset < argument_end; offset += 4)
    arguments_[offset / 4] = host_.read32(base + offset);
  slot_kinds_.resize(slots_);
  host_.write32(base + common_register::irq_enable,
                refresh_interrupt::done | refresh_interrupt::error | refresh_interrupt::request_done);
}

double refresh_driver::read_float(std::uint32_t offset) {
  const std::uint32_t bits = host_.read32(base_ + offset);
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return static_cast<double>(value);
}

double refresh_driver::cell_conductance(std::uint32_t code) const { return cell_bottom_ * std::exp(code * cell_step_); }

double refresh_driver::current_lsb(const refresh_product& product) const {
  return std::ldexp(current_lsb_, -static_cast<int>(product.converter_range));
}

void refresh_driver::set_argument(std::uint32_t offset, std::uint32_t value) {
  if (arguments_[offset / 4] == value) return;
  host_.write32(base_ + offset, value);
  arguments_[offset / 4] = value;
}

void refresh_driver::set_region(const array_region& region) {
  set_argument(reg::first_row, region.first_row);
  set_argument(reg::row_count, region.rows);
  set_argument(reg::first_column, region.first_column);
  set_argument(reg::column_count, region.columns);
}

void refresh_driver::require_inside(const array_region& region) const {
  if (region.rows > 0 && region.columns > 0 && region.inside(rows_, columns_)) return;
  throw std::invalid_argument("a region of " + std::to_string(region.rows) + " x " + std::to_string(region.columns) +
                              " cells at row " + std::to_string(region.first_row) + ", column " +
                              std::to_string(region.first_column) + " does not lie in the refresh tile's array of " +
                              std::to_string(rows_) + " x " + std::to_string(columns_) + ".");
}

std::uint32_t refresh_driver::take_causes() {
  const std::uint32_t causes = host_.read32(base_ + common_register::irq_status);
  host_.write32(base_ + common_register::irq_status, causes);
  return causes;
}

void refresh_driver::run(refresh_operation operation) {
  host_.write32(base_ + common_register::command, static_cast<std::uint32_t>(operation));
  while (true) {
    line_.wait();
    std::uint32_t causes = take_causes();
    if ((causes & refresh_interrupt::done) == 0) {
      // The end of a request, or an error of the timer's, has raised the line if the command is still at work.
      if ((host_.read32(base_ + common_register::status) & tile_status::busy) != 0) {
        timer_errors_ += (causes & refresh_interrupt::error) != 0 ? 1 : 0;
        continue;
      }
      causes |= take_causes();  // it may have ended in between
    }
    if ((causes & refresh_interrupt::error) == 0) return;
    const auto error = static_cast<refresh_error>(host_.read32(base_ + common_register::error));
    const bool refused = (causes & refresh_interrupt::done) == 0;
    if (refused || error == refresh_error::time_out_of_range) throw refresh_command_error(operation, error);
    ++timer_errors_;
    return;
  }
}

std::uint32_t refresh_driver::submit(const refresh_request& request) {
  set_argument(reg::request_first_row, request.first_row);
  set_argument(reg::request_row_count, request.row_count);
  if (request.kind == refresh_request_kind::alloc) {
    set_argument(reg::request_mode, static_cast<std::uint32_t>(request.mode));
    set_argument(reg::request_task, request.task);
  }
  host_.write32(base_ + reg::request, static_cast<std::uint32_t>(request.kind));
  const std::uint32_t slot = host_.read32(base_ + reg::request_slot);
  if (slot == refresh_no_slot) {
    const auto error = static_cast<refresh_error>(host_.read32(base_ + common_register::error));
    host_.write32(base_ + common_register::irq_status, refresh_interrupt::error);
    throw refresh_request_error(request.kind, error);
  }
  slot_kinds_[slot] = request.kind;
  return slot;
}

void refresh_driver::wait(std::uint32_t slot) {
  const std::uint32_t bit = std::uint32_t{1} << slot;
  while ((host_.read32(base_ + reg::slots_busy) & bit) != 0) {
    line_.wait();
    take_causes();
  }
  if ((host_.read32(base_ + reg::request_failed) & bit) == 0) return;
  host_.write32(base_ + reg::request_failed, bit);
  throw refresh_request_error(slot_kinds_[slot],
                              static_cast<refresh_error>(host_.read32(base_ + common_register::error)));
}

void refresh_driver::allocate(std::uint32_t first_row, std::uint32_t row_count, refresh_mode mode, std::uint32_t task) {
  request({refresh_request_kind::alloc, first_row, row_count, mode, task});
}

void refresh_driver::restore(std::uint32_t first_row, std::uint32_t row_count) {
  request({refresh_request_kind::restore, first_row, row_count});
}

void refresh_driver::rewrite(std::uint32_t first_row, std::uint32_t row_count) {
  request({refresh_request_kind::rewrite, first_row, row_count});
}

void refresh_driver::promote(std::uint32_t first_row, std::uint32_t row_count) {
  request({refresh_request_kind::promote, first_row, row_count});
}

void refresh_driver::reprogram(std::uint32_t first_row, std::uint32_t row_count, const std::uint8_t* levels) {
  require_inside({first_row, row_count, 0, columns_});
  write_bytes(base_ + refresh_window::level + std::uint64_t{first_row} * columns_, levels,
              std::size_t{row_count} * columns_);
  request({refresh_request_kind::reprogram, first_row, row_count});
}

// Windows are written from word boundaries: a stretch that begins between two takes the bytes before it along.
void refresh_driver::write_bytes(std::uint64_t address, const void* data, std::size_t bytes) {
  const std::size_t before = address % 4;
  if (before == 0) return host_.write(address, data, bytes);
  std::vector<std::uint8_t> stretch(before + bytes);
  host_.read(address - before, stretch.data(), before);
  std::memcpy(stretch.data() + before, data, bytes);
  host_.write(address - before, stretch.data(), stretch.size());
}

void refresh_driver::pulse(const array_region& region, const std::int16_t* widths, bool verify) {
  require_inside(region);
  set_region(region);
  set_argument(reg::verify, verify ? 1 : 0);
  host_.write(base_ + refresh_window::widths, widths, region.cells() * sizeof(std::int16_t));
  run(refresh_operation::pulse);
}

void refresh_driver::read_cells(const array_region& region, double* siemens) {
  require_inside(region);
  const std::uint32_t columns = std::min(region.columns, result_bytes_ / 4);
  const std::uint32_t rows = std::max(1u, result_bytes_ / 4 / columns);
  for (std::uint32_t row = 0; row < region.rows; row += rows)
    for (std::uint32_t column = 0; column < region.columns; column += columns) {
      const array_region part{region.first_row + row, std::min(rows, region.rows - row), region.first_column + column,
                              std::min(columns, region.columns - column)};
      set_region(part);
      run(refresh_operation::read_cells);
      words_.resize(part.cells());
      host_.read(base_ + refresh_window::result, words_.data(), 4 * words_.size());
      for (std::size_t i = 0; i < words_.size(); ++i)
        siemens[(row + i / part.columns) * region.columns + column + i % part.columns] = cell_conductance(words_[i]);
    }
}

std::uint32_t refresh_driver::most_vectors(const refresh_product& product) const {
  const std::uint32_t inputs = product.inputs(), outputs = product.outputs();
  if (inputs == 0 || outputs == 0) return 0;
  return std::min({input_bytes_ / ((inputs + 3) / 4 * 4), result_bytes_ / (4 * outputs), refresh_most_vectors});
}

void refresh_driver::multiply(const refresh_product& product, const std::int8_t* codes, std::uint32_t vectors,
                              std::int32_t* words) {
  require_inside(product.region);
  const std::uint32_t inputs = product.inputs(), outputs = product.outputs(), stride = (inputs + 3) / 4 * 4;
  const std::uint32_t most = std::max(1u, most_vectors(product));  // what does not fit at all, the tile refuses
  set_region(product.region);
  set_argument(reg::column_mode, static_cast<std::uint32_t>(product.columns));
  set_argument(reg::converter_range, product.converter_range);
  for (std::uint32_t done = 0; done < vectors;) {
    const std::uint32_t count = std::min(most, vectors - done);
    const std::int8_t* first = codes + std::size_t{done} * inputs;
    set_argument(reg::vector_count, count);
    if (stride == inputs) {
      host_.write(base_ + refresh_window::input, first, std::size_t{count} * inputs);
    } else {
      words_.assign(std::size_t{count} * stride / 4, 0);
      auto* bytes = reinterpret_cast<std::uint8_t*>(words_.data());
      for (std::uint32_t v = 0; v < count; ++v)
        std::memcpy(bytes + std::size_t{v} * stride, first + std::size_t{v} * inputs, inputs);
      host_.write(base_ + refresh_window::input, words_.data(), 4 * words_.size());
    }
    run(product.transposed ? refresh_operation::multiply_transposed : refresh_operation::multiply);
    host_.read(base_ + refresh_window::result, words + std::size_t{done} * outputs, std::size_t{count} * outputs * 4);
    done += count;
  }
}

void refresh_driver::set_temperature(double kelvin) {
  if (!(kelvin >= 0 && kelvin <= 4e6))
    throw std::invalid_argument("a temperature for the refresh tile must lie between 0 and 4e6 K.");
  host_.write32(base_ + reg::temperature, static_cast<std::uint32_t>(std::lround(kelvin * 1000)));
}

void refresh_driver::read_truth(std::uint32_t window, double* values) const {
  const std::size_t bytes = std::size_t{rows_} * columns_ * sizeof(double);
  if (host_.debug_read(base_ + window, values, bytes) != bytes)
    throw std::runtime_error("the refresh tile's cells could not be read through the debug transport.");
}

void refresh_driver::conductances(double* siemens) const { read_truth(refresh_window::conductance, siemens); }
void refresh_driver::polarisations(double* polarisation) const {
  read_truth(refresh_window::polarisation, polarisation);
}
void refresh_driver::ionic_states(double* excess) const { read_truth(refresh_window::ionic, excess); }

std::uint64_t refresh_driver::counter(std::uint32_t low_offset) {
  const std::uint64_t low = host_.read32(base_ + low_offset);
  return low | (std::uint64_t{host_.read32(base_ + low_offset + 4)} << 32);
}

std::uint64_t refresh_driver::pulses() { return counter(reg::pulses_low); }
std::uint64_t refresh_driver::conversions() { return counter(reg::conversions_low); }
std::uint64_t refresh_driver::saturations() { return counter(reg::saturations_low); }
std::uint64_t refresh_driver::verify_reads() { return counter(reg::verify_reads_low); }
std::uint64_t refresh_driver::restores() { return counter(reg::restores_low); }
std::uint64_t refresh_driver::rewrites() { return counter(reg::rewrites_low); }
std::uint64_t refresh_driver::timer_rewrites() { return counter(reg::timer_rewrites_low); }
std::uint64_t refresh_driver::reprograms() { return counter(reg::reprograms_low); }
std::uint64_t refresh_driver::promotes() { return counter(reg::promotes_low); }
std::uint64_t refresh_driver::misses() { return counter(reg::misses_low); }
std::uint64_t refresh_driver::operations() { return counter(common_register::operations_low); }
double refresh_driver::energy() { return static_cast<double>(counter(common_register::energy_low)) * 1e-15; }
double refresh_driver::refresh_energy() { return static_cast<double>(counter(reg::refresh_energy_low)) * 1e-15; }
std::uint64_t refresh_driver::refresh_cycles() { return counter(reg::refresh_cycles_low); }

}  // namespace memvp
