// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/firmware_debugger.hpp"

#include <algorithm>

#include "memvp/platforms/interruption.hpp"

namespace memvp {

bool executes_firmware(const run_configuration& configured) {
  const auto& all = configured.parameters;
  return std::any_of(all.begin(), all.end(), [](const parameter_description& one) { return one.key == "firmware"; });
}

std::unique_ptr<riscv_debugger> debugger_of(const run_traces& traces, riscv_cpu& cpu) {
  const std::optional<debugger_request>& wish = traces.debugger();
  if (!wish) return nullptr;
  auto debugger = std::make_unique<riscv_debugger>("debugger", cpu, wish->port, throw_if_interrupted);
  wish->messages << "memvp: the program waits for a debugger: target remote 127.0.0.1:" << debugger->port()
                 << std::endl;
  return debugger;
}

}  // namespace memvp
