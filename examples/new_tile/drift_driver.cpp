// SPDX-License-Identifier: Apache-2.0
#include "drift_driver.hpp"

#include <cstring>
#include <stdexcept>
#include <string>

#include "drift_registers.hpp"

namespace drift {

namespace common = memvp::common_register;

driver::driver(memvp::host_cpu& host, std::uint64_t base, memvp::interrupt_line line)
    : host_(host), base_(base), line_(line) {
  if (host_.read32(base + common::id) != tile_id)
    throw std::runtime_error("there is no drift tile at address " + std::to_string(base) + ".");
  cells_ = host_.read32(base + reg::cells);
  pulse_lsb_ = host_.read32(base + reg::pulse_lsb) * 1e-9;
  const std::uint32_t bits = host_.read32(base + reg::current_lsb);
  float single = 0;
  std::memcpy(&single, &bits, sizeof single);
  current_lsb_ = static_cast<double>(single);
  host_.write32(base + common::irq_enable, memvp::tile_interrupt::done | memvp::tile_interrupt::error);
}

void driver::carry_out(std::uint32_t code, std::uint32_t first, std::size_t count) {
  host_.write32(base_ + reg::first_cell, first);
  host_.write32(base_ + reg::cell_count, static_cast<std::uint32_t>(count));
  host_.write32(base_ + common::command, code);
  line_.wait();
  const std::uint32_t causes = host_.read32(base_ + common::irq_status);
  host_.write32(base_ + common::irq_status, causes);
  if ((causes & memvp::tile_interrupt::error) != 0)
    throw std::runtime_error("the drift tile refused command " + std::to_string(code) + " with error " +
                             std::to_string(host_.read32(base_ + common::error)) + ".");
}

void driver::program(std::uint32_t first, const std::vector<std::int32_t>& widths) {
  host_.write(base_ + window::pulse, widths.data(), widths.size() * sizeof(std::int32_t));
  carry_out(static_cast<std::uint32_t>(operation::program), first, widths.size());
}

std::vector<double> driver::read(std::uint32_t first, std::uint32_t count) {
  carry_out(static_cast<std::uint32_t>(operation::read), first, count);
  std::vector<std::int32_t> words(count);
  host_.read(base_ + window::result, words.data(), words.size() * sizeof(std::int32_t));
  std::vector<double> amperes;
  for (const std::int32_t word : words) amperes.push_back(word * current_lsb_);
  return amperes;
}

std::uint64_t driver::counter(std::uint32_t low_offset) {
  const std::uint64_t low = host_.read32(base_ + low_offset);
  return low | std::uint64_t{host_.read32(base_ + low_offset + 4)} << 32;
}

std::uint64_t driver::pulses() { return counter(reg::pulses_low); }
std::uint64_t driver::cycles() { return counter(common::cycles_low); }
double driver::energy() { return static_cast<double>(counter(common::energy_low)) * 1e-15; }

}  // namespace drift
