// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/finisher.hpp"

#include <utility>

namespace memvp {

register_map finisher::registers_of_finisher() {
  return {"finisher",
          "Ends the program.",
          {{"ID", common_register::id, register_access::read_only, 0x54495845, "the letters EXIT", {}},
           {"VERSION", common_register::version, register_access::read_only, 0x00010000, "version of this map", {}},
           {"EXIT", exit, register_access::write_only, 0, "ends the program with this status; 0: success", {}}},
          {}};
}

finisher::finisher(const sc_core::sc_module_name& name, const sc_core::sc_time& clock_period,
                   std::function<void(std::uint32_t)> action)
    : register_device(name, registers_of_finisher(), clock_period), action_(std::move(action)) {
  registers().synchronise({exit});
}

void finisher::after_write(std::uint32_t, std::uint32_t value, const sc_core::sc_time&) { action_(value); }

}  // namespace memvp
