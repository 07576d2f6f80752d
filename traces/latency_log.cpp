// SPDX-License-Identifier: Apache-2.0
#include "memvp/traces/latency_log.hpp"

#include <algorithm>
#include <stdexcept>

#include "memvp/traces/text_file.hpp"

namespace memvp {

void latency_histogram::add(cycle_count cycles) noexcept {
  ++count;
  least = std::min(least, cycles);
  greatest = std::max(greatest, cycles);
  sum += static_cast<double>(cycles);
  std::size_t bin = 0;
  for (; cycles != 0; cycles >>= 1) ++bin;
  ++log2_bins[bin];
}

latency_id latency_log::command(std::string_view tile, std::string_view name) {
  const auto known = std::find_if(commands_.begin(), commands_.end(), [tile, name](const logged_command& entry) {
    return entry.name == name && entry.tile == tile;
  });
  const auto index = static_cast<std::uint32_t>(known - commands_.begin());
  if (known == commands_.end()) commands_.push_back({std::string(tile), std::string(name), {}, {}});
  return {index};
}

void latency_log::record(latency_id command, cycle_count start, cycle_count cycles) {
  if (command.index >= commands_.size()) throw std::logic_error("this latency log does not know the command");
  logged_command& entry = commands_[command.index];
  entry.all.add(cycles);
  if (rows_.size() < most_rows_)
    rows_.push_back({command, start, cycles});
  else
    entry.beyond_rows.add(cycles);
}

void latency_log::write_csv(const std::filesystem::path& path) const {
  text_file file(path);
  file.write("tile,command,start_cycle,cycles,count,least_cycles,mean_cycles,greatest_cycles,log2_histogram\n");
  for (const row& entry : rows_)
    file.csv_field(tile(entry.command))
        .write(',')
        .csv_field(name(entry.command))
        .write(',')
        .number(entry.start)
        .write(',')
        .number(entry.cycles)
        .write(",,,,,\n");
  for (const logged_command& entry : commands_) {
    const latency_histogram& beyond = entry.beyond_rows;
    if (beyond.count == 0) continue;
    file.csv_field(entry.tile).write(',').csv_field(entry.name).write(",,,");
    file.number(beyond.count).write(',').number(beyond.least).write(',');
    file.number(beyond.mean()).write(',').number(beyond.greatest).write(',');
    const char* separator = "";
    for (std::size_t bin = 0; bin < beyond.log2_bins.size(); ++bin) {
      if (beyond.log2_bins[bin] == 0) continue;
      file.write(separator).number(std::uint64_t{bin}).write(':').number(beyond.log2_bins[bin]);
      separator = " ";
    }
    file.write('\n');
  }
  file.close();
}

}  // namespace memvp
