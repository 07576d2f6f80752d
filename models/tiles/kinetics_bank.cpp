// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/kinetics_bank.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace memvp {

namespace {

using bank_devices = std::variant<kinetics_cells, kinetics_reservoir_cells>;

bank_devices build(const kinetics_tile_parameters& p, std::uint64_t seed, std::uint32_t instance) {
  const auto count = static_cast<std::size_t>(p.bank.devices);
  if (p.bank.model == kinetics_model::reservoir)
    return bank_devices(std::in_place_type<kinetics_reservoir_cells>, count, p.reservoir, seed, instance);
  return bank_devices(std::in_place_type<kinetics_cells>, count, p.device, seed, instance);
}

kinetics_cells& drift_diffusion(bank_devices& devices) {
  if (auto* cells = std::get_if<kinetics_cells>(&devices)) return *cells;
  throw std::logic_error("Devices of the reservoir model have no alpha and beta to write.");
}

}  // namespace

kinetics_bank::kinetics_bank(const kinetics_tile_parameters& p, std::uint64_t seed, std::uint32_t instance)
    : model_(p.bank.model),
      follows_parts_(model_ == kinetics_model::drift_diffusion && p.device.integrator == kinetics_integrator::exact),
      discrete_(model_ == kinetics_model::drift_diffusion && p.device.integrator == kinetics_integrator::discrete),
      read_voltage_(memvp::read_voltage(p)),
      read_scale_(model_ == kinetics_model::reservoir ? reservoir_current(p.reservoir, 1, read_voltage_)
                                                      : read_current(p.device, 1)),
      devices_(build(p, seed, instance)),
      written_(static_cast<std::size_t>(p.bank.devices), kinetics_constants{p.device.alpha, p.device.beta}),
      states_(written_.size()) {}

void kinetics_bank::write(std::uint32_t device, const kinetics_constants& constants, std::uint64_t now_ps) {
  drift_diffusion(devices_).write(device, 1, &constants, now_ps);
  written_[device] = constants;
}

bool kinetics_bank::accepts(const kinetics_constants& c) const {
  if (!(std::isfinite(c.alpha) && c.alpha > 0 && std::isfinite(c.beta) && c.beta > 0)) return false;
  return !discrete_ || stability_of(stability_figure(c.alpha, c.beta)) != kinetics_stability::crossing;
}

bool kinetics_bank::accepts_alpha_scale(double scale) const {
  if (!(std::isfinite(scale) && scale > 0)) return false;
  return !discrete_ || std::all_of(written_.begin(), written_.end(), [&](const kinetics_constants& c) {
    return accepts({c.alpha * scale, c.beta});
  });
}

void kinetics_bank::begin_evaluation(std::uint64_t now_ps) {
  if (auto* cells = std::get_if<kinetics_cells>(&devices_)) cells->begin_evaluation(now_ps);
}

void kinetics_bank::set_alpha_scale(double scale, std::uint64_t now_ps) {
  drift_diffusion(devices_).set_alpha_scale(scale, now_ps);
}

void kinetics_bank::refresh(std::uint32_t first, std::uint32_t count, std::uint64_t now_ps) {
  std::visit([&](auto& cells) { cells.refresh(first, count, now_ps); }, devices_);
}

void kinetics_bank::pulse(std::uint32_t first, std::uint32_t count, const double* volts, const double* seconds,
                          std::uint64_t start_ps, double* joules, double* amperes) {
  if (auto* cells = std::get_if<kinetics_cells>(&devices_))
    cells->pulse(first, count, volts, seconds, start_ps, joules);
  else
    std::get<kinetics_reservoir_cells>(devices_).pulse(first, count, volts, seconds, start_ps, joules, amperes);
}

void kinetics_bank::read(std::uint32_t first, std::uint32_t count, double* amperes, std::uint64_t now_ps) {
  std::visit([&](auto& cells) { cells.read(first, count, amperes, now_ps); }, devices_);
}

double kinetics_bank::read_energy(std::uint32_t first, std::uint32_t count, double seconds, std::uint64_t now_ps) {
  states(first, count, states_.data(), now_ps);
  const double sum = std::accumulate(states_.begin(), states_.begin() + count, 0.0);
  return std::abs(read_voltage_ * read_scale_) * seconds * sum;
}

double kinetics_bank::state(std::uint32_t device, std::uint64_t now_ps) const {
  return std::visit([&](const auto& cells) { return cells.state(device, now_ps); }, devices_);
}

void kinetics_bank::states(std::uint32_t first, std::uint32_t count, double* x, std::uint64_t now_ps) const {
  std::visit([&](const auto& cells) { cells.states(first, count, x, now_ps); }, devices_);
}

kinetics_constants kinetics_bank::constants(std::uint32_t device) const {
  if (const auto* cells = std::get_if<kinetics_cells>(&devices_)) return {cells->alpha(device), cells->beta(device)};
  const auto& cells = std::get<kinetics_reservoir_cells>(devices_);
  return {cells.retention(device), cells.drive(device)};
}

std::uint32_t kinetics_bank::devices_of_stability(double least, std::uint32_t first, std::uint32_t count) const {
  const auto* cells = std::get_if<kinetics_cells>(&devices_);
  if (cells == nullptr) return 0;
  std::uint32_t devices = 0;
  for (std::uint32_t i = first; i < first + count; ++i) devices += cells->stability(i) >= least ? 1 : 0;
  return devices;
}

kinetics_events kinetics_bank::events() const {
  const auto* cells = std::get_if<kinetics_cells>(&devices_);
  if (cells == nullptr) return {};
  return {cells->lower_events(), cells->upper_events(), cells->sign_changes(), cells->redraws()};
}

}  // namespace memvp
