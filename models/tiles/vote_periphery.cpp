// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/vote_periphery.hpp"

#include "memvp/models/tiles/vote_registers.hpp"

namespace memvp {

namespace {

constexpr double score_bits = 32, square_micrometres = 1e12;

/// Flip-flops that hold any number from 0 to `greatest`.
double bits_for(std::int64_t greatest) {
  double bits = 1;
  while (greatest >>= 1) ++bits;
  return bits;
}

std::size_t buffer_bytes(const vote_unit_parameters& p) {
  return static_cast<std::size_t>(p.score_buffer + 4 * p.decisions * (p.classes + 1));
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, vote_unit_parameters& u) {
  using d = dimension;
  using p = provenance;
  const auto integer = [&](std::string_view key, double least, double most, std::string_view meaning,
                           std::string_view source, std::int64_t& value) {
    visitor.integer({key, d::number, least, most, meaning, p::assumed, source}, value);
  };
  integer("vote.classes", 1, 256, "classes that a vote unit has counters for", "assumed", u.classes);
  integer("vote.frames", 1, 65535, "frames that a vote counter can count",
          "assumed: twice the 32 slices that doi 10.1038/s41467-025-56286-y votes over", u.frames);
  integer("vote.decisions", 1, 64, "decisions whose results a vote unit holds", "assumed", u.decisions);
  integer("vote.score_buffer", 4, vote_window::bytes, "bytes of the score buffer", "assumed", u.score_buffer);
  integer("vote.comparator_gates", 1, 1e6, "two-input gates of the comparator, all of which switch in a comparison",
          "assumed: a 32-bit ripple comparator, seven gates a bit", u.comparator_gates);
  integer("vote.decode_cycles", 0, 1000, "from COMMAND to the first frame", "assumed", u.decode_cycles);
  integer("vote.fetch_cycles", 1, 1000, "per buffer word read or written, compared meanwhile", "assumed",
          u.fetch_cycles);
}

vote_periphery::vote_periphery(const vote_unit_parameters& p, clock_grid clock, const std::string& unit,
                               energy_ledger& ledger)
    : parameters_(p),
      clock_(clock),
      buffers_(p.technology, buffer_bytes(p)),
      control_(p.control, p.technology),
      buffers_id_(ledger.component(unit + ".buffers")),
      comparator_id_(ledger.component(unit + ".comparator")),
      counters_id_(ledger.component(unit + ".vote_counters")),
      control_id_(ledger.component(unit + ".control")),
      cause_(ledger.cause("vote")),
      leakage_(ledger.cause("leakage")) {
  costs_.buffer_word = buffers_.energy_per_word();
  costs_.comparison = static_cast<double>(p.comparator_gates) * p.technology.logic_gate_energy +
                      comparator_flip_flops() * p.technology.flip_flop_energy;
  costs_.vote = bits_for(p.frames) * p.technology.flip_flop_energy;
  costs_.control_cycle = control_.energy_per_active_cycle();
}

// The best score so far and its class.
double vote_periphery::comparator_flip_flops() const { return score_bits + bits_for(parameters_.classes - 1); }

double vote_periphery::counter_flip_flops() const {
  return static_cast<double>(parameters_.classes) * bits_for(parameters_.frames);
}

void vote_periphery::add_area(const std::string& unit, area_inventory& inventory) const {
  const technology_parameters& t = parameters_.technology;
  const auto add = [&](const char* name, double square_metres) {
    inventory.add(unit + "." + name, square_metres * square_micrometres);
  };
  add("buffers", buffers_.area());
  add("comparator", static_cast<double>(parameters_.comparator_gates) * t.logic_gate_area +
                        comparator_flip_flops() * t.flip_flop_area);
  add("vote_counters", counter_flip_flops() * t.flip_flop_area);
  add("control", control_.area());
}

void vote_periphery::post_leakage(cycle_count end, energy_ledger& ledger) const {
  const technology_parameters& t = parameters_.technology;
  const auto post = [&](component_id component, double watts, cycle_count cycles) {
    ledger.post(component, leakage_, {0, end}, watts * clock_.seconds(cycles), energy_kind::static_energy);
  };
  const cycle_count comparing = powered_cycles_[static_cast<std::size_t>(vote_activity::count)] +
                                powered_cycles_[static_cast<std::size_t>(vote_activity::elect)];
  post(buffers_id_, buffers_.leakage_power(), end);
  post(comparator_id_,
       static_cast<double>(parameters_.comparator_gates) * t.logic_gate_leakage +
           comparator_flip_flops() * t.flip_flop_leakage,
       comparing);
  post(counters_id_, counter_flip_flops() * t.flip_flop_leakage, end);
  post(control_id_, control_.leakage_power(), end);
}

}  // namespace memvp
