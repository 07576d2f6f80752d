// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/kinetics_step.hpp"

#include <algorithm>

#include "memvp/models/tiles/kinetics_half_words.hpp"
#include "memvp/models/tiles/kinetics_registers.hpp"

namespace memvp {

std::uint64_t words_touched(std::uint64_t first, std::uint64_t stride, std::uint64_t count) {
  if (count == 0) return 0;
  // Beyond four bytes from item to item every one has a word of its own, below none between them is left out.
  return stride >= 4 ? count : (first + stride * (count - 1)) / 4 - first / 4 + 1;
}

kinetics_step_schedule::kinetics_step_schedule(const kinetics_command& command, const kinetics_timing& timing,
                                               const std::vector<std::uint32_t>* alpha_table)
    : command_(command), timing_(timing), alpha_table_(alpha_table) {}

std::uint32_t kinetics_step_schedule::passes() const {
  return static_cast<std::uint32_t>((std::uint64_t{command_.trains} + command_.devices - 1) / command_.devices);
}

std::uint32_t kinetics_step_schedule::active(std::uint32_t pass) const {
  const std::uint64_t first = std::uint64_t{pass} * command_.devices;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(command_.devices, command_.trains - first));
}

std::uint64_t kinetics_step_schedule::fetched_words(std::uint32_t pass, std::uint64_t step) const {
  if (!has_pulse(step)) return 0;
  if (command_.has_mask()) return step % command_.mask_length == 0 ? 1 : 0;
  constexpr std::uint64_t bytes = 2;  // of a code
  const std::uint64_t train = std::uint64_t{pass} * command_.devices;
  if (command_.axis == kinetics_axis::rows)
    return words_touched(bytes * (train * command_.steps + step), bytes * command_.steps, active(pass));
  return words_touched(bytes * (step * command_.trains + train), bytes, active(pass));
}

cycle_count kinetics_step_schedule::period(std::uint64_t step) const {
  // What nothing follows has no idle time.
  if (!has_pulse(step) || command_.period == 0) return 0;
  if (alpha_table_ == nullptr) return command_.period;
  constexpr std::uint64_t half = kinetics_table_one / 2;
  return (std::uint64_t{command_.period} * half_word(*alpha_table_, step) + half) / kinetics_table_one;
}

kinetics_step_schedule::layout kinetics_step_schedule::lay_out(std::uint32_t pass, std::uint64_t step) const {
  const kinetics_timing& t = timing_;
  const cycle_count converting = t.convert * t.rounds(active(pass));
  const cycle_count slot = command_.pulse_width, pulsing = t.setup + slot + t.release;
  layout l{};
  l.fetch = t.fetch * fetched_words(pass, step);
  switch (command_.sampling) {
    case kinetics_sampling::before_pulse:
      l.read = 0;
      l.convert = t.read;
      l.end = t.read + converting;
      l.pulse = std::max(l.fetch, command_.overlap ? t.read : l.end);
      if (has_pulse(step)) l.end = std::max(l.end, l.pulse + pulsing);
      break;
    case kinetics_sampling::after_pulse:
      l.pulse = l.fetch;
      l.read = l.pulse + pulsing;
      l.convert = l.read + t.read;
      l.end = l.convert + converting;
      break;
    case kinetics_sampling::in_pulse:
      l.pulse = l.fetch;
      l.convert = l.pulse + t.setup + slot;
      l.end = l.convert + std::max(converting, t.release);
      break;
  }
  return l;
}

cycle_count kinetics_step_schedule::needed(std::uint32_t pass, std::uint64_t step) const {
  return lay_out(pass, step).end;
}

cycle_count kinetics_step_schedule::length(std::uint32_t pass, std::uint64_t step) const {
  const cycle_count period_of_step = period(step);
  return period_of_step != 0 ? period_of_step : needed(pass, step);
}

void kinetics_step_schedule::parts(std::uint32_t pass, std::uint64_t step,
                                   std::vector<kinetics_step_part>& parts) const {
  using activity = kinetics_activity;
  const layout l = lay_out(pass, step);
  parts.clear();
  const auto add = [&](activity what, cycle_count start, cycle_count length, std::uint32_t round = 0) {
    parts.push_back({what, {start, length}, round});
  };
  // At equal ends the order of insertion is that of the effects: what is sampled comes before what converts it.
  if (l.fetch > 0) add(activity::fetch, 0, l.fetch);
  const auto pulse = [&] {
    add(activity::setup, l.pulse, timing_.setup);
    add(activity::pulse, l.pulse + timing_.setup, command_.pulse_width);
    add(activity::release, l.pulse + timing_.setup + command_.pulse_width, timing_.release);
  };
  const auto read = [&] { add(activity::read, l.read, timing_.read); };
  if (command_.sampling == kinetics_sampling::before_pulse) read();
  if (has_pulse(step)) pulse();
  if (command_.sampling == kinetics_sampling::after_pulse) read();
  const std::uint32_t rounds = timing_.rounds(active(pass));
  for (std::uint32_t i = 0; i < rounds; ++i)
    add(activity::convert, l.convert + i * timing_.convert, timing_.convert, i);
  // A handful of parts in almost the right order: none is worth a general sort, and it must be stable.
  for (std::size_t i = 1; i < parts.size(); ++i)
    for (std::size_t k = i; k > 0 && parts[k].end() < parts[k - 1].end(); --k) std::swap(parts[k], parts[k - 1]);
  const cycle_count whole = length(pass, step);
  if (whole > l.end) add(activity::idle, l.end, whole - l.end);
}

}  // namespace memvp
