// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <systemc>
#include <tlm>

#include "memvp/tlm/bus_master.hpp"
#include "memvp/tlm/program_observer.hpp"
#include "memvp/traces/latency_log.hpp"

namespace memvp {

/// An access that the bus answered with an error. what() is a sentence: who, what, where, which response.
class bus_error : public std::runtime_error {
 public:
  bus_error(const std::string& sentence, std::uint64_t address, tlm::tlm_response_status status)
      : std::runtime_error(sentence), address_(address), status_(status) {}
  std::uint64_t address() const noexcept { return address_; }
  tlm::tlm_response_status status() const noexcept { return status_; }

 private:
  std::uint64_t address_;
  tlm::tlm_response_status status_;
};

/// The processor that drives a platform: its program is ordinary sequential C++, every access of which is a bus
/// transaction. It models the traffic and the waiting of a processor, not its instructions: what it computes takes the
/// time it says (`spend`), none if it says nothing.
///
/// Loosely timed, it runs ahead of simulated time by up to a quantum; approximately timed, it goes through the four
/// phases of every transaction. The program ends at the same simulated time in both, with any quantum, with or
/// without direct memory access, as long as no other initiator uses the same target at the same time.
///
/// Pace. With `word_cycles` = N it asks the bus for no more than a processor's loads and stores: one word at a time,
/// each beginning at the first multiple of N cycles that is at least N cycles after the program asks for it. A word is
/// in the program's hands N/2 cycles after its access has ended. Reads take whole words; what a write has before and
/// behind whole words goes in halfwords and bytes. The first word waits for the start-up of a processor.
class host_cpu : public sc_core::sc_module {
 public:
  struct settings {
    bus_timing timing = bus_timing::loosely_timed;
    sc_core::sc_time quantum{1, sc_core::SC_US};        ///< how far LT may run ahead; zero: not at all
    sc_core::sc_time clock_period{10, sc_core::SC_NS};  ///< length of a cycle
    bool use_dmi = true;                                ///< aligned words go past the bus where allowed; LT only
    bool stop_when_finished = false;                    ///< whether the program's end ends the simulation
    std::uint64_t word_cycles = 0;  ///< the pace, in cycles; 0: bursts as fast as the bus takes them
    /// With a pace: the target hands words over itself, N/2 cycles after the access that it has made of it has ended.
    bool handed_over = false;
    sc_core::sc_time max_time{};  ///< when a program that still runs is given up; zero: never
  };

  bus_initiator_socket socket;
  sc_core::sc_in<bool> interrupt;

  /// Cycles before which the first word of a program with a pace does not begin.
  static constexpr std::uint64_t start_up_cycles = 1000;

  /// \throws std::invalid_argument if the clock period is zero
  host_cpu(const sc_core::sc_module_name& name, const settings& chosen);

  /// To be called before the simulation starts. An exception that leaves the program ends the simulation.
  void set_program(std::function<void(host_cpu&)> program) { program_ = std::move(program); }

  // For the program:

  /// \throws bus_error
  std::uint32_t read32(std::uint64_t address) {
    std::uint32_t value = 0;
    transport(tlm::TLM_READ_COMMAND, address, reinterpret_cast<unsigned char*>(&value), 4);
    return value;
  }
  /// \throws bus_error
  void write32(std::uint64_t address, std::uint32_t value) {
    transport(tlm::TLM_WRITE_COMMAND, address, reinterpret_cast<unsigned char*>(&value), 4);
  }
  /// One transaction of any length; none if `bytes` is zero. \throws bus_error
  void read(std::uint64_t address, void* data, std::size_t bytes);
  void write(std::uint64_t address, const void* data, std::size_t bytes);

  /// The processor computes for that many cycles. \throws std::overflow_error past the longest simulated time
  void spend(std::uint64_t cycles);
  /// Returns once the interrupt line is high, at once if it is. Simulated time catches up first.
  void wait_for_interrupt();
  /// Lets simulated time catch up with the program.
  void synchronise();

  // For anybody:

  /// Without time or side effects. \return bytes that were read
  std::size_t debug_read(std::uint64_t address, void* data, std::size_t bytes);
  std::size_t debug_write(std::uint64_t address, const void* data, std::size_t bytes);

  /// Whole cycles since the start, as far as the program has come.
  std::uint64_t now_cycles() const;
  /// Bus transactions of the program so far, direct accesses included.
  std::uint64_t transactions() const noexcept { return master_.transactions(); }
  std::uint64_t direct_accesses() const noexcept { return master_.direct_accesses(); }
  /// Whether the program has returned, not thrown.
  bool finished() const noexcept { return finished_; }

  /// Throws what the program threw, if it did.
  void rethrow_if_failed() const;
  /// As rethrow_if_failed; besides, \throws std::runtime_error if the program has not returned, for a simulation that
  /// ended because nothing was left to happen: the program waits for an interrupt that never comes.
  void require_finished() const;

  /// Is told of every transaction from now on; null to stop. Costs one branch a transaction when null.
  void observe(transaction_observer* observer) noexcept;
  /// Is told of every access that was answered without an error, with its data, and of every wait; null to stop.
  void follow(program_observer* follower) noexcept;
  /// Logs every wait for the interrupt that takes time. \param cause called when it ends, for what it is logged as; the
  /// log must outlive the simulation
  void log_waits(latency_log& log, std::function<latency_id()> cause);

 protected:
  void end_of_elaboration() override { require_bound(socket); }

 private:
  void transport(tlm::tlm_command command, std::uint64_t address, unsigned char* data, unsigned length) {
    if (minds_more_) {
      return transport_in_steps(command, address, data, length);
    }
    const tlm::tlm_response_status status = master_.transport(command, address, data, length, local_);
    if (now_ + local_ >= next_synchronisation_) {
      synchronise();
    }
    if (status != tlm::TLM_OK_RESPONSE) {
      fail(command, address, length, status);
    }
  }
  void transport_in_steps(tlm::tlm_command command, std::uint64_t address, unsigned char* data, unsigned length);
  void transport_step(tlm::tlm_command command, std::uint64_t address, unsigned char* data, unsigned length);
  void let_time_pass_until_next_word();
  void give_up_at_limit();
  std::string last_access() const;
  [[noreturn]] void fail(tlm::tlm_command command, std::uint64_t address, unsigned length,
                         tlm::tlm_response_status status) const;
  unsigned checked_length(std::uint64_t address, std::size_t bytes) const;
  void run();

  /// An access that the program has asked for.
  struct access {
    tlm::tlm_command command = tlm::TLM_IGNORE_COMMAND;
    std::uint64_t address = 0;
    unsigned length = 0;
  };

  settings settings_;
  bus_master master_;
  const sc_core::sc_time& now_;            // SystemC's own clock
  sc_core::sc_time local_;                 // how far the program is ahead of simulated time
  sc_core::sc_time next_synchronisation_;  // absolute
  bool minds_more_;                        // than to pass accesses on: pace, limit, somebody who follows
  sc_core::sc_time hand_over_;             // from an access's end until the program has the word
  access last_;                            // with a pace, a limit, or a follower
  transaction_observer* observer_ = nullptr;
  program_observer* follower_ = nullptr;
  latency_log* latency_ = nullptr;
  std::function<latency_id()> cause_of_waiting_;
  std::function<void(host_cpu&)> program_;
  std::exception_ptr failure_;
  bool waits_ = false;  // for the interrupt, with a limit
  bool finished_ = false;
};

}  // namespace memvp
