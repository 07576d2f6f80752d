// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/comparison/refresh_readings.hpp"

#include <algorithm>
#include <cmath>

#include "memvp/models/physics/random.hpp"

namespace memvp {

void drawn_readings::read(refresh_unit_kind unit, refresh_pulse_kind kind, std::uint32_t row, cycle_count now,
                          const std::uint8_t* level, const std::uint16_t* source, const std::uint16_t* target,
                          std::uint16_t* codes) const {
  const random_stream stream(random_key{seed, random_purpose::test_input, 2});
  const std::uint64_t index = now * settings->rows + row;
  const double mood = stream.uniform(index, 0);
  const auto odd_one = static_cast<std::uint32_t>(stream.uniform(index, 1) * settings->columns);
  for (std::uint32_t column = 0; column < settings->columns; ++column) {
    double base = source[column];
    if (unit == refresh_unit_kind::rewrite) base = target[column];
    if (unit == refresh_unit_kind::update) base += 100 * stream.uniform(index, 2 + 2 * column);
    if (kind == refresh_pulse_kind::read_ferroelectric)
      base = settings->nominal_codes[std::min<std::size_t>(level[column], 15)];
    double most = 1.9;
    if (mood > 0.9 || (mood > 0.7 && column == odd_one)) most = 60;
    if (mood > 0.995 && column == odd_one) base = 1000;
    const double code = base + most * (2 * stream.uniform(index, 3 + 2 * column) - 1);
    codes[column] = static_cast<std::uint16_t>(std::clamp(std::round(code), 0.0, 1023.0));
  }
}

}  // namespace memvp
