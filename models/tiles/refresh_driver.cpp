// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/refresh_driver.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <string>

#include "memvp/models/tiles/refresh_registers.hpp"
#include "memvp/models/tiles/refresh_sequencer.hpp"
#include "memvp/models/tiles/refresh_settings.hpp"

namespace memvp {

namespace {

namespace reg = refresh_register;

constexpr std::uint32_t argument_end = reg::request;  // COMMAND's arguments, then REQUEST's

}  // namespace

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
  host_.write32(base_ + common_register::irq_status, refresh_interrupt::error);  // if it ended before it was waited for
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
  const std::size_t first = first_row * refresh_row_stride(columns_);
  write_rows(refresh_window::level + static_cast<std::uint32_t>(first), levels, row_count, columns_);
  request({refresh_request_kind::reprogram, first_row, row_count});
}

// Rows without gaps, into a window in which they begin refresh_row_stride(columns) elements apart.
template <class Element>
void refresh_driver::write_rows(std::uint32_t offset, const Element* elements, std::size_t rows, std::size_t columns) {
  const std::size_t stride = refresh_row_stride(columns);
  if (stride == columns) return host_.write(base_ + offset, elements, rows * columns * sizeof(Element));
  words_.assign(rows * stride * sizeof(Element) / 4, 0);
  auto* bytes = reinterpret_cast<std::uint8_t*>(words_.data());
  for (std::size_t row = 0; row < rows; ++row)
    std::memcpy(bytes + row * stride * sizeof(Element), elements + row * columns, columns * sizeof(Element));
  host_.write(base_ + offset, words_.data(), 4 * words_.size());
}

void refresh_driver::pulse(const array_region& region, const std::int16_t* widths, bool verify) {
  require_inside(region);
  set_region(region);
  set_argument(reg::verify, verify ? 1 : 0);
  write_rows(refresh_window::widths, widths, region.rows, region.columns);
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
  return std::min({input_bytes_ / static_cast<std::uint32_t>(refresh_row_stride(inputs)), result_bytes_ / (4 * outputs),
                   refresh_most_vectors});
}

void refresh_driver::multiply(const refresh_product& product, const std::int8_t* codes, std::uint32_t vectors,
                              std::int32_t* words) {
  require_inside(product.region);
  const std::uint32_t inputs = product.inputs(), outputs = product.outputs();
  const std::uint32_t most = std::max(1u, most_vectors(product));  // what does not fit at all, the tile refuses
  set_region(product.region);
  set_argument(reg::column_mode, static_cast<std::uint32_t>(product.columns));
  set_argument(reg::converter_range, product.converter_range);
  for (std::uint32_t done = 0; done < vectors;) {
    const std::uint32_t count = std::min(most, vectors - done);
    set_argument(reg::vector_count, count);
    write_rows(refresh_window::input, codes + std::size_t{done} * inputs, count, inputs);
    run(product.transposed ? refresh_operation::multiply_transposed : refresh_operation::multiply);
    host_.read(base_ + refresh_window::result, words + std::size_t{done} * outputs, std::size_t{count} * outputs * 4);
    done += count;
  }
}

refresh_policy refresh_driver::policy() {
  const auto value = [this](std::uint32_t offset) { return host_.read32(base_ + offset); };
  refresh_policy read;
  take_policy_bits(read, value(reg::policy));
  read.rewrite_interval = counter(reg::t_ref_low);
  read.rest_time = counter(reg::t_rest_low);
  read_word_settings(read, value);
  return read;
}

void refresh_driver::set_policy(const refresh_policy& policy) {
  const auto set = [this](std::uint32_t offset, std::uint32_t value) { host_.write32(base_ + offset, value); };
  set(reg::policy, policy_bits_of(policy));
  set_wide(reg::t_ref_low, policy.rewrite_interval);
  set_wide(reg::t_rest_low, policy.rest_time);
  write_word_settings(policy, set);
}

refresh_pulse refresh_driver::pulse_entry(refresh_pulse_kind kind) {
  return read_pulse_entry(kind, [this](std::uint32_t offset) { return host_.read32(base_ + offset); });
}

void refresh_driver::set_pulse_entry(refresh_pulse_kind kind, const refresh_pulse& pulse) {
  constexpr cycle_count most = UINT32_MAX;
  if (pulse.width > most || pulse.gap > most)
    throw std::invalid_argument("a pulse of the refresh tile and the gap after it last at most 2^32 - 1 cycles each.");
  write_pulse_entry(kind, pulse,
                    [this](std::uint32_t offset, std::uint32_t value) { host_.write32(base_ + offset, value); });
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

void refresh_driver::set_wide(std::uint32_t low_offset, std::uint64_t value) {
  host_.write32(base_ + low_offset, static_cast<std::uint32_t>(value));
  host_.write32(base_ + low_offset + 4, static_cast<std::uint32_t>(value >> 32));
}

std::uint64_t refresh_driver::pulses() { return counter(reg::pulses_low); }
std::uint64_t refresh_driver::conversions() { return counter(reg::conversions_low); }
std::uint64_t refresh_driver::saturations() { return counter(reg::saturations_low); }
std::uint64_t refresh_driver::verify_reads() { return counter(reg::verify_reads_low); }
std::uint64_t refresh_driver::restores() { return counter(reg::restores_low); }
std::uint64_t refresh_driver::rewrites() { return counter(reg::rewrites_low); }
std::uint64_t refresh_driver::reprograms() { return counter(reg::reprograms_low); }
std::uint64_t refresh_driver::promotes() { return counter(reg::promotes_low); }
std::uint64_t refresh_driver::misses() { return counter(reg::misses_low); }
std::uint64_t refresh_driver::operations() { return counter(common_register::operations_low); }
double refresh_driver::energy() { return static_cast<double>(counter(common_register::energy_low)) * 1e-15; }
double refresh_driver::refresh_energy() { return static_cast<double>(counter(reg::refresh_energy_low)) * 1e-15; }
std::uint64_t refresh_driver::refresh_cycles() { return counter(reg::refresh_cycles_low); }

}  // namespace memvp
