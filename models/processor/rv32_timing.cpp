// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/processor/rv32_timing.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

namespace memvp {
namespace {

constexpr std::int64_t most_cycles = 1'000'000;

/// The one list of the classes, for whoever walks over them.
template <class Function>
void for_each_class(rv32_timing& timing, Function function) {
  constexpr std::string_view ibex = "Ibex documentation, Pipeline Details, one cycle and the stall cycles";
  constexpr auto literature = provenance::literature;
  function("processor.cycles.alu", timing.alu, "Cycles of an integer computation, a fence or wfi", literature, ibex);
  function("processor.cycles.multiply", timing.multiply, "Cycles of mul", literature, ibex);
  function("processor.cycles.multiply_high", timing.multiply_high, "Cycles of mulh, mulhu, mulhsu", literature, ibex);
  function("processor.cycles.divide", timing.divide, "Cycles of div, divu, rem, remu", literature, ibex);
  function("processor.cycles.load", timing.load, "Cycles of a load, before what memory or bus add", literature, ibex);
  function("processor.cycles.store", timing.store, "Cycles of a store, before what memory or bus add", literature,
           ibex);
  function("processor.cycles.branch_taken", timing.branch_taken, "Cycles of a branch that is taken", literature, ibex);
  function("processor.cycles.branch_not_taken", timing.branch_not_taken, "Cycles of a branch that is not taken",
           literature, ibex);
  function("processor.cycles.jump", timing.jump, "Cycles of jal, jalr, mret, fence.i", literature, ibex);
  function("processor.cycles.csr", timing.csr, "Cycles of an access to a control and status register", literature,
           ibex);
  function("processor.cycles.trap", timing.trap, "Cycles from the interrupted instruction to the handler's first",
           provenance::assumed, "two refills of a pipeline of two stages");
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, rv32_timing& timing) {
  for_each_class(timing, [&](std::string_view key, std::int64_t& cycles, std::string_view meaning, provenance origin,
                             std::string_view source) {
    visitor.integer({key, dimension::number, 1, static_cast<double>(most_cycles), meaning, origin, source}, cycles);
  });
}

void check(const rv32_timing& timing) {
  rv32_timing copy = timing;
  for_each_class(copy, [&](std::string_view key, std::int64_t cycles, std::string_view, provenance, std::string_view) {
    if (cycles < 1 || cycles > most_cycles)
      throw std::invalid_argument(std::string(key) + " is " + std::to_string(cycles) + ", but has to be from 1 to " +
                                  std::to_string(most_cycles) + ".");
  });
}

}  // namespace memvp
