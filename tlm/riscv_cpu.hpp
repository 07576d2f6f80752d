// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <systemc>
#include <tlm>

#include "memvp/models/processor/elf_file.hpp"
#include "memvp/models/processor/rv32_processor.hpp"
#include "memvp/tlm/bus_master.hpp"
#include "memvp/tlm/execution_control.hpp"
#include "memvp/traces/latency_log.hpp"

namespace memvp {

/// Firmware that cannot go on. what() is a sentence: which processor, what happened where (pc and symbol), the cause,
/// and the jumps taken last.
class firmware_error : public std::runtime_error {
 public:
  firmware_error(const std::string& sentence, std::uint32_t pc) : std::runtime_error(sentence), pc_(pc) {}
  std::uint32_t pc() const noexcept { return pc_; }

 private:
  std::uint32_t pc_;
};

/// The RISC-V processor on the bus: executes firmware, an instruction after the other, in simulated time.
///
/// Time. An instruction is fetched over the bus when the one before has ended (there is no prefetch and no cache), and
/// takes the cycles of its class then; those of loads and stores have the first cycle of their transaction among them,
/// what it takes beyond that is waited for. Transactions that end between two clock edges count to the next edge. The
/// processor runs ahead of simulated time, but never past the next thing that happens elsewhere in the simulation (the
/// next event that is scheduled), and at most to the end of a quantum. So an interrupt is taken at the first
/// instruction boundary at or after the instant at which its line rises, and a program sees and does the same with any
/// quantum, with or without direct memory access, loosely or approximately timed, as long as no other loosely timed
/// initiator that runs ahead by itself uses the same targets.
///
/// Sleep. In `wfi` the processor waits for the lines' events, which costs no host time. When an enabled interrupt is
/// pending, mcycle has advanced by the whole cycles that have passed.
///
/// Errors. What the bus answers with an error is an access fault of the instruction. A trap that nothing handles, an
/// exception in a trap handler that has not read mepc, and a program that is still running at `max_time` end the
/// simulation with a firmware_error.
class riscv_cpu : public sc_core::sc_module, private rv32_bus, private tlm::tlm_bw_transport_if<> {
 public:
  struct settings {
    bus_timing timing = bus_timing::loosely_timed;
    sc_core::sc_time quantum{100, sc_core::SC_US};      ///< how far LT may run ahead; zero: an instruction
    sc_core::sc_time clock_period{10, sc_core::SC_NS};  ///< length of a cycle
    /// Whether memory is touched past the bus where targets allow it (same times); LT only, and not while transactions
    /// are observed, since what goes past the bus is not seen.
    bool use_dmi = true;
    /// Where it may be. Targets that grant direct memory, but refuse bytes or halfwords over the bus, do not belong
    /// here: direct accesses of a processor are of any width.
    std::uint32_t direct_first = 0, direct_last = 0xFFFFFFFF;
    sc_core::sc_time max_time{};      ///< when a program that still runs is given up; zero: never
    bool stop_when_finished = false;  ///< whether halt() ends the simulation
    rv32_configuration processor;
  };

  bus_initiator_socket socket;
  sc_core::sc_in<bool> external_interrupt, timer_interrupt, software_interrupt;

  /// \param latency null, or where every sleep is logged by what ended it ("wait for external interrupt", ...); must
  /// outlive the simulation
  /// \throws std::invalid_argument if the clock period is zero or a number of cycles is out of range
  riscv_cpu(const sc_core::sc_module_name& name, const settings& chosen, latency_log* latency = nullptr);

  /// To be called before the simulation starts. The program is put into memory through the debug transport when it
  /// starts, and execution begins at its entry.
  void set_program(elf_file program) { program_ = std::move(program); }
  /// Where execution begins without a program, for memory that is filled by somebody else.
  void set_entry(std::uint32_t pc) { entry_ = pc; }
  /// What the CSRs time and timeh show, given the simulated time of the instruction. Without it they show the cycles
  /// since reset.
  void set_time(std::function<std::uint64_t(const sc_core::sc_time&)> timer) { timer_ = std::move(timer); }

  /// Ends the program after the instruction in progress, or from its sleep. For devices that firmware reports its end
  /// to; may be called from any process. \param status as a debugger is told it
  void halt(std::uint32_t status = 0);

  /// Who may hold the program; null for nobody. It changes nothing of what the program does and when, as long as it
  /// writes nothing. To be called before elaboration ends; `control` must outlive the
  /// simulation.
  void control_by(execution_control* control) { control_ = control; }

  /// Whole cycles since the start, as far as the processor has come.
  std::uint64_t now_cycles() const noexcept { return processor_.state().cycles; }
  std::uint64_t instructions() const noexcept { return processor_.state().retired; }
  std::uint64_t cycles_asleep() const noexcept { return cycles_asleep_; }
  /// The instant up to which instructions have been executed, which may be ahead of the simulation's.
  sc_core::sc_time processor_time() const;
  /// Bus transactions so far. Direct accesses are none.
  std::uint64_t transactions() const noexcept;
  /// What the bus has answered to the access that it refused last; TLM_OK_RESPONSE if it has refused none.
  tlm::tlm_response_status latest_refusal() const noexcept { return latest_refusal_; }
  /// Whether halt() has ended the program.
  bool finished() const noexcept { return finished_; }

  /// Throws what ended the program, if it did not end by halt().
  void rethrow_if_failed() const;
  /// As rethrow_if_failed; besides, \throws firmware_error if the program has not ended, for a simulation that ended
  /// because nothing was left to happen: the program sleeps, and no interrupt will come.
  void require_finished() const;

  rv32_processor& processor() noexcept { return processor_; }
  const rv32_processor& processor() const noexcept { return processor_; }

  /// Without time or side effects. \return bytes that were read or written
  std::size_t debug_read(std::uint64_t address, void* data, std::size_t bytes);
  std::size_t debug_write(std::uint64_t address, const void* data, std::size_t bytes);

  /// A place in the program, for messages: "pc 0x80020010 (main+0x4)".
  std::string describe(std::uint32_t address) const;
  /// The jumps taken last, for messages: "; the last jumps, newest first: ...", or nothing if there was none.
  std::string latest_jumps() const;

  /// Is told of every transaction from now on; null to stop. To be called before the simulation starts.
  void observe(transaction_observer* observer);

 protected:
  void end_of_elaboration() override;

 private:
  rv32_bus_reply load(std::uint32_t address, unsigned bytes, std::uint32_t& value) override;
  rv32_bus_reply store(std::uint32_t address, unsigned bytes, std::uint32_t value) override;
  rv32_bus_reply fetch(std::uint32_t address, std::uint32_t& word) override;
  std::uint64_t time() override;
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) override;

  void run();
  void put_program_into_memory();
  void execute();
  void sleep();
  bool stays_asleep() const noexcept;
  void catch_up();
  void settle();
  std::uint64_t budget();
  void give_up_at_limit() const;
  rv32_stop advance(const rv32_stop& latest);
  void tell_of_end();

  rv32_bus_reply transport(tlm::tlm_command command, std::uint32_t address, void* data, unsigned bytes);
  tlm::tlm_response_status transport_blocking(tlm::tlm_command command, std::uint32_t address, void* data,
                                              unsigned bytes, sc_core::sc_time& local);
  void request_direct_memory(std::uint32_t address);
  std::uint64_t whole_cycles(std::uint64_t picoseconds) const noexcept;
  unsigned debug_transport(tlm::tlm_command command, std::uint64_t address, void* data, std::size_t bytes);

  firmware_error failure_of(const rv32_stop& stop) const;

  settings settings_;
  std::uint64_t period_ps_;
  std::optional<bus_master> phases_;  // approximately timed
  tlm::tlm_generic_payload payload_;  // loosely timed
  std::uint64_t blocking_transactions_ = 0;
  tlm::tlm_response_status latest_refusal_ = tlm::TLM_OK_RESPONSE;
  transaction_observer* observer_ = nullptr;
  rv32_processor processor_;
  std::optional<elf_file> program_;
  std::uint32_t entry_ = 0;
  std::function<std::uint64_t(const sc_core::sc_time&)> timer_;
  const sc_core::sc_time& now_;   // SystemC's own clock
  std::uint64_t horizon_ps_ = 0;  // absolute: how far the processor may run
  latency_log* latency_;
  execution_control* control_ = nullptr;
  std::uint64_t cycles_asleep_ = 0;
  sc_core::sc_event halted_event_;
  // A member, since a thread that sleeps for ever never destroys what lies on its stack.
  sc_core::sc_event_or_list ends_of_sleep_;
  bool halted_ = false, finished_ = false;
  std::uint32_t status_ = 0;
  std::exception_ptr failure_;
};

}  // namespace memvp
