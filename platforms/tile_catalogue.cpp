// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/tile_catalogue.hpp"

#include "memvp/models/tiles/ecram_registers.hpp"
#include "memvp/models/tiles/kinetics_registers.hpp"
#include "memvp/models/tiles/ndr_registers.hpp"
#include "memvp/models/tiles/refresh_registers.hpp"
#include "memvp/models/tiles/rram_registers.hpp"
#include "memvp/models/tiles/vote_registers.hpp"
#include "memvp/tlm/core_local_interruptor.hpp"
#include "memvp/tlm/dma_engine.hpp"
#include "memvp/tlm/finisher.hpp"
#include "memvp/tlm/firmware_relay.hpp"
#include "memvp/tlm/interrupt_controller.hpp"
#include "memvp/tlm/serial_port.hpp"

namespace memvp {

namespace {

/// The map that a device makes anew for each of its instances.
template <register_map (*make)()>
const register_map& kept() {
  static const register_map map = make();
  return map;
}

}  // namespace

std::vector<catalogued_tile> tile_catalogue() {
  return {{"ecram_tile", ecram_tile_registers},
          {"kinetics_tile", kinetics_tile_registers},
          {"ndr_unit", ndr_unit_registers},
          {"refresh_tile", refresh_tile_registers},
          {"rram_tile", rram_tile_registers},
          {"vote_unit", vote_unit_registers},
          {"core_local_interruptor", kept<core_local_interruptor::registers_of_core_local_interruptor>},
          {"dma_engine", kept<dma_engine::registers_of_dma_engine>},
          {"firmware_relay", kept<firmware_relay::registers_of_firmware_relay>},
          {"finisher", kept<finisher::registers_of_finisher>},
          {"interrupt_controller", kept<interrupt_controller::registers_of_interrupt_controller>},
          {"serial_port", kept<serial_port::registers_of_serial_port>}};
}

}  // namespace memvp
