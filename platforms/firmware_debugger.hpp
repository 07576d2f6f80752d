// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "memvp/platforms/run_configuration.hpp"
#include "memvp/platforms/run_traces.hpp"
#include "memvp/tlm/riscv_debugger.hpp"

namespace memvp {

/// Whether a platform executes firmware that its key `firmware` names, so that a debugger has something to debug. The
/// firmware that works for a host's program (host.processor) is none of these.
bool executes_firmware(const run_configuration& configured);

/// Holds the program of `cpu` at its entry for a debugger, and says where that can be reached, if the run asks for it;
/// null otherwise. The debugger is to go before the processor. Ctrl-C ends a run that waits for a debugger. To be
/// called before the simulation starts.
/// @throws std::runtime_error with a sentence if the port cannot be listened at
std::unique_ptr<riscv_debugger> debugger_of(const run_traces& traces, riscv_cpu& cpu);

}  // namespace memvp
