// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/soc_firmware.hpp"

#include "memvp/models/tiles/ecram_registers.hpp"
#include "memvp/models/tiles/ecram_tile.hpp"
#include "memvp/models/tiles/rram_registers.hpp"
#include "memvp/models/tiles/rram_tile.hpp"
#include "memvp/platforms/firmware_run.hpp"
#include "memvp/platforms/prefixed_parameters.hpp"

namespace memvp {

namespace {

class soc_firmware final : public experiment {
 public:
  void visit_parameters(parameter_visitor& visitor) override {
    memvp::visit_parameters(visitor, run_);
    visit_address(visitor, "ecram.address", "address of the ECRAM tile", ecram_address_);
    visit_address(visitor, "rram.address", "address of the 1T1R tile", rram_address_);
    prefixed_parameters ecram(visitor, "ecram."), rram(visitor, "rram.");
    memvp::visit_parameters(ecram, ecram_);
    memvp::visit_parameters(rram, rram_);
  }

  run_summary run(const run_context& context) override {
    firmware_run run(run_, context);
    ecram_tile ecram("ecram", ecram_, run.clock(), context.seed, 0, run.traces().for_tiles());
    rram_tile rram("rram", rram_, run.clock(), context.seed, 1, run.traces().for_tiles());
    run.system().attach(ecram, static_cast<std::uint64_t>(ecram_address_), ecram_tile_address_size);
    run.system().attach(rram, static_cast<std::uint64_t>(rram_address_), rram_tile_address_size);
    const firmware_outcome outcome = run.execute();
    ecram.post_leakage(outcome.cycles);
    rram.post_leakage(outcome.cycles);
    return run.finish(outcome);
  }

 private:
  firmware_run_parameters run_;
  std::int64_t ecram_address_ = 0x40000000, rram_address_ = 0x41000000;
  ecram_tile_parameters ecram_;
  rram_tile_parameters rram_;
};

}  // namespace

std::unique_ptr<experiment> make_soc_firmware() { return std::make_unique<soc_firmware>(); }

}  // namespace memvp
