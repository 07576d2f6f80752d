// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/riscv_debug_target.hpp"

#include <algorithm>
#include <vector>

namespace memvp {

namespace {

constexpr unsigned integer_registers = 32;
constexpr std::uint32_t csr_count = 4096;

std::optional<std::uint32_t> csr_of(unsigned number) {
  const std::uint32_t csr = number - debug_target::first_csr_register;
  if (csr >= csr_count) return std::nullopt;
  return csr;
}

/// Bytes from `address` on that there are addresses for.
std::size_t within_addresses(std::uint32_t address, std::size_t bytes) {
  return static_cast<std::size_t>(std::min<std::uint64_t>(bytes, (std::uint64_t{1} << 32) - address));
}

}  // namespace

std::optional<std::uint32_t> riscv_debug_target::read_register(unsigned number) const {
  if (number < integer_registers) return cpu_.processor().read_register(number);
  if (number == pc_register) return cpu_.processor().pc();
  const auto csr = csr_of(number);
  return csr ? cpu_.processor().read_csr(*csr) : std::nullopt;
}

bool riscv_debug_target::write_register(unsigned number, std::uint32_t value) {
  if (number < integer_registers) {
    cpu_.processor().write_register(number, value);
    return true;
  }
  if (number == pc_register) {
    // A debugger that writes all registers back does not wake up a processor that is asleep.
    if (value != cpu_.processor().pc()) cpu_.processor().set_pc(value);
    return true;
  }
  const auto csr = csr_of(number);
  return csr && cpu_.processor().write_csr(*csr, value);
}

/// A range that no device holds as a whole is read word by word, up to where nothing is.
std::size_t riscv_debug_target::read_memory(std::uint32_t address, void* data, std::size_t bytes) {
  const std::size_t length = within_addresses(address, bytes);
  auto* const to = static_cast<unsigned char*>(data);
  std::size_t done = cpu_.debug_read(address, to, length);
  while (done < length) {
    const std::uint64_t next = std::uint64_t{address} + done;
    const std::size_t part = cpu_.debug_read(next, to + done, std::min<std::size_t>(length - done, 4 - next % 4));
    if (part == 0) break;
    done += part;
  }
  return done;
}

bool riscv_debug_target::write_memory(std::uint32_t address, const void* data, std::size_t bytes) {
  if (bytes == 0) return true;
  if (within_addresses(address, bytes) != bytes) return false;
  const std::size_t done = cpu_.debug_write(address, data, bytes);
  if (done != 0) cpu_.processor().invalidate_code(address, address + static_cast<std::uint32_t>(done - 1));
  return done == bytes;
}

std::string riscv_debug_target::monitor(std::string_view command) {
  if (command == "info") return information();
  if (command == "jumps") {
    const std::string jumps = cpu_.latest_jumps();
    return jumps.empty() ? "no jump yet\n" : jumps.substr(jumps.find_first_not_of("; ")) + "\n";
  }
  if (command == "exceptions on" || command == "exceptions off") {
    const bool on = command == "exceptions on";
    debug_points().catch_exceptions(on);
    return on ? "an exception stops the program at its instruction\n" : "exceptions go to the program's trap handler\n";
  }
  const std::string known =
      "info              where the program is, its cycles, instructions and simulated time\n"
      "jumps             the jumps taken last\n"
      "exceptions on|off whether an exception stops the program before its trap\n";
  if (command == "help") return known;
  return "there is no command \"" + std::string(command) + "\"; there are:\n" + known;
}

std::string riscv_debug_target::information() const {
  const std::uint64_t asleep = cpu_.cycles_asleep();
  return std::string(cpu_.name()) + " at " + cpu_.describe(cpu_.processor().pc()) +
         (cpu_.processor().state().asleep ? ", asleep" : "") + "\n" + std::to_string(cpu_.now_cycles()) +
         " cycles, of which " + std::to_string(asleep) + " asleep until it woke up last\n" +
         std::to_string(cpu_.instructions()) + " instructions\n" + cpu_.processor_time().to_string() +
         " of simulated time\n";
}

}  // namespace memvp
