// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/experiment_registry.hpp"

#include "memvp/platforms/workloads/crossbar_mvm.hpp"
#include "memvp/platforms/workloads/ecram_image.hpp"
#include "memvp/platforms/workloads/ecram_mnist.hpp"
#include "memvp/platforms/workloads/ecram_mushroom.hpp"
#include "memvp/platforms/workloads/kinetics_digits.hpp"
#include "memvp/platforms/workloads/kinetics_henon.hpp"
#include "memvp/platforms/workloads/kinetics_mnist.hpp"
#include "memvp/platforms/workloads/refresh_reuse.hpp"
#include "memvp/platforms/workloads/refresh_service.hpp"
#include "memvp/platforms/workloads/rram_mvm.hpp"
#include "memvp/platforms/workloads/rram_ndr_mnist.hpp"
#include "memvp/platforms/workloads/soc_firmware.hpp"
#include "memvp/platforms/workloads/soc_mnist.hpp"
#include "memvp/platforms/workloads/soc_mushroom.hpp"
#include "memvp/platforms/workloads/tile_script.hpp"

namespace memvp {

std::vector<experiment_entry> experiment_registry() {
  return {
      {"crossbar-mvm", make_crossbar_mvm},
      {"ecram-image", make_ecram_image},
      {"ecram-mnist", make_ecram_mnist},
      {"ecram-mushroom", make_ecram_mushroom},
      {"ecram-script", make_ecram_script},
      {"kinetics-digits", make_kinetics_digits},
      {"kinetics-henon", make_kinetics_henon},
      {"kinetics-mnist", make_kinetics_mnist},
      {"refresh-reuse", make_refresh_reuse},
      {"refresh-service", make_refresh_service},
      {"rram-mvm", make_rram_mvm},
      {"rram-ndr-mnist", make_rram_ndr_mnist},
      {"rram-script", make_rram_script},
      {"soc-firmware", make_soc_firmware},
      {"soc-mnist", make_soc_mnist},
      {"soc-mushroom", make_soc_mushroom},
  };
}

}  // namespace memvp
