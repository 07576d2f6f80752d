// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/fuzz/program_twins.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "memvp/testbench/fuzz/expectation.hpp"

namespace memvp {
namespace {

/// A processor with the program's memory, which takes no cycles beyond the instruction's own.
class processor_twin : public rv32_bus {
 public:
  processor_twin(std::vector<program_memory> memories, std::uint32_t entry)
      : memories_(std::move(memories)), cpu(*this) {
    const program_memory& last = memories_.back();
    cpu.reset(entry);
    cpu.write_register(2, (last.address + static_cast<std::uint32_t>(last.bytes.size())) & ~15U);
  }

  void touch_directly() {
    for (program_memory& memory : memories_) {
      const std::uint32_t whole_words = static_cast<std::uint32_t>(memory.bytes.size()) / 4 * 4;
      if (memory.address % 4 != 0 || whole_words == 0) continue;
      direct_memory region;
      region.base = memory.address;
      region.size = whole_words;
      region.data = memory.bytes.data();
      cpu.add_direct_memory(region);
    }
  }

  rv32_bus_reply load(std::uint32_t address, unsigned bytes, std::uint32_t& value) override {
    const std::uint8_t* place = find(address, bytes);
    if (place != nullptr) std::memcpy(&value, place, bytes);
    return {place != nullptr, 0};
  }
  rv32_bus_reply store(std::uint32_t address, unsigned bytes, std::uint32_t value) override {
    std::uint8_t* place = find(address, bytes);
    if (place != nullptr) std::memcpy(place, &value, bytes);
    return {place != nullptr, 0};
  }
  std::uint64_t time() override { return cpu.state().cycles; }

  const std::vector<program_memory>& memories() const { return memories_; }

 private:
  std::uint8_t* find(std::uint32_t address, unsigned bytes) {
    for (program_memory& memory : memories_) {
      const std::uint32_t offset = address - memory.address;
      if (offset < memory.bytes.size() && bytes <= memory.bytes.size() - offset) return memory.bytes.data() + offset;
    }
    return nullptr;
  }

  std::vector<program_memory> memories_;

 public:
  rv32_processor cpu;
};

void require_equal(const processor_twin& a, const processor_twin& b) {
  const rv32_state& one = a.cpu.state();
  const rv32_state& other = b.cpu.state();
  require(one.pc == other.pc, "twins are at the same instruction");
  require(std::equal(one.x.begin(), one.x.begin() + 32, other.x.begin()), "twins have the same registers");
  require(one.cycles == other.cycles && one.retired == other.retired, "twins took the same cycles and instructions");
  require(one.mstatus == other.mstatus && one.mie == other.mie && one.mtvec == other.mtvec && one.mepc == other.mepc &&
              one.mcause == other.mcause && one.mtval == other.mtval && one.mscratch == other.mscratch,
          "twins have the same control registers");
  for (const rv32_csr csr : {rv32_csr::mcycle, rv32_csr::minstret})
    require(a.cpu.read_csr(static_cast<std::uint32_t>(csr)) == b.cpu.read_csr(static_cast<std::uint32_t>(csr)),
            "twins have the same counters");
  for (std::size_t i = 0; i < a.memories().size(); ++i)
    require(a.memories()[i].bytes == b.memories()[i].bytes, "twins have the same memory");
}

}  // namespace

void run_program_twins(const std::vector<program_memory>& memories, std::uint32_t entry, std::uint64_t budget) {
  processor_twin quick(memories, entry), careful(memories, entry);
  quick.touch_directly();
  const rv32_stop stop = quick.cpu.run(budget);
  constexpr std::uint64_t longest_instruction = 38 + 4;  // a division, and a trap (rv32_timing)
  require(stop.cycles <= budget + longest_instruction, "a processor stops when its cycles are used up");
  rv32_stop step;
  while (careful.cpu.state().cycles < budget && step.reason == rv32_stop_reason::budget) step = careful.cpu.step();
  require(step.reason == stop.reason, "twins stop for the same reason");
  require_equal(quick, careful);
}

}  // namespace memvp
