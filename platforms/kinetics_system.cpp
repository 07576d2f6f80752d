// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/kinetics_system.hpp"

#include "memvp/platforms/fixed_parameters.hpp"
#include "memvp/platforms/prefixed_parameters.hpp"

namespace memvp {

namespace {

std::size_t arrays_in(const std::vector<array_group>& groups) {
  std::size_t count = 0;
  for (const array_group& group : groups) count += group.arrays.size();
  return count;
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, kinetics_system_parameters& p, bool votes) {
  visit_parameters(visitor, static_cast<bus_system_parameters&>(p));
  visit_address(visitor, "kinetics.address", "address of the kinetics tile", p.kinetics_address);
  visit_address(visitor, "arrays.address", "address of the first array", p.arrays_address);
  visit_parameters(visitor, p.tile);
  prefixed_parameters of_readout(visitor, "readout.");
  without_fixed_parameters free(of_readout, {"array.rows", "array.columns", "control.", "technology."});
  visit_parameters(free, p.array);
  if (votes) {
    visit_address(visitor, "vote.address", "address of the vote unit", p.vote_address);
    visit_parameters(visitor, p.vote);
  }
  visit_parameters(visitor, p.trace);
}

double energy_of(network_hardware& network) {
  double sum = 0;
  for (rram_driver& array : network.arrays) sum += array.energy();
  return sum;
}

std::vector<array_size> sizes_of(const std::vector<array_part>& parts, const mapping_parameters& mapping) {
  std::vector<array_size> sizes;
  for (const array_part& part : parts)
    sizes.push_back(
        {static_cast<std::int64_t>(part.inputs), static_cast<std::int64_t>(columns_of(part.outputs, mapping))});
  return sizes;
}

kinetics_system::kinetics_system(const kinetics_system_parameters& p, const std::vector<array_group>& groups,
                                 bool votes, std::uint64_t seed, run_traces& traces)
    : traces_(traces),
      kinetics_base_(static_cast<std::uint64_t>(p.kinetics_address)),
      arrays_base_(static_cast<std::uint64_t>(p.arrays_address)),
      vote_base_(static_cast<std::uint64_t>(p.vote_address)),
      groups_(groups.size()),
      bus_(p, static_cast<unsigned>(1 + arrays_in(groups) + (votes ? 1 : 0)), traces),
      kinetics_("kinetics0", p.tile, clock_of(p), seed, 0, traces.for_tiles()) {
  kinetics_line_ = bus_.attach(kinetics_, kinetics_base_, kinetics_tile_address_size);
  rram_tile_parameters array = p.array;
  array.control = p.tile.control;
  array.technology = p.tile.technology;
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (std::size_t i = 0; i < groups[g].arrays.size(); ++i) {
      array.array.rows = groups[g].arrays[i].rows;
      array.array.columns = groups[g].arrays[i].columns;
      const std::size_t index = arrays_.size();
      const std::string name = groups[g].name + std::to_string(i);
      attached_array& added = arrays_.emplace_back(
          attached_array{std::make_unique<rram_tile>(name.c_str(), array, clock_of(p), seed,
                                                     static_cast<std::uint32_t>(index), traces.for_tiles()),
                         g, 0});
      added.line = bus_.attach(*added.tile, array_base(index), rram_tile_address_size);
      array.trace = {"", "", ""};  // the keys name cells of the first array
    }
  if (!votes) return;
  vote_unit_parameters vote = p.vote;
  vote.control = p.tile.control;
  vote.technology = p.tile.technology;
  vote_ = std::make_unique<vote_unit>("vote0", vote, clock_of(p), traces.for_tiles());
  vote_line_ = bus_.attach(*vote_, vote_base_, vote_unit_address_size);
}

void kinetics_system::run(const program& work, run_summary& summary) {
  const cycle_count end = bus_.run([&](host_cpu& host) {
    kinetics_hardware hardware{host, bus_.dma(), {host, kinetics_base_, bus_.line(kinetics_line_)}, {}, nullptr};
    for (std::size_t g = 0; g < groups_; ++g) hardware.networks.push_back({host, bus_.dma(), {}, {}});
    for (std::size_t i = 0; i < arrays_.size(); ++i)
      hardware.networks[arrays_[i].group].arrays.emplace_back(host, array_base(i), bus_.line(arrays_[i].line));
    if (vote_ != nullptr) hardware.vote = std::make_unique<vote_driver>(host, vote_base_, bus_.line(vote_line_));
    work(hardware);
  });
  kinetics_.post_leakage(end);
  for (const attached_array& array : arrays_) array.tile->post_leakage(end);
  if (vote_ != nullptr) vote_->post_leakage(end);
  traces_.finish(end, bus_.transactions(), summary);
}

}  // namespace memvp
