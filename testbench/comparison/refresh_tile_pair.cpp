// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/comparison/refresh_tile_pair.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <sstream>

#include "memvp/models/physics/ferroionic_laws.hpp"

namespace memvp {

using action_of = refresh_event::action;
using kind_of = refresh_pulse_kind;
namespace reg = refresh_register;

namespace {

constexpr std::uint64_t period_ps = 10'000;  // 100 MHz

std::uint32_t bits_of(const clocked_refresh_registers& registers) {
  namespace bits = refresh_policy_bits;
  return static_cast<std::uint32_t>(registers.restore_kind) | (registers.keep_alive ? bits::keep_alive : 0) |
         (registers.refuse ? bits::refuse : 0) | (registers.restore_verify ? bits::restore_verify : 0);
}

refresh_host_habits habits_of(std::uint64_t seed) {
  drawn_numbers numbers(seed, 5);
  refresh_host_habits habits = drawn_habits(numbers);
  habits.sources = 0;  // the bus cannot write SOURCE
  return habits;
}

}  // namespace

refresh_tile_pair::refresh_tile_pair(const sc_core::sc_module_name& name, std::uint64_t seed, std::uint64_t accesses)
    : sc_module(name),
      clock_(period_ps),
      parameters_(drawn_tile(seed)),
      latency_(~std::size_t{0}),
      interrupt_("interrupt"),
      reset_("reset"),
      tile_("tile", parameters_, clock_, seed, 0, tile_traces{energy_, latency_, area_, nullptr, nullptr}),
      reference_(
          clocked_settings_of(parameters_, clock_), clocked_registers_of(parameters_, clock_),
          {[this](const clocked_refresh_unit&, std::uint32_t row, kind_of, std::uint16_t* codes) { read(row, codes); },
           [this](const clocked_refresh_unit& unit) {
             ++tally_.units;
             tally_.timer_rewrites += unit.job == 0;
           },
           nullptr, [this](const clocked_refresh_end& end) { ends_.push_back(end); }}),
      host_(seed, habits_of(seed)),
      numbers_(seed, 6),
      accesses_(accesses),
      siemens_(static_cast<std::size_t>(parameters_.array.rows * parameters_.array.columns)) {
  socket_.bind(static_cast<tlm::tlm_bw_transport_if<>&>(*this));
  socket_.bind(tile_.socket);
  tile_.interrupt(interrupt_);
  tile_.reset(reset_);
  SC_THREAD(run);
}

cycle_count refresh_tile_pair::now() const { return sc_core::sc_time_stamp().value() / period_ps; }

void refresh_tile_pair::reach(cycle_count cycle) {
  if (cycle > now()) sc_core::wait(sc_core::sc_time::from_value((cycle - now()) * period_ps));
}

// Without noise a reading is the rounded logarithm of the conductance.
void refresh_tile_pair::read(std::uint32_t row, std::uint16_t* codes) {
  reach(reference_.now());
  look(refresh_window::conductance, siemens_.data(), siemens_.size() * sizeof(double));
  const refresh_converter_parameters& converter = parameters_.converter;
  const double greatest = std::ldexp(1.0, static_cast<int>(converter.bits)) - 1;
  const double step = std::log(converter.cell_top / converter.cell_bottom) / greatest;
  const std::uint32_t columns = reference_.settings().columns;
  for (std::uint32_t column = 0; column < columns; ++column) {
    const double code = std::log(siemens_[std::size_t{row} * columns + column] / converter.cell_bottom) / step;
    codes[column] = static_cast<std::uint16_t>(std::clamp(std::round(code), 0.0, greatest));
  }
}

void refresh_tile_pair::run() {
  write(common_register::irq_enable, ~0u);
  for (std::uint64_t access = 0; access < accesses_ && differences_.empty(); ++access) {
    const refresh_event event = host_.next(reference_);
    const cycle_count at = reference_.now() + event.wait;
    while (reference_.now() < at) reference_.clock();
    reach(at);
    compare();
    std::string when = " before ";
    if (differences_.empty()) {
      when = " after ";
      carry_out(event);
      compare();
    }
    ++tally_.events;
    tally_.cycles += event.wait;
    if (differences_.empty()) continue;
    std::ostringstream text;
    text << "access " << access << when << "action " << static_cast<int>(event.what) << " (request "
         << static_cast<int>(event.request.kind) << " rows " << event.request.first_row << " + "
         << event.request.row_count << ", command " << static_cast<int>(event.compute.command.operation) << " rows "
         << event.compute.command.region.first_row << " + " << event.compute.command.region.rows << ") at cycle " << at
         << ':' << differences_;
    differences_ = text.str();
  }
  reset_.write(true);  // else the tile keeps rows alive for ever
}

void refresh_tile_pair::carry_out(const refresh_event& event) {
  switch (event.what) {
    case action_of::request:
      return request(event.request);
    case action_of::compute:
      return compute(event.compute);
    case action_of::registers:
      return write_registers(event.registers);
    case action_of::temperature:
      reference_.write_temperature(event.value);
      return write(reg::temperature, event.value);
    case action_of::level:
    case action_of::target:
      return write_cell(event);
    case action_of::failed:
      reference_.clear_failed(event.value);
      return write(reg::request_failed, event.value);
    case action_of::reset:
      return pulse_reset();
    case action_of::source:
    case action_of::look:
      return;
  }
}

void refresh_tile_pair::request(const refresh_request& request) {
  write(reg::request_first_row, request.first_row);
  write(reg::request_row_count, request.row_count);
  write(reg::request_mode, static_cast<std::uint32_t>(request.mode));
  write(reg::request_task, request.task);
  const refresh_error error = reference_.request(request);
  expected_slot_ = error == refresh_error::none ? reference_.last_slot() : refresh_no_slot;
  write(reg::request, static_cast<std::uint32_t>(request.kind));
  ++tally_.commands;
  tally_.accepted += error == refresh_error::none;
}

void refresh_tile_pair::compute(const clocked_refresh_compute& compute) {
  const refresh_command& command = compute.command;
  const array_region& region = command.region;
  if (!reference_.compute_active()) {
    if (!compute.widths.empty() && region.columns != 0)
      write_rows(refresh_window::widths, compute.widths, region.columns);
    if (!compute.codes.empty())
      write_rows(refresh_window::input, compute.codes, compute.codes.size() / command.vectors);
  }
  write(reg::first_row, region.first_row);
  write(reg::row_count, region.rows);
  write(reg::first_column, region.first_column);
  write(reg::column_count, region.columns);
  write(reg::vector_count, command.vectors);
  write(reg::column_mode, static_cast<std::uint32_t>(command.columns));
  write(reg::converter_range, command.converter_range);
  write(reg::verify, command.verify ? 1 : 0);
  const refresh_error error = reference_.compute(compute);
  write(common_register::command, static_cast<std::uint32_t>(command.operation));
  ++tally_.commands;
  tally_.accepted += error == refresh_error::none;
}

// Only what differs is written, a register after another, to both.
void refresh_tile_pair::write_registers(const clocked_refresh_registers& wanted) {
  using registers = clocked_refresh_registers;
  const auto take = [&](std::uint32_t offset, auto registers::*field) {
    if (reference_.registers().*field == wanted.*field) return;
    reference_.write([&](registers& present) { present.*field = wanted.*field; });
    write(offset, static_cast<std::uint32_t>(wanted.*field));
  };
  const auto take_wide = [&](std::uint32_t low_offset, cycle_count registers::*field) {
    if (reference_.registers().*field == wanted.*field) return;
    write(low_offset, static_cast<std::uint32_t>(wanted.*field));
    reference_.write([&](registers& present) { present.*field = wanted.*field; });  // both words, with the second one
    write(low_offset + 4, static_cast<std::uint32_t>(wanted.*field >> 32));
  };
  if (bits_of(reference_.registers()) != bits_of(wanted)) {
    reference_.write([&](registers& present) {
      present.restore_kind = wanted.restore_kind;
      present.keep_alive = wanted.keep_alive;
      present.refuse = wanted.refuse;
      present.restore_verify = wanted.restore_verify;
    });
    write(reg::policy, bits_of(wanted));
  }
  take_wide(reg::t_ref_low, &registers::t_ref);
  take_wide(reg::t_rest_low, &registers::t_rest);
  take(reg::t_guard, &registers::t_guard);
  take(reg::n_rest, &registers::n_rest);
  take(reg::restore_tolerance, &registers::restore_tolerance);
  take(reg::verify_tolerance, &registers::verify_tolerance);
  take(reg::level_tolerance, &registers::level_tolerance);
  take(reg::verify_limit, &registers::verify_limit);
  take(reg::promote_after, &registers::promote_after);
  take(reg::set_pulses, &registers::set_pulses);
  take(reg::reset_pulses, &registers::reset_pulses);
  for (std::uint32_t kind = 0; kind < refresh_pulse_kinds; ++kind) {
    const std::uint32_t entry = reg::pulse_table + kind * reg::pulse_bytes;
    const auto take_pulse = [&](std::uint32_t offset, auto refresh_pulse::*field, std::uint32_t value) {
      if (reference_.registers().pulses[kind].*field == wanted.pulses[kind].*field) return;
      reference_.write([&](registers& present) { present.pulses[kind].*field = wanted.pulses[kind].*field; });
      write(entry + offset, value);
    };
    take_pulse(reg::pulse_voltage, &refresh_pulse::volts, millivolts(wanted.pulses[kind].volts));
    take_pulse(reg::pulse_width, &refresh_pulse::width, static_cast<std::uint32_t>(wanted.pulses[kind].width));
    take_pulse(reg::pulse_gap, &refresh_pulse::gap, static_cast<std::uint32_t>(wanted.pulses[kind].gap));
  }
}

// The bus writes words: the neighbours of the element keep what they hold. A command locks the windows.
void refresh_tile_pair::write_cell(const refresh_event& event) {
  if (reference_.compute_active()) return;
  const bool level = event.what == action_of::level;
  const std::uint32_t columns = reference_.settings().columns, element = level ? 1 : 2;
  const std::size_t index = event.cell / columns * refresh_row_stride(columns) + event.cell % columns;
  const std::size_t byte = index * element;
  const std::uint32_t offset =
      (level ? refresh_window::level : refresh_window::target) + static_cast<std::uint32_t>(byte / 4 * 4);
  std::uint32_t word = look(offset);
  const std::uint32_t mask = level ? 0xFF : 0xFFFF, shift = static_cast<std::uint32_t>(byte % 4 * 8);
  word = (word & ~(mask << shift)) | (event.value & mask) << shift;
  if (level)
    reference_.write_level(event.cell, static_cast<std::uint8_t>(event.value));
  else
    reference_.write_target(event.cell, static_cast<std::uint16_t>(event.value));
  write(offset, word);
}

void refresh_tile_pair::pulse_reset() {
  reset_.write(true);
  sc_core::wait(sc_core::SC_ZERO_TIME);  // the signal rises
  sc_core::wait(sc_core::SC_ZERO_TIME);  // the tile has seen it
  reset_.write(false);
  sc_core::wait(sc_core::SC_ZERO_TIME);
  tally_.add(counted());
  reference_.reset();
  raised_ = 0;
  expected_slot_ = refresh_no_slot;
  write(common_register::irq_enable, ~0u);
  ++tally_.resets;
}

void refresh_tile_pair::write(std::uint32_t offset, std::uint32_t value) {
  tlm::tlm_generic_payload payload;
  payload.set_command(tlm::TLM_WRITE_COMMAND);
  payload.set_address(offset);
  payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
  payload.set_data_length(4);
  payload.set_streaming_width(4);
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  socket_->b_transport(payload, delay);
  if (payload.get_response_status() != tlm::TLM_OK_RESPONSE)
    differ("refused write to offset " + std::to_string(offset) + ", response", 0, 1);
}

template <class Element>
void refresh_tile_pair::write_rows(std::uint32_t window, const std::vector<Element>& elements, std::size_t a_row) {
  const std::size_t stride = refresh_row_stride(a_row);
  std::vector<std::uint32_t> words(elements.size() / a_row * stride * sizeof(Element) / 4);
  auto* bytes = reinterpret_cast<unsigned char*>(words.data());
  for (std::size_t row = 0; row < elements.size() / a_row; ++row)
    std::memcpy(bytes + row * stride * sizeof(Element), elements.data() + row * a_row, a_row * sizeof(Element));
  for (std::size_t i = 0; i < words.size(); ++i) write(window + static_cast<std::uint32_t>(4 * i), words[i]);
}

void refresh_tile_pair::look(std::uint32_t offset, void* data, std::size_t bytes) {
  tlm::tlm_generic_payload payload;
  payload.set_command(tlm::TLM_READ_COMMAND);
  payload.set_address(offset);
  payload.set_data_ptr(static_cast<unsigned char*>(data));
  payload.set_data_length(static_cast<unsigned>(bytes));
  payload.set_streaming_width(static_cast<unsigned>(bytes));
  if (socket_->transport_dbg(payload) != bytes) differ("refused look at offset " + std::to_string(offset), 0, 1);
}

std::uint32_t refresh_tile_pair::look(std::uint32_t offset) {
  std::uint32_t value = 0;
  look(offset, &value, 4);
  return value;
}

std::uint64_t refresh_tile_pair::look_wide(std::uint32_t low_offset) {
  const std::uint64_t low = look(low_offset);
  return low | std::uint64_t{look(low_offset + 4)} << 32;
}

// What the reference has counted since it was reset.
refresh_comparison_tally refresh_tile_pair::counted() const {
  const clocked_refresh_counters& counters = reference_.counters();
  refresh_comparison_tally counts;
  counts.misses = counters.misses;
  counts.forced = counters.forced;
  counts.brought_forward = counters.brought_forward;
  counts.further_tries = counters.further_tries;
  return counts;
}

refresh_comparison_tally refresh_tile_pair::tally() const {
  refresh_comparison_tally tally = tally_;
  tally.add(counted());
  return tally;
}

}  // namespace memvp
