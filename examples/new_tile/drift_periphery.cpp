// SPDX-License-Identifier: Apache-2.0
#include "drift_periphery.hpp"

#include <stdexcept>

#include "drift_registers.hpp"

namespace drift {

void visit_parameters(memvp::parameter_visitor& visitor, tile_parameters& p) {
  using d = memvp::dimension;
  const auto assumed = memvp::provenance::assumed;
  visit_parameters(visitor, p.device);
  visitor.integer(
      {"row.cells", d::number, 1, window::most_cells, "memristors in the row", memvp::provenance::setting, ""},
      p.cells);
  visitor.real({"sequencer.write_voltage", d::voltage, 1e-6, 100, "height of a write pulse", memvp::provenance::paper,
                "doi 10.1038/nature06932, caption of fig. 2: v0"},
               p.write_voltage);
  visitor.real({"sequencer.read_voltage", d::voltage, 1e-6, 100, "height of a read pulse", assumed, "assumed"},
               p.read_voltage);
  visitor.real({"sequencer.pulse_lsb", d::time, 1e-8, 1, "unit of pulse width", assumed, "assumed"}, p.pulse_lsb);
  visitor.integer({"sequencer.decode_cycles", d::number, 0, 1000, "from COMMAND to the first cell", assumed, "assumed"},
                  p.decode_cycles);
  visitor.integer(
      {"sequencer.settle_cycles", d::number, 0, 1e6, "from the read voltage to the conversion", assumed, "assumed"},
      p.settle_cycles);
  visitor.integer({"sequencer.recover_cycles", d::number, 0, 1e6, "after a pulse", assumed, "assumed"},
                  p.recover_cycles);
  visit_parameters(visitor, p.converter);
  visit_parameters(visitor, p.control);
  visit_parameters(visitor, p.technology);
}

periphery::periphery(const tile_parameters& p, memvp::clock_grid clock, const std::string& tile,
                     memvp::energy_ledger& ledger)
    : clock_(clock),
      converter_(p.converter, p.technology),
      control_(p.control, p.technology),
      pulse_lsb_(clock.cycles_covering(p.pulse_lsb)),
      sense_(static_cast<memvp::cycle_count>(p.settle_cycles) + converter_.cycles_per_conversion()),
      cells_id_(ledger.component(tile + ".cells")),
      converter_id_(ledger.component(tile + ".converter")),
      control_id_(ledger.component(tile + ".control")),
      programming_(ledger.cause("program")),
      reading_(ledger.cause("read")),
      leakage_(ledger.cause("leakage")) {
  if (p.cells < 1 || p.cells > window::most_cells)
    throw std::invalid_argument("A drift tile has 1 to " + std::to_string(window::most_cells) + " cells, not " +
                                std::to_string(p.cells) + ".");
}

void periphery::add_area(const std::string& tile, memvp::area_inventory& inventory) const {
  constexpr double square_micrometres = 1e12;
  inventory.add_unknown(tile + ".cells");
  inventory.add(tile + ".converter", converter_.area() * square_micrometres);
  inventory.add(tile + ".control", control_.area() * square_micrometres);
}

void periphery::post_leakage(memvp::cycle_count end, memvp::energy_ledger& ledger) const {
  const auto post = [&](memvp::component_id component, double watts, memvp::cycle_count cycles) {
    ledger.post(component, leakage_, {0, end}, watts * clock_.seconds(cycles), memvp::energy_kind::static_energy);
  };
  post(converter_id_, converter_.leakage_power(), sensed_);
  post(control_id_, control_.leakage_power(), end);
}

}  // namespace drift
