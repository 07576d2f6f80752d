// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "memvp/models/physics/ferroionic_parameters.hpp"

namespace memvp {

/// Laws of the ferro-ionic cell (section 4 of the fact sheet, refresh.md): own construction on the pulses of
/// doi 10.1038/s41467-024-55701-0, Fig. 2e,h; no equation of the cell is published. Nominal: of a cell without spread.
/// All take parameters that pass `check`, and none throws.

/// What a voltage across the cell does, whatever the gate. The read window lies inside the ion window: with the gate at
/// ion_gate_voltage a read pulse drives ions too, weakly, and the ion-reset pulse has a read pulse's magnitude.
enum class voltage_window {
  none,                 ///< 0 V
  read,                 ///< up to |read_voltage|
  ion,                  ///< up to ion_window
  ferroelectric_set,    ///< set_lowest and above
  ferroelectric_reset,  ///< -reset_lowest and below
  undefined,            ///< in between: nothing is published of it
};
voltage_window window_of(const ferroionic_device_parameters& parameters, double volts);

/// Whether a pulse drives the ions: in the ion window only with the gate within 50 mV of ion_gate_voltage, beyond it
/// whatever the gate. (That a gate holds the ions is by analogy to arXiv 2204.08216; that it does not hold them beyond
/// the ion window is assumed, since FE pulses act on w.)
bool drives_ions(const ferroionic_device_parameters& parameters, double volts, double gate_volts);

/// p of level 0..set_groups-1: -1 + 2 (level+1)/set_groups. Equal spacing is assumed, their number is the paper's.
double level_polarisation(const ferroionic_device_parameters& parameters, int level);
/// Amplitude of the FE-set group of a level, V.
double set_voltage(const ferroionic_device_parameters& parameters, int level);
/// Amplitude of the FE-reset group 0..reset_groups-1, V: negative.
double reset_voltage(const ferroionic_device_parameters& parameters, int group);
/// p that a long train at `volts` leads to, if p is not there already; none outside the ferroelectric windows. Between
/// the amplitudes of two groups it is that of the lower one.
std::optional<double> polarisation_target(const ferroionic_device_parameters& parameters, double volts);
/// p after a pulse: p + (target - p)(1 - exp(-seconds/filling time)) if the pulse drives p its way, else p.
double polarisation_after(const ferroionic_device_parameters& parameters, double p, double volts, double seconds);

/// Rates at which ions are driven, 1/s: ks sinh(-V/Vs) towards w = 1 for negative volts, kr sinh(V/Vr) towards w = 0
/// for positive ones, else 0. ks and kr are such that Ns and Nr pulses as the parameters have them make 3 time
/// constants (95 %); so a preset that scales the widths keeps the step of a pulse.
double set_rate(const ferroionic_device_parameters& parameters, double volts);
double reset_rate(const ferroionic_device_parameters& parameters, double volts);

/// tau at a temperature, s: tau0 exp[(Ea/kB)(1/T - 1/T0)].
double relaxation_time(const ferroionic_device_parameters& parameters, double kelvin);
/// w after `seconds` without drive.
double relaxed(const ferroionic_device_parameters& parameters, double w, double seconds, double tau);
/// Where a pulse drives w to, and how fast it goes there: w - limit falls by exp(-rate t).
struct ionic_course {
  double limit;
  double rate;  ///< 1/s
};
ionic_course course_of(const ferroionic_device_parameters& parameters, double volts, double tau);
/// Time that w takes from one value to another on that course, s; infinite if it never gets there.
double seconds_between(const ionic_course& course, double from_w, double to_w);

/// w after a pulse that drives ions (see `drives_ions`): the closed form of dw/dt = rs(1-w) - rr w - (w-w_eq)/tau.
double ionic_after(const ferroionic_device_parameters& parameters, double w, double volts, double seconds, double tau);
/// Width of an ion-set (to_w > from_w) or ion-reset (to_w < from_w) pulse that takes w there, s; infinite if the pulse
/// never does.
double width_to_reach(const ferroionic_device_parameters& parameters, double from_w, double to_w, double tau);

/// G(p, w), S (see ferroionic_conduction).
double conductance(const ferroionic_device_parameters& parameters, double p, double w);
/// V_nl sinh(V/V_nl), V: what G is multiplied with to give the current at `volts`.
double effective_read_voltage(const ferroionic_device_parameters& parameters, double volts);
/// I = G V_nl sinh(V/V_nl), A. The form is assumed, for read voltages.
double read_current(const ferroionic_device_parameters& parameters, double siemens, double volts);

/// Energy of any pulse, read or write, J: V^2 G t, the ohmic estimate of the fact sheet (section 1). The sinh law is
/// not carried on to write voltages, where it would be wrong by orders of magnitude.
double pulse_energy(double volts, double siemens, double seconds);

}  // namespace memvp
