// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "memvp/tlm/debug_target.hpp"
#include "memvp/tlm/riscv_cpu.hpp"

namespace memvp {

/// A riscv_cpu, its control and status registers and what is on its bus, for a debugger. Memory goes through the debug
/// transport: it sees devices' registers too, and cannot write them.
class riscv_debug_target final : public debug_target {
 public:
  /// \param cpu outlives the target
  explicit riscv_debug_target(riscv_cpu& cpu) : cpu_(cpu) {}

  std::optional<std::uint32_t> read_register(unsigned number) const override;
  bool write_register(unsigned number, std::uint32_t value) override;
  std::size_t read_memory(std::uint32_t address, void* data, std::size_t bytes) override;
  bool write_memory(std::uint32_t address, const void* data, std::size_t bytes) override;
  rv32_debug_points& debug_points() override { return cpu_.processor().debug_points(); }
  /// Commands: `info`, `jumps`, `exceptions on|off`, `help`.
  std::string monitor(std::string_view command) override;

 private:
  std::string information() const;

  riscv_cpu& cpu_;
};

}  // namespace memvp
