// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/processor/unicorn_processor.hpp"

#include <stdexcept>
#include <string>

#ifdef MEMVP_WITH_UNICORN

#include <unicorn/unicorn.h>

namespace memvp {
namespace {

void require(uc_err error, const char* doing) {
  if (error != UC_ERR_OK) throw std::runtime_error(std::string("Unicorn ") + doing + ": " + uc_strerror(error));
}

void count_instruction(uc_engine*, std::uint64_t, std::uint32_t, void* count) { ++*static_cast<std::uint64_t*>(count); }

}  // namespace

struct unicorn_processor::engine {
  uc_engine* uc = nullptr;
  std::uint32_t base = 0, size = 0;
  std::uint64_t instructions = 0;
  uc_hook hook = 0;

  ~engine() { uc_close(uc); }
};

bool unicorn_processor::available() { return true; }

unicorn_processor::unicorn_processor(std::uint32_t base, std::uint32_t size, bool counts)
    : engine_(std::make_unique<engine>()) {
  engine_->base = base;
  engine_->size = size;
  require(uc_open(UC_ARCH_RISCV, UC_MODE_RISCV32, &engine_->uc), "opens");
  require(uc_mem_map(engine_->uc, base, size, UC_PROT_ALL), "maps memory");
  if (counts)
    require(uc_hook_add(engine_->uc, &engine_->hook, UC_HOOK_CODE, reinterpret_cast<void*>(&count_instruction),
                        &engine_->instructions, std::uint64_t{1}, std::uint64_t{0}),
            "hooks");
}

unicorn_processor::~unicorn_processor() = default;

void unicorn_processor::set(const std::vector<std::uint8_t>& memory, const std::array<std::uint32_t, 33>& registers) {
  require(uc_mem_write(engine_->uc, engine_->base, memory.data(), engine_->size), "writes memory");
  for (int i = 1; i < 32; ++i)
    require(uc_reg_write(engine_->uc, UC_RISCV_REG_X0 + i, &registers[static_cast<std::size_t>(i)]), "writes x");
  // Its flush of all translations clears megabytes; this one looks at the pages that there are.
  require(uc_ctl_remove_cache(engine_->uc, std::uint64_t{engine_->base}, std::uint64_t{engine_->base} + engine_->size),
          "forgets translations");
  engine_->instructions = 0;
}

void unicorn_processor::run(std::uint32_t pc, std::uint32_t end, std::size_t most) {
  require(uc_emu_start(engine_->uc, pc, end, 0, most), "runs");
}

std::vector<std::uint8_t> unicorn_processor::memory() const {
  std::vector<std::uint8_t> memory(engine_->size);
  require(uc_mem_read(engine_->uc, engine_->base, memory.data(), memory.size()), "reads memory");
  return memory;
}

std::uint32_t unicorn_processor::x(unsigned number) const {
  std::uint32_t value = 0;
  require(uc_reg_read(engine_->uc, UC_RISCV_REG_X0 + static_cast<int>(number), &value), "reads x");
  return value;
}

std::uint32_t unicorn_processor::pc() const {
  std::uint32_t value = 0;
  require(uc_reg_read(engine_->uc, UC_RISCV_REG_PC, &value), "reads pc");
  return value;
}

std::uint64_t unicorn_processor::instructions() const { return engine_->instructions; }

}  // namespace memvp

#else

namespace memvp {

struct unicorn_processor::engine {};

bool unicorn_processor::available() { return false; }
unicorn_processor::unicorn_processor(std::uint32_t, std::uint32_t, bool) {
  throw std::logic_error("This program was built without Unicorn.");
}
unicorn_processor::~unicorn_processor() = default;
void unicorn_processor::set(const std::vector<std::uint8_t>&, const std::array<std::uint32_t, 33>&) {}
void unicorn_processor::run(std::uint32_t, std::uint32_t, std::size_t) {}
std::vector<std::uint8_t> unicorn_processor::memory() const { return {}; }
std::uint32_t unicorn_processor::x(unsigned) const { return 0; }
std::uint32_t unicorn_processor::pc() const { return 0; }
std::uint64_t unicorn_processor::instructions() const { return 0; }

}  // namespace memvp

#endif
