// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "memvp/tlm/register_map.hpp"

namespace memvp {

/// A tile, or another device of a platform, whose programming interface `memvp regs` prints.
struct catalogued_tile {
  std::string_view name;
  const register_map& (*registers)();
};

/// All tiles and devices of the program: the one list to add a new one to.
std::vector<catalogued_tile> tile_catalogue();

}  // namespace memvp
