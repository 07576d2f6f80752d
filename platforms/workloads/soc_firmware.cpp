// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/soc_firmware.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "memvp/models/tiles/ecram_registers.hpp"
#include "memvp/models/tiles/ecram_tile.hpp"
#include "memvp/models/tiles/kinetics_registers.hpp"
#include "memvp/models/tiles/kinetics_tile.hpp"
#include "memvp/models/tiles/ndr_unit.hpp"
#include "memvp/models/tiles/refresh_registers.hpp"
#include "memvp/models/tiles/refresh_tile.hpp"
#include "memvp/models/tiles/rram_registers.hpp"
#include "memvp/models/tiles/rram_tile.hpp"
#include "memvp/platforms/firmware_run.hpp"
#include "memvp/platforms/prefixed_parameters.hpp"
#include "memvp/platforms/replay_image.hpp"

namespace memvp {

namespace {

/// A tile that may be left out. Its interrupt line is the same whatever other tiles there are.
template <class Tile, class Parameters>
class placed_tile {
 public:
  placed_tile(std::string name, const std::string& kind, unsigned line, std::int64_t address, std::uint64_t size)
      : name_(std::move(name)),
        present_key_(name_ + ".present"),
        present_meaning_("whether there is " + kind),
        address_key_(name_ + ".address"),
        address_meaning_("address of " + kind),
        line_(line),
        address_(address),
        size_(size) {}

  /// Declares `NAME.present` and `NAME.address`.
  void visit_place(parameter_visitor& visitor) {
    visitor.boolean({present_key_, dimension::number, 0, 1, present_meaning_, provenance::setting, ""}, present_);
    visit_address(visitor, address_key_, address_meaning_, address_);
  }
  /// Declares these and the tile's own keys behind `NAME.`.
  void visit(parameter_visitor& visitor) {
    visit_place(visitor);
    const std::string prefix = name_ + ".";
    prefixed_parameters of_tile(visitor, prefix);
    memvp::visit_parameters(of_tile, parameters);
  }

  /// The tile on the bus, or null. It is its kind's first: cells are those of any platform's first tile.
  std::unique_ptr<Tile> build(firmware_run& run, std::uint64_t seed) const {
    if (!present_) return nullptr;
    auto tile = std::make_unique<Tile>(name_.c_str(), parameters, run.clock(), seed, 0, run.traces().for_tiles());
    run.system().attach(*tile, static_cast<std::uint64_t>(address_), size_, line_);
    return tile;
  }

  Parameters parameters;

 private:
  std::string name_;
  std::string present_key_, present_meaning_, address_key_, address_meaning_;  // described parameters refer to them
  unsigned line_;
  std::int64_t address_;
  std::uint64_t size_;
  bool present_ = true;
};

class soc_firmware final : public experiment {
 public:
  void visit_parameters(parameter_visitor& visitor) override {
    memvp::visit_parameters(visitor, run_);
    visitor.path({"data_memory.script", dimension::number, 0, 0,
                  "CSV of recorded bus accesses to be put into the data memory, for replay.elf; empty: none",
                  provenance::setting, ""},
                 script_);
    ecram_.visit(visitor);
    rram_.visit(visitor);
    ndr_.visit_place(visitor);
    memvp::visit_parameters(visitor, ndr_.parameters);  // its keys have a prefix of their own
    refresh_.visit(visitor);
    kinetics_.visit(visitor);
  }

  run_summary run(const run_context& context) override {
    ndr_.parameters.control = rram_.parameters.control;
    ndr_.parameters.technology = rram_.parameters.technology;
    firmware_run run(run_, context, recorded_accesses());
    const auto ecram = ecram_.build(run, context.seed);
    const auto rram = rram_.build(run, context.seed);
    const auto ndr = ndr_.build(run, context.seed);
    const auto refresh = refresh_.build(run, context.seed);
    const auto kinetics = kinetics_.build(run, context.seed);
    if (rram != nullptr && ndr != nullptr) rram->neurons(ndr->columns);

    const firmware_outcome outcome = run.execute();
    const auto post_leakage = [&outcome](const auto& tile) {
      if (tile != nullptr) tile->post_leakage(outcome.cycles);
    };
    post_leakage(ecram);
    post_leakage(rram);
    post_leakage(ndr);
    post_leakage(refresh);
    post_leakage(kinetics);
    return run.finish(outcome);
  }

 private:
  std::vector<std::uint8_t> recorded_accesses() const {
    if (script_.empty()) return {};
    const double cycles = run_.system.clock_frequency / run_.system.timer_frequency;
    return replay_image(script_, static_cast<std::uint32_t>(std::max(1L, std::lround(cycles))));
  }

  firmware_run_parameters run_;
  std::string script_;
  placed_tile<ecram_tile, ecram_tile_parameters> ecram_{"ecram", "the ECRAM tile", 0, 0x40000000,
                                                        ecram_tile_address_size};
  placed_tile<rram_tile, rram_tile_parameters> rram_{"rram", "the 1T1R tile", 1, 0x41000000, rram_tile_address_size};
  placed_tile<ndr_unit, ndr_unit_parameters> ndr_{"ndr", "the NDR unit, which takes the 1T1R tile's column currents", 2,
                                                  0x42000000, ndr_unit_address_size};
  placed_tile<refresh_tile, refresh_tile_parameters> refresh_{"refresh", "the refresh tile", 3, 0x43000000,
                                                              refresh_tile_address_size};
  placed_tile<kinetics_tile, kinetics_tile_parameters> kinetics_{"kinetics", "the kinetics tile", 4, 0x44000000,
                                                                 kinetics_tile_address_size};
};

}  // namespace

std::unique_ptr<experiment> make_soc_firmware() { return std::make_unique<soc_firmware>(); }

}  // namespace memvp
