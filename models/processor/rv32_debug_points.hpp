// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace memvp {

enum class rv32_watch : std::uint8_t { load, store, access };

/// Stops a program after an instruction that touches one of the bytes.
struct rv32_watchpoint {
  std::uint32_t address = 0;
  std::uint32_t bytes = 4;  ///< at least 1
  rv32_watch on = rv32_watch::store;

  bool operator==(const rv32_watchpoint& other) const noexcept {
    return address == other.address && bytes == other.bytes && on == other.on;
  }
};

/// What a debugger wants to stop at.
class rv32_debug_points {
 public:
  /// Whether the program can only be executed with a look at every instruction.
  bool empty() const noexcept { return breakpoints_.empty() && watchpoints_.empty(); }

  void add_breakpoint(std::uint32_t pc) {
    if (!is_breakpoint(pc)) breakpoints_.push_back(pc);
  }
  /// @return whether there was one
  bool remove_breakpoint(std::uint32_t pc) { return remove(breakpoints_, pc); }
  bool is_breakpoint(std::uint32_t pc) const noexcept {
    return std::find(breakpoints_.begin(), breakpoints_.end(), pc) != breakpoints_.end();
  }

  void add_watchpoint(const rv32_watchpoint& watchpoint) { watchpoints_.push_back(watchpoint); }
  /// @return whether there was an equal one
  bool remove_watchpoint(const rv32_watchpoint& watchpoint) { return remove(watchpoints_, watchpoint); }
  /// The watchpoint that an access of `bytes` at `address` hits.
  std::optional<rv32_watchpoint> hit(std::uint32_t address, std::uint32_t bytes, bool store) const noexcept {
    const auto overlaps = [&](const rv32_watchpoint& point) {
      return point.on != (store ? rv32_watch::load : rv32_watch::store) &&
             (address - point.address < point.bytes || point.address - address < bytes);
    };
    const auto found = std::find_if(watchpoints_.begin(), watchpoints_.end(), overlaps);
    if (found == watchpoints_.end()) return std::nullopt;
    return *found;
  }

  /// Whether an exception stops the program at its instruction, before the trap is entered. It costs no time.
  void catch_exceptions(bool caught) noexcept { exceptions_ = caught; }
  bool catches_exceptions() const noexcept { return exceptions_; }

  void clear() { *this = rv32_debug_points(); }

 private:
  template <class Point>
  static bool remove(std::vector<Point>& points, const Point& point) {
    const auto found = std::find(points.begin(), points.end(), point);
    if (found == points.end()) return false;
    points.erase(found);
    return true;
  }

  std::vector<std::uint32_t> breakpoints_;
  std::vector<rv32_watchpoint> watchpoints_;
  bool exceptions_ = false;
};

}  // namespace memvp
