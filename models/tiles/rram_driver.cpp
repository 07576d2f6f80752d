// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/rram_driver.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <sstream>

#include "memvp/models/tiles/rram_registers.hpp"
#include "memvp/models/tiles/rram_targets.hpp"
#include "memvp/tlm/register_map.hpp"

namespace memvp {

namespace {

namespace reg = rram_register;

const char* name_of(rram_operation operation) {
  switch (operation) {
    case rram_operation::form:
      return "forming";
    case rram_operation::program_verify:
      return "write-and-verify";
    case rram_operation::set_pulses:
      return "SET pulses";
    case rram_operation::reset_pulses:
      return "RESET pulses";
    case rram_operation::read_cells:
      return "reading cells";
    case rram_operation::multiply:
      return "a multiplication";
    case rram_operation::none:
      break;
  }
  return "a command";
}

const char* reason_of(rram_error error) {
  switch (error) {
    case rram_error::unknown_command:
      return "the command is unknown";
    case rram_error::region_outside_array:
      return "the region reaches outside the array";
    case rram_error::busy:
      return "the tile was busy";
    case rram_error::buffer_too_small:
      return "a buffer is too small for it";
    case rram_error::bad_argument:
      return "a count or a mode is out of range";
    case rram_error::code_out_of_range:
      return "an input code is beyond the input converters";
    case rram_error::time_out_of_range:
      return "it would end beyond the longest time that can be simulated";
    case rram_error::columns_do_not_fit:
      return "the region's columns do not divide into pairs, a reference and slices as asked";
    case rram_error::no_analog_output:
      return "its output cannot be analog (no neurons bound, slices, or a conversion per input bit)";
    case rram_error::neurons_refused:
      return "the neurons had no room for its currents";
    case rram_error::none:
      break;
  }
  return "of an unknown error";
}

std::string cell_name(std::uint32_t row, std::uint32_t column) {
  return "row " + std::to_string(row) + ", column " + std::to_string(column);
}

}  // namespace

rram_command_error::rram_command_error(rram_operation operation, rram_error error)
    : std::runtime_error(std::string("the 1T1R tile refused ") + name_of(operation) + ": " + reason_of(error) + "."),
      code_(error) {}

rram_programming_report& rram_programming_report::operator+=(const rram_programming_report& other) {
  cells += other.cells;
  pulses += other.pulses;
  reads += other.reads;
  failures += other.failures;
  failed_cells.insert(failed_cells.end(), other.failed_cells.begin(), other.failed_cells.end());
  return *this;
}

rram_driver::rram_driver(host_cpu& host, std::uint64_t base, interrupt_line line)
    : host_(host), base_(base), line_(line), arguments_(reg::ramp_step / 4 + 1) {
  if (host_.read32(base + common_register::id) != rram_tile_id)
    throw std::runtime_error("there is no 1T1R tile at address " + std::to_string(base) + ".");
  rows_ = host_.read32(base + reg::rows);
  columns_ = host_.read32(base + reg::columns);
  input_bits_ = host_.read32(base + reg::input_bits);
  drive_ = static_cast<rram_drive>(host_.read32(base + reg::drive));
  input_bytes_ = host_.read32(base + reg::input_bytes);
  result_bytes_ = host_.read32(base + reg::result_bytes);
  program_cells_ = host_.read32(base + reg::program_cells);
  converter_ranges_ = host_.read32(base + reg::converter_ranges);
  window_bottom_ = read_float(reg::window_bottom);
  window_top_ = read_float(reg::window_top);
  read_voltage_ = read_float(reg::read_voltage);
  series_resistance_ = read_float(reg::series_resistance);
  current_lsb_ = read_float(reg::current_lsb);
  cell_current_lsb_ = read_float(reg::cell_current_lsb);
  for (std::uint32_t offset = reg::first_row; offset <= reg::ramp_step; offset += 4)
    arguments_[offset / 4] = host_.read32(base + offset);
  host_.write32(base + common_register::irq_enable,
                rram_interrupt::done | rram_interrupt::error | rram_interrupt::failure);
}

double rram_driver::read_float(std::uint32_t offset) {
  const std::uint32_t bits = host_.read32(base_ + offset);
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return static_cast<double>(value);
}

std::uint32_t rram_driver::input_maximum(bool input_signed) const {
  return (1u << (input_signed && input_bits_ > 1 ? input_bits_ - 1 : input_bits_)) - 1;
}

double rram_driver::cell_current(double siemens) const {
  return read_voltage_ * siemens / (1 + siemens * series_resistance_);
}

double rram_driver::cell_conductance(double amperes) const {
  const double series = amperes / read_voltage_;
  return series / (1 - series * series_resistance_);
}

double rram_driver::current_lsb(const rram_product& product) const {
  const double lsb = std::ldexp(current_lsb_, -static_cast<int>(product.converter_range));
  return drive_ == rram_drive::bit_serial ? lsb / input_maximum(product.input_signed) : lsb;
}

std::uint64_t rram_driver::input_address() const { return base_ + rram_window::input; }
std::uint64_t rram_driver::result_address() const { return base_ + rram_window::result; }

std::uint32_t rram_driver::most_vectors(const rram_product& product) const {
  const std::uint32_t inputs = input_bytes_ / input_stride(product.region.rows);
  const std::uint32_t outputs = product.outputs();
  if (product.analog_output) return inputs;
  return outputs == 0 ? 0 : std::min(inputs, result_bytes_ / (4 * outputs));
}

void rram_driver::set_argument(std::uint32_t offset, std::uint32_t value) {
  if (arguments_[offset / 4] == value) return;
  host_.write32(base_ + offset, value);
  arguments_[offset / 4] = value;
}

void rram_driver::set_region(const array_region& region) {
  set_argument(reg::first_row, region.first_row);
  set_argument(reg::row_count, region.rows);
  set_argument(reg::first_column, region.first_column);
  set_argument(reg::column_count, region.columns);
}

void rram_driver::require_inside(const array_region& region) const {
  if (region.rows > 0 && region.columns > 0 && region.inside(rows_, columns_)) return;
  throw std::invalid_argument("a region of " + std::to_string(region.rows) + " x " + std::to_string(region.columns) +
                              " cells at " + cell_name(region.first_row, region.first_column) +
                              " does not lie in the 1T1R tile's array of " + std::to_string(rows_) + " x " +
                              std::to_string(columns_) + ".");
}

void rram_driver::start(rram_operation operation) {
  running_ = operation;
  host_.write32(base_ + common_register::command, static_cast<std::uint32_t>(operation));
}

void rram_driver::finish() {
  line_.wait();
  const std::uint32_t status = host_.read32(base_ + common_register::irq_status);
  host_.write32(base_ + common_register::irq_status, status);
  if ((status & rram_interrupt::error) == 0) return;
  throw rram_command_error(running_, static_cast<rram_error>(host_.read32(base_ + common_register::error)));
}

std::uint64_t rram_driver::counter(std::uint32_t low_offset) {
  const std::uint64_t low = host_.read32(base_ + low_offset);
  return low | (std::uint64_t{host_.read32(base_ + low_offset + 4)} << 32);
}

std::uint64_t rram_driver::pulses() { return counter(reg::pulses_low); }
std::uint64_t rram_driver::verify_reads() { return counter(reg::verify_reads_low); }
std::uint64_t rram_driver::conversions() { return counter(reg::conversions_low); }
std::uint64_t rram_driver::saturations() { return counter(reg::saturations_low); }
std::uint64_t rram_driver::operations() { return counter(common_register::operations_low); }
std::uint64_t rram_driver::clipped_events() { return host_.read32(base_ + reg::clipped_events); }
double rram_driver::energy() { return static_cast<double>(counter(common_register::energy_low)) * 1e-15; }

// Whole rows together as far as they fit, else pieces of a row. `part` is called with each piece.
template <class Part>
void rram_driver::in_parts(const array_region& region, std::uint32_t most_cells, Part part) const {
  const std::uint32_t columns = std::min(region.columns, most_cells);
  const std::uint32_t rows = columns == region.columns ? std::max(1u, most_cells / columns) : 1;
  for (std::uint32_t row = 0; row < region.rows; row += rows)
    for (std::uint32_t column = 0; column < region.columns; column += columns)
      part(array_region{region.first_row + row, std::min(rows, region.rows - row), region.first_column + column,
                        std::min(columns, region.columns - column)});
}

rram_programming_report rram_driver::run_verified(rram_operation operation, const array_region& region,
                                                  const rram_verify_settings& settings) {
  set_region(region);
  set_argument(reg::pulse_limit, settings.pulse_limit);
  set_argument(reg::read_count, settings.reads);
  rram_programming_report report;
  report.cells = region.cells();
  const std::uint64_t pulses_before = pulses(), reads_before = verify_reads();
  start(operation);
  finish();
  report.pulses = pulses() - pulses_before;
  report.reads = verify_reads() - reads_before;
  report.failures = host_.read32(base_ + reg::failure_count);
  if (report.failures > 0) {
    words_.resize(2 * report.failures);
    host_.read(base_ + rram_window::failure, words_.data(), 4 * words_.size());
    for (std::size_t i = 0; i < words_.size(); i += 2)
      report.failed_cells.push_back({words_[i] >> 16, words_[i] & 0xFFFFu,
                                     cell_conductance(static_cast<std::int32_t>(words_[i + 1]) * cell_current_lsb_)});
  }
  return report;
}

rram_programming_report rram_driver::form(const array_region& region, const rram_verify_settings& settings) {
  require_inside(region);
  rram_programming_report report;
  in_parts(region, program_cells_,
           [&](const array_region& part) { report += run_verified(rram_operation::form, part, settings); });
  return report;
}

rram_programming_report rram_driver::program(const array_region& region, const double* siemens,
                                             const rram_verify_settings& settings) {
  require_inside(region);
  const double window = window_top_ - window_bottom_;
  // A value typed with few digits, and the window itself, which passed as singles, may miss the edge by rounding alone.
  const double slack = 1e-6 * window_top_;
  for (std::size_t i = 0; i < region.cells(); ++i) {
    if (siemens[i] >= window_bottom_ - slack && siemens[i] <= window_top_ + slack) continue;
    const auto cell = static_cast<std::uint32_t>(i);
    std::ostringstream sentence;
    sentence << "the target conductance of "
             << cell_name(region.first_row + cell / region.columns, region.first_column + cell % region.columns) << ", "
             << siemens[i] * 1e6 << " uS, lies outside the 1T1R tile's window of " << window_bottom_ * 1e6 << " to "
             << window_top_ * 1e6 << " uS.";
    throw std::invalid_argument(sentence.str());
  }
  if (!(settings.tolerance >= 0 && settings.tolerance <= window))
    throw std::invalid_argument("the tolerance of write-and-verify must lie between 0 and the window's width.");
  set_argument(reg::verify_tolerance, rram_tolerance(settings.tolerance, window_bottom_, window_top_));
  rram_programming_report report;
  std::vector<std::uint32_t> targets;
  in_parts(region, program_cells_, [&](const array_region& part) {
    targets.assign((part.cells() + 1) / 2, 0);
    for (std::uint32_t r = 0; r < part.rows; ++r) {
      const double* row = siemens + std::size_t{part.first_row - region.first_row + r} * region.columns +
                          (part.first_column - region.first_column);
      for (std::uint32_t c = 0; c < part.columns; ++c) {
        const std::size_t cell = std::size_t{r} * part.columns + c;
        targets[cell / 2] |= rram_target(row[c], window_bottom_, window_top_) << (cell % 2 * 16);
      }
    }
    host_.write(base_ + rram_window::target, targets.data(), 4 * targets.size());
    report += run_verified(rram_operation::program_verify, part, settings);
  });
  return report;
}

void rram_driver::pulse_cells(rram_operation operation, const array_region& region, std::uint32_t ramp_step) {
  set_region(region);
  set_argument(reg::ramp_step, ramp_step);
  start(operation);
  finish();
}

void rram_driver::set_pulses(const array_region& region, std::uint32_t ramp_step) {
  pulse_cells(rram_operation::set_pulses, region, ramp_step);
}

void rram_driver::reset_pulses(const array_region& region, std::uint32_t ramp_step) {
  pulse_cells(rram_operation::reset_pulses, region, ramp_step);
}

void rram_driver::read_cells(const array_region& region, std::uint32_t reads, double* siemens) {
  require_inside(region);
  set_argument(reg::read_count, reads);
  in_parts(region, result_bytes_ / 4, [&](const array_region& part) {
    set_region(part);
    start(rram_operation::read_cells);
    finish();
    words_.resize(part.cells());
    host_.read(base_ + rram_window::result, words_.data(), 4 * words_.size());
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const std::size_t row = part.first_row - region.first_row + i / part.columns;
      const std::size_t column = part.first_column - region.first_column + i % part.columns;
      siemens[row * region.columns + column] =
          cell_conductance(static_cast<std::int32_t>(words_[i]) * cell_current_lsb_);
    }
  });
}

void rram_driver::start_multiply(const rram_product& product, const std::uint8_t* codes, std::uint32_t vectors) {
  const std::uint32_t rows = product.region.rows, stride = input_stride(rows);
  if (stride == rows) {
    host_.write(input_address(), codes, std::size_t{vectors} * rows);
  } else {
    words_.assign(std::size_t{vectors} * stride / 4, 0);
    auto* bytes = reinterpret_cast<std::uint8_t*>(words_.data());
    for (std::uint32_t vector = 0; vector < vectors; ++vector)
      std::memcpy(bytes + std::size_t{vector} * stride, codes + std::size_t{vector} * rows, rows);
    host_.write(input_address(), words_.data(), 4 * words_.size());
  }
  start_multiply_loaded(product, vectors);
}

void rram_driver::start_multiply_loaded(const rram_product& product, std::uint32_t vectors) {
  set_region(product.region);
  set_argument(reg::vector_count, vectors);
  set_argument(reg::column_mode, static_cast<std::uint32_t>(product.columns));
  set_argument(reg::slice_count, product.slices);
  set_argument(reg::slice_bits, product.slice_bits);
  set_argument(reg::input_signed, product.input_signed ? 1 : 0);
  set_argument(reg::output, product.analog_output ? 1 : 0);
  set_argument(reg::neuron_first, product.first_neuron);
  set_argument(reg::converter_range, product.converter_range);
  result_words_ = product.analog_output ? 0 : std::size_t{vectors} * product.outputs();
  start(rram_operation::multiply);
}

void rram_driver::finish_multiply(std::int32_t* words) {
  finish();
  if (words != nullptr && result_words_ > 0) host_.read(result_address(), words, 4 * result_words_);
}

void rram_driver::multiply(const rram_product& product, const std::uint8_t* codes, std::uint32_t vectors,
                           std::int32_t* words) {
  const std::uint32_t most = std::max(1u, most_vectors(product));  // what does not fit at all, the tile refuses
  for (std::uint32_t done = 0; done < vectors;) {
    const std::uint32_t count = std::min(most, vectors - done);
    start_multiply(product, codes + std::size_t{done} * product.region.rows, count);
    finish_multiply(words == nullptr ? nullptr : words + std::size_t{done} * product.outputs());
    done += count;
  }
}

void rram_driver::conductances(double* siemens) const {
  const std::size_t bytes = std::size_t{rows_} * columns_ * sizeof(double);
  if (host_.debug_read(base_ + rram_window::conductance, siemens, bytes) != bytes)
    throw std::runtime_error("the 1T1R tile's conductances could not be read through the debug transport.");
}

}  // namespace memvp
