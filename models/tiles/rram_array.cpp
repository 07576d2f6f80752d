// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/rram_array.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "memvp/models/physics/rram_access_transistor.hpp"

namespace memvp {

namespace {

constexpr std::size_t most_remembered_regions = 12;

rram_cells cells_of(const rram_array_parameters& array, const rram_device_parameters& device, std::uint64_t seed,
                    std::uint32_t instance, const pulse_table* table) {
  const auto rows = static_cast<std::size_t>(array.rows), columns = static_cast<std::size_t>(array.columns);
  return table != nullptr ? rram_cells(rows, columns, device, *table, seed, instance)
                          : rram_cells(rows, columns, device, seed, instance);
}

}  // namespace

rram_array::rram_array(const rram_array_parameters& array, const rram_device_parameters& device, clock_grid clock,
                       std::uint64_t seed, std::uint32_t instance, const pulse_table* table)
    : array_(array),
      device_(device),
      clock_(clock),
      cells_(cells_of(array, device, seed, instance, table)),
      wiring_{{array.row_resistance, array.column_resistance, array.sides},
              transistor_on_resistance(device, device.read_gate_voltage)},
      noise_key_{seed, random_purpose::read_noise, instance},
      cell_noise_(noise_key_),
      filaments_(array.rows, array.columns) {
  regions_.reserve(most_remembered_regions);
}

void rram_array::set_conductances(const double* siemens) {
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) cells_.set_conductance(cell, siemens[cell], 0);
}

double rram_array::apply(const rram_pulse& pulse, cycle_count start) {
  const std::size_t cell = std::size_t{pulse.row} * columns() + pulse.column;
  const std::uint64_t begin_ps = clock_.picoseconds(start), end_ps = clock_.picoseconds(start + pulse.width);
  const double seconds = clock_.seconds(pulse.width);
  last_cell_ = cell;
  last_state_ = cells_.state(cell);
  double siemens = 0;
  switch (pulse.what) {
    case rram_pulse::kind::set:
      cells_.set(cell, pulse.word_line_volts, pulse.line_volts, seconds, end_ps);
      siemens = cells_.conductance(cell, end_ps);
      break;
    case rram_pulse::kind::form:
      cells_.form(cell, pulse.word_line_volts, pulse.line_volts, seconds, end_ps);
      siemens = cells_.conductance(cell, end_ps);
      break;
    case rram_pulse::kind::reset:
      siemens = cells_.conductance(cell, begin_ps);
      cells_.reset(cell, pulse.word_line_volts, pulse.line_volts, seconds, end_ps);
      siemens = (siemens + cells_.conductance(cell, end_ps)) / 2;
      break;
  }
  return pulse_energy(device_, siemens, pulse.word_line_volts, pulse.line_volts, seconds);
}

void rram_array::take_back() {
  if (last_state_) cells_.restore(last_cell_, *last_state_);
  last_state_.reset();
}

rram_sensed_region& rram_array::sensed(const array_region& region, rram_column_mode mode, cycle_count now) {
  const std::uint64_t now_ps = clock_.picoseconds(now);
  const std::uint64_t revision = cells_.revision();
  if (revision != seen_revision_) {
    seen_revision_ = revision;
    changed_ps_ = now_ps;
  }
  auto found = std::find_if(regions_.begin(), regions_.end(),
                            [&](const remembered& known) { return known.region.is(region, mode); });
  if (found == regions_.end()) {
    if (regions_.size() == most_remembered_regions)
      regions_.erase(std::min_element(regions_.begin(), regions_.end(),
                                      [](const remembered& a, const remembered& b) { return a.used < b.used; }));
    regions_.push_back({rram_sensed_region(region, mode), ~revision, 0, 0, 0});
    found = regions_.end() - 1;
  }
  found->used = ++uses_;
  const bool current = found->revision == revision && now_ps <= found->valid_until_ps;
  if (current) return found->region;

  cells_.conductances(filaments_.data(), now_ps);
  found->valid_until_ps = cells_.valid_until_ps(now_ps);
  const bool noisy = device_.read_noise > 0;
  if (found->revision == revision && now_ps < found->solve_before_ps) {
    found->region.follow(filaments_, wiring_, noisy);
    return found->region;
  }
  found->region.solve(filaments_, wiring_, noisy);
  found->revision = revision;
  // Relaxation is a matter of decades; nothing moves in the first tenth of a millisecond.
  const double elapsed = std::max(1e-4, static_cast<double>(now_ps - changed_ps_) * 1e-12);
  const double until = static_cast<double>(changed_ps_) + elapsed * std::pow(10.0, array_.solve_step) * 1e12;
  found->solve_before_ps =
      until < 0x1p64 ? static_cast<std::uint64_t>(until) : std::numeric_limits<std::uint64_t>::max();
  return found->region;
}

void rram_array::add_read_noise(rram_sensed_region& sensed, const array_region& region, const double* squares,
                                std::uint64_t event, double* amperes) {
  if (device_.read_noise == 0) return;
  normals_.resize(sensed.noise_sources());
  fill_standard_normal(noise_key_, region.first_column, event, normals_.data(), normals_.size());
  sensed.add_noise(device_.read_noise, squares, normals_.data(), amperes);
}

double rram_array::cell_current(std::uint32_t row, std::uint32_t column, double volts, cycle_count now,
                                std::uint64_t event) const {
  const double left = static_cast<double>(column) + 1;
  const double along_row =
      array_.sides == drive_sides::single
          ? left
          // both ends: two ways in parallel, of columns + 1 segments together
          : left * (static_cast<double>(columns()) + 1 - left) / (static_cast<double>(columns()) + 1);
  const double ohm = wiring_.on_resistance + wiring_.wires.row_resistance * along_row +
                     wiring_.wires.column_resistance * static_cast<double>(rows() - row);
  double amperes = volts * series_conductance(conductance(row, column, now), ohm);
  if (device_.read_noise > 0) amperes *= 1 + device_.read_noise * cell_noise_.standard_normal(column, event);
  return amperes;
}

double rram_array::conductance(std::size_t row, std::size_t column, cycle_count now) const {
  return cells_.conductance(row * columns() + column, clock_.picoseconds(now));
}

}  // namespace memvp
