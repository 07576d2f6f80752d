// SPDX-License-Identifier: Apache-2.0
// What comes in from a debugger, cut into packets, obeyed, and answered by packets that can be read again.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "memvp/testbench/fuzz/expectation.hpp"
#include "memvp/tlm/gdb_packet.hpp"
#include "memvp/tlm/gdb_session.hpp"

namespace {

/// A program that is held: registers, and a little memory.
class held_program : public memvp::debug_target {
 public:
  std::optional<std::uint32_t> read_register(unsigned number) const override {
    if (number >= registers_.size()) return std::nullopt;
    return registers_[number];
  }
  bool write_register(unsigned number, std::uint32_t value) override {
    if (number >= registers_.size()) return false;
    registers_[number] = value;
    return true;
  }
  std::size_t read_memory(std::uint32_t address, void* data, std::size_t bytes) override {
    const std::size_t there = std::min(bytes, room(address));
    if (there != 0) std::memcpy(data, &memory_[address - base], there);
    return there;
  }
  bool write_memory(std::uint32_t address, const void* data, std::size_t bytes) override {
    if (bytes > room(address)) return false;
    if (bytes != 0) std::memcpy(&memory_[address - base], data, bytes);
    return true;
  }
  memvp::rv32_debug_points& debug_points() override { return points_; }
  std::string monitor(std::string_view command) override { return std::string(command); }

 private:
  static constexpr std::uint32_t base = 0x8000'0000;

  std::size_t room(std::uint32_t address) const {
    return address - base < memory_.size() ? memory_.size() - (address - base) : 0;
  }

  std::array<std::uint32_t, pc_register + 1> registers_{};
  std::array<std::uint8_t, 256> memory_{};
  memvp::rv32_debug_points points_;
};

void require_readable(const std::string& payload) {
  memvp::gdb_packet_reader reader;
  reader.push(memvp::gdb_packet(payload));
  const auto input = reader.next();
  memvp::require(input && input->what == memvp::gdb_input::kind::packet, "an answer is a whole packet");
  memvp::require(input->payload == payload && reader.empty(), "an answer says what it is to say");
}

/// A debugger's command, and all that may come of it.
void obey(memvp::gdb_session& session, held_program& program, std::string_view command) {
  const memvp::gdb_answer answer = session.handle(command);
  if (answer.payload) require_readable(*answer.payload);
  if (answer.action == memvp::gdb_action::stay) return;
  if (const auto watchpoint = program.debug_points().hit(0x8000'0010, 4, true))
    require_readable(session.stopped_at(*watchpoint));
  require_readable(session.stopped(memvp::gdb_signal::trap));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  held_program program;
  memvp::gdb_session session(program);
  const std::string_view line(reinterpret_cast<const char*>(bytes), size);
  memvp::gdb_packet_reader reader;
  reader.push(line);
  while (const auto input = reader.next()) {
    memvp::require(input->payload.size() <= size, "a packet holds what has come in");
    if (input->what == memvp::gdb_input::kind::packet) obey(session, program, input->payload);
  }
  // The same as commands, which spares a search the checksums.
  for (std::size_t start = 0; start < line.size();) {
    const std::string_view command = line.substr(start, line.find('$', start) - start);
    obey(session, program, command);
    start += command.size() + 1;
  }
  session.forget_points();
  memvp::require(program.debug_points().empty(), "a debugger that goes takes its points with it");
  return 0;
}
