// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/models/physics/random.hpp"
#include "memvp/testbench/per_clock/refresh_clocked_controller.hpp"

namespace memvp {

/// Random numbers in order, each a function of seed and position.
class drawn_numbers {
 public:
  explicit drawn_numbers(std::uint64_t seed, std::uint32_t instance = 0)
      : key_{seed, random_purpose::test_input, instance} {}
  double fraction() { return uniform(key_, 0, next_++); }
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(fraction() * limit); }
  std::uint32_t between(std::uint32_t least, std::uint32_t most) { return least + below(most - least + 1); }
  bool chance(double probability) { return fraction() < probability; }

 private:
  random_key key_;
  std::uint64_t next_ = 0;
};

/// What the host does at one cycle.
struct refresh_event {
  enum class action : std::uint32_t {
    look,  ///< nothing but comparing what can be looked at
    request,
    compute,
    registers,  ///< one register other than TEMPERATURE is written; `registers` has all of them as they are then
    temperature,
    level,  ///< one element of a window is written
    source,
    target,
    failed,  ///< bits of REQUEST_FAILED are cleared
    reset,
  };
  action what = action::look;
  cycle_count wait = 0;  ///< cycles since the event before
  refresh_request request;
  clocked_refresh_compute compute;
  clocked_refresh_registers registers;
  std::uint32_t value = 0;  ///< temperature, level, code, slots
  std::size_t cell = 0;
};

/// Built-in lengths and registers at reset of a controller that is drawn at random: few rows and columns, pulses of
/// tens of cycles, deadlines that are easy, hard or impossible to meet.
clocked_refresh_settings drawn_settings(drawn_numbers& numbers);
clocked_refresh_registers drawn_registers(drawn_numbers& numbers, const clocked_refresh_settings& settings);

/// How a host behaves; shares of its actions need not add up to anything.
struct refresh_host_habits {
  double requests = 3, computing = 4, registers = 0.6, temperature = 0.1, levels = 3, sources = 0.1, targets = 0.1,
         looks = 1, resets = 0.01;
  double mistakes = 0.05;    ///< share of requests and commands drawn without regard to what is allowed
  bool settles = false;      ///< writes all rows and makes them V before anything else
  cycle_count pauses = 100;  ///< mean wait between two actions
};
refresh_host_habits drawn_habits(drawn_numbers& numbers);

/// A host that does things at random: mostly what makes sense, looking at the controller's table, and mistakes.
class drawn_host {
 public:
  drawn_host(std::uint64_t seed, const refresh_host_habits& habits);
  refresh_event next(const clocked_refresh_controller& controller);

 private:
  bool settle(const clocked_refresh_controller& controller, refresh_event& event);
  refresh_request draw_request(const clocked_refresh_controller& controller);
  clocked_refresh_compute draw_compute(const clocked_refresh_controller& controller);
  void make_mistake(clocked_refresh_compute& compute);
  void draw_register(clocked_refresh_registers& registers, const clocked_refresh_settings& settings);
  std::uint32_t row_of_mode(const clocked_refresh_controller& controller, refresh_mode mode);

  drawn_numbers numbers_;
  refresh_host_habits habits_;
  bool hot_ = false, illegal_ = false;
  std::uint32_t settled_ = 0;  // steps done
};

}  // namespace memvp
