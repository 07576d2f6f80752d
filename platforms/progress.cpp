// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "memvp/platforms/interruption.hpp"
#include "memvp/platforms/units.hpp"

namespace memvp {
namespace {

constexpr std::chrono::milliseconds shortest_interval{100};

/// "h:mm:ss" or "m:ss".
std::string duration_text(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::min(std::ceil(seconds), 1e9));
  const auto two_digits = [](std::uint64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  const std::string tail = two_digits(whole % 60);
  if (whole < 3600) return std::to_string(whole / 60) + ":" + tail;
  return std::to_string(whole / 3600) + ":" + two_digits(whole / 60 % 60) + ":" + tail;
}

}  // namespace

std::string progress_line(std::string_view stage, std::uint64_t done, std::uint64_t total, double seconds) {
  constexpr std::uint64_t bar_width = 30;
  const double fraction = total == 0 ? 1.0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
  const auto filled = static_cast<std::size_t>(fraction * static_cast<double>(bar_width));
  std::string line(stage);
  line += "  [" + std::string(filled, '#') + std::string(bar_width - filled, ' ') + "]  ";
  line += std::to_string(static_cast<int>(100.0 * fraction)) + " %";
  if (done > 0 && seconds > 0.0) {
    const double rate = static_cast<double>(done) / seconds;
    line += "  " + format_rounded(rate, dimension::number, 3) + "/s";
    if (done < total) line += "  " + duration_text(static_cast<double>(total - done) / rate) + " left";
  }
  return line;
}

bool progress_is_visible() { return isatty(STDERR_FILENO) == 1; }

progress_reporter::~progress_reporter() { end(); }

void progress_reporter::begin(std::string_view stage, std::uint64_t total) {
  end();
  stage_ = stage;
  total_ = total;
  done_ = 0;
  started_ = clock::now();
  shown_ = started_;
}

void progress_reporter::advance(std::uint64_t steps) {
  throw_if_interrupted();
  done_ += steps;
  if (!visible_) return;
  const clock::time_point now = clock::now();
  if (now - shown_ >= shortest_interval) show(now);
}

void progress_reporter::show(clock::time_point now) {
  const double seconds = std::chrono::duration<double>(now - started_).count();
  // Carriage return, the line, and "erase to the end of the line" (ECMA-48 EL).
  out_ << '\r' << progress_line(stage_, done_, total_, seconds) << "\033[K" << std::flush;
  shown_ = now;
  line_shown_ = true;
}

void progress_reporter::end() {
  if (line_shown_) out_ << "\r\033[K" << std::flush;
  line_shown_ = false;
}

}  // namespace memvp
