// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/loopback_port.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace memvp {

namespace {

/// How long a program that reads nothing may hold up what is sent to it.
constexpr timeval longest_send{5, 0};

sockaddr_in loopback(std::uint16_t number) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(number);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void close_on_exec(int descriptor) { fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

}  // namespace

loopback_port::loopback_port(std::uint16_t number, std::function<void()> on_event) : on_event_(std::move(on_event)) {
  try {
    listen(number);
    reader_ = std::thread([this] { serve(); });
  } catch (const std::system_error& error) {
    close_everything();
    throw std::runtime_error("port " + std::to_string(number) +
                             " of 127.0.0.1 cannot be listened at: " + error.code().message());
  }
}

loopback_port::~loopback_port() {
  const char stop = 0;
  while (write(wake_reader_[1], &stop, 1) < 0 && errno == EINTR) {
  }
  reader_.join();
  close_everything();
}

void loopback_port::close_everything() noexcept {
  for (const int descriptor : {listening_, wake_reader_[0], wake_reader_[1], connection_})
    if (descriptor >= 0) close(descriptor);
}

void loopback_port::listen(std::uint16_t number) {
  const auto require = [](int result) {
    if (result < 0) throw std::system_error(errno, std::generic_category());
    return result;
  };
  require(pipe(wake_reader_));
  for (const int descriptor : wake_reader_) close_on_exec(descriptor);
  listening_ = require(socket(AF_INET, SOCK_STREAM, 0));
  close_on_exec(listening_);
  // Connections of a run that has just ended do not keep the port.
  const int yes = 1;
  require(setsockopt(listening_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)));
  sockaddr_in address = loopback(number);
  require(bind(listening_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)));
  require(::listen(listening_, 4));
  socklen_t length = sizeof(address);
  require(getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &length));
  number_ = ntohs(address.sin_port);
}

/// The port's thread. It alone opens and closes the connection.
void loopback_port::serve() {
  for (;;) {
    // A descriptor of -1 is passed over.
    std::array<pollfd, 3> watched{{{wake_reader_[0], POLLIN, 0}, {listening_, POLLIN, 0}, {connection_, POLLIN, 0}}};
    if (poll(watched.data(), watched.size(), -1) < 0) continue;  // a signal
    if (watched[0].revents != 0) return;
    // To the end of what has come, so that whoever has gone makes room for the next.
    while (connection_ >= 0 && read_some()) {
    }
    if (watched[1].revents != 0) accept_one();
  }
}

void loopback_port::accept_one() {
  const int accepted = accept(listening_, nullptr, nullptr);
  if (accepted < 0) return;
  if (connection_ >= 0) {
    close(accepted);
    return;
  }
  close_on_exec(accepted);
  const int yes = 1;
  setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
  setsockopt(accepted, SOL_SOCKET, SO_SNDTIMEO, &longest_send, sizeof(longest_send));
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    connection_ = accepted;
  }
  tell({port_event::kind::opened, {}});
}

/// \return whether there was anything to read
bool loopback_port::read_some() {
  std::array<char, 4096> buffer;
  const ssize_t count = recv(connection_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (count > 0) {
    tell({port_event::kind::bytes, std::string(buffer.data(), static_cast<std::size_t>(count))});
    return true;
  }
  if (count < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK)) return false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    close(std::exchange(connection_, -1));
  }
  tell({port_event::kind::closed, {}});
  return true;
}

void loopback_port::tell(port_event event) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    events_.push_back(std::move(event));
    waiting_.store(true, std::memory_order_release);
  }
  arrived_.notify_one();
  if (on_event_) on_event_();
}

std::optional<port_event> loopback_port::take(std::chrono::milliseconds patience) {
  std::unique_lock<std::mutex> lock(mutex_);
  arrived_.wait_for(lock, patience, [this] { return !events_.empty(); });
  if (events_.empty()) return std::nullopt;
  port_event event = std::move(events_.front());
  events_.pop_front();
  waiting_.store(!events_.empty(), std::memory_order_release);
  return event;
}

void loopback_port::send(std::string_view bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  while (connection_ >= 0 && !bytes.empty()) {
    const ssize_t count = ::send(connection_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      shutdown(connection_, SHUT_RDWR);  // the port's thread closes it
      return;
    }
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace memvp
