// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "memvp/models/tiles/ecram_command.hpp"
#include "memvp/testbench/unit/tiles/tile_bench.hpp"

namespace memvp::testing_words {

inline constexpr ecram_operation all_operations[] = {
    ecram_operation::program_serial,       ecram_operation::program_row_parallel,
    ecram_operation::update_outer_product, ecram_operation::update_bit_streams,
    ecram_operation::program_verify,       ecram_operation::multiply,
    ecram_operation::multiply_transposed,  ecram_operation::read_cells};

/// A command with the contents of the windows that it reads.
struct drawn_command {
  ecram_command command;
  std::vector<std::uint32_t> input, pulse;
};

/// What commands are drawn for.
struct command_limits {
  std::uint32_t rows, columns;
  std::uint32_t largest_code = 127;  ///< of a DAC
  bool ideal_converters = false;
  std::uint32_t most_vectors = 6;
  std::uint32_t most_units = 20;  ///< of a pulse
};

/// A command of a kind on a region anywhere in the array, with words of either sign and many zeros.
inline drawn_command draw_command(draws& random, ecram_operation operation, const command_limits& limits) {
  drawn_command drawn;
  ecram_command& command = drawn.command;
  command.operation = operation;
  array_region& region = command.region;
  const bool closed_loop = operation == ecram_operation::program_verify;
  region.rows = 1 + random.below(closed_loop ? std::min(limits.rows, 3u) : limits.rows);
  region.columns = 1 + random.below(closed_loop ? std::min(limits.columns, 2u) : limits.columns);
  region.first_row = random.below(limits.rows - region.rows + 1);
  region.first_column = random.below(limits.columns - region.columns + 1);
  const std::size_t cells = std::size_t{region.rows} * region.columns;
  const auto units = static_cast<std::int32_t>(1 + random.below(limits.most_units));
  const double zeros = random.chance(0.2) ? 1.0 : random.fraction();  // a fifth of the commands finds nothing but zeros
  const auto word = [&](std::int32_t largest) {
    return random.chance(zeros) ? 0u : static_cast<std::uint32_t>(random.between(-largest, largest));
  };
  switch (operation) {
    case ecram_operation::program_serial:
    case ecram_operation::program_row_parallel:
      for (std::size_t i = 0; i < cells; ++i) drawn.pulse.push_back(word(units));
      break;
    case ecram_operation::update_outer_product:
      for (std::uint32_t i = 0; i < region.rows + region.columns; ++i) drawn.input.push_back(word(units));
      break;
    case ecram_operation::update_bit_streams: {
      command.slots = 1 + random.below(6);
      command.slot_width = 1 + random.below(static_cast<std::uint32_t>(units));
      command.stream_seed = random.below(1u << 20) * 4093;
      const std::int32_t level = random.chance(0.5) ? 65536 : 20000;  // few lines fire: empty slots, row-only slots
      for (std::uint32_t i = 0; i < region.rows + region.columns; ++i) drawn.input.push_back(word(level));
      break;
    }
    case ecram_operation::program_verify:
      command.reads = 1 + random.below(3);
      command.sweeps = 1 + random.below(3);
      command.verify_tries = random.below(4);
      command.verify_tolerance = random.below(3000);
      for (std::size_t i = 0; i < cells; ++i) drawn.pulse.push_back(random.below(65537));
      break;
    case ecram_operation::read_cells:
      command.reads = 1 + random.below(3);
      break;
    default: {
      command.vectors = 1 + random.below(limits.most_vectors);
      const std::uint32_t driven = operation == ecram_operation::multiply ? region.rows : region.columns;
      for (std::uint32_t i = 0; i < command.vectors * driven; ++i) {
        if (limits.ideal_converters) {
          const double volts = 0.2 * random.fraction() - 0.1;
          std::uint32_t words[2];
          std::memcpy(words, &volts, sizeof volts);
          drawn.input.insert(drawn.input.end(), words, words + 2);
        } else {
          drawn.input.push_back(word(static_cast<std::int32_t>(limits.largest_code)));
        }
      }
      break;
    }
  }
  return drawn;
}

}  // namespace memvp::testing_words
