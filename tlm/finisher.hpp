// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "memvp/tlm/register_device.hpp"

namespace memvp {

/// Where firmware reports its end: a write to EXIT, of its exit status.
class finisher : public register_device {
 public:
  static constexpr std::uint32_t exit = common_register::first_own;

  /// \param action called once for each write to EXIT, when everything before it has happened
  /// \throws std::invalid_argument if the clock period is zero
  finisher(const sc_core::sc_module_name& name, const sc_core::sc_time& clock_period,
           std::function<void(std::uint32_t status)> action);

  static register_map registers_of_finisher();

 private:
  void after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time& at) override;

  std::function<void(std::uint32_t)> action_;
};

}  // namespace memvp
