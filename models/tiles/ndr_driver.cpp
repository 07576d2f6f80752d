// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/ndr_driver.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "memvp/models/tiles/ndr_registers.hpp"
#include "memvp/models/tiles/ndr_targets.hpp"

namespace memvp {

namespace reg = ndr_register;

namespace {

const char* name_of(ndr_operation operation) {
  switch (operation) {
    case ndr_operation::evaluate_analog:
      return "an evaluation of column currents";
    case ndr_operation::evaluate_input:
      return "an evaluation of input codes";
    case ndr_operation::tune:
      return "tuning";
    case ndr_operation::calibrate:
      return "calibration";
    case ndr_operation::none:
      break;
  }
  return "a command";
}

const char* reason_of(ndr_error error) {
  switch (error) {
    case ndr_error::unknown_command:
      return "the command is unknown";
    case ndr_error::neuron_out_of_range:
      return "it names neurons that the unit does not have";
    case ndr_error::busy:
      return "the unit was busy";
    case ndr_error::buffer_too_small:
      return "its buffers do not hold so many vectors";
    case ndr_error::bad_argument:
      return "a count or a scale is out of range";
    case ndr_error::slot_overflow:
      return "column currents came before the sample capacitors of an earlier vector were free";
    case ndr_error::target_out_of_range:
      return "a target is out of range";
    case ndr_error::not_tunable:
      return "its circuits cannot be tuned so";
    case ndr_error::not_reached:
      return "a neuron did not reach its target";
    case ndr_error::time_out_of_range:
      return "it would end beyond the longest time that can be simulated";
    case ndr_error::none:
      break;
  }
  return "of an unknown error";
}

constexpr std::uint32_t argument_words = 32;  // registers up to SWEEP_POINTS

}  // namespace

ndr_command_error::ndr_command_error(ndr_operation operation, ndr_error error)
    : std::runtime_error(std::string("the unit of neurons refused ") + name_of(operation) + ": " + reason_of(error) +
                         "."),
      code_(error) {}

ndr_driver::ndr_driver(host_cpu& host, std::uint64_t base, interrupt_line line, const ndr_device_parameters& nominal)
    : host_(host), base_(base), line_(line), nominal_(nominal), arguments_(argument_words) {
  if (host_.read32(base + common_register::id) != ndr_unit_id)
    throw std::runtime_error("there is no unit of neurons at address " + std::to_string(base) + ".");
  neurons_ = host_.read32(base + reg::neurons);
  circuit_ = static_cast<activation_circuit>(host_.read32(base + reg::circuit));
  vector_maximum_ = host_.read32(base + reg::vector_maximum);
  input_maximum_ = host_.read32(base + reg::input_maximum);
  input_unit_ = get_float(reg::input_unit);
  input_limit_ = get_float(reg::input_limit);
  full_scale_ = get_float(reg::full_scale);
  for (std::uint32_t offset = reg::first_neuron; offset <= reg::sweep_points; offset += 4)
    arguments_[offset / 4] = host_.read32(base + offset);
  host_.write32(base + common_register::irq_enable, ndr_interrupt::done | ndr_interrupt::error);
  select(0, neurons_);
}

void ndr_driver::set_argument(std::uint32_t offset, std::uint32_t value) {
  if (arguments_[offset / 4] == value) return;
  host_.write32(base_ + offset, value);
  arguments_[offset / 4] = value;
}

void ndr_driver::set_float(std::uint32_t offset, double value) {
  const auto single = static_cast<float>(value);
  std::uint32_t bits = 0;
  std::memcpy(&bits, &single, sizeof bits);
  set_argument(offset, bits);
}

double ndr_driver::get_float(std::uint32_t offset) {
  const std::uint32_t bits = host_.read32(base_ + offset);
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return static_cast<double>(value);
}

std::uint32_t ndr_driver::most_vectors(std::uint32_t neuron_count) const {
  const std::uint32_t output = ndr_window::output_bytes / output_stride(neuron_count);
  const std::uint32_t input = ndr_window::input_bytes / (4 * ((neuron_count + 1) / 2));
  return std::min({vector_maximum_, output, input});
}

std::uint64_t ndr_driver::output_address() const { return base_ + ndr_window::output; }

void ndr_driver::select(std::uint32_t first_neuron, std::uint32_t neuron_count) {
  first_ = first_neuron;
  count_ = neuron_count;
  set_argument(reg::first_neuron, first_neuron);
  set_argument(reg::neuron_count, neuron_count);
}

void ndr_driver::set_output(const ndr_output& output) {
  set_argument(reg::output_bits, output.bits);
  set_float(reg::output_full_scale, output.full_scale);
}

void ndr_driver::start(ndr_operation operation) {
  running_ = operation;
  host_.write32(base_ + common_register::command, static_cast<std::uint32_t>(operation));
}

ndr_error ndr_driver::wait() {
  line_.wait();
  const std::uint32_t causes = host_.read32(base_ + common_register::irq_status);
  host_.write32(base_ + common_register::irq_status, causes);
  if ((causes & ndr_interrupt::error) == 0) return ndr_error::none;
  return static_cast<ndr_error>(host_.read32(base_ + common_register::error));
}

void ndr_driver::finish() {
  if (const ndr_error error = wait(); error != ndr_error::none) throw ndr_command_error(running_, error);
}

ndr_tuning_report ndr_driver::tune(const double* theta, const ndr_tuning_settings& settings) {
  std::vector<std::uint32_t> targets;
  for (std::uint32_t i = 0; i < count_; ++i) targets.push_back(ndr_tuning_target(nominal_, theta[i], first_ + i));
  return run_tuning(ndr_operation::tune, targets, settings);
}

ndr_tuning_report ndr_driver::calibrate(const double* theta, const ndr_tuning_settings& settings) {
  std::vector<std::uint32_t> targets;
  for (std::uint32_t i = 0; i < count_; ++i) targets.push_back(ndr_crest_target(nominal_, theta[i], first_ + i));
  return run_tuning(ndr_operation::calibrate, targets, settings);
}

ndr_tuning_report ndr_driver::run_tuning(ndr_operation operation, const std::vector<std::uint32_t>& targets,
                                         const ndr_tuning_settings& settings) {
  set_argument(reg::tune_tolerance, ndr_tuning_tolerance(settings.tolerance));
  set_argument(reg::pulse_limit, settings.pulse_limit);
  set_argument(reg::read_count, settings.reads);
  set_argument(reg::sweep_points, settings.points);
  host_.write(base_ + ndr_window::tuning, targets.data(), targets.size() * sizeof(std::uint32_t));
  ndr_tuning_report report;
  const std::uint64_t before = write_pulses();
  start(operation);
  const ndr_error error = wait();
  report.pulses = write_pulses() - before;
  if (error == ndr_error::none) return report;
  if (error != ndr_error::not_reached) throw ndr_command_error(operation, error);
  std::vector<std::uint32_t> measured(count_);
  host_.read(base_ + ndr_window::measured, measured.data(), measured.size() * sizeof(std::uint32_t));
  for (std::uint32_t i = 0; i < count_; ++i)
    if ((measured[i] & ndr_given_up) != 0) report.failed_neurons.push_back(first_ + i);
  return report;
}

void ndr_driver::start_analog(std::uint32_t vectors, std::uint32_t sources, double transimpedance,
                              const ndr_output& output) {
  set_argument(reg::vector_count, vectors);
  set_argument(reg::source_count, sources);
  set_float(reg::transimpedance, transimpedance);
  set_output(output);
  start(ndr_operation::evaluate_analog);
}

void ndr_driver::start_evaluate(const double* u, std::uint32_t vectors, const ndr_output& output) {
  const double step = input_limit_ / input_maximum_;
  const std::uint32_t stride = (count_ + 1) / 2 * 2;
  std::vector<std::int16_t> codes(std::size_t{vectors} * stride, 0);
  // Beyond the unit's own codes by one, so that it counts what it limits.
  const double most = input_maximum_ + 1.0;
  for (std::uint32_t v = 0; v < vectors; ++v)
    for (std::uint32_t i = 0; i < count_; ++i) {
      if (!std::isfinite(u[std::size_t{v} * count_ + i]))
        throw std::invalid_argument("input " + std::to_string(i) + " of vector " + std::to_string(v) +
                                    " for the neurons is not a finite number.");
      codes[std::size_t{v} * stride + i] =
          static_cast<std::int16_t>(std::lround(std::clamp(u[std::size_t{v} * count_ + i] / step, -most, most)));
    }
  set_argument(reg::vector_count, vectors);
  set_float(reg::input_step, step * input_unit_);
  set_output(output);
  host_.write(base_ + ndr_window::input, codes.data(), codes.size() * sizeof(std::int16_t));
  start(ndr_operation::evaluate_input);
}

void ndr_driver::read_codes(std::uint8_t* codes, std::uint32_t vectors) {
  const std::uint32_t stride = output_stride(count_);
  std::vector<std::uint8_t> bytes(std::size_t{vectors} * stride);
  host_.read(output_address(), bytes.data(), bytes.size());
  for (std::uint32_t v = 0; v < vectors; ++v)
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(std::size_t{v} * stride), count_,
                codes + std::size_t{v} * count_);
}

void ndr_driver::evaluate(const double* u, std::uint32_t vectors, std::uint8_t* codes, const ndr_output& output) {
  const std::uint32_t most = most_vectors(count_);
  for (std::uint32_t done = 0; done < vectors;) {
    const std::uint32_t part = std::min(most, vectors - done);
    start_evaluate(u + std::size_t{done} * count_, part, output);
    finish();
    read_codes(codes + std::size_t{done} * count_, part);
    done += part;
  }
}

void ndr_driver::conductances(double* siemens) const {
  std::vector<double> truth(3 * std::size_t{neurons_});
  const std::size_t bytes = truth.size() * sizeof(double);
  if (host_.debug_read(base_ + ndr_window::truth, truth.data(), bytes) != bytes)
    throw std::runtime_error("the neurons' ECRAMs could not be read through the debug transport.");
  for (std::uint32_t i = 0; i < neurons_; ++i) siemens[i] = truth[3 * std::size_t{i} + 2];
}

std::uint64_t ndr_driver::counter(std::uint32_t low_offset) {
  const std::uint64_t low = host_.read32(base_ + low_offset);
  return low | (std::uint64_t{host_.read32(base_ + low_offset + 4)} << 32);
}

std::uint64_t ndr_driver::evaluations() { return counter(reg::evaluations_low); }
double ndr_driver::activation_time() { return static_cast<double>(counter(reg::activation_time_low)) * 1e-12; }
double ndr_driver::activation_energy() { return static_cast<double>(counter(reg::activation_energy_low)) * 1e-18; }
std::uint64_t ndr_driver::conversions() { return counter(reg::conversions_low); }
std::uint64_t ndr_driver::write_pulses() { return counter(reg::write_pulses_low); }
std::uint64_t ndr_driver::rectified() { return host_.read32(base_ + reg::rectified); }
std::uint64_t ndr_driver::limited() { return host_.read32(base_ + reg::limited); }
std::uint64_t ndr_driver::saturations() { return host_.read32(base_ + reg::saturations); }
double ndr_driver::energy() { return static_cast<double>(counter(common_register::energy_low)) * 1e-15; }

}  // namespace memvp
