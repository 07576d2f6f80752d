// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/tile_catalogue.hpp"

#include "memvp/models/tiles/ecram_registers.hpp"
#include "memvp/models/tiles/kinetics_registers.hpp"
#include "memvp/models/tiles/ndr_registers.hpp"
#include "memvp/models/tiles/refresh_registers.hpp"
#include "memvp/models/tiles/rram_registers.hpp"
#include "memvp/models/tiles/vote_registers.hpp"

namespace memvp {

std::vector<catalogued_tile> tile_catalogue() {
  return {{"ecram_tile", ecram_tile_registers}, {"kinetics_tile", kinetics_tile_registers},
          {"ndr_unit", ndr_unit_registers},     {"refresh_tile", refresh_tile_registers},
          {"rram_tile", rram_tile_registers},   {"vote_unit", vote_unit_registers}};
}

}  // namespace memvp
