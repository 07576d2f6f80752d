// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "memvp/models/physics/ecram_parameters.hpp"
#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// Which way a device's characteristic folds.
enum class ndr_kernel_type {
  n_type,  ///< driven by a voltage, the current falls beyond a peak
  s_type,  ///< driven by a current, the voltage falls beyond a threshold
};

/// Where the ECRAM that tunes a neuron lies.
enum class ndr_connection { parallel, series };

/// A neuron of one device with negative differential resistance (NDR) and one ECRAM. The full text of the paper that
/// proposes it (Yang et al. 2024, doi 10.1002/adfm.202405618) gives no device figure that was found: every default here
/// is an assumption or another source's, as each parameter's declaration says. SOURCE of the laws: fact sheet
/// ndr_1t1r.md, section 8b (own formulation, [A]).
///
/// N-type: I(V) = I_p (V/V_p) exp(1 - V/V_p) + I_0 (exp(V/V_e) - 1).
/// S-type: I^2 R(T) = (T - T_0) / R_th with R(T) = R_0 exp[(E_a/k)(1/T - 1/T_0)] + R_m, and V = I R(T).
struct ndr_device_parameters {
  ndr_kernel_type kernel = ndr_kernel_type::n_type;
  ndr_connection connection = ndr_connection::series;

  double peak_current = 13.7e-6;  ///< I_p, A
  double peak_voltage = 0.30;     ///< V_p, V
  double leakage_current = 1e-9;  ///< I_0, A
  double leakage_voltage = 0.15;  ///< V_e, V

  double cold_resistance = 50e3;     ///< R_0, ohm
  double activation_energy = 0.30;   ///< E_a / q, V
  double thermal_resistance = 1e6;   ///< R_th, K/W
  double metallic_resistance = 1e3;  ///< R_m, ohm
  double ambient_temperature = 300;  ///< T_0, K

  double time_constant = 1.6030e-9;  ///< tau, s: 10 ns / ln(2^9)
  double settle_bits = 8;            ///< a neuron is left alone until it is within half a step of so many bits
  double compliance_voltage = 1.8;   ///< S-type: greatest voltage of the driving current source, V
  double input_limit = 4;            ///< greatest u, in units of V_p (N-type) or of the threshold current (S-type)

  double ecram_minimum = 0;         ///< S; 0: the range that goes with kernel and connection
  double ecram_maximum = 0;         ///< S; 0: likewise
  double ecram_pulses = 100;        ///< pulses that cross the range
  double ecram_nonlinearity = 0;    ///< nu
  double ecram_cycle_noise = 0.24;  ///< sigma_w, in steps
  double ecram_device_spread = 0.03;
  double ecram_read_noise = 0.005;
  double ecram_pulse_voltage = 5;    ///< V
  double ecram_pulse_width = 0.1;    ///< s
  double ecram_settle_time = 10e-6;  ///< s

  double current_spread = 0.05;   ///< lognormal spread of I_p (S-type: of the threshold current)
  double voltage_spread = 0.05;   ///< lognormal spread of V_p (S-type: of the threshold voltage)
  double noise = 0.005;           ///< random part of one output, as a fraction of it
  bool calibration = true;        ///< whether a host calibrates the neurons before it uses them
  double neuron_area = 0.25e-12;  ///< m^2, device and ECRAM
};

/// Declares every parameter under "ndr.".
void visit_parameters(parameter_visitor& visitor, ndr_device_parameters& parameters);

/// Throws std::invalid_argument with one sentence if the set contradicts itself, or if the ECRAM's range would make a
/// neuron hysteretic.
void check(const ndr_device_parameters& parameters);

/// A range of conductances, S.
struct ndr_ecram_range {
  double minimum, maximum;
  double step;  ///< of one pulse, without nonlinearity
};

/// The ECRAM's range: as set, or else that of W/YSZ/WOx devices (doi 10.1038/s41467-023-41958-4, Figs. 1-2) which suits
/// the kernel and the connection. N-type: series 60-100 uS, parallel 2-4 uS (fact sheet 8b). S-type: parallel 15-30 uS,
/// series 170-230 uS (assumed: the ranges that move the threshold without hiding it).
ndr_ecram_range ecram_range(const ndr_device_parameters& parameters);

/// The neuron's ECRAM as a cell of its own. The law G <- G + s dG (1 - s nu z), z in [-1, 1] the place in the range, is
/// that of soft bounds.
ecram_device_parameters ecram_of(const ndr_device_parameters& parameters);

}  // namespace memvp
