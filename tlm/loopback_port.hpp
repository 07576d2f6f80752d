// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace memvp {

/// What has happened on a port.
struct port_event {
  enum class kind : std::uint8_t { opened, bytes, closed };
  kind what = kind::opened;
  std::string bytes;
};

/// A TCP port of 127.0.0.1 that one program of this computer at a time can talk to; others that try are turned away. A
/// thread of its own listens and reads; everything else is done by the caller's.
class loopback_port {
 public:
  /// Listens at once.
  /// \param number 0: any free one
  /// \param on_event called by the port's thread after each event; it must be safe there
  /// \throws std::runtime_error with a sentence if the port cannot be listened at, for instance because it is in use
  explicit loopback_port(std::uint16_t number, std::function<void()> on_event = {});
  ~loopback_port();
  loopback_port(const loopback_port&) = delete;
  loopback_port& operator=(const loopback_port&) = delete;

  std::uint16_t number() const noexcept { return number_; }

  /// Whether there is an event to be taken; costs next to nothing.
  bool has_event() const noexcept { return waiting_.load(std::memory_order_acquire); }
  /// The oldest event; waits for one so long at most.
  std::optional<port_event> take(std::chrono::milliseconds patience = {});
  /// To the program that is connected. What cannot be sent is dropped: the port tells of the end of the connection.
  void send(std::string_view bytes);

 private:
  void listen(std::uint16_t number);
  void close_everything() noexcept;
  void serve();
  void accept_one();
  bool read_some();
  void tell(port_event event);

  std::function<void()> on_event_;
  std::uint16_t number_ = 0;
  int listening_ = -1, wake_reader_[2] = {-1, -1};

  std::mutex mutex_;  // of the connection and the events
  int connection_ = -1;
  std::deque<port_event> events_;
  std::condition_variable arrived_;
  std::atomic<bool> waiting_{false};

  std::thread reader_;
};

}  // namespace memvp
