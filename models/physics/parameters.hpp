// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace memvp {

/// What a parameter measures. Inside the code every quantity is in the SI unit given here.
enum class dimension {
  number,       ///< dimensionless
  voltage,      ///< V
  current,      ///< A
  resistance,   ///< ohm
  conductance,  ///< S
  capacitance,  ///< F
  time,         ///< s
  frequency,    ///< Hz
  energy,       ///< J
  power,        ///< W
  length,       ///< m
  area,         ///< m^2
};

/// Where a default comes from. An assumption is never presented as a measurement.
enum class provenance {
  paper,       ///< stated by the device's own paper
  inferred,    ///< arithmetic on figures that the paper states
  literature,  ///< another source, named in parameter_info::source
  assumed,     ///< an assumption of this project, free to change
  unknown,     ///< published nowhere that was found: listed in every run's `unknown_parameters`
  setting,     ///< a choice of the user's (sizes, paths, seeds), not a physical figure
};

/// The one declaration of a parameter, less its value: parsing, range checks, `memvp describe` and the documentation
/// all read it.
struct parameter_info {
  std::string_view key;  ///< full key as in a platform file, for instance "device.pulse_width"
  dimension unit = dimension::number;
  double minimum = -std::numeric_limits<double>::infinity();  ///< least allowed value, SI, inclusive
  double maximum = std::numeric_limits<double>::infinity();   ///< greatest allowed value, SI, inclusive
  std::string_view meaning;                                   ///< one line
  provenance origin = provenance::setting;
  std::string_view source;  ///< DOI and figure or equation, or what is assumed
};

/// Walks over the parameters of a structure. `visit_parameters(visitor, structure)`, declared beside each structure,
/// calls one member function per parameter; a structure's member initialisers are its defaults.
class parameter_visitor {
 public:
  virtual ~parameter_visitor() = default;
  virtual void real(const parameter_info& info, double& value) = 0;
  virtual void integer(const parameter_info& info, std::int64_t& value) = 0;
  virtual void boolean(const parameter_info& info, bool& value) = 0;
  virtual void text(const parameter_info& info, std::string& value) = 0;
  /// A file or folder; empty for none. Visitors to whom a path is more than a text override this.
  virtual void path(const parameter_info& info, std::string& value) { text(info, value); }
  /// `value` is an index into `names`.
  virtual void choice(const parameter_info& info, const std::vector<std::string_view>& names, std::size_t& value) = 0;

  /// An enumeration whose enumerators 0, 1, 2... are called `names`.
  template <class Enumeration>
  void enumeration(const parameter_info& info, std::initializer_list<std::string_view> names, Enumeration& value) {
    auto index = static_cast<std::size_t>(value);
    choice(info, std::vector<std::string_view>(names), index);
    value = static_cast<Enumeration>(index);
  }
};

}  // namespace memvp
