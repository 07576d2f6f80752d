// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/kinetics_training_parameters.hpp"

#include <stdexcept>

namespace memvp {
namespace {

const char* const authors = "the authors' software for MNIST, github.com/gllspeed/DDK";
const char* const assumed = "assumed";

parameter_info number(const char* key, double least, double greatest, const char* meaning, provenance origin,
                      const char* source) {
  return {key, dimension::number, least, greatest, meaning, origin, source};
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, kinetics_training_parameters& p) {
  const auto repository = provenance::paper;
  visitor.integer(number("learning.hidden", 1, 65536, "Hidden neurons of the read-out", repository, authors), p.hidden);
  visitor.integer(number("learning.epochs", 1, 100000, "Passes over the training samples", repository, authors),
                  p.epochs);
  visitor.integer(
      number("learning.batch", 1, 65536, "Samples whose gradients are averaged before one step", repository, authors),
      p.batch);
  visitor.enumeration(
      {"learning.activation", dimension::number, 0, 0,
       "What the hidden neurons make of their sums: max(u, 0), or 1/(1 + exp(-u))", provenance::setting, ""},
      {"rectified", "sigmoid"}, p.activation);
  visitor.enumeration({"learning.optimiser", dimension::number, 0, 0, "How numbers step against their gradient",
                       provenance::setting, ""},
                      {"momentum", "adam"}, p.optimiser);
  visitor.enumeration({"learning.course", dimension::number, 0, 0,
                       "Learning rate over the epochs: constant, or to 0 along half a cosine", provenance::setting, ""},
                      {"constant", "cosine"}, p.course);
  visitor.real(number("learning.rate", 1e-9, 10, "Learning rate", repository, authors), p.learning_rate);
  visitor.real(number("learning.momentum", 0, 0.9999, "Momentum of gradient descent", repository, authors), p.momentum);
  visitor.real(number("learning.weight_decay", 0, 1, "Times weights and biases, added to their gradient",
                      provenance::assumed, assumed),
               p.weight_decay);
  visitor.boolean(
      {"learning.batch_normalisation", dimension::number, 0, 1,
       "Batch normalisation of the hidden sums, folded into weights and biases afterwards", provenance::setting, ""},
      p.batch_normalisation);
  visitor.real(number("learning.alpha", 0, 100, "alpha to begin with; 0: drawn uniformly from the allowed range",
                      repository, authors),
               p.alpha);
  visitor.real(number("learning.beta", 0, 100, "beta to begin with; 0: drawn uniformly from the allowed range",
                      repository, authors),
               p.beta);
  visitor.real(
      number("learning.least_constant", 1e-6, 100, "alpha and beta are kept at it or above", repository, authors),
      p.least_constant);
  visitor.real(
      number("learning.greatest_constant", 1e-6, 100, "alpha and beta are kept at it or below", repository, authors),
      p.greatest_constant);
  visitor.boolean({"learning.train_constants", dimension::number, 0, 1, "Whether alpha and beta are learned",
                   provenance::setting, ""},
                  p.train_constants);
  visitor.boolean({"learning.constants_per_step", dimension::number, 0, 1,
                   "Whether every step has an alpha and a beta of its own", provenance::setting, ""},
                  p.constants_per_step);
  visitor.real(
      number("learning.alpha_spread", 0, 10, "Standard deviation of the devices' alpha, drawn anew for each batch",
             provenance::assumed, assumed),
      p.alpha_spread);
  visitor.real(
      number("learning.beta_spread", 0, 10, "Standard deviation of the devices' beta, drawn anew for each batch",
             provenance::assumed, assumed),
      p.beta_spread);
  visitor.real(number("learning.read_noise", 0, 1, "Noise of every feature while learning, as a share of it",
                      provenance::assumed, assumed),
               p.read_noise);
  visitor.real(
      number("learning.weight_noise", 0, 1, "Noise of every weight for each batch, as a share of the layer's greatest",
             provenance::assumed, assumed),
      p.weight_noise);
}

void check(const kinetics_training_parameters& p) {
  const auto require = [](bool holds, const char* sentence) {
    if (!holds) throw std::invalid_argument(sentence);
  };
  require(p.hidden > 0 && p.epochs > 0 && p.batch > 0,
          "learning.hidden, learning.epochs and learning.batch must be at least 1.");
  require(p.learning_rate > 0 && p.momentum >= 0 && p.momentum < 1 && p.weight_decay >= 0,
          "learning.rate must be above zero, learning.momentum from zero to below one, learning.weight_decay not below "
          "zero.");
  require(p.least_constant > 0 && p.least_constant < p.greatest_constant,
          "learning.least_constant must be above zero and below learning.greatest_constant.");
  for (const double constant : {p.alpha, p.beta})
    require(constant == 0 || (constant >= p.least_constant && constant <= p.greatest_constant),
            "learning.alpha and learning.beta must be 0 (drawn) or lie from learning.least_constant to "
            "learning.greatest_constant.");
  require(p.alpha_spread >= 0 && p.beta_spread >= 0 && p.read_noise >= 0 && p.weight_noise >= 0,
          "spreads and noises of learning must not be below zero.");
}

}  // namespace memvp
