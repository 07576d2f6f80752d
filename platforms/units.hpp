// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// Reads a quantity such as "150 ms", "7.5 nS", "2 ohm", "1450 um^2", "100 MHz", "3 %" or "1e-3" and returns it in the
/// SI unit of `expected`. The result is the double nearest to the written decimal number: "150 ms" is exactly 0.15.
///
/// Prefixes are f p n u (or µ) m k M G T. A number of a dimension needs its unit, but zero needs none; a dimensionless
/// number takes none, or %. "infinite" and "inf" (with an optional sign) stand for infinity.
///
/// @throws std::invalid_argument with one sentence that says what was given and what is allowed
double parse_quantity(std::string_view text, dimension expected);

/// Writes a value in SI units with a readable prefix and its unit. parse_quantity() gives back exactly the same double.
std::string format_quantity(double value, dimension unit);

/// Like format_quantity(), but rounded to `digits` significant decimal digits, for tables that people read.
std::string format_rounded(double value, dimension unit, int digits = 4);

/// The symbol of the SI unit, for instance "ohm"; empty for a dimensionless number.
std::string_view unit_symbol(dimension unit);

/// What a value of this dimension is called in a sentence, for instance "a resistance".
std::string_view dimension_name(dimension unit);

/// A value of this dimension as it may be written in a file, for instance "2 ohm".
std::string_view example_quantity(dimension unit);

}  // namespace memvp
