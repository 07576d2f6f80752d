// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/kinetics_driver.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "memvp/models/tiles/kinetics_registers.hpp"

namespace memvp {

namespace reg = kinetics_register;

namespace {

const char* name_of(kinetics_operation operation) {
  switch (operation) {
    case kinetics_operation::run:
      return "a run";
    case kinetics_operation::refresh:
      return "a refresh";
    case kinetics_operation::read:
      return "a reading";
    case kinetics_operation::write:
      return "writing constants";
    case kinetics_operation::begin_evaluation:
      return "the beginning of an evaluation";
    case kinetics_operation::none:
      break;
  }
  return "a command";
}

const char* reason_of(kinetics_error error) {
  switch (error) {
    case kinetics_error::unknown_command:
      return "the command is unknown";
    case kinetics_error::devices_outside_bank:
      return "it names devices that the bank does not have";
    case kinetics_error::busy:
      return "the tile was busy";
    case kinetics_error::buffer_too_small:
      return "a buffer or a table is too small for it";
    case kinetics_error::bad_argument:
      return "a count, a width, a range or a table entry is out of range";
    case kinetics_error::period_too_short:
      return "a step needs longer than its period";
    case kinetics_error::time_out_of_range:
      return "it would end beyond the longest time that can be simulated";
    case kinetics_error::voltage_out_of_range:
      return "a code could ask for more than the write supply has";
    case kinetics_error::unstable_constants:
      return "alpha and beta must be positive and finite, and beta^2/alpha below 4 with the discrete law";
    case kinetics_error::none:
      break;
  }
  return "of an unknown error";
}

std::uint32_t bits_of(double value) {
  const auto single = static_cast<float>(value);
  std::uint32_t bits = 0;
  std::memcpy(&bits, &single, sizeof bits);
  return bits;
}

double value_of(std::uint32_t bits) {
  float single = 0;
  std::memcpy(&single, &bits, sizeof single);
  return static_cast<double>(single);
}

constexpr std::size_t whole_words(std::size_t bytes) { return (bytes + 3) / 4 * 4; }

}  // namespace

kinetics_command_error::kinetics_command_error(kinetics_operation operation, kinetics_error error)
    : std::runtime_error(std::string("the kinetics tile refused ") + name_of(operation) + ": " + reason_of(error) +
                         "."),
      code_(error) {}

std::uint16_t kinetics_code(double input) {
  if (!(input >= 0 && input <= 1))
    throw std::invalid_argument("an input of the kinetics tile must be a number of 0 to 1, not " +
                                std::to_string(input) + ".");
  return static_cast<std::uint16_t>(std::lround(input * 65535));
}

std::vector<std::uint16_t> kinetics_codes(const double* inputs, std::size_t count) {
  std::vector<std::uint16_t> codes(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (!(inputs[i] >= 0 && inputs[i] <= 1))
      throw std::invalid_argument("input " + std::to_string(i) + " of the kinetics tile is " +
                                  std::to_string(inputs[i]) + ", not a number of 0 to 1.");
    codes[i] = kinetics_code(inputs[i]);
  }
  return codes;
}

kinetics_driver::kinetics_driver(host_cpu& host, std::uint64_t base, interrupt_line line)
    : host_(host), base_(base), line_(line), arguments_(reg::arguments_end / 4) {
  if (host_.read32(base + common_register::id) != kinetics_tile_id)
    throw std::runtime_error("there is no kinetics tile at address " + std::to_string(base) + ".");
  const auto figure = [&](std::uint32_t offset) { return host_.read32(base + offset); };
  devices_ = figure(reg::devices);
  model_ = static_cast<kinetics_model>(figure(reg::model));
  converter_bits_ = figure(reg::converter_bits);
  encoder_bits_ = figure(reg::encoder_bits);
  density_slots_ = figure(reg::density_slots);
  table_steps_ = figure(reg::table_steps);
  alpha_table_scales_period_ = figure(reg::alpha_table_use) != 0;
  input_bytes_ = figure(reg::input_bytes);
  feature_bytes_ = figure(reg::feature_bytes);
  cycle_ = figure(reg::cycle_time) * 1e-12;
  full_scale_voltage_ = read_float(reg::full_scale_voltage);
  read_voltage_ = read_float(reg::read_voltage);
  initial_conductance_ = read_float(reg::initial_conductance);
  step_time_ = read_float(reg::step_time);
  for (std::uint32_t offset = common_register::first_own; offset < reg::arguments_end; offset += 4)
    arguments_[offset / 4] = figure(offset);
  configured_overlap_ = arguments_[reg::overlap / 4] != 0;
  host_.write32(base + common_register::irq_enable, kinetics_interrupt::done | kinetics_interrupt::error);
}

void kinetics_driver::set_argument(std::uint32_t offset, std::uint32_t value) {
  if (arguments_[offset / 4] == value) return;
  host_.write32(base_ + offset, value);
  arguments_[offset / 4] = value;
}

void kinetics_driver::set_float(std::uint32_t offset, double value) { set_argument(offset, bits_of(value)); }

double kinetics_driver::argument_float(std::uint32_t offset) const { return value_of(arguments_[offset / 4]); }

double kinetics_driver::read_float(std::uint32_t offset) { return value_of(host_.read32(base_ + offset)); }

std::uint32_t kinetics_driver::pulse_width() const { return arguments_[reg::pulse_width / 4]; }
std::uint32_t kinetics_driver::period() const { return arguments_[reg::period / 4]; }
double kinetics_driver::low_volts() const { return argument_float(reg::voltage_low); }
double kinetics_driver::high_volts() const { return argument_float(reg::voltage_high); }
double kinetics_driver::converter_low() const { return argument_float(reg::converter_low); }
double kinetics_driver::converter_high() const { return argument_float(reg::converter_high); }

std::size_t kinetics_driver::input_stride(const kinetics_run& run) {
  return whole_words(run.codes() * sizeof(std::uint16_t));
}

std::size_t kinetics_driver::feature_stride(const kinetics_run& run) {
  return whole_words(run.features() * (run.feature_bytes ? 1 : sizeof(std::uint16_t)));
}

std::uint32_t kinetics_driver::most_samples(const kinetics_run& run) const {
  const std::size_t input = input_stride(run), feature = feature_stride(run);
  if (input == 0 || feature == 0) return 0;
  return static_cast<std::uint32_t>(std::min(input_bytes_ / input, feature_bytes_ / feature));
}

std::uint64_t kinetics_driver::input_address() const { return base_ + kinetics_window::input; }
std::uint64_t kinetics_driver::feature_address() const { return base_ + kinetics_window::feature; }

void kinetics_driver::set_devices(std::uint32_t first, std::uint32_t count) {
  set_argument(reg::first_device, first);
  set_argument(reg::device_count, count);
}

void kinetics_driver::start(kinetics_operation operation) {
  running_ = operation;
  host_.write32(base_ + common_register::command, static_cast<std::uint32_t>(operation));
}

std::uint32_t kinetics_driver::finish() {
  line_.wait();
  const std::uint32_t causes = host_.read32(base_ + common_register::irq_status);
  host_.write32(base_ + common_register::irq_status, causes);
  if ((causes & kinetics_interrupt::error) != 0)
    throw kinetics_command_error(running_, static_cast<kinetics_error>(host_.read32(base_ + common_register::error)));
  return causes;
}

std::uint32_t kinetics_driver::write(std::uint32_t first, std::uint32_t count, const kinetics_constants& constants) {
  set_devices(first, count);
  set_float(reg::alpha, constants.alpha);
  set_float(reg::beta, constants.beta);
  start(kinetics_operation::write);
  return (finish() & kinetics_interrupt::unstable) != 0 ? unstable_devices() : 0;
}

void kinetics_driver::begin_evaluation() {
  start(kinetics_operation::begin_evaluation);
  finish();
}

void kinetics_driver::refresh(std::uint32_t first, std::uint32_t count) {
  set_devices(first, count);
  start(kinetics_operation::refresh);
  finish();
}

void kinetics_driver::read(std::uint32_t first, std::uint32_t count, std::uint16_t* codes) {
  set_devices(first, count);
  set_argument(reg::feature_size, 0);
  start(kinetics_operation::read);
  finish();
  words_.resize(whole_words(count * sizeof(std::uint16_t)) / 4);
  host_.read(feature_address(), words_.data(), words_.size() * 4);
  std::memcpy(codes, words_.data(), count * sizeof(std::uint16_t));
}

void kinetics_driver::set_pulse(std::uint32_t width_cycles, double low_volts, double high_volts) {
  set_argument(reg::pulse_width, width_cycles);
  set_float(reg::voltage_low, low_volts);
  set_float(reg::voltage_high, high_volts);
}

void kinetics_driver::set_period(std::uint32_t cycles) { set_argument(reg::period, cycles); }

void kinetics_driver::set_converter(double low, double high) {
  set_float(reg::converter_low, low);
  set_float(reg::converter_high, high);
}

void kinetics_driver::set_alpha_table(const double* scale, std::size_t steps) {
  set_table(kinetics_window::alpha_table, "alpha", false, scale, steps);
}

void kinetics_driver::set_beta_table(const double* scale, std::size_t steps) {
  set_table(kinetics_window::beta_table, "beta", true, scale, steps);
}

void kinetics_driver::set_table(std::uint32_t window, const char* name, bool zero_allowed, const double* scale,
                                std::size_t steps) {
  if (steps > table_steps_)
    throw std::invalid_argument(std::string("the table of ") + name + " holds " + std::to_string(table_steps_) +
                                " steps, not " + std::to_string(steps) + ".");
  words_.assign((steps + 1) / 2, 0);
  for (std::size_t i = 0; i < steps; ++i) {
    const double entry = std::round(scale[i] * kinetics_table_one);
    if (!(entry >= (zero_allowed ? 0 : 1) && entry <= 65535))
      throw std::invalid_argument("factor " + std::to_string(i) + " of the table of " + name + " is " +
                                  std::to_string(scale[i]) + ", which no entry of " + (zero_allowed ? "0" : "1/4096") +
                                  " to 65535/4096 says.");
    words_[i / 2] |= static_cast<std::uint32_t>(entry) << (i % 2 * 16);
  }
  host_.write(base_ + window, words_.data(), words_.size() * 4);
}

void kinetics_driver::set_mask(std::uint32_t first, std::uint32_t count, std::uint32_t length,
                               const std::uint8_t* bits) {
  if (first > devices_ || count > devices_ - first)
    throw std::invalid_argument("a mask names devices up to " + std::to_string(std::uint64_t{first} + count) +
                                ", but the bank has " + std::to_string(devices_) + ".");
  if (length > kinetics_maximum_nodes)
    throw std::invalid_argument("a mask of " + std::to_string(length) + " virtual nodes is longer than " +
                                std::to_string(kinetics_maximum_nodes) + ".");
  words_.assign(std::size_t{count} * 2, 0);
  for (std::uint32_t i = 0; i < count; ++i)
    for (std::uint32_t node = 0; node < length; ++node)
      if (bits[std::size_t{i} * length + node] != 0)
        words_[std::size_t{i} * 2 + node / 32] |= std::uint32_t{1} << (node % 32);
  host_.write(base_ + kinetics_window::mask + std::uint64_t{first} * 8, words_.data(), words_.size() * 4);
}

void kinetics_driver::set_run(const kinetics_run& run, std::uint32_t samples) {
  set_devices(run.first_device, run.devices);
  set_argument(reg::sample_count, samples);
  set_argument(reg::train_count, run.trains);
  set_argument(reg::step_count, run.steps);
  set_argument(reg::axis, static_cast<std::uint32_t>(run.axis));
  set_argument(reg::mask_length, run.mask_length);
  set_argument(reg::encoding, static_cast<std::uint32_t>(run.encoding));
  set_argument(reg::sampling, static_cast<std::uint32_t>(run.sampling));
  set_argument(reg::refresh, run.refresh ? 1 : 0);
  set_argument(reg::tables,
               (run.alpha_table ? kinetics_tables::alpha : 0) | (run.beta_table ? kinetics_tables::beta : 0));
  set_argument(reg::feature_size, run.feature_bytes ? 1 : 0);
  set_argument(reg::overlap, run.overlap.value_or(configured_overlap_) ? 1 : 0);
}

void kinetics_driver::start_run(const kinetics_run& run, const std::uint16_t* codes, std::uint32_t samples) {
  const std::size_t stride = input_stride(run), feature = feature_stride(run);
  if (samples * stride > input_bytes_ || samples * feature > feature_bytes_)
    throw std::invalid_argument(std::to_string(samples) + " sample" + (samples == 1 ? "" : "s") + " of " +
                                std::to_string(run.codes()) + " codes and " + std::to_string(run.features()) +
                                " features need " + std::to_string(samples * stride) + " and " +
                                std::to_string(samples * feature) + " bytes, but the kinetics tile's buffers hold " +
                                std::to_string(input_bytes_) + " and " + std::to_string(feature_bytes_) + ".");
  set_run(run, samples);
  if (codes != nullptr) {
    words_.assign(samples * stride / 4, 0);
    auto* bytes = reinterpret_cast<unsigned char*>(words_.data());
    const std::size_t sample_bytes = run.codes() * sizeof(std::uint16_t);
    for (std::uint32_t s = 0; s < samples; ++s) std::memcpy(bytes + s * stride, codes + s * run.codes(), sample_bytes);
    host_.write(input_address(), words_.data(), words_.size() * 4);
  }
  start(kinetics_operation::run);
  running_run_ = run;
  running_samples_ = samples;
}

void kinetics_driver::finish_run(std::uint16_t* features) {
  finish();
  if (features == nullptr) return;
  const std::size_t stride = feature_stride(running_run_), count = running_run_.features();
  words_.resize(running_samples_ * stride / 4);
  host_.read(feature_address(), words_.data(), words_.size() * 4);
  const auto* bytes = reinterpret_cast<const unsigned char*>(words_.data());
  for (std::uint32_t s = 0; s < running_samples_; ++s) {
    if (running_run_.feature_bytes)
      std::copy_n(bytes + s * stride, count, features + s * count);
    else
      std::memcpy(features + s * count, bytes + s * stride, count * sizeof(std::uint16_t));
  }
}

void kinetics_driver::run(const kinetics_run& run, const std::uint16_t* codes, std::size_t samples,
                          std::uint16_t* features) {
  const std::size_t most = std::max<std::size_t>(most_samples(run), 1);  // of 0, start_run() says why
  for (std::size_t done = 0; done < samples;) {
    const auto part = static_cast<std::uint32_t>(std::min(most, samples - done));
    start_run(run, codes + done * run.codes(), part);
    finish_run(features == nullptr ? nullptr : features + done * run.features());
    done += part;
  }
}

double kinetics_driver::amperes(std::uint32_t feature, bool bytes) const {
  // A byte stands for the middle of the codes that share its 8 bits.
  const std::uint32_t dropped = bytes && converter_bits_ > 8 ? converter_bits_ - 8 : 0;
  const double code = (feature + 0.5) * (std::uint32_t{1} << dropped) - 0.5;
  return converter_low() + code / greatest_code() * (converter_high() - converter_low());
}

std::uint64_t kinetics_driver::counter(std::uint32_t low_offset) {
  const std::uint64_t low = host_.read32(base_ + low_offset);
  return low | (std::uint64_t{host_.read32(base_ + low_offset + 4)} << 32);
}

std::uint64_t kinetics_driver::samples() { return counter(reg::samples_low); }
std::uint64_t kinetics_driver::steps() { return counter(reg::steps_low); }
std::uint64_t kinetics_driver::pulses() { return counter(reg::pulses_low); }
std::uint64_t kinetics_driver::reads() { return counter(reg::reads_low); }
std::uint64_t kinetics_driver::conversions() { return counter(reg::conversions_low); }
std::uint64_t kinetics_driver::saturations() { return counter(reg::saturations_low); }
std::uint64_t kinetics_driver::limited() { return counter(reg::limited_low); }
std::uint64_t kinetics_driver::refreshes() { return counter(reg::refreshes_low); }
std::uint64_t kinetics_driver::lower_events() { return counter(reg::lower_events_low); }
std::uint64_t kinetics_driver::upper_events() { return counter(reg::upper_events_low); }
std::uint64_t kinetics_driver::sign_changes() { return counter(reg::sign_changes_low); }
std::uint64_t kinetics_driver::redraws() { return counter(reg::redraws_low); }
std::uint32_t kinetics_driver::unstable_devices() { return host_.read32(base_ + reg::unstable_devices); }
std::uint64_t kinetics_driver::operations() { return counter(common_register::operations_low); }
std::uint64_t kinetics_driver::busy_cycles() { return counter(common_register::cycles_low); }
double kinetics_driver::energy() { return static_cast<double>(counter(common_register::energy_low)) * 1e-15; }

void kinetics_driver::read_truth(std::uint32_t window, double* values, std::size_t count) const {
  const std::size_t bytes = count * sizeof(double);
  if (host_.debug_read(base_ + window, values, bytes) != bytes)
    throw std::runtime_error("the kinetics tile's devices could not be read through the debug transport.");
}

void kinetics_driver::states(double* x) const { read_truth(kinetics_window::state, x, devices_); }

void kinetics_driver::constants(double* alpha, double* beta) const {
  std::vector<double> pairs(2 * std::size_t{devices_});
  read_truth(kinetics_window::constants, pairs.data(), pairs.size());
  for (std::size_t i = 0; i < devices_; ++i) {
    alpha[i] = pairs[2 * i];
    beta[i] = pairs[2 * i + 1];
  }
}

}  // namespace memvp
