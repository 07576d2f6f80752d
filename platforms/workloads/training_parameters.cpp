// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/training_parameters.hpp"

namespace memvp {

void visit_parameters(parameter_visitor& visitor, training_parameters& parameters) {
  const auto number = [](const char* key, double minimum, double maximum, const char* meaning, const char* source) {
    return parameter_info{key, dimension::number, minimum, maximum, meaning, provenance::assumed, source};
  };
  visitor.real(number("training.training_fraction", 0.01, 0.99,
                      "share of the records that is learned from, the same in each class",
                      "assumed: 80/20 is common; the paper's split was not found"),
               parameters.training_fraction);
  visitor.integer(number("training.inputs", 1, 64, "binary groups of attribute values, an array row each",
                         "assumed: with the bias it fills the paper's 10 rows"),
                  parameters.inputs);
  visitor.boolean(number("training.bias", 0, 1, "one more row, always driven with +1", "assumed"), parameters.bias);
  visitor.integer(number("training.hidden", 1, 256, "hidden units, rectified linear",
                         "assumed: 10-4-2 on differential pairs takes 96 of the paper's 100 cells"),
                  parameters.hidden);
  visitor.integer(number("training.epochs", 1, 1000, "passes over the training part", "assumed"), parameters.epochs);
  visitor.integer(number("training.batch", 1, 65536, "samples whose gradients are summed before one update", "assumed"),
                  parameters.batch);
  visitor.integer(
      number("training.evaluation_batch", 1, 65536, "vectors handed over in one call when only asking", "assumed"),
      parameters.evaluation_batch);
  visitor.real(number("training.learning_rate", 1e-6, 100, "weight change per unit of the batch's mean gradient",
                      "assumed: found by search, one setting for all seeds"),
               parameters.learning_rate);
  visitor.real(number("training.learning_rate_decay", 0.01, 1, "factor on the learning rate after each epoch",
                      "assumed: found by search, one setting for all seeds"),
               parameters.learning_rate_decay);
  visitor.real(
      number("training.inactive_slope", 0, 1, "share of the error that passes back through a hidden unit that is off",
             "assumed: 0 is the exact gradient, which cannot wake a unit again"),
      parameters.inactive_slope);
  visitor.real(number("training.weight_limit", 1e-3, 1e3,
                      "weight at which a differential pair is at the ends of its conductance window",
                      "assumed: found by search, one setting for all seeds"),
               parameters.weight_limit);
  visitor.real(number("training.initial_weight", 0, 1e3, "largest initial weight of the first layer",
                      "assumed: found by search, one setting for all seeds"),
               parameters.initial_weight);
  visitor.real(number("training.initial_readout_weight", 0, 1e3, "largest initial weight of the second layer",
                      "assumed: well above the error with which an uncalibrated array takes it"),
               parameters.initial_readout_weight);
}

}  // namespace memvp
