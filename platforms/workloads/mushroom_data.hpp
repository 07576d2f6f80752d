// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "memvp/platforms/workloads/nominal_data.hpp"

namespace memvp {

/// Classes of the mushroom data. Class letters in the file: e, p.
enum class mushroom_class : std::uint8_t { edible = 0, poisonous = 1 };

/// File name of the UCI Mushroom data set (J. Schlimmer 1987, doi 10.24432/C5959T): 8,124 records.
inline constexpr const char* mushroom_file_name = "agaricus-lepiota.data";

/// Index of the attribute `odor`, which alone separates 98.5 % of the UCI records.
inline constexpr std::size_t mushroom_odor = 4;

/// Reads a file in the published format of the UCI Mushroom data set: no header; a line a record; 23 fields between
/// commas, the class letter (e or p) first and then one letter (or ? for a missing value, taken as a value like any
/// other) for each of 22 attributes.
/// @throws std::runtime_error naming file, line, what was found and what was expected: file missing or unreadable,
///         empty file, empty or truncated line, wrong number of fields, a field that is not one letter, unknown class
nominal_data read_mushroom_data(const std::filesystem::path& file);

/// Finds `agaricus-lepiota.data` in `folder` or in `folder`/mushroom and reads it.
/// @throws std::runtime_error if neither exists, and as read_mushroom_data does
nominal_data read_mushroom_folder(const std::filesystem::path& folder);

/// A stand-in of the same form (names, 22 attributes, letters, two classes) for runs without the data; no record of it
/// is a mushroom. Attributes are independent; those that decide the class are drawn with chosen frequencies and the
/// others uniformly from three letters. A record is poisonous if
///  1. its odor is one of c f m p s y (40 % of the records), or
///  2. its odor is n (40 %) and its spore-print-color is r or w (30 % of these), or
///  3. its odor is n, its gill-size is n (30 %) and its ring-type is e or f (40 %);
/// else it is edible. Then one class in five hundred is turned over. So odor alone reaches about 84 %, three
/// attributes or more are needed, and no classifier can be better than 99.8 % on average.
/// @param records  at least 100
/// @throws std::invalid_argument for fewer
nominal_data generate_mushroom_stand_in(std::size_t records, std::uint64_t seed);

}  // namespace memvp
