// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/loopback_port.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <optional>

#include "gdb_client.hpp"

namespace memvp {
namespace {

using namespace std::chrono_literals;
using testing_words::gdb_client;
using kind = port_event::kind;

/// What is sent may arrive in pieces.
std::string bytes_of(loopback_port& port, std::size_t count) {
  std::string bytes;
  while (bytes.size() < count) {
    const auto event = port.take(10s);
    if (!event || event->what != kind::bytes) break;
    bytes += event->bytes;
  }
  return bytes;
}

TEST(loopback_ports, tell_who_comes_what_he_says_and_that_he_has_gone) {
  std::atomic<int> told{0};
  loopback_port port(0, [&told] { ++told; });
  EXPECT_NE(port.number(), 0);
  EXPECT_FALSE(port.has_event());
  EXPECT_FALSE(port.take());
  {
    gdb_client client(port.number());
    EXPECT_EQ(port.take(10s)->what, kind::opened);
    client.send("some bytes");
    EXPECT_EQ(bytes_of(port, 10), "some bytes");
    port.send("$OK#9a");
    EXPECT_EQ(client.reply(), "OK");
  }
  EXPECT_EQ(port.take(10s)->what, kind::closed);
  EXPECT_FALSE(port.has_event());
  EXPECT_GE(told, 3);
  port.send("into the void");
  gdb_client next(port.number());
  EXPECT_EQ(port.take(10s)->what, kind::opened);
}

TEST(loopback_ports, turn_a_second_program_away) {
  loopback_port port(0);
  gdb_client first(port.number());
  EXPECT_EQ(port.take(10s)->what, kind::opened);
  gdb_client second(port.number());
  EXPECT_EQ(second.reply(), "(closed)");
  port.send("$OK#9a");
  EXPECT_EQ(first.reply(), "OK");
}

TEST(loopback_ports, survive_a_program_that_goes_while_it_is_sent_to) {
  loopback_port port(0);
  std::optional<gdb_client> client(std::in_place, port.number());
  EXPECT_EQ(port.take(10s)->what, kind::opened);
  client.reset();
  const std::string much(1 << 20, 'a');
  for (int i = 0; i < 8; ++i) port.send(much);
  EXPECT_EQ(port.take(10s)->what, kind::closed);
}

TEST(loopback_ports, that_are_in_use_are_refused_in_a_sentence) {
  loopback_port port(0);
  try {
    loopback_port again(port.number());
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()),
              "port " + std::to_string(port.number()) + " of 127.0.0.1 cannot be listened at: Address already in use");
  }
}

}  // namespace
}  // namespace memvp
