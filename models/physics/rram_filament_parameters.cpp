// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/rram_filament_parameters.hpp"

#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

namespace memvp {

void visit_parameters(parameter_visitor& visitor, rram_filament_parameters& p) {
  constexpr const char* skywater =
      "ReRAM cell of SkyWater's open 130 nm process, github.com/google/skywater-pdk-libs-sky130_fd_pr_reram, as listed "
      "in ndr_1t1r.md section 5 [S13]";
  const auto real = [&](std::string_view key, dimension unit, double minimum, double maximum, double& value,
                        std::string_view meaning, provenance origin, std::string_view source) {
    visitor.real({key, unit, minimum, maximum, meaning, origin, source}, value);
  };
  using d = dimension;
  const auto literature = provenance::literature;
  real("device.filament_oxide_thickness", d::length, 1e-10, 1e-6, p.oxide_thickness, "Oxide thickness Tox", literature,
       skywater);
  real("device.filament_shortest", d::length, 0, 1e-6, p.shortest_filament,
       "Least filament length x: the deepest reset state", literature, skywater);
  real("device.filament_longest", d::length, 0, 1e-6, p.longest_filament,
       "Greatest filament length x: the fullest set state", literature, skywater);
  real("device.filament_reference_length", d::length, 0, 1e-6, p.reference_filament,
       "Filament length x_ref at which the current scale holds", literature, skywater);
  real("device.filament_current_scale", d::current, 1e-12, 1, p.current_scale, "Current scale I_k", literature,
       skywater);
  real("device.filament_field_voltage", d::voltage, 1e-3, 100, p.field_voltage,
       "Voltage V_ref of the hyperbolic sine of the current", literature, skywater);
  real("device.filament_velocity", d::number, 1e-12, 1e12, p.velocity, "Velocity v1 of the filament's end, m/s",
       literature, skywater);
  real("device.filament_enhancement", d::number, 0, 1e4, p.enhancement, "Field enhancement gamma at a closed gap",
       literature, skywater);
  real("device.filament_enhancement_fall", d::number, 0, 1e4, p.enhancement_fall,
       "Fall of gamma, times the cube of the gap in nm", literature, skywater);
  real("device.filament_generation_barrier", d::number, 0, 10, p.generation_barrier, "Barrier E_g of growth, eV",
       literature, skywater);
  real("device.filament_recombination_barrier", d::number, 0, 10, p.recombination_barrier,
       "Barrier E_r of dissolution, eV", literature, skywater);
  real("device.filament_hopping_distance", d::length, 0, 1e-6, p.hopping_distance, "Hopping distance a0", literature,
       skywater);
  real("device.filament_heat_capacity", d::number, 1e-24, 1, p.heat_capacity, "Heat capacity C_th of the filament, J/K",
       literature, skywater);
  real("device.filament_thermal_time", d::time, 1e-15, 1, p.thermal_time, "Thermal time constant tau_th", literature,
       skywater);
  real("device.filament_ambient_temperature", d::number, 1, 2000, p.ambient_temperature,
       "Ambient temperature T0, kelvin", provenance::assumed, "assumed: 300 K; ndr_1t1r.md names T0 without a figure");
}

void check(const rram_filament_parameters& p) {
  const std::array<double, 12> positive{p.oxide_thickness,  p.shortest_filament,  p.longest_filament,
                                        p.current_scale,    p.field_voltage,      p.velocity,
                                        p.hopping_distance, p.heat_capacity,      p.thermal_time,
                                        p.enhancement,      p.generation_barrier, p.ambient_temperature};
  for (const double value : positive) {
    if (!(std::isfinite(value) && value > 0)) {
      throw std::invalid_argument("Every device.filament_ length, voltage, current, time and heat must be positive.");
    }
  }
  if (!(p.shortest_filament < p.longest_filament && p.longest_filament <= p.oxide_thickness)) {
    throw std::invalid_argument(
        "device.filament_shortest must be less than device.filament_longest, and that at most "
        "device.filament_oxide_thickness.");
  }
  if (!(p.reference_filament > 0 && p.reference_filament < p.oxide_thickness)) {
    throw std::invalid_argument(
        "device.filament_reference_length must lie between 0 and device.filament_oxide_thickness.");
  }
  if (!(std::isfinite(p.enhancement_fall) && p.enhancement_fall >= 0 && std::isfinite(p.recombination_barrier) &&
        p.recombination_barrier > 0)) {
    throw std::invalid_argument("device.filament_enhancement_fall and the barriers must be finite and not negative.");
  }
}

}  // namespace memvp
