// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/circuits/transimpedance_stage.hpp"

namespace memvp {

void visit_parameters(parameter_visitor& visitor, transimpedance_parameters& stage) {
  using d = dimension;
  using p = provenance;
  visitor.real({"ndr.stage_settle_time", d::time, 0, 1, "Input stage: time to settle", p::assumed,
                "assumed: 10 ns, as long as the neuron itself"},
               stage.settle_time);
  visitor.real({"ndr.stage_bias_power", d::power, 0, 1, "Input stage: power while it works", p::assumed,
                "assumed: 20 uW; settling to 8 bits in 10 ns into 50 fF at half feedback needs g_m = 62 uS, 4.2 uA at "
                "g_m/I = 15/V, four times that with both halves of two stages"},
               stage.bias_power);
  visitor.real({"ndr.stage_supply_voltage", d::voltage, 0.1, 100,
                "Input stage: supply, from which the neuron's current comes too", p::assumed,
                "assumed: 1.8 V, as of the analog neuron of [S9]; above the largest input of 1.2 V"},
               stage.supply_voltage);
  visitor.real({"ndr.stage_area", d::area, 0, 1, "Input stage: area", p::assumed,
                "assumed: 100 um^2, a dozen transistors, a 10 kohm resistor and a capacitor"},
               stage.area);
}

}  // namespace memvp
