// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/replay_image.hpp"

#include <limits>
#include <stdexcept>
#include <string>

#include "memvp/platforms/bus_script.hpp"
#include "memvp/tlm/hexadecimal.hpp"

namespace memvp {

namespace {

enum access_kind : std::uint32_t { load_word, store_word, store_half, store_byte };

access_kind kind_of(const bus_step& step) {
  if (step.what == bus_step::action::read) return load_word;
  return step.length == 4 ? store_word : step.length == 2 ? store_half : store_byte;
}

bool takes_one_instruction(const bus_step& step) {
  const bool wide = step.length == 4, narrow = step.length == 1 || step.length == 2;
  return (wide || (narrow && step.what == bus_step::action::write)) && step.offset % step.length == 0 &&
         step.offset <= std::numeric_limits<std::uint32_t>::max();
}

}  // namespace

std::vector<std::uint8_t> replay_image(const std::filesystem::path& script, std::uint32_t cycles_per_tick) {
  std::vector<std::uint8_t> image;
  const auto put = [&image](std::uint64_t value) {
    for (unsigned byte = 0; byte < 4; ++byte) image.push_back(static_cast<std::uint8_t>(value >> 8 * byte));
  };
  std::uint32_t accesses = 0;
  put(accesses);
  put(cycles_per_tick);
  for (const bus_step& step : read_bus_script(script)) {
    if (step.what == bus_step::action::wait) continue;
    const std::string access =
        script.string() + ": the access of " + std::to_string(step.length) + " bytes at " + hexadecimal(step.offset, 8);
    if (!takes_one_instruction(step))
      throw std::runtime_error(access + " is no load or store of a processor; record with host.word_cycles.");
    if (!step.times) throw std::runtime_error(access + " does not say at which cycle it begins and ends.");
    std::uint32_t data = 0;
    for (std::size_t i = 0; i < step.bytes.size(); ++i) data |= std::uint32_t{step.bytes[i]} << 8 * i;
    const bool compared = step.what == bus_step::action::read && !step.bytes.empty();
    put(kind_of(step) + (compared ? replay_compared : 0));
    put(step.offset);
    put(data);
    put(step.times->start);
    put(step.times->start >> 32);
    put(step.times->start + step.times->length);
    ++accesses;
  }
  for (unsigned byte = 0; byte < 4; ++byte) image[byte] = static_cast<std::uint8_t>(accesses >> 8 * byte);
  return image;
}

}  // namespace memvp
