// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/kinetics_reservoir_parameters.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace memvp {
namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();
constexpr const char* software = "github.com/Tsinghua-LEMON-Lab/Reservoir-computing, of doi 10.1038/s41467-020-20692-1";
constexpr const char* unpublished = "published nowhere that was found; 0 leaves it out";

void require(bool holds, const std::string& sentence) {
  if (!holds) throw std::invalid_argument(sentence);
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, kinetics_reservoir_parameters& p) {
  visitor.real({"device.reservoir_retention", dimension::number, 1e-6, 1, "r: share of g - G0 left after a step",
                provenance::paper, software},
               p.retention);
  visitor.real(
      {"device.reservoir_rest_state", dimension::number, 0, 1, "G0 that g decays to", provenance::paper, software},
      p.rest_state);
  visitor.real({"device.reservoir_positive_current", dimension::number, 0, 1, "K_p of I = K_p g V^3 for V > 0, A/V^3",
                provenance::paper, software},
               p.positive_current);
  visitor.real({"device.reservoir_negative_current", dimension::number, 0, 1, "K_n of I = K_n g V^3 for V < 0, A/V^3",
                provenance::paper, software},
               p.negative_current);
  visitor.real({"device.reservoir_drive", dimension::number, 0, 1e6, "alpha of kappa(V) = alpha|V|/(1 + alpha|V|), 1/V",
                provenance::paper, software},
               p.drive);
  visitor.enumeration({"device.reservoir_decay", dimension::number, -unbounded, unbounded,
                       "Whether g decays by r a pulse or by r^(t/step_time)", provenance::setting, ""},
                      {"per_step", "by_time"}, p.decay);
  visitor.real(
      {"device.reservoir_step_time", dimension::time, 1e-12, 1e6, "Time in which g decays by r (by_time only)",
       provenance::inferred,
       "-ln(0.99) of the exponential decay of 400 us, doi 10.1038/s41467-020-20692-1, Fig. 1; the software has "
       "no time"},
      p.step_time);
  visitor.real({"device.reservoir_read_voltage", dimension::voltage, -1e3, 1e3, "Voltage of a read pulse",
                provenance::paper, "doi 10.1038/s41467-020-20692-1, Fig. 1"},
               p.read_voltage);
  visitor.real({"device.reservoir_read_width", dimension::time, 1e-12, 1e6, "Width of a read pulse", provenance::paper,
                "doi 10.1038/s41467-020-20692-1, Fig. 1"},
               p.read_width);
  visitor.boolean({"device.reservoir_variability", dimension::number, -unbounded, unbounded,
                   "Whether devices differ and reads are noisy at all", provenance::setting, ""},
                  p.variability);
  visitor.real({"device.reservoir_decay_spread", dimension::number, 0, 3, "Spread over devices of ln (decay rate)",
                provenance::unknown, unpublished},
               p.decay_spread);
  visitor.real({"device.reservoir_drive_spread", dimension::number, 0, 3, "Spread over devices of ln alpha",
                provenance::unknown, unpublished},
               p.drive_spread);
  visitor.real(
      {"device.reservoir_read_noise", dimension::number, 0, 3,
       "Random part of the current of one read or pulse, as a fraction of it", provenance::unknown, unpublished},
      p.read_noise);
}

void check(const kinetics_reservoir_parameters& p) {
  require(p.retention > 0 && p.retention <= 1, "device.reservoir_retention must lie above 0 and be at most 1.");
  require(p.rest_state >= 0 && p.rest_state <= 1, "device.reservoir_rest_state must lie between 0 and 1.");
  for (const double value : {p.positive_current, p.negative_current, p.drive}) {
    require(std::isfinite(value) && value >= 0,
            "device.reservoir_positive_current, reservoir_negative_current and reservoir_drive must be finite numbers "
            "of at least 0.");
  }
  for (const double seconds : {p.step_time, p.read_width}) {
    require(std::isfinite(seconds) && seconds > 0,
            "device.reservoir_step_time and device.reservoir_read_width must be positive finite numbers.");
  }
  require(std::isfinite(p.read_voltage) && p.read_voltage != 0,
          "device.reservoir_read_voltage must be finite and not 0.");
  for (const double spread : {p.decay_spread, p.drive_spread, p.read_noise}) {
    require(spread >= 0 && spread <= 3,
            "device.reservoir_decay_spread, reservoir_drive_spread and reservoir_read_noise must lie between 0 and 3.");
  }
}

}  // namespace memvp
