// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/unit/tiles/per_clock_kinetics_tile.hpp"

#include <algorithm>
#include <cmath>
#include <ostream>
#include <tuple>

namespace memvp::testing_words {

namespace {

// docs/kinetics-sequencer.md, the table of symbols.
kinetics_sequencer_settings settings_of(const kinetics_tile_parameters& p, const clock_grid& clock) {
  const auto small = [](std::int64_t value) { return static_cast<std::uint32_t>(value); };
  const auto words = [](std::int64_t bytes) { return static_cast<std::uint64_t>(bytes) / 4; };
  kinetics_sequencer_settings s;
  s.reservoir = p.bank.model == kinetics_model::reservoir;
  s.discrete = !s.reservoir && p.device.integrator == kinetics_integrator::discrete;
  s.periods_in_alpha = p.sequencer.alpha_table == kinetics_alpha_table::period;
  s.bank_devices = small(p.bank.devices);
  s.converters = small((p.bank.devices + p.converter.devices_per_converter - 1) / p.converter.devices_per_converter);
  s.density_slots = small(p.encoder.density_slots);
  s.input_words = words(p.sequencer.input_buffer);
  s.feature_words = words(p.sequencer.feature_buffer);
  s.table_steps = small(p.sequencer.table_steps);
  s.write_supply = p.technology.write_supply_voltage;
  s.seconds_a_cycle = clock.seconds(1);
  s.decode = static_cast<cycle_count>(p.sequencer.decode_cycles);
  s.fetch = static_cast<cycle_count>(p.sequencer.fetch_cycles);
  s.refresh = clock.cycles_covering(p.sequencer.refresh_time);
  s.read = clock.cycles_covering(s.reservoir ? p.reservoir.read_width : p.device.read_width);
  s.convert = static_cast<cycle_count>(p.converter.bits) * clock.cycles_covering(p.converter.bit_time) +
              clock.cycles_covering(p.converter.overhead_time);
  s.setup = clock.cycles_covering(p.sequencer.setup_time);
  s.release = clock.cycles_covering(p.sequencer.release_time);
  s.write = clock.cycles_covering(p.sequencer.write_time);
  return s;
}

std::variant<kinetics_cells, kinetics_reservoir_cells> build(const kinetics_tile_parameters& p, std::uint64_t seed) {
  const auto count = static_cast<std::size_t>(p.bank.devices);
  if (p.bank.model == kinetics_model::reservoir) return kinetics_reservoir_cells(count, p.reservoir, seed);
  return kinetics_cells(count, p.device, seed);
}

// To the nearest, halves away from zero, of numbers that are not negative.
std::uint64_t nearest(std::uint64_t numerator, std::uint64_t denominator) {
  return numerator / denominator + (numerator % denominator >= denominator - numerator % denominator ? 1 : 0);
}

constexpr std::uint64_t greatest_input = 65535, one = 4096;

}  // namespace

bool kinetics_tally::operator==(const kinetics_tally& o) const {
  const auto all = [](const kinetics_tally& t) {
    return std::tie(t.cycles, t.samples, t.steps, t.pulses, t.reads, t.conversions, t.saturations, t.limited,
                    t.refreshes, t.lower_events, t.upper_events, t.sign_changes, t.redraws);
  };
  return all(*this) == all(o);
}

std::ostream& operator<<(std::ostream& out, const kinetics_tally& t) {
  return out << t.cycles << " cycles, " << t.samples << " samples, " << t.steps << " steps, " << t.pulses << " pulses, "
             << t.reads << " reads, " << t.conversions << " conversions, " << t.saturations << " saturations, "
             << t.limited << " limited, " << t.refreshes << " refreshes, " << t.lower_events << " lower events, "
             << t.upper_events << " upper events, " << t.sign_changes << " sign changes, " << t.redraws << " redraws";
}

std::ostream& operator<<(std::ostream& out, const kinetics_device_pulse& p) {
  return out << p.volts << " V on device " << p.device << " from cycle " << p.start << " for " << p.length;
}

per_clock_kinetics_tile::per_clock_kinetics_tile(const kinetics_tile_parameters& parameters, clock_grid clock,
                                                 std::uint64_t seed)
    : parameters_(parameters),
      clock_(clock),
      devices_(build(parameters, seed)),
      settings_(settings_of(parameters, clock)),
      written_(settings_.bank_devices, kinetics_constants{parameters.device.alpha, parameters.device.beta}),
      features_(settings_.feature_words * 4) {
  windows.mask.resize(settings_.bank_devices);
  reset();
}

void per_clock_kinetics_tile::reset() {
  tally_ = {};
  events_at_reset_ = {};
  events_at_reset_ = tally();
}

kinetics_tally per_clock_kinetics_tile::tally() const {
  kinetics_tally t = tally_;
  const kinetics_cells* cells = drift_diffusion();
  if (cells == nullptr) return t;
  t.lower_events = cells->lower_events() - events_at_reset_.lower_events;
  t.upper_events = cells->upper_events() - events_at_reset_.upper_events;
  t.sign_changes = cells->sign_changes() - events_at_reset_.sign_changes;
  t.redraws = cells->redraws() - events_at_reset_.redraws;
  return t;
}

std::vector<double> per_clock_kinetics_tile::states(std::uint64_t now_ps) const {
  std::vector<double> x(settings_.bank_devices);
  std::visit([&](const auto& cells) { cells.states(0, x.size(), x.data(), now_ps); }, devices_);
  return x;
}

std::vector<double> per_clock_kinetics_tile::constants() const {
  std::vector<double> both;
  for (std::uint32_t device = 0; device < settings_.bank_devices; ++device) {
    if (const kinetics_cells* cells = drift_diffusion()) {
      both.insert(both.end(), {cells->alpha(device), cells->beta(device)});
    } else {
      const auto& reservoir = std::get<kinetics_reservoir_cells>(devices_);
      both.insert(both.end(), {reservoir.retention(device), reservoir.drive(device)});
    }
  }
  return both;
}

std::uint32_t per_clock_kinetics_tile::unstable_devices() const {
  const kinetics_cells* cells = drift_diffusion();
  return cells == nullptr ? 0 : static_cast<std::uint32_t>(cells->devices_of_stability(2));
}

kinetics_sequencer_request per_clock_kinetics_tile::request_of(const kinetics_drawn_command& drawn,
                                                               cycle_count start) const {
  kinetics_sequencer_request request;
  request.registers = drawn.registers;
  request.settings = settings_;
  request.alpha_table = windows.alpha_table;
  request.beta_table = windows.beta_table;
  request.written = written_;
  request.cycles_left = clock_.longest_run() - start;
  request.reset = drawn.reset;
  return request;
}

kinetics_record per_clock_kinetics_tile::carry_out(kinetics_sequencer_bench& bench, const kinetics_drawn_command& drawn,
                                                   cycle_count start) {
  drawn_ = &drawn;
  start_ = start;
  record_ = {};
  kinetics_sequencer_request request = request_of(drawn, start);
  kinetics_sequencer_callbacks& calls = request.callbacks;
  using position = kinetics_position;
  calls.refreshed = [this](const position& at, cycle_count cycle) { refreshed(at, cycle); };
  calls.scaled = [this](std::uint32_t step, cycle_count cycle) {
    scaled(static_cast<double>(windows.alpha_table.at(step)) / one, cycle);
  };
  calls.unscaled = [this](cycle_count cycle) { scaled(1, cycle); };
  calls.pulsed = [this](const position& at, cycle_count begins, cycle_count cycles) { pulsed(at, begins, cycles); };
  calls.sampled = [this](const position& at, bool in_pulse, cycle_count cycle) { sampled(at, in_pulse, cycle); };
  calls.converted = [this](const position& at, std::uint32_t first, std::uint32_t count, cycle_count cycle) {
    come_to(cycle);
    converted(at, first, count);
  };
  calls.step_ended = [this](const position& at, cycle_count cycle) {
    come_to(cycle);
    tally_.steps += at.active;
  };
  calls.sample_ended = [this](const position&, cycle_count cycle) {
    come_to(cycle);
    ++tally_.samples;
  };
  calls.written = [this](std::uint32_t index, cycle_count cycle) { written(index, cycle); };
  calls.ended = [this](cycle_count cycle) { ended(cycle); };

  const kinetics_sequencer_result result = bench.run(request);
  if (!result.refused) come_to(result.cycles);
  record_.error = result.error;
  record_.refused = result.refused;
  record_.cut = result.cut;
  record_.cycles = result.cycles;
  tally_.cycles += result.cycles;
  if (drawn.reset) reset();
  return record_;
}

// Something happens at this cycle of the command: the look comes before, if it comes at an earlier cycle.
void per_clock_kinetics_tile::come_to(cycle_count at) {
  if (record_.events.empty() || record_.events.back() != at) record_.events.push_back(at);
  if (!drawn_->look || record_.sight || at <= *drawn_->look) return;
  record_.sight = kinetics_sight{tally(), features_, states(picoseconds(*drawn_->look))};
}

void per_clock_kinetics_tile::log_pulses(const std::vector<slot_pulse>& pulses, cycle_count start, cycle_count cycles) {
  const std::uint64_t q = settings_.density_slots, part = registers().pulse_width / q;
  const auto log = [&](std::uint32_t index, double volts, cycle_count from, cycle_count length) {
    if (from < cycles)
      record_.pulses.push_back(
          {registers().first_device + index, volts, start_ + start + from, std::min(length, cycles - from)});
  };
  for (std::uint32_t index = 0; index < pulses.size(); ++index) {
    const slot_pulse& p = pulses[index];
    if (p.empty()) continue;
    if (registers().encoding != 2) {
      log(index, p.volts, 0, p.cycles);
      continue;
    }
    for (std::uint64_t i = 0; i < q; ++i)
      if (is_pulsed(p, i)) log(index, p.volts, i * part, part);
  }
}

// Whether a part of the slot is pulsed, by density.
bool per_clock_kinetics_tile::is_pulsed(const slot_pulse& pulse, std::uint64_t part) const {
  const std::uint64_t q = settings_.density_slots;
  return !pulse.empty() && (part + 1) * pulse.parts / q > part * pulse.parts / q;
}

void per_clock_kinetics_tile::refreshed(const kinetics_position& at, cycle_count cycle) {
  come_to(cycle);
  const std::uint32_t count = at.active;
  std::visit([&](auto& cells) { cells.refresh(registers().first_device, count, picoseconds(cycle)); }, devices_);
  tally_.refreshes += count;
}

void per_clock_kinetics_tile::scaled(double scale, cycle_count at) {
  come_to(at);
  std::get<kinetics_cells>(devices_).set_alpha_scale(scale, picoseconds(at));
}

std::uint32_t per_clock_kinetics_tile::code_of(const kinetics_position& at, std::uint32_t index) const {
  const kinetics_sequencer_registers& r = registers();
  const std::uint64_t train = std::uint64_t{at.pass} * r.devices + index;
  const bool masked = r.mask_length != 0;
  const std::uint64_t codes = masked ? r.steps : std::uint64_t{r.trains} * r.steps;
  const std::uint64_t sample = at.sample * ((codes + 1) / 2 * 2);
  if (!masked)
    return windows.input.at(sample +
                            (r.axis == 0 ? train * r.steps + at.step : at.step * std::uint64_t{r.trains} + train));
  const std::uint32_t code = windows.input.at(sample + at.step / r.mask_length);
  const bool inverted = (windows.mask.at(r.first_device + index) >> (at.step % r.mask_length) & 1) != 0;
  return inverted ? static_cast<std::uint32_t>(greatest_input) - code : code;
}

per_clock_kinetics_tile::slot_pulse per_clock_kinetics_tile::pulse_of(const kinetics_position& at,
                                                                      std::uint32_t index) const {
  const kinetics_sequencer_registers& r = registers();
  const std::uint64_t code = code_of(at, index);
  const std::uint64_t entry = (r.tables & 2) != 0 ? windows.beta_table.at(at.step) : one;
  slot_pulse pulse;
  if (r.encoding == 0) {
    const std::uint64_t levels = (std::uint64_t{1} << parameters_.encoder.dac_bits) - 1;
    const double g = static_cast<double>(nearest(code * levels, greatest_input)) / static_cast<double>(levels);
    const double s = static_cast<double>(entry) / static_cast<double>(one);
    pulse.volts = (r.low_volts + (r.high_volts - r.low_volts) * g) * s;
    pulse.cycles = r.pulse_width;
    pulse.lasts = true;
    return pulse;
  }
  pulse.volts = r.high_volts;
  const std::uint64_t most = r.encoding == 1 ? r.pulse_width : settings_.density_slots;
  const std::uint64_t wanted = nearest(code * entry * most, greatest_input * one);
  pulse.limited = wanted > most;
  const std::uint64_t given = std::min(wanted, most);
  if (r.encoding == 1) {
    pulse.cycles = given;
    pulse.lasts = given == r.pulse_width;
    return pulse;
  }
  pulse.parts = given;
  pulse.cycles = given * (r.pulse_width / most);
  // The last part is one of them, if any is.
  pulse.lasts = given != 0 && r.pulse_width % most == 0;
  return pulse;
}

std::uint64_t per_clock_kinetics_tile::cycles_passed(const slot_pulse& pulse, cycle_count cycles) const {
  if (registers().encoding != 2) return std::min(pulse.cycles, cycles);
  const std::uint64_t q = settings_.density_slots, part = registers().pulse_width / q;
  std::uint64_t passed = 0;
  for (std::uint64_t i = 0; i < q; ++i)
    if (is_pulsed(pulse, i) && cycles > i * part) passed += std::min(part, cycles - i * part);
  return passed;
}

void per_clock_kinetics_tile::pulsed(const kinetics_position& at, cycle_count start, cycle_count cycles) {
  come_to(start + cycles);
  std::vector<slot_pulse> pulses;
  for (std::uint32_t i = 0; i < at.active; ++i) pulses.push_back(pulse_of(at, i));
  for (const slot_pulse& pulse : pulses) {
    tally_.pulses += pulse.empty() ? 0 : 1;
    tally_.limited += pulse.limited ? 1 : 0;
  }
  last_pulses_ = pulses;
  log_pulses(pulses, start, cycles);
  if (registers().encoding == 2 && !settings_.reservoir && parameters_.device.integrator == kinetics_integrator::exact)
    return give_parts(pulses, start, cycles);
  std::vector<double> volts, seconds;
  for (const slot_pulse& pulse : pulses) {
    const std::uint64_t passed = pulse.empty() ? 0 : cycles_passed(pulse, cycles);
    volts.push_back(passed == 0 ? 0 : pulse.volts);
    seconds.push_back(clock_.seconds(passed));
  }
  pulse(registers().first_device, volts, seconds, start,
        registers().sampling == 2 && cycles == registers().pulse_width);
}

void per_clock_kinetics_tile::give_parts(const std::vector<slot_pulse>& pulses, cycle_count start, cycle_count cycles) {
  const std::uint64_t q = settings_.density_slots, part = registers().pulse_width / q;
  for (std::uint64_t i = 0; i < q && i * part < cycles; ++i)
    for (std::uint32_t index = 0; index < pulses.size(); ++index) {
      const slot_pulse& p = pulses[index];
      const bool pulsed = is_pulsed(p, i);
      if (!pulsed && i != 0) continue;
      pulse(registers().first_device + index, {pulsed ? p.volts : 0},
            {pulsed ? clock_.seconds(std::min(part, cycles - i * part)) : 0}, start + i * part, false);
    }
}

void per_clock_kinetics_tile::pulse(std::uint32_t first, const std::vector<double>& volts,
                                    const std::vector<double>& seconds, cycle_count start, bool sampled) {
  if (kinetics_cells* cells = drift_diffusion())
    return cells->pulse(first, volts.size(), volts.data(), seconds.data(), picoseconds(start));
  pulse_amperes_.resize(volts.size());
  std::get<kinetics_reservoir_cells>(devices_).pulse(first, volts.size(), volts.data(), seconds.data(),
                                                     picoseconds(start), nullptr,
                                                     sampled ? pulse_amperes_.data() : nullptr);
}

void per_clock_kinetics_tile::sampled(const kinetics_position& at, bool in_pulse, cycle_count cycle) {
  come_to(cycle);
  tally_.reads += at.active;
  amperes_.resize(at.active);
  if (in_pulse && settings_.reservoir)
    amperes_ = pulse_amperes_;
  else
    std::visit(
        [&](auto& cells) { cells.read(registers().first_device, at.active, amperes_.data(), picoseconds(cycle)); },
        devices_);
  if (!in_pulse) return;
  for (std::uint32_t i = 0; i < at.active; ++i) {
    const slot_pulse& pulse = last_pulses_[i];
    if (pulse.empty() || !pulse.lasts)
      amperes_[i] = 0;
    else if (!settings_.reservoir)
      amperes_[i] *= pulse.volts / parameters_.device.read_voltage;
  }
}

void per_clock_kinetics_tile::converted(const kinetics_position& at, std::uint32_t first, std::uint32_t count) {
  const kinetics_sequencer_registers& r = registers();
  const double most = std::ldexp(1.0, static_cast<int>(parameters_.converter.bits)) - 1;
  const bool runs = r.command == static_cast<std::uint32_t>(kinetics_operation::run);
  const std::uint64_t steps = std::uint64_t{r.steps} * std::max(r.mask_length, 1u);
  const std::uint64_t in_a_word = r.feature_size == 0 ? 2 : 4;
  const std::uint64_t sample = (r.trains * steps + in_a_word - 1) / in_a_word * in_a_word;
  for (std::uint32_t i = first; i < first + count; ++i) {
    const double code = std::round((amperes_[i] - r.converter_low) / (r.converter_high - r.converter_low) * most);
    ++tally_.conversions;
    tally_.saturations += code < 0 || code > most ? 1 : 0;
    const std::uint64_t train = std::uint64_t{at.pass} * r.devices + i;
    const std::uint64_t place = r.axis == 0 ? train * steps + at.step : at.step * std::uint64_t{r.trains} + train;
    store(runs ? at.sample * sample + place : i, static_cast<std::uint32_t>(std::clamp(code, 0.0, most)));
  }
}

void per_clock_kinetics_tile::store(std::uint64_t place, std::uint32_t code) {
  if (registers().feature_size == 1) {
    const std::int64_t bits = parameters_.converter.bits;
    features_.at(place) = static_cast<std::uint8_t>(bits > 8 ? code >> (bits - 8) : code);
    return;
  }
  features_.at(2 * place) = static_cast<std::uint8_t>(code);
  features_.at(2 * place + 1) = static_cast<std::uint8_t>(code >> 8);
}

void per_clock_kinetics_tile::written(std::uint32_t index, cycle_count at) {
  come_to(at);
  const std::uint32_t device = registers().first_device + index;
  written_[device] = {registers().alpha, registers().beta};
  std::get<kinetics_cells>(devices_).write(device, 1, &written_[device], picoseconds(at));
}

void per_clock_kinetics_tile::ended(cycle_count at) {
  come_to(at);
  const kinetics_sequencer_registers& r = registers();
  if (r.command == static_cast<std::uint32_t>(kinetics_operation::begin_evaluation)) {
    if (kinetics_cells* cells = drift_diffusion()) cells->begin_evaluation(picoseconds(at));
  }
  if (r.command != static_cast<std::uint32_t>(kinetics_operation::write)) return;
  for (std::uint32_t i = 0; i < r.devices; ++i)
    record_.unstable |= std::get<kinetics_cells>(devices_).stability(r.first_device + i) >= 2;
}

}  // namespace memvp::testing_words
