// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/gdb_session.hpp"

#include <gmock/gmock.h>

#include <array>
#include <cstring>
#include <map>
#include <random>

#include "memvp/tlm/gdb_packet.hpp"

namespace memvp {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// 33 registers, a writable CSR (mepc, 0x341) and 256 bytes of memory at 0x80000000.
struct example_target : debug_target {
  static constexpr std::uint32_t base = 0x80000000, mepc = first_csr_register + 0x341;

  std::map<unsigned, std::uint32_t> registers;
  std::array<unsigned char, 256> memory{};
  rv32_debug_points points;

  example_target() {
    for (unsigned number = 0; number <= pc_register; ++number) registers[number] = 0x11 * number;
    registers[mepc] = 0x80000040;
  }
  std::optional<std::uint32_t> read_register(unsigned number) const override {
    const auto found = registers.find(number);
    return found == registers.end() ? std::nullopt : std::optional<std::uint32_t>(found->second);
  }
  bool write_register(unsigned number, std::uint32_t value) override {
    if (registers.count(number) == 0) return false;
    registers[number] = value;
    return true;
  }
  std::size_t inside(std::uint32_t address, std::size_t bytes) const {
    return address - base < memory.size() ? std::min<std::size_t>(bytes, memory.size() - (address - base)) : 0;
  }
  std::size_t read_memory(std::uint32_t address, void* data, std::size_t bytes) override {
    const std::size_t count = inside(address, bytes);
    if (count != 0) std::memcpy(data, memory.data() + (address - base), count);
    return count;
  }
  bool write_memory(std::uint32_t address, const void* data, std::size_t bytes) override {
    if (inside(address, bytes) != bytes) return false;
    if (bytes != 0) std::memcpy(memory.data() + (address - base), data, bytes);
    return true;
  }
  rv32_debug_points& debug_points() override { return points; }
  std::string monitor(std::string_view command) override {
    return command.empty() ? "" : "<" + std::string(command) + ">";
  }
};

class gdb_sessions : public testing::Test {
 protected:
  example_target target;
  gdb_session session{target};

  std::string answer(const std::string& command) {
    const gdb_answer given = session.handle(command);
    EXPECT_EQ(given.action, gdb_action::stay) << command;
    return given.payload.value_or("(none)");
  }
};

TEST_F(gdb_sessions, read_and_write_registers) {
  const std::string all = answer("g");
  EXPECT_EQ(all.size(), 33u * 8);
  EXPECT_EQ(all.substr(8 * 31), "0f02000020020000");  // 0x11 * 31, 0x11 * 32
  EXPECT_EQ(answer("p20"), "20020000");
  EXPECT_EQ(answer("P20=00010080"), "OK");
  EXPECT_EQ(target.registers[32], 0x80000100u);
  EXPECT_EQ(answer("p382"), "40000080");  // 65 + 0x341
  EXPECT_EQ(answer("P382=44000080"), "OK");
  EXPECT_EQ(target.registers[example_target::mepc], 0x80000044u);
  EXPECT_EQ(answer("G" + std::string(33 * 8, '5')), "OK");
  EXPECT_EQ(target.registers[1], 0x55555555u);
  EXPECT_EQ(target.registers[32], 0x55555555u);
  EXPECT_EQ(answer("p1000"), "E06");
  EXPECT_EQ(answer("P1000=00000000"), "E06");
}

TEST_F(gdb_sessions, read_and_write_memory) {
  EXPECT_EQ(answer("M80000000,3:010203"), "OK");
  EXPECT_EQ(answer("m80000000,4"), "01020300");
  EXPECT_EQ(answer(std::string("X80000002,4:a\0#}", 16)), "OK");
  EXPECT_EQ(answer("m80000002,4"), "6100237d");
  EXPECT_EQ(answer("X80000000,0:"), "OK");  // asks whether X is understood
  // What is there of a range that goes over the end.
  EXPECT_EQ(answer("m800000fe,8"), "0000");
  EXPECT_EQ(answer("m40000000,4"), "E0e");
  EXPECT_EQ(answer("M800000fe,4:00000000"), "E0e");
  EXPECT_LE(answer("m80000000,ffffffff").size(), gdb_packet_reader::most_bytes);
}

TEST_F(gdb_sessions, set_points_of_five_kinds_once_each) {
  for (const char* command : {"Z0,80000010,4", "Z0,80000010,4", "Z1,80000010,4"}) EXPECT_EQ(answer(command), "OK");
  EXPECT_TRUE(target.points.is_breakpoint(0x80000010));
  EXPECT_EQ(answer("z0,80000010,4"), "OK");
  EXPECT_TRUE(target.points.is_breakpoint(0x80000010));  // the other kind's
  EXPECT_EQ(answer("z1,80000010,4"), "OK");
  EXPECT_TRUE(target.points.empty());

  EXPECT_EQ(answer("Z2,40000010,4"), "OK");
  EXPECT_EQ(answer("Z2,40000010,4"), "OK");
  EXPECT_TRUE(target.points.hit(0x40000010, 4, true));
  EXPECT_FALSE(target.points.hit(0x40000010, 4, false));
  EXPECT_EQ(answer("z2,40000010,4"), "OK");
  EXPECT_FALSE(target.points.hit(0x40000010, 4, true));
  EXPECT_EQ(answer("Z3,40000010,1"), "OK");
  EXPECT_TRUE(target.points.hit(0x40000010, 4, false));
  EXPECT_EQ(answer("Z4,40000020,4"), "OK");
  EXPECT_TRUE(target.points.hit(0x40000020, 4, true));
  session.forget_points();
  EXPECT_TRUE(target.points.empty());
}

TEST_F(gdb_sessions, let_a_program_go_in_every_way_a_debugger_asks_for) {
  const auto action = [this](const std::string& command) {
    const gdb_answer given = session.handle(command);
    EXPECT_FALSE(given.payload) << command;
    return given.action;
  };
  for (const char* command : {"c", "C0b", "vCont;c", "vCont;c:1", "vCont;C05:1;c"})
    EXPECT_EQ(action(command), gdb_action::run) << command;
  for (const char* command : {"s", "S05", "vCont;s:1;c", "vCont;S05"}) EXPECT_EQ(action(command), gdb_action::step);
  const gdb_answer range = session.handle("vCont;r80000010,80000020:1");
  EXPECT_EQ(range.action, gdb_action::range);
  EXPECT_EQ(range.first, 0x80000010u);
  EXPECT_EQ(range.end, 0x80000020u);
  EXPECT_EQ(action("c80000040"), gdb_action::run);
  EXPECT_EQ(target.registers[32], 0x80000040u);
  EXPECT_EQ(action("S05;80000044"), gdb_action::step);
  EXPECT_EQ(target.registers[32], 0x80000044u);
  EXPECT_EQ(action("k"), gdb_action::kill);
  EXPECT_EQ(session.handle("vKill;1").action, gdb_action::kill);
}

TEST_F(gdb_sessions, take_every_point_away_from_a_program_that_is_left_alone) {
  answer("Z0,80000010,4");
  answer("Z2,80000020,4");
  const gdb_answer detached = session.handle("D");
  EXPECT_EQ(detached.action, gdb_action::detach);
  EXPECT_EQ(detached.payload, "OK");
  EXPECT_TRUE(target.points.empty());
}

TEST_F(gdb_sessions, say_why_the_program_is_held) {
  EXPECT_EQ(answer("?"), "T05thread:1;");
  EXPECT_EQ(session.stopped(gdb_signal::segmentation_fault), "T0bthread:1;");
  EXPECT_EQ(answer("?"), "T0bthread:1;");
  EXPECT_EQ(session.stopped_at({0x40000010, 4, rv32_watch::store}), "T05thread:1;watch:40000010;");
  EXPECT_EQ(session.stopped_at({0x8000000, 1, rv32_watch::load}), "T05thread:1;rwatch:08000000;");
  EXPECT_EQ(session.stopped_at({0xFFFFFFFC, 4, rv32_watch::access}), "T05thread:1;awatch:fffffffc;");
}

TEST_F(gdb_sessions, describe_the_processor_in_parts) {
  EXPECT_THAT(answer("qSupported:multiprocess+;xmlRegisters=i386"), HasSubstr("qXfer:features:read+"));
  std::string text;
  for (char more = 'm'; more == 'm';) {
    const std::string part = answer("qXfer:features:read:target.xml:" + [](std::size_t offset) {
      std::string hex;
      for (; offset != 0 || hex.empty(); offset /= 16) hex.insert(hex.begin(), "0123456789abcdef"[offset % 16]);
      return hex;
    }(text.size()) + ",100");
    ASSERT_FALSE(part.empty());
    ASSERT_LE(part.size(), 0x101u);
    more = part[0];
    text += part.substr(1);
  }
  EXPECT_THAT(text, StartsWith("<?xml version=\"1.0\"?>"));
  EXPECT_THAT(text, HasSubstr("<reg name=\"pc\" bitsize=\"32\" type=\"code_ptr\" regnum=\"32\"/>"));
  EXPECT_THAT(text, HasSubstr("<reg name=\"mepc\" bitsize=\"32\" type=\"int\" regnum=\"898\"/>"));  // 65 + 0x341
  EXPECT_EQ(answer("qXfer:features:read:target.xml:fffff,100"), "E16");
  EXPECT_EQ(answer("qXfer:features:read:other.xml:0,100"), "");
}

TEST_F(gdb_sessions, carry_out_commands_in_words) {
  EXPECT_EQ(answer("qRcmd," + gdb_hex("info")), gdb_hex("<info>"));
  EXPECT_EQ(answer("qRcmd,"), "OK");
  EXPECT_FALSE(session.without_acknowledgement());
  EXPECT_EQ(answer("QStartNoAckMode"), "OK");
  EXPECT_TRUE(session.without_acknowledgement());
}

TEST_F(gdb_sessions, answer_what_they_do_not_understand_and_what_is_malformed) {
  for (const char* unknown : {"", "!", "vMustReplyEmpty", "vRun;a", "qOffsets", "Z5,0,4", "Z,0,4", "Z00,0,4", "\xff"})
    EXPECT_EQ(answer(unknown), "") << unknown;
  for (const char* malformed : {"m",
                                "m80000000",
                                "m80000000,",
                                "m,4",
                                "m100000000,4",
                                "mzz,4",
                                "M80000000,2",
                                "M80000000,2:1",
                                "M80000000,2:123",
                                "M80000000,2:gg",
                                "X80000000,2:a",
                                "X80000000",
                                "p",
                                "px",
                                "P1",
                                "P1=",
                                "P1=123",
                                "Pz=00000000",
                                "G00",
                                "Z0",
                                "Z0,80000000",
                                "Z2,80000000,0",
                                "Z0,zz,4",
                                "Z0,0,4;X1,0",
                                "cxyz",
                                "s1g",
                                "vCont;",
                                "vCont;q",
                                "vCont;r1",
                                "vCont;rz,1",
                                "qXfer:features:read:target.xml:",
                                "qXfer:features:read:target.xml:0",
                                "qRcmd,1",
                                "qRcmd,zz"})
    EXPECT_THAT(answer(malformed), StartsWith("E")) << malformed;
  EXPECT_TRUE(target.points.empty());
}

TEST_F(gdb_sessions, answer_any_command) {
  std::mt19937 random(1);
  const std::string likely = "gGpPmMXZzcsvqHTD?kCS,:;=0123456789abcdef";
  for (int round = 0; round < 20000; ++round) {
    std::string command;
    for (auto i = random() % 24; i != 0; --i)
      command.push_back(random() % 8 != 0 ? likely[random() % likely.size()] : static_cast<char>(random()));
    const gdb_answer given = session.handle(command);
    if (given.action == gdb_action::stay) {
      ASSERT_TRUE(given.payload) << command;
      EXPECT_LE(given.payload->size(), gdb_packet_reader::most_bytes);
    }
  }
}

}  // namespace
}  // namespace memvp
