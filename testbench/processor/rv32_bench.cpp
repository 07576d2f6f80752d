// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/processor/rv32_bench.hpp"

#include <cstring>

namespace memvp {

rv32_bench::rv32_bench(const rv32_configuration& configuration, bool direct) : memory(size), cpu(*this, configuration) {
  if (direct) cpu.add_direct_memory(region());
}

void rv32_bench::load_program(const rv32_assembler& program) {
  const std::vector<std::uint32_t> code = program.words();
  std::memcpy(memory.data() + (program.base() - base), code.data(), 4 * code.size());
  cpu.reset(program.base());
}

std::uint8_t* rv32_bench::find(std::uint32_t address, unsigned bytes) {
  if (address >= base && address - base <= size - bytes) return memory.data() + (address - base);
  if (address >= registers && address - registers <= sizeof(words) - bytes)
    return reinterpret_cast<std::uint8_t*>(words) + (address - registers);
  return nullptr;
}

rv32_bus_reply rv32_bench::load(std::uint32_t address, unsigned bytes, std::uint32_t& value) {
  ++accesses;
  const std::uint8_t* place = find(address, bytes);
  if (place == nullptr) return {false, bus_cycles};
  std::memcpy(&value, place, bytes);
  return {true, bus_cycles};
}

rv32_bus_reply rv32_bench::store(std::uint32_t address, unsigned bytes, std::uint32_t value) {
  ++accesses;
  std::uint8_t* place = find(address, bytes);
  if (place == nullptr) return {false, bus_cycles};
  for (unsigned byte = 0; byte < bytes; ++byte) place[byte] = static_cast<std::uint8_t>(value >> 8 * byte);
  if (address == stop_register) cpu.request_stop();
  return {true, bus_cycles};
}

}  // namespace memvp
