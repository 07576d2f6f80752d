// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <systemc>

#include "memvp/tlm/execution_control.hpp"
#include "memvp/tlm/gdb_packet.hpp"
#include "memvp/tlm/gdb_session.hpp"
#include "memvp/tlm/loopback_port.hpp"
#include "memvp/tlm/riscv_cpu.hpp"
#include "memvp/tlm/riscv_debug_target.hpp"

namespace memvp {

/// Ends a run whose program the debugger has killed.
class program_killed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Lets GDB debug the program of a riscv_cpu over the remote serial protocol, on a port of this computer:
/// ```
///   riscv_debugger debugger("debugger", cpu, 3333);   // before the simulation starts
/// ```
/// The program is held at its entry until a debugger has let it go on. Breakpoints and watchpoints are the processor's:
/// memory is not changed, and a watchpoint on a device's register sees the processor's own loads and stores. Memory and
/// registers are read by the debug transport, without time and without the effects that reading has on a device;
/// devices' registers cannot be written so. While the program is held, simulated time stands still, so that it does the
/// same, at the same cycles, as without a debugger.
///
/// Exceptions stop the program at their instruction, before the trap ("monitor exceptions off" lets them pass); what
/// would end the program with a sentence stops it first, too. A debugger that detaches, or whose connection breaks,
/// leaves a program that runs on, and may come back.
class riscv_debugger final : public sc_core::sc_module, private execution_control {
 public:
  /// \param port of 127.0.0.1; 0: any free one
  /// \param checkpoint called several times a second while the program is held; what it throws ends the program.
  ///   For a host that may be asked to stop.
  /// \throws std::runtime_error with a sentence if the port cannot be listened at
  riscv_debugger(const sc_core::sc_module_name& name, riscv_cpu& cpu, std::uint16_t port,
                 std::function<void()> checkpoint = {});
  ~riscv_debugger() override;

  /// The port that is listened at.
  std::uint16_t port() const noexcept { return port_.number(); }

 private:
  /// Wakes the simulation from the port's thread.
  class alarm : public sc_core::sc_prim_channel {
   public:
    explicit alarm(const char* name) : sc_core::sc_prim_channel(name), rung_("rung") {}
    /// From any thread.
    void ring() { async_request_update(); }
    const sc_core::sc_event& rung() const { return rung_; }

   private:
    void update() override { rung_.notify(sc_core::SC_ZERO_TIME); }

    sc_core::sc_event rung_;
  };

  pace go_on(const rv32_stop& latest) override;
  void sleeps_for_ever() override;
  void finished(std::uint32_t status) override;
  void failed(const std::string& sentence) override;
  const sc_core::sc_event& hold_request() const override { return alarm_.rung(); }

  void report(const rv32_stop& latest);
  void stop(const std::string& reply);
  void hold();
  void look_at_port();
  void obey(const gdb_input& input);
  void carry_out(const gdb_answer& answer);
  void let_go();
  std::optional<gdb_input> next_input(std::chrono::milliseconds patience);
  void handle(const port_event& event);
  void send(std::string_view payload);
  void show(const std::string& text);

  riscv_debug_target target_;
  std::function<void()> checkpoint_;
  std::optional<gdb_session> session_;  ///< one a connection
  gdb_packet_reader reader_;
  std::string latest_packet_;
  bool started_ = false;           ///< the program has been let go
  bool attached_ = false;          ///< a debugger is there, and has said something
  bool resumed_ = false;           ///< the debugger waits for the program to stop
  bool sleeps_knowingly_ = false;  ///< the debugger has been told of the sleep that nothing can end
  gdb_action action_ = gdb_action::stay;
  std::uint32_t range_first_ = 0, range_end_ = 0;
  alarm alarm_;
  loopback_port port_;  // its thread rings the alarm
};

}  // namespace memvp
