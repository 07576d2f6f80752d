// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <systemc>

#include "memvp/models/processor/rv32_processor.hpp"

namespace memvp {

/// Who may hold the program of a riscv_cpu: a debugger. Called by the processor's process, between two instructions;
/// while a call lasts, simulated time stands still. The processor's debug_points() are its to set.
class execution_control {
 public:
  /// How a program goes on.
  enum class pace : std::uint8_t { run, step };

  virtual ~execution_control() = default;

  /// Before the next instruction, and whenever hold_request() has happened.
  /// \param latest what has ended the execution before
  virtual pace go_on(const rv32_stop& latest) = 0;

  /// Before the processor sleeps on, with nothing left in the simulation that could wake it up.
  virtual void sleeps_for_ever() = 0;

  /// After the last instruction. \param status that the program has given
  virtual void finished(std::uint32_t status) = 0;

  /// The program has gone astray and cannot go on. \param sentence about what and where
  virtual void failed(const std::string& sentence) = 0;

  /// Happens when go_on() is to be called soon, even if the processor is asleep.
  virtual const sc_core::sc_event& hold_request() const = 0;
};

}  // namespace memvp
