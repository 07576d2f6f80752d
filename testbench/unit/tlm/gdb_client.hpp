// SPDX-License-Identifier: Apache-2.0
// The debugger's side of a connection, for scripted conversations.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "memvp/tlm/gdb_packet.hpp"

namespace memvp::testing_words {

class gdb_client {
 public:
  explicit gdb_client(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{20, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
      throw std::runtime_error("no connection");
  }
  ~gdb_client() { close(socket_); }
  gdb_client(const gdb_client&) = delete;
  gdb_client& operator=(const gdb_client&) = delete;

  void send(std::string_view bytes) { ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }

  /// The next thing that comes; "(closed)" at the end of the connection, "(nothing)" if nothing comes for long.
  gdb_input input() {
    for (;;) {
      if (auto next = reader_.next()) return *next;
      std::array<char, 4096> buffer;
      const ssize_t count = recv(socket_, buffer.data(), buffer.size(), 0);
      if (count == 0) return {gdb_input::kind::packet, "(closed)"};
      if (count < 0) return {gdb_input::kind::packet, "(nothing)"};
      reader_.push({buffer.data(), static_cast<std::size_t>(count)});
    }
  }
  /// The next packet's payload.
  std::string reply() {
    for (;;) {
      const gdb_input next = input();
      if (next.what == gdb_input::kind::packet) return next.payload;
    }
  }
  void tell(std::string_view command) { send(gdb_packet(command)); }
  std::string ask(std::string_view command) {
    tell(command);
    return reply();
  }

 private:
  int socket_;
  gdb_packet_reader reader_;
};

}  // namespace memvp::testing_words
