// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/henon_parameters.hpp"

#include "memvp/models/tiles/kinetics_registers.hpp"

namespace memvp {

void visit_parameters(parameter_visitor& visitor, henon_parameters& h) {
  using d = dimension;
  using p = provenance;
  constexpr auto zhong = "doi 10.1038/s41467-020-20692-1 and its software";
  visitor.integer(
      {"henon.training_points", d::number, 20, 1e5, "points that the read-out is fitted to", p::literature, zhong},
      h.training_points);
  visitor.integer({"henon.test_points", d::number, 20, 1e5, "points that are predicted", p::literature, zhong},
                  h.test_points);
  visitor.integer({"henon.skipped_points", d::number, 0, 1000,
                   "first test points, after the devices' initial state, that are not counted", p::literature, zhong},
                  h.skipped_points);
  visitor.real({"henon.noise", d::number, 0, 0.1, "of each point of the map, standard deviation", p::literature, zhong},
               h.noise);
  visitor.real({"henon.headroom", d::number, 0, 1, "share by which the inputs' range is wider than the training points",
                p::assumed, "assumed; the software scales training and test points apart, each by its own greatest"},
               h.headroom);
  visitor.integer(
      {"henon.mask_length", d::number, 1, kinetics_maximum_nodes, "virtual nodes of a point (M)", p::literature, zhong},
      h.mask_length);
  visitor.real({"henon.low_voltage", d::voltage, -10, 10, "pulse of the least input", p::literature,
                "the software; the hardware had -0.8 V"},
               h.low_voltage);
  visitor.real({"henon.high_voltage", d::voltage, 0, 10, "pulse of the greatest input", p::literature, zhong},
               h.high_voltage);
  visitor.real(
      {"henon.weight_error", d::number, 0, 1,
       "error of a weight in the array that the fit of its read-out expects, share of the greatest", p::assumed,
       "assumed: programming.tolerance of 1 uS in half a window of 130 uS, and as much again later"},
      h.weight_error);
}

}  // namespace memvp
