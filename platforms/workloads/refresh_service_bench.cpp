// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/refresh_service_bench.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace memvp {

refresh_service_bench::refresh_service_bench(host_cpu& host, refresh_driver& driver, std::uint8_t level)
    : host_(host), driver_(driver), idle_(driver.policy()) {
  idle_.keep_alive = false;
  idle_.restore = refresh_restore_kind::none;
  idle_.promote_after = 0;
  driver_.set_policy(idle_);
  interval_s_ = static_cast<double>(idle_.rewrite_interval) * driver_.cycle_s();
  for (const refresh_pulse_kind kind : {refresh_pulse_kind::ion_set, refresh_pulse_kind::read_ion}) {
    const refresh_pulse pulse = driver_.pulse_entry(kind);
    slot_s_ += static_cast<double>(pulse.width + pulse.gap) * driver_.cycle_s();
  }
  const std::vector<std::uint8_t> levels(std::size_t{driver_.rows()} * driver_.columns(), level);
  driver_.allocate(0, driver_.rows(), refresh_mode::non_volatile, task_);
  driver_.reprogram(0, driver_.rows(), levels.data());
  codes_.assign(driver_.rows(), static_cast<std::int8_t>(refresh_greatest_code));
  words_.resize(driver_.columns());
}

// One ion-set pulse on every cell of the rows, each row read afterwards: what is read is what the timer keeps.
void refresh_service_bench::deploy(std::uint32_t rows, double pulse_share) {
  driver_.allocate(0, rows, refresh_mode::volatile_ions, ++task_ % 256);
  const double pulse_s =
      static_cast<double>(driver_.pulse_entry(refresh_pulse_kind::ion_set).width) * driver_.cycle_s();
  const auto width = static_cast<std::int16_t>(
      std::min<long>(driver_.pulse_maximum(), std::lround(pulse_share * pulse_s / driver_.pulse_lsb_s())));
  const std::vector<std::int16_t> widths(std::size_t{rows} * driver_.columns(), width);
  driver_.pulse({0, rows, 0, driver_.columns()}, widths.data(), true);
}

std::uint64_t refresh_service_bench::product_cycles(std::uint32_t rows) {
  const std::uint64_t start = host_.now_cycles();
  driver_.multiply({{0, rows, 0, driver_.columns()}}, codes_.data(), 1, words_.data());
  return host_.now_cycles() - start;
}

std::vector<double> refresh_service_bench::row_states(std::uint32_t rows) const {
  std::vector<double> states(std::size_t{driver_.rows()} * driver_.columns()), means(rows, 0);
  host_.synchronise();  // they are those of simulated time, which the host may be ahead of
  driver_.ionic_states(states.data());
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t column = 0; column < driver_.columns(); ++column)
      means[row] += states[row * driver_.columns() + column] / driver_.columns();
  return means;
}

void refresh_service_bench::watch(service_point& point, std::uint64_t cycles, std::uint64_t products,
                                  std::uint64_t unhindered) {
  const std::uint64_t begin = host_.now_cycles(), end = begin + cycles;
  double waited = 0;
  const auto spend_until = [this](std::uint64_t cycle) {
    const std::uint64_t now = host_.now_cycles();
    if (now < cycle) host_.spend(cycle - now);
  };
  for (std::uint64_t i = 0; i < products; ++i) {
    spend_until(begin + (2 * i + 1) * (cycles / (2 * products)));
    const std::uint64_t taken = product_cycles(point.rows);
    const double wait = static_cast<double>(taken - std::min(taken, unhindered)) * driver_.cycle_s();
    waited += wait;
    point.longest_wait_s = std::max(point.longest_wait_s, wait);
  }
  spend_until(end);
  host_.synchronise();
  if (products > 0) point.mean_wait_s = waited / static_cast<double>(products);
}

service_point refresh_service_bench::measure(std::uint32_t rows, std::uint32_t intervals, std::uint32_t products,
                                             double pulse_share) {
  if (idle_.rewrite_interval > std::numeric_limits<std::uint64_t>::max() / std::max(intervals, 1u))
    throw std::invalid_argument("service.intervals times T_REF of that time constant never end.");
  service_point point;
  point.rows = rows;
  point.products = products;
  deploy(rows, pulse_share);
  const std::vector<double> deployed = row_states(rows);
  const std::uint64_t unhindered = products > 0 ? product_cycles(rows) : 0;

  const std::uint64_t rewrites = driver_.rewrites(), misses = driver_.misses(), busy = driver_.refresh_cycles();
  const double joules = driver_.refresh_energy();
  refresh_policy kept = idle_;
  kept.keep_alive = true;
  driver_.set_policy(kept);
  const std::uint64_t begin = host_.now_cycles();
  watch(point, idle_.rewrite_interval * intervals, std::uint64_t{products} * intervals, unhindered);
  point.seconds = static_cast<double>(host_.now_cycles() - begin) * driver_.cycle_s();
  point.rewrites = driver_.rewrites() - rewrites;
  point.misses = driver_.misses() - misses;
  point.occupancy = static_cast<double>(driver_.refresh_cycles() - busy) * driver_.cycle_s() / point.seconds;
  point.power_w = (driver_.refresh_energy() - joules) / point.seconds;
  const std::vector<double> left = row_states(rows);
  point.least_kept = 1;
  for (std::size_t row = 0; row < rows; ++row) point.least_kept = std::min(point.least_kept, left[row] / deployed[row]);

  driver_.set_policy(idle_);
  driver_.restore(0, rows);
  return point;
}

std::uint32_t refresh_service_bench::most_rows(std::uint32_t intervals, double pulse_share) {
  std::uint32_t sustained = 0, too_many = driver_.rows() + 1;
  while (too_many - sustained > 1) {
    const std::uint32_t guess = sustained + (too_many - sustained) / 2;
    (measure(guess, intervals, 0, pulse_share).misses == 0 ? sustained : too_many) = guess;
  }
  return sustained;
}

}  // namespace memvp
