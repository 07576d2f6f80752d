// SPDX-License-Identifier: Apache-2.0
#include "memvp/traces/pulse_log.hpp"

#include <algorithm>
#include <stdexcept>

#include "memvp/traces/text_file.hpp"

namespace memvp {

std::uint32_t pulse_log::tile(std::string_view name) {
  const auto known = std::find(tiles_.begin(), tiles_.end(), name);
  const auto index = static_cast<std::uint32_t>(known - tiles_.begin());
  if (known == tiles_.end()) tiles_.emplace_back(name);
  return index;
}

void pulse_log::record(const write_pulse& pulse) {
  if (pulse.tile >= tiles_.size()) throw std::logic_error("this pulse log does not know the tile");
  if (pulses_.size() < most_kept_)
    pulses_.push_back(pulse);
  else
    ++not_kept_;
}

void pulse_log::write_csv(const std::filesystem::path& path) const {
  text_file file(path);
  file.write("tile,row,column,volts,start_cycle,cycles\n");
  for (const write_pulse& pulse : pulses_) {
    file.csv_field(tiles_[pulse.tile]).write(',').number(std::uint64_t{pulse.row}).write(',');
    file.number(std::uint64_t{pulse.column}).write(',').number(pulse.volts).write(',');
    file.number(pulse.interval.start).write(',').number(pulse.interval.length).write('\n');
  }
  if (not_kept_ != 0) file.write("# ").number(not_kept_).write(" more pulses were not kept\n");
  file.close();
}

}  // namespace memvp
