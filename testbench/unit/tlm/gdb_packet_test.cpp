// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/gdb_packet.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace memvp {
namespace {

using kind = gdb_input::kind;

std::vector<gdb_input> inputs_of(const std::string& bytes) {
  gdb_packet_reader reader;
  reader.push(bytes);
  std::vector<gdb_input> inputs;
  while (const auto input = reader.next()) inputs.push_back(*input);
  return inputs;
}

TEST(gdb_packets, are_a_payload_and_the_sum_of_its_bytes) {
  EXPECT_EQ(gdb_packet("OK"), "$OK#9a");  // 0x4f + 0x4b
  EXPECT_EQ(gdb_packet(""), "$#00");
  // '}' 0x7d and '#' ^ 0x20 = 0x03 stand for '#'; the sum is that of what is on the line.
  EXPECT_EQ(gdb_packet("#"), std::string("$}\x03#80"));
}

TEST(gdb_packets, come_out_as_they_went_in_whatever_their_bytes) {
  std::string every;
  for (int byte = 0; byte < 256; ++byte) every.push_back(static_cast<char>(byte));
  const auto inputs = inputs_of(gdb_packet(every));
  ASSERT_EQ(inputs.size(), 1u);
  EXPECT_EQ(inputs[0].what, kind::packet);
  EXPECT_EQ(inputs[0].payload, every);
}

TEST(gdb_packets, are_found_between_acknowledgements_and_interrupts_however_they_are_cut) {
  const std::string bytes = "+$g#67\x03-+noise$m80000000,4#55";
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    gdb_packet_reader reader;
    reader.push(std::string_view(bytes).substr(0, cut));
    reader.push(std::string_view(bytes).substr(cut));
    std::vector<kind> kinds;
    std::vector<std::string> payloads;
    while (const auto input = reader.next()) {
      kinds.push_back(input->what);
      if (input->what == kind::packet) payloads.push_back(input->payload);
    }
    EXPECT_EQ(kinds, (std::vector<kind>{kind::acknowledged, kind::packet, kind::interrupt, kind::rejected,
                                        kind::acknowledged, kind::packet}));
    EXPECT_EQ(payloads, (std::vector<std::string>{"g", "m80000000,4"}));
    EXPECT_TRUE(reader.empty());
  }
}

TEST(gdb_packets, that_are_damaged_are_known_as_such) {
  for (const std::string bytes : {"$g#68", "$g#zz", "$g#6", "$gg#67"}) {
    const auto inputs = inputs_of(bytes + (bytes.size() == 4 ? "x" : ""));
    ASSERT_EQ(inputs.size(), 1u) << bytes;
    EXPECT_EQ(inputs[0].what, kind::damaged) << bytes;
  }
  // One that was cut off by the next.
  const auto inputs = inputs_of("$m8000$g#67");
  ASSERT_EQ(inputs.size(), 1u);
  EXPECT_EQ(inputs[0].payload, "g");
}

TEST(gdb_packets, that_are_too_long_are_refused_without_being_kept) {
  const auto inputs = inputs_of(gdb_packet(std::string(gdb_packet_reader::most_bytes + 1, 'a')) + gdb_packet("g"));
  ASSERT_EQ(inputs.size(), 2u);
  EXPECT_EQ(inputs[0].what, kind::damaged);
  EXPECT_EQ(inputs[1].payload, "g");
  EXPECT_EQ(inputs_of(gdb_packet(std::string(gdb_packet_reader::most_bytes, 'a')))[0].what, kind::packet);
}

TEST(gdb_packets, of_any_bytes_end_in_inputs) {
  std::mt19937 random(1);
  const std::string likely = "$#+-\x03}*0123456789abcdefgmM";
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    for (int i = 0; i < 200; ++i)
      bytes.push_back(random() % 4 != 0 ? likely[random() % likely.size()] : static_cast<char>(random()));
    for (const gdb_input& input : inputs_of(bytes)) EXPECT_LE(input.payload.size(), bytes.size());
  }
}

TEST(gdb_numbers, are_read_with_care) {
  EXPECT_EQ(gdb_number("80000000"), 0x80000000u);
  EXPECT_EQ(gdb_number("000000000000ff"), 0xFFu);
  EXPECT_EQ(gdb_number("ffffffff"), 0xFFFFFFFFu);
  for (const char* wrong : {"", "100000000", "0x1", "g", "-1", " 1"}) EXPECT_FALSE(gdb_number(wrong)) << wrong;
  EXPECT_EQ(gdb_hex_word(0x80001234), "34120080");
  EXPECT_EQ(gdb_word("34120080"), 0x80001234u);
  for (const char* wrong : {"", "3412008", "341200800", "3412008g"}) EXPECT_FALSE(gdb_word(wrong)) << wrong;
  EXPECT_EQ(gdb_bytes("4F6b"), "Ok");
  EXPECT_FALSE(gdb_bytes("4"));
}

}  // namespace
}  // namespace memvp
