// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/host_cpu.hpp"

#include <limits>

#include "memvp/tlm/hexadecimal.hpp"
#include "memvp/tlm/simulated_time.hpp"

namespace memvp {

host_cpu::host_cpu(const sc_core::sc_module_name& name, const settings& chosen)
    : sc_core::sc_module(name),
      socket("socket"),
      interrupt("interrupt"),
      settings_(chosen),
      master_(socket, chosen.timing, chosen.use_dmi),
      now_(sc_core::sc_time_stamp()) {
  checked_clock_period(this->name(), chosen.clock_period);
  SC_HAS_PROCESS(host_cpu);
  SC_THREAD(run);
  // Workloads run in this thread, and SystemC's default of 64 KiB is soon exceeded by ordinary C++.
  set_stack_size(1024 * 1024);
}

void host_cpu::run() {
  try {
    if (program_) {
      program_(*this);
    }
    synchronise();
    finished_ = true;
  } catch (const sc_core::sc_unwind_exception&) {
    throw;  // SystemC ends the process
  } catch (...) {
    failure_ = std::current_exception();
  }
  if (failure_ != nullptr || settings_.stop_when_finished) {
    sc_core::sc_stop();
  }
}

void host_cpu::read(std::uint64_t address, void* data, std::size_t bytes) {
  if (bytes != 0) {
    transport(tlm::TLM_READ_COMMAND, address, static_cast<unsigned char*>(data), checked_length(address, bytes));
  }
}

void host_cpu::write(std::uint64_t address, const void* data, std::size_t bytes) {
  if (bytes != 0) {
    // The payload's pointer serves reads and writes; a write leaves the data alone.
    auto* source = static_cast<unsigned char*>(const_cast<void*>(data));
    transport(tlm::TLM_WRITE_COMMAND, address, source, checked_length(address, bytes));
  }
}

std::size_t host_cpu::debug_read(std::uint64_t address, void* data, std::size_t bytes) {
  return master_.debug_transport(tlm::TLM_READ_COMMAND, address, static_cast<unsigned char*>(data),
                                 checked_length(address, bytes));
}

std::size_t host_cpu::debug_write(std::uint64_t address, const void* data, std::size_t bytes) {
  return master_.debug_transport(tlm::TLM_WRITE_COMMAND, address, static_cast<unsigned char*>(const_cast<void*>(data)),
                                 checked_length(address, bytes));
}

void host_cpu::spend(std::uint64_t cycles) {
  local_ = after_cycles(now_ + local_, cycles, settings_.clock_period) - now_;
  if (now_ + local_ >= next_synchronisation_) {
    synchronise();
  }
}

void host_cpu::synchronise() {
  if (local_ != sc_core::SC_ZERO_TIME) {
    sc_core::wait(local_);
    local_ = sc_core::SC_ZERO_TIME;
  }
  // Quanta begin at multiples of their length, for every host alike.
  const std::uint64_t now = now_.value(), quantum = settings_.quantum.value();
  const std::uint64_t left = quantum == 0 ? 0 : quantum - now % quantum;
  next_synchronisation_ = sc_core::sc_time::from_value(now + left < now ? now : now + left);
}

void host_cpu::wait_for_interrupt() {
  synchronise();
  while (!interrupt.read()) {
    sc_core::wait(interrupt.posedge_event());
  }
}

std::uint64_t host_cpu::now_cycles() const { return (now_ + local_).value() / settings_.clock_period.value(); }

unsigned host_cpu::checked_length(std::uint64_t address, std::size_t bytes) const {
  if (bytes > std::numeric_limits<unsigned>::max()) {
    throw bus_error(std::string(name()) + ": a transaction of " + std::to_string(bytes) + " bytes at " +
                        hexadecimal(address, 8) + " is longer than a bus transaction can be",
                    address, tlm::TLM_BURST_ERROR_RESPONSE);
  }
  return static_cast<unsigned>(bytes);
}

void host_cpu::fail(tlm::tlm_command command, std::uint64_t address, unsigned length,
                    tlm::tlm_response_status status) const {
  tlm::tlm_generic_payload named;
  named.set_response_status(status);
  throw bus_error(std::string(name()) + ": " + (command == tlm::TLM_READ_COMMAND ? "read" : "write") + " of " +
                      std::to_string(length) + " bytes at " + hexadecimal(address, 8) + " was answered by " +
                      named.get_response_string(),
                  address, status);
}

void host_cpu::rethrow_if_failed() const {
  if (failure_ != nullptr) {
    std::rethrow_exception(failure_);
  }
}

void host_cpu::require_finished() const {
  rethrow_if_failed();
  if (!finished_) {
    throw std::runtime_error(std::string(name()) + ": the program did not finish: at cycle " +
                             std::to_string(now_cycles()) +
                             " it waits for an interrupt, and nothing is left that could raise one");
  }
}

}  // namespace memvp
